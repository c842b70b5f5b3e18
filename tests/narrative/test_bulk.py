"""Passages that come or go as a whole."""

from narrative.bulk import bulk
from narrative.labels import coarse
from narrative.model import Action, Edit, Part

SENTENCES = [f"Passage number {word} tells of the sea." for word in "one two three four five six seven eight nine ten".split()]
TEXT = " ".join(SENTENCES)


def lone(sentence: str, *, added: bool = True, label: str = "") -> Edit:
    start = TEXT.index(sentence)
    span = (start, start + len(sentence))
    name = label or f"background.{'added' if added else 'removed'}"
    if added:
        return Edit(Action.ADDED, Part.BODY, name, True, "", sentence, None, span, "rule", coarse(name))
    return Edit(Action.REMOVED, Part.BODY, name, True, sentence, "", span, None, "rule", coarse(name))


def test_more_than_a_handful_of_sentences_in_a_row_are_bulk() -> None:
    longer = TEXT + " " + " ".join(f"Line {n} is about the weather." for n in range(20))
    found = bulk([lone(s) for s in SENTENCES[2:8]], "", longer)
    assert {(e.label, e.coarse, e.material, e.evidence) for e in found} == {("bulk.added", "narrative", True, "6 sentences in a row")}


def test_a_handful_is_background_unless_it_is_a_third_of_the_text() -> None:
    longer = TEXT + " " + " ".join(f"Line {n} is about the weather." for n in range(20))
    handful = [lone(s) for s in SENTENCES[2:7]]
    assert {e.label for e in bulk(handful, "", longer)} == {"background.added"}
    assert {e.label for e in bulk(handful, "", TEXT)} == {"bulk.added"}
    assert {e.label for e in bulk([lone(s, added=False) for s in SENTENCES[2:7]], TEXT, "")} == {"bulk.removed"}


def test_one_sentence_of_a_short_text_is_no_bulk() -> None:
    assert [e.label for e in bulk([lone(SENTENCES[0])], "", SENTENCES[0])] == ["background.added"]


def test_scattered_sentences_are_no_bulk() -> None:
    assert {e.label for e in bulk([lone(s) for s in SENTENCES[::2]], "", TEXT)} == {"background.added"}


def test_what_a_sentence_says_for_itself_stays() -> None:
    edits = [lone(s) for s in SENTENCES[:6]] + [lone(SENTENCES[6], label="quote.added"), lone(SENTENCES[7], label="notice")]
    assert [e.label for e in bulk(edits, "", TEXT)] == ["bulk.added"] * 6 + ["quote.added", "notice"]


def test_nothing_else_is_touched() -> None:
    moved = Edit(Action.MOVED, Part.BODY, "style.reorder", False, "a", "a", (0, 1), (5, 6), "rule", "style")
    assert bulk([moved], "a", TEXT) == (moved,)
