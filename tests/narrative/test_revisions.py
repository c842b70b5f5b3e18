"""What is a new version, what happened in it, and what the outlet said about it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.model import Action, Comparison, Part, Suppressed, Verdict
from narrative.revisions import Version, compare, same_words

LEAD = "The plane was on its way from Baku to Grozny. "
TAIL = " It came down near Aktau."
HIDDEN_ELSEWHERE = [
    ("At least 38 dead in the crash.", "At least 39 dead in the crash."),
    ("Rescuers found 29 survivors.", "Rescuers found 32 survivors."),
    ("It was lost from radar at 06:28.", "It was lost from radar at 06:40."),
    ("The flight of 24 December was late.", "The flight of 25 December was late."),
    ("It published a report blaming a bird strike.", "It published a report blaming Russian air defence."),
    ("Bird strike brought the jet down over the sea.", "Russian air defence brought the jet down over the sea."),
    ("They were offered 1.5 million each.", "They were offered 15 million each."),
    ("Between 28-30 people were aboard.", "Between 2830 people were aboard."),
    ("The airline named bird strike as cause.", "The airline named “bird strike” as cause."),
    ("There were no, missiles were not used.", "There were no missiles were not used."),
    ("It was -5 at the airport.", "It was 5 at the airport."),
    ("Shares fell 5% at once.", "Shares fell 5 at once."),
    ("A ticket costs $50 there.", "A ticket costs €50 there."),
    ("The pilots told us about it.", "The pilots told US about it."),
]


def at(hour: int) -> datetime:
    return datetime(2024, 12, 25, hour, tzinfo=UTC)


def labels(comparison: Comparison) -> list[tuple[Action, str]]:
    return [(edit.action, edit.label) for edit in comparison.edits]


@pytest.mark.parametrize(("before", "after"), HIDDEN_ELSEWHERE)
def test_what_other_trackers_hid_is_a_material_edit_of_the_text(before: str, after: str) -> None:
    for old, new in ((before, after), (after, before)):
        found = compare(Version("News", LEAD + old + TAIL), Version("News", LEAD + new + TAIL))
        assert not found.same
        assert found.material
        assert found.suppressed == ()


@pytest.mark.parametrize(("before", "after"), HIDDEN_ELSEWHERE)
def test_what_other_trackers_hid_is_a_material_edit_of_the_headline(before: str, after: str) -> None:
    found = compare(Version(before.rstrip("."), LEAD), Version(after.rstrip("."), LEAD))
    assert not found.same
    assert [(edit.part, edit.material) for edit in found.edits] == [(Part.HEADING, True)]


@pytest.mark.parametrize("old", ["38", "5%", "-5", "us", "$50", "bird strike", "no, missiles"])
def test_what_other_trackers_hid_is_material_even_as_the_whole_text(old: str) -> None:
    new = {"38": "39", "5%": "5", "-5": "5", "us": "US", "$50": "€50", "bird strike": "Russian air defence", "no, missiles": "no missiles"}[
        old
    ]
    for before, after in ((Version("", old), Version("", new)), (Version(old, ""), Version(new, ""))):
        found = compare(before, after)
        assert (found.same, found.material) == (False, True)


PLAIN = 'The minister\'s "first" report - on the 67 aboard... was short. It came at noon. "Nobody knows," he said.'


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        (PLAIN.replace("'", "’"), "typography"),
        (PLAIN.replace('"first"', "“first”"), "typography"),
        (PLAIN.replace(" - ", " — "), "typography"),
        (PLAIN.replace("...", "…"), "typography"),
        (PLAIN.replace("minister", "min\u00adister"), "typography"),
        (PLAIN.replace("short. It", "short.\n\nIt"), "white_space"),
        (PLAIN.replace("the 67", "the\u00a067"), "white_space"),
        (PLAIN.replace("short. It", "short.It"), "white_space"),
        ("\n " + PLAIN + "\n", "white_space"),
    ],
)
def test_typography_and_white_space_make_no_version_but_are_listed(other: str, rule: str) -> None:
    found = compare(Version("h", PLAIN), Version("h", other))
    assert same_words(Version("h", PLAIN), Version("h", other))
    assert found.same
    assert found.edits == ()
    assert {noise.rule for noise in found.suppressed} == {rule}


def test_german_marks_exchanged_for_english_ones_are_typography_beside_a_real_edit() -> None:
    german = Version("h", "Er sagte: „Dafür bin ich nicht da.“ Danach ging er. Es gab 38 Tote.")
    english = Version("h", "Er sagte: “Dafür bin ich nicht da.” Danach ging er. Es gab 39 Tote.")
    assert labels(compare(german, english)) == [(Action.REPLACED, "fact.quantity")]


def test_a_letter_composed_otherwise_is_typography() -> None:
    assert same_words(Version("Aktau", "Самолёт упал у залива й."), Version("Aktau", "Самолёт упал у залива и\u0306."))


@pytest.mark.parametrize(
    "other", [PLAIN.replace('"first"', "first"), PLAIN.replace("67", "68"), PLAIN.lower(), PLAIN.replace("short.", "short")]
)
def test_a_mark_a_digit_and_a_capital_do_make_a_version(other: str) -> None:
    assert not same_words(Version("h", PLAIN), Version("h", other))
    assert not same_words(Version(PLAIN, "t"), Version(other, "t"))


def test_noise_is_listed_beside_real_edits() -> None:
    found = compare(Version("Crash’s toll", "The “first” one. It killed 38."), Version("Crash's toll", 'The "first" one. It killed 39.'))
    assert found.suppressed == (
        Suppressed("typography", "Crash’s", "Crash's"),
        Suppressed("typography", "“", '"'),
        Suppressed("typography", "”", '"'),
    )
    assert labels(found) == [(Action.REPLACED, "fact.quantity")]


def test_every_fate_of_a_sentence_is_found() -> None:
    before = "It was a clear morning over the sea. The jet hit a flock of birds. The toll is 38. The jet was built in 2013."
    after = "The toll is 39. It was a clear morning over the sea. Moscow has not commented on the crash. The jet was built in 2013."
    found = compare(Version("h", before), Version("h", after))
    assert Counter(labels(found)) == Counter(
        {
            (Action.REPLACED, "fact.quantity"): 1,
            (Action.REMOVED, "background.removed"): 1,
            (Action.ADDED, "background.added"): 1,
        }
    )


def test_a_sentence_that_only_moved_is_no_material_edit() -> None:
    first, second, third = "The jet left Baku at dawn.", "It was diverted to Aktau.", "Fog lay over Grozny."
    found = compare(Version("h", f"{first} {second} {third}"), Version("h", f"{third} {first} {second}"))
    assert labels(found) == [(Action.MOVED, "style.reorder")]
    assert not found.material


def test_a_sentence_is_paired_with_the_most_similar_one_and_not_with_its_neighbour() -> None:
    before = "Officials said the cause was unknown on Wednesday. Officials said the cause was a bird strike on Wednesday."
    after = "Officials said the cause was a bird strike, on Wednesday. Officials said that the cause was unknown on Wednesday."
    found = compare(Version("h", before), Version("h", after))
    assert [("bird" in edit.before, "bird" in edit.after) for edit in found.edits] == [(True, True), (False, False)]


def test_a_headline_exchanged_for_another_is_material_even_without_a_protected_word() -> None:
    found = compare(Version("plane falls", "t"), Version("jet brought down over the sea", "t"))
    assert [(edit.label, edit.rule, edit.material) for edit in found.edits] == [("rewrite", "headline_exchanged", True)]


def test_a_headline_that_appears_is_an_addition() -> None:
    found = compare(Version("", "t"), Version("Plane falls", "t"))
    assert [(e.action, e.part, e.before_span, e.after_span) for e in found.edits] == [(Action.ADDED, Part.HEADING, None, (0, 11))]


OLD = Version("h", "The toll is 38.", modified_at=at(9))
NEW = Version("h", "The toll is 39.", modified_at=at(9))


@pytest.mark.parametrize(
    ("after", "dated_edits", "verdict"),
    [
        (NEW, 3, Verdict.UNMARKED),
        (NEW, 2, Verdict.UNDETERMINED),
        (Version("h", NEW.text), 3, Verdict.UNDETERMINED),
        (Version("h", NEW.text, at(9), live=True), 3, Verdict.UNDETERMINED),
        (Version("h", NEW.text, at(8)), 3, Verdict.UNDETERMINED),
        (Version("h", "The toll is 38!", at(9)), 3, Verdict.UNDETERMINED),
        (Version("h", OLD.text, at(9)), 3, Verdict.UNDETERMINED),
        (Version("h", NEW.text, at(10)), 0, Verdict.DATE_BUMPED),
        (Version("h", NEW.text + " Correction: an earlier version of this article said 38.", at(9)), 3, Verdict.NOTICE_GIVEN),
        (Version("h", NEW.text + " Материал обновлён.", at(10)), 3, Verdict.NOTICE_GIVEN),
    ],
)
def test_an_outlet_is_accused_only_on_proof(after: Version, dated_edits: int, verdict: Verdict) -> None:
    assert compare(OLD, after, dated_edits).verdict is verdict


def test_a_notice_that_was_there_before_or_was_taken_away_is_none_given() -> None:
    notice = " Correction: the toll was wrong."
    assert compare(Version("h", OLD.text + notice, at(9)), Version("h", NEW.text + notice, at(9)), 3).verdict is Verdict.UNMARKED
    assert compare(Version("h", OLD.text + notice, at(9)), NEW, 3).verdict is Verdict.UNMARKED


SENTENCES = st.sampled_from(
    [
        "The jet fell near Aktau.",
        "The jet fell near Baku.",
        "A jet fell near Aktau.",
        "The “jet” fell near Aktau.",
        "Toll: 38.",
        "Toll: 39.",
        "не было ракет",
        "x",
        "* * *",
        "He said: no.",
    ]
)
BLANKS = st.sampled_from([" ", "\n", "\n\n", "\u00a0", "  "])
PROSE = st.lists(st.tuples(SENTENCES, BLANKS), max_size=8).map(lambda parts: "".join(part for pair in parts for part in pair))
TEXTS = st.one_of(PROSE, st.text(max_size=50))
INSTANTS = st.none() | st.integers(0, 3).map(lambda hours: at(8) + timedelta(hours=hours))
VERSIONS = st.builds(Version, headline=TEXTS, text=TEXTS, modified_at=INSTANTS, live=st.booleans())


@given(VERSIONS)
def test_a_version_compared_with_itself_is_the_same_and_has_nothing_to_list(version: Version) -> None:
    assert compare(version, version, 9) == Comparison(same=True, material=False, verdict=Verdict.UNDETERMINED)


@given(VERSIONS, VERSIONS)
def test_same_means_same_words_and_no_edits(before: Version, after: Version) -> None:
    found = compare(before, after)
    assert found.same == same_words(before, after) == (not found.edits)
    assert found.material == any(edit.material for edit in found.edits)
    assert same_words(after, before) == found.same
    if found.same and (before.headline, before.text) != (after.headline, after.text):
        assert found.suppressed


def text_of(version: Version, part: Part) -> str:
    return version.headline if part is Part.HEADING else version.text


def cut(version: Version, part: Part, span: tuple[int, int] | None) -> str:
    return text_of(version, part)[slice(*span)] if span else ""


@given(VERSIONS, VERSIONS)
def test_spans_cut_the_edited_words_out_of_the_texts_they_count_in(before: Version, after: Version) -> None:
    for edit in compare(before, after).edits:
        assert (edit.before, edit.after) == (cut(before, edit.part, edit.before_span), cut(after, edit.part, edit.after_span))
        assert (edit.before_span is None) == (edit.action is Action.ADDED)
        assert (edit.after_span is None) == (edit.action is Action.REMOVED)


@given(VERSIONS, VERSIONS)
def test_every_changed_sentence_has_one_fate(before: Version, after: Version) -> None:
    edits = compare(before, after).edits
    for spans in ([e.before_span for e in edits if e.part is Part.BODY], [e.after_span for e in edits if e.part is Part.BODY]):
        known = [span for span in spans if span]
        assert len(known) == len(set(known))


@given(VERSIONS, VERSIONS)
def test_what_was_added_one_way_was_removed_the_other_way(before: Version, after: Version) -> None:
    there, back = (Counter(edit.action for edit in compare(*pair).edits) for pair in ((before, after), (after, before)))
    assert there[Action.ADDED] == back[Action.REMOVED]
    assert there[Action.REMOVED] == back[Action.ADDED]
    assert there[Action.REPLACED] == back[Action.REPLACED]
    assert there[Action.MOVED] == back[Action.MOVED]


@given(VERSIONS, VERSIONS, st.integers(0, 9))
def test_unmarked_is_never_said_without_two_equal_dates(before: Version, after: Version, dated_edits: int) -> None:
    found = compare(before, after, dated_edits)
    if found.verdict is Verdict.UNMARKED:
        assert before.modified_at == after.modified_at is not None
        assert found.material
        assert dated_edits >= 3
        assert {before.live, after.live} == {False}


def test_sentences_below_the_similarity_come_and_go_instead_of_being_replaced() -> None:
    found = compare(Version("h", "Birds were seen."), Version("h", "Moscow denied everything about missiles."))
    assert Counter(edit.action for edit in found.edits) == {Action.REMOVED: 1, Action.ADDED: 1}
