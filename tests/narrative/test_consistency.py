"""What does not fit together in one text is found, and what does is left alone."""

import pytest

from narrative.claims import statements
from narrative.consistency import Inconsistency, contradictions, derived
from narrative.contradictions import Value
from narrative.definition import Compiled
from narrative.model import Document


def found(text: str, incident: Compiled, title: str = "") -> tuple[Inconsistency, ...]:
    document = Document(text, title)
    return contradictions(statements(document, incident), incident.definition, document)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Of the 67 people on board, 38 died and 27 survived.", ["sum"]),
        ("Of the 67 people on board, 38 died and 29 survived.", []),
        ("There were 62 passengers and five crew. 38 people died and 30 survived.", ["sum"]),
        ("There were 62 passengers and five crew. 38 people died and 29 survived.", []),
        ("All 72 people aboard were named: 62 passengers and five crew.", ["sum"]),
        ("Of the 67 people on board, at least 30 died and 29 survived.", []),
        ("Of the 67 people on board, 38 died. At first, 32 survivors were reported. 29 people survived.", []),
        ("It killed 38 people, including 62 passengers and 5 crew members.", ["parts"]),
        ("It killed 38 people. There were 62 passengers and 5 crew members.", []),
        ("In all, 29 people survived, among them two children, and 38 people were killed.", []),
        ("In all, 29 people survived, including two children while 38 people were killed.", []),
        ("In all, 29 people survived, including children, and 38 people were killed.", []),
        ("Выжили 29 человек, среди них двое детей, а погибли 38 человек.", []),
        ("Погибли 38 человек, в том числе 62 пассажира и пять членов экипажа.", ["parts"]),
        ("The crash killed 38 passengers. The 38 people killed were named.", ["counted"]),
        ("The crash killed 38 people. It was carrying 62 passengers.", []),
        ("The pilots averted a disaster. 38 people died.", ["averted"]),
        ("The pilots averted a disaster.", ["averted"]),
        ("The pilots could not have averted a disaster. 38 people died.", []),
    ],
)
def test_numbers_that_cannot_all_be_right_are_flagged(azal: Compiled, text: str, kinds: list[str]) -> None:
    assert [c.kind for c in found(text, azal)] == kinds


@pytest.mark.parametrize(
    ("title", "text", "kinds"),
    [
        ("Putin apologises over crash", "Putin offered his condolences. The plane had crashed near Aktau.", ["heading"]),
        ("Putin apologises over crash", "Putin apologised and offered his condolences.", []),
        ("Putin offers condolences", "Putin offered his condolences.", []),
        ("Missile hit plane", "A bird strike brought the plane down.", ["heading"]),
        ("Missile hit plane", "A warhead exploded beside the plane. Fog was ruled out.", []),
        ("Missile hit plane", "Officials spoke. They met. Later they said that a bird strike was the cause.", []),
        ("Did a missile hit the plane?", "A bird strike brought the plane down.", []),
    ],
)
def test_a_lead_that_says_otherwise_than_the_heading_is_flagged(azal: Compiled, title: str, text: str, kinds: list[str]) -> None:
    assert [c.kind for c in found(text, azal, title)] == kinds


def test_a_first_line_without_an_end_is_the_heading_of_a_text_without_a_title(azal: Compiled) -> None:
    (one,) = found("Putin apologises over crash\nPutin offered his condolences.", azal)
    assert [s.claim for s in one.statements] == ["resp.apology", "resp.condolences"]
    assert one.explanation == "the heading says “apologises”, the lead “condolences”"


def test_what_is_flagged_rests_on_statements_of_the_text(azal: Compiled) -> None:
    (one,) = found("Of the 67 people on board, 38 died and 27 survived.", azal)
    assert [(s.claim, s.value) for s in one.statements] == [("qty.aboard", 67), ("qty.killed", 38), ("qty.survivors", 27)]
    assert one.explanation == "“67 people on board”, but “38 died” + “27 survived” = 65"


def test_a_sum_cites_the_statements_it_comes_from_and_is_none(azal: Compiled) -> None:
    rows = statements(Document("There were 62 passengers and about five crew."), azal)
    (one,) = [d for rule in azal.definition.consistency.sums for d in derived(rows, rule)]
    assert (one.quantity, one.value) == ("qty.aboard", Value(67, "~"))
    assert [s.claim for s in one.statements] == ["qty.passengers", "qty.crew"]
    assert "qty.aboard" not in {s.claim for s in rows}
