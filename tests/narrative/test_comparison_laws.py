"""What holds between any two versions, whatever stands in them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from narrative.model import Action, Comparison, Edit, Part, Suppressed, Verdict
from narrative.revisions import Version, compare, same_words

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
        "<p>The jet fell near Aktau.</p>",
        "It weighs 6,000 kg &amp; burns.",
        "It weighs 6.000 kg & burns.",
        "It donâ€™t matter.",
        "caf\ufffd in Baku.",
        "A caption of the wreck",
        "The jet fell near Aktau and it burned down.",
        "It burned down.",
        "Read more",
        "Advertisement",
        "1,203 views",
        "Follow us on Telegram",
        "3 hours ago",
        "Updated: 14:30",
        "</p><b>",
        "To\u200bll: 3\u00ad8.",
    ]
)
BLANKS = st.sampled_from([" ", "\n", "\n\n", "\u00a0", "  ", "\r\n", ""])
PROSE = st.lists(st.tuples(SENTENCES, BLANKS), max_size=8).map(lambda parts: "".join(part for pair in parts for part in pair))
TEXTS = st.one_of(PROSE, st.text(max_size=50))
INSTANTS = st.none() | st.integers(0, 3).map(lambda hours: datetime(2024, 12, 25, 8, tzinfo=UTC) + timedelta(hours=hours))
VERSIONS = st.builds(Version, headline=TEXTS, text=TEXTS, modified_at=INSTANTS, live=st.booleans())


def text_of(version: Version, part: Part) -> str:
    return version.headline if part is Part.HEADING else version.text


def cut(version: Version, part: Part, span: tuple[int, int] | None) -> str:
    return text_of(version, part)[slice(*span)] if span else ""


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


def applied(version: Version, changes: Sequence[Edit | Suppressed], side: str) -> str:
    """The body without what changed, and without white space."""
    spans = [span for change in changes if change.part is Part.BODY and (span := getattr(change, side))]
    rest = version.text
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + rest[end:]
    return "".join(rest.split())


@given(VERSIONS, VERSIONS)
def test_edits_and_noise_applied_to_the_older_text_give_the_newer_one(before: Version, after: Version) -> None:
    found = compare(before, after)
    changes = (*found.edits, *found.suppressed)
    assert applied(before, changes, "before_span") == applied(after, changes, "after_span")
    for change in changes:
        for version, span, words in ((before, change.before_span, change.before), (after, change.after_span, change.after)):
            assert change.part is Part.HEADING or cut(version, change.part, span) == words


NOISE_LINES = st.sampled_from(
    [
        "3 hours ago",
        "Updated: 14:30",
        "1,234 views",
        "Advertisement",
        "ALSO READ: How it fell",
        "Фото: Иван Иванов",
        "Abonnez-vous à notre newsletter",
    ]
)
LINES = st.lists(SENTENCES.filter(lambda line: line != "Read more"), min_size=1, max_size=6)


@given(
    LINES, st.lists(st.tuples(st.integers(0, 9), NOISE_LINES), max_size=5), st.lists(st.tuples(st.integers(0, 9), NOISE_LINES), max_size=5)
)
def test_noise_anywhere_between_lines_is_never_an_edit(
    lines: list[str], before: list[tuple[int, str]], after: list[tuple[int, str]]
) -> None:
    old, new = list(lines), list(lines)
    for side, noise in ((old, before), (new, after)):
        for at, line in noise:
            side.insert(at % (len(side) + 1), line)
    assert compare(Version("h", "\n".join(old)), Version("h", "\n".join(new))).edits == ()


FACTS = st.sampled_from(
    ["At least 38 people died on 25 December.", "It fell at 06:28, 3.5 km off.", "«67» человек, 1 500 кг.", "Toll: 1,234."]
)


@given(LINES, FACTS, st.integers(0, 6), st.integers(0, 30), st.integers(1, 9))
def test_another_digit_is_always_an_edit(lines: list[str], fact: str, at: int, digit: int, more: int) -> None:
    digits = [i for i, c in enumerate(fact) if c.isdigit()]
    i = digits[digit % len(digits)]
    other = fact[:i] + str((int(fact[i]) + more) % 10) + fact[i + 1 :]
    before, after = ("\n".join([*lines[:at], text, *lines[at:]]) for text in (fact, other))
    assert not compare(Version("h", before), Version("h", after)).same


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
