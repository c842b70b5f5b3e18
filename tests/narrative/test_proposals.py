"""A proposed rule finds the sentence that it was made from, and those that say something alike."""

from narrative.claims import statements
from narrative.gaps import Heard, themes
from narrative.model import Document
from narrative.proposals import Proposal, propose
from tests.narrative.small import FERRY, NAMES_ONLY, watched

HEARD = (
    Heard("The master said that an open hatch had let the water in.", "a"),
    Heard("Divers found open hatches that let water into the hold.", "b"),
    Heard("Insurers reckon with damage of forty million for the company.", "a"),
)
RUSSIAN = (
    Heard("Водолазы сообщили, что грузовой люк остался открытым.", "a"),
    Heard("По словам водолазов, грузовые люки были открыты всю ночь.", "b"),
)


def proposed(heard: tuple[Heard, ...], text: str = NAMES_ONLY, most: int = 5) -> tuple[Proposal, ...]:
    return propose(themes(heard), heard, watched(text).compiled, most)


def grown(proposal: Proposal) -> str:
    """The names-only definition with one proposal in it, as a person would paste it."""
    terms = "".join(f"  {name}: {{any: ['{words}']}}\n" for name, words in proposal.terms)
    rule = f"{{id: new, all: [{', '.join(name for name, _ in proposal.terms)}], near: {proposal.near}}}"
    claims = f"claims:\n  - {{id: {proposal.claim}, label: new, family: new, rules: [{rule}]}}\n"
    return NAMES_ONLY.replace("tests:\n", f"{terms}rules:\n  - {{id: named, all: [ship], weight: 0.9}}\n{claims}tests:\n")


def test_every_proposal_finds_its_own_example_and_the_like() -> None:
    first, second = proposed(HEARD)
    assert (first.voices, second.voices) == (2, 1)
    incident = watched(grown(first)).compiled
    found = [[s.claim for s in statements(Document(one.text), incident)] for one in HEARD]
    assert found == [[first.claim], [first.claim], []]


def test_of_an_inflected_word_every_form_is_found() -> None:
    (first,) = proposed(RUSSIAN)
    incident = watched(grown(first)).compiled
    assert all(statements(Document(one.text), incident) for one in RUSSIAN)
    assert first.claim == "new.1", "an id has no letters but Latin ones"


def test_names_of_the_incident_are_no_part_of_a_rule() -> None:
    heard = tuple(Heard(f"The Amber Star sank in deep water near rocks, report {n} of the coastguard says.", str(n)) for n in range(3))
    (first,) = proposed(heard)
    assert not {"amber", "star"} & {words.rstrip("*") for _, words in first.terms}


def test_no_more_are_proposed_than_were_asked_for() -> None:
    assert len(proposed(HEARD, most=1)) == 1
    assert proposed(HEARD, most=0) == proposed(()) == ()


def test_a_definition_with_claims_gets_proposals_as_well() -> None:
    assert [p.voices for p in proposed(HEARD, FERRY)] == [2, 1]
