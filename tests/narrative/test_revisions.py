"""What is a new version, what happened in it, and what the outlet said about it."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from narrative.model import Action, Comparison, Part, Suppressed, Verdict
from narrative.revisions import Version, compare, line_key, same_words

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
        Suppressed("typography", "Crash’s", "Crash's", Part.HEADING, (0, 7), (0, 7)),
        Suppressed("typography", "“", '"', Part.BODY, (4, 5), (4, 5)),
        Suppressed("typography", "”", '"', Part.BODY, (10, 11), (10, 11)),
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


AROUND = (
    ("3 hours ago", "Read more\nMinister opens a bridge", "1,234 views", "Updated: 14:30"),
    ("5 hours ago", "1,299 views", "Advertisement"),
)
FILLING = "\n".join(f"Witness number {n} of many told the same story of that morning at length." for n in range(60))


@pytest.mark.parametrize(("before", "after"), HIDDEN_ELSEWHERE)
def test_what_other_trackers_hid_is_one_material_edit_in_a_long_article_among_all_kinds_of_noise(before: str, after: str) -> None:
    old, new = (
        "\n".join([*noise[:2], FILLING, LEAD + said + TAIL, *noise[2:]]) for noise, said in zip(AROUND, (before, after), strict=True)
    )
    escaped = new.replace("’", "&#39;").replace(" many ", "&nbsp;many&amp;nbsp;").replace("story of", "<b>story</b> of")
    found = compare(Version("h", old), Version("h", escaped))
    assert [(line_key(e.before), line_key(e.after), e.material) for e in found.edits] == [(line_key(before), line_key(after), True)]


@pytest.mark.parametrize(
    ("line", "material"),
    [
        ("Rescuers at the place where it came down", False),
        ("Storm reaches the coast: schools closed", False),
        ("Why did it fly to Aktau?", False),
        ("- 38 dead, 29 survivors", True),
        ("The ministry put it this way:", True),
        ("Rescuers reached the place at noon.", True),
    ],
)
def test_a_line_without_an_end_that_comes_or_goes_is_an_edit_but_not_material(line: str, material: bool) -> None:
    without, with_it = Version("h", f"{LEAD}\n{TAIL}"), Version("h", f"{LEAD}\n{line}\n{TAIL}")
    for found in (compare(without, with_it), compare(with_it, without)):
        assert [(edit.label == "boilerplate", edit.material) for edit in found.edits] == [(not material, material)]


def test_a_heading_that_comes_with_its_paragraph_is_no_furniture() -> None:
    found = compare(Version("h", LEAD), Version("h", f"{LEAD}\nWhat is known\nThe jet was hit by a missile."))
    assert [(edit.after, edit.material) for edit in found.edits] == [("What is known", True), ("The jet was hit by a missile.", True)]


def test_a_text_that_is_nothing_but_lines_without_an_end_has_no_furniture() -> None:
    assert compare(Version("h", "Toll: 38\nAktau"), Version("h", "Toll: 38\nAktau\nThe cause is a missile")).material


def test_a_sentence_cut_in_two_is_one_edit_of_style() -> None:
    before, after = (
        "The jet left Baku at dawn and it came down near Aktau at noon.",
        "The jet left Baku at dawn. It came down near Aktau at noon.",
    )
    for old, new in ((before, after), (after, before)):
        found = compare(Version("h", LEAD + old + TAIL), Version("h", LEAD + new + TAIL))
        assert [(e.before, e.after, e.label.split(".")[0], e.material) for e in found.edits] == [(old, new, "style", False)]


def test_lines_set_aside_are_listed_where_they_differ_and_where_they_moved() -> None:
    before, after = "3 hours ago\nIt fell.\nAdvertisement\nIt burned.", "It fell.\nAdvertisement\nIt burned.\n3 hours ago\n12 views"
    found = compare(Version("h", before), Version("h", after))
    assert found.edits == ()
    assert [(s.rule, s.before, s.after) for s in found.suppressed] == [
        ("relative_time", "3 hours ago", "3 hours ago"),
        ("counter", "", "12 views"),
    ]


def test_lines_known_from_elsewhere_are_set_aside() -> None:
    before, after = Version("h", "It fell.\nThe weather is fine."), Version("h", "It fell.\nThe weather is bad.")
    assert not same_words(before, after)
    aside = {line_key("The weather is fine."): "elsewhere", line_key("The weather is bad."): "elsewhere"}
    assert same_words(before, after, aside)
    assert [s.rule for s in compare(before, after, aside=aside).suppressed] == ["elsewhere"]


def test_what_comes_to_a_live_page_is_progress() -> None:
    found = compare(Version("h", LEAD, live=True), Version("h", f"The toll is 39.\n{LEAD}", live=True))
    assert [(e.label, e.rule) for e in found.edits] == [("fact.event_progress", "live_update")]


def test_sentences_below_the_similarity_come_and_go_instead_of_being_replaced() -> None:
    found = compare(Version("h", "Birds were seen."), Version("h", "Moscow denied everything about missiles."))
    assert Counter(edit.action for edit in found.edits) == {Action.REMOVED: 1, Action.ADDED: 1}
