"""What the rules miss is found by marks of the language, and what several say is seen to be alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.claims import statements
from narrative.definition import Compiled
from narrative.gaps import Cue, Heard, Unmapped, themes, unmapped
from narrative.model import Document, Part
from tests.narrative.small import ferry

LEAD = "The ferry Amber Star sank off the cape on Monday. "


@pytest.fixture(scope="module")
def incident() -> Compiled:
    return ferry()


def missed(incident: Compiled, text: str, title: str = "") -> tuple[Unmapped, ...]:
    document = Document(text, title)
    return unmapped(document, incident, statements(document, incident))


def cues(incident: Compiled, text: str) -> list[tuple[Cue, ...]]:
    return [m.cues for m in missed(incident, text)]


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("The harbour master said that a hatch had been left open.", Cue.REPORT),
        ("It went down because of a hatch that nobody had closed.", Cue.CAUSE),
        ("Rescuers brought fourteen sailors to the lighthouse before noon.", Cue.NUMBER),
        ("Damage of €40 million is what the insurers reckon with now.", Cue.NUMBER),
        ('"We never saw the rock and nobody warned us" is all there is.', Cue.QUOTE),
        ("Капитан заявил, что люк остался открытым на ночь.", Cue.REPORT),
        ("Судно затонуло из-за люка, который никто не закрыл.", Cue.CAUSE),
        ("Спасатели доставили на берег 14 моряков ещё до полудня.", Cue.NUMBER),
    ],
)
def test_a_sentence_that_looks_like_a_statement_and_yields_none_is_missed(incident: Compiled, sentence: str, cue: Cue) -> None:
    found = missed(incident, LEAD + sentence)
    assert [m.text for m in found] == [sentence]
    assert cue in found[0].cues


@pytest.mark.parametrize(
    "sentence",
    [
        "The sea was calm and the sky over the cape was clear.",
        "It sank in 2024 on a clear morning in the month of May.",
        "She left at 10:15 on the morning of 3 May with the tide.",
        'The "Amber Star" was painted white and green all over.',
        "He said so.",
    ],
)
def test_a_sentence_without_such_a_mark_is_not(incident: Compiled, sentence: str) -> None:
    assert missed(incident, LEAD + sentence) == ()


def test_what_a_rule_found_is_not_missed(incident: Compiled) -> None:
    assert missed(incident, LEAD + "The coastguard said that a fire had broken out on board.") == ()


def test_what_is_said_before_the_incident_is_named_or_long_after_is_about_something_else(incident: Compiled) -> None:
    said = "The minister said that taxes would go up by three percent. "
    rest = "Nobody knows what that means for the people in the town. " * 3
    assert missed(incident, said + LEAD) == ()
    assert [m.start for m in missed(incident, LEAD + said + rest + said)] == [len(LEAD)]


def test_another_incident_ends_what_is_said_about_this_one(incident: Compiled) -> None:
    other = "The Baltic Queen burned out in June. "
    said = "Her owner said that a cable had been old."
    assert missed(incident, LEAD + said)
    assert missed(incident, LEAD + other + said) == ()


def test_a_headline_names_the_incident_for_its_text(incident: Compiled) -> None:
    said = "The harbour master said that a hatch had been left open."
    assert [m.part for m in missed(incident, said, "Amber Star lost")] == [Part.BODY]
    assert missed(incident, said, "Ship lost") == ()


@given(st.text(alphabet='Amber Star said. \n"12€%,:абв', max_size=200), st.text(alphabet="Amber Star. \n", max_size=40))
def test_what_is_missed_stands_where_it_says(text: str, title: str) -> None:
    for m in missed(ferry(), text, title):
        assert (title if m.part is Part.HEADING else text)[m.start : m.end] == m.text


HATCH = (
    "A hatch was left open, the harbour master said.",
    "An open hatch let water in, divers reported.",
    "Divers found that open hatches let in the water.",
)
OTHER = "Insurers expect damage of forty million for the company."


def test_sentences_that_say_something_alike_are_one_theme_and_the_one_that_most_voices_say_comes_first() -> None:
    heard = [Heard(OTHER, "a"), Heard(HATCH[1], "a"), Heard(HATCH[2], "b"), Heard(OTHER, "a"), Heard(OTHER, "a")]
    first, second = themes(heard)
    assert (sorted(first.members), first.voices) == ([1, 2], frozenset("ab"))
    assert (sorted(second.members), second.voices) == ([0, 3, 4], frozenset("a"))
    assert {"hatch", "open", "water", "divers"} >= set(first.words) >= {"hatch", "open", "divers"}


def test_every_sentence_is_in_exactly_one_theme() -> None:
    heard = [Heard(text, str(n)) for n, text in enumerate((*HATCH, OTHER, "", "Короткая фраза о море и о шторме", OTHER))]
    assert sorted(n for theme in themes(heard) for n in theme.members) == list(range(len(heard)))
    assert themes([]) == ()
