"""Which version a reading is: the one that stands, one that is back, or a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.versions import FIRST, Place, in_full, place
from narrative.model import Edit, Outcome, Reading
from narrative.revisions import line_key

LEAD = "The plane was on its way from Baku to Grozny when it came down near Aktau. "
BIRDS = Reading("Plane down", LEAD + "The airline named birds as the cause.", language="en")
SHOT = Reading("Plane down", LEAD + "Officials say it was shot at.", language="en")
RUSSIAN = Reading("Самолёт упал", "Самолёт летел из Баку в Грозный и упал у Актау.", language="ru")


def test_a_first_reading_is_new() -> None:
    assert place(BIRDS, []) == FIRST


def test_the_same_words_are_the_version_that_stands() -> None:
    assert place(BIRDS, [BIRDS]) == Place(Outcome.UNCHANGED, 0, 0)


def test_other_words_are_a_new_version_held_against_the_one_that_stood() -> None:
    assert place(SHOT, [BIRDS]) == Place(Outcome.CHANGED, None, 0)


def test_words_that_are_back_are_the_version_they_were() -> None:
    assert place(BIRDS, [BIRDS, SHOT]) == Place(Outcome.CHANGED, 0, 1)


def test_noise_beside_the_same_words_is_suppressed() -> None:
    typeset = replace(BIRDS, text=BIRDS.text.replace("cause.", "cause.\u200b"))
    found = place(typeset, [BIRDS])
    assert (found.outcome, found.index) == (Outcome.UNCHANGED, 0)
    assert found.suppressed


def test_another_language_is_a_strand_of_its_own() -> None:
    assert place(RUSSIAN, [BIRDS]) == Place(Outcome.CHANGED, None)
    assert place(BIRDS, [BIRDS, RUSSIAN]) == Place(Outcome.UNCHANGED, 0, 0)
    assert place(SHOT, [BIRDS, RUSSIAN]) == Place(Outcome.CHANGED, None, 0)


def test_a_reading_without_a_language_is_held_against_any() -> None:
    assert place(replace(BIRDS, language=""), [RUSSIAN, BIRDS]) == Place(Outcome.UNCHANGED, 1, 1)


def test_only_when_something_seems_to_have_changed_is_the_witness_asked_and_then_believed() -> None:
    asked: list[Sequence[Edit]] = []
    box = "Nine ways to cook an egg"

    def witness(edits: Sequence[Edit]) -> Mapping[str, str]:
        asked.append(edits)
        return {line_key(box): "page.drift"}

    assert place(BIRDS, [BIRDS], witness).suppressed == ()
    assert asked == []
    found = place(replace(BIRDS, text=f"{BIRDS.text}\n{box}"), [BIRDS], witness)
    assert (found.outcome, [n.rule for n in found.suppressed]) == (Outcome.UNCHANGED, ["page.drift"])
    assert len(asked) == 1


def test_a_look_that_a_person_wants_to_see_in_full_opens_a_version_for_its_noise() -> None:
    typeset = replace(BIRDS, text=BIRDS.text.replace("cause.", "cause.\u200b"))
    assert in_full(typeset, [BIRDS]) == Place(Outcome.CHANGED, None, 0)
    assert in_full(BIRDS, [BIRDS]) == Place(Outcome.UNCHANGED, 0, 0)
