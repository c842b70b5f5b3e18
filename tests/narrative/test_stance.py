"""How far a text affirms a claim: by how firmly it says so, and what it says of the claim's finer forms."""

from dataclasses import replace

import pytest

from narrative.definition import Compiled
from narrative.model import Certainty, Part, Polarity, Statement
from narrative.stance import ancestors, stances, weight

SAID = Statement("cause.air_defence", Polarity.AFFIRM, Certainty.ASSERTED, Part.BODY, 0, 4, "said", "rule")


@pytest.mark.parametrize(
    ("certainty", "value"),
    [
        (Certainty.ASSERTED, 1.0),
        (Certainty.ATTRIBUTED, 0.7),
        (Certainty.HEDGED, 0.4),
        (Certainty.QUESTIONED, 0.2),
        (Certainty.DENIED, -1.0),
    ],
)
def test_a_statement_weighs_by_its_certainty(certainty: Certainty, value: float) -> None:
    assert weight(replace(SAID, certainty=certainty)) == value


def test_what_was_said_at_first_or_is_only_presupposed_weighs_less_and_a_heading_more() -> None:
    hedged = replace(SAID, certainty=Certainty.HEDGED)
    assert weight(replace(hedged, time="superseded")) == pytest.approx(0.1)
    assert weight(replace(SAID, presupposed=True)) == 0.5
    assert weight(replace(hedged, part=Part.HEADING)) == pytest.approx(0.5)
    assert weight(replace(SAID, part=Part.HEADING)) == 1.0
    assert weight(replace(SAID, part=Part.HEADING, certainty=Certainty.DENIED)) == -1.0


def test_the_finer_claim_affirms_the_coarser_and_denies_only_itself(azal: Compiled) -> None:
    near = replace(SAID, claim="cause.near_detonation", certainty=Certainty.ATTRIBUTED)
    no_hit = replace(SAID, claim="cause.direct_hit", certainty=Certainty.DENIED, polarity=Polarity.NEGATE)
    found = {s.claim: s.value for s in stances([SAID, near, no_hit], azal.definition)}
    assert found == {"cause.air_defence": pytest.approx(0.85), "cause.near_detonation": 0.7, "cause.direct_hit": -1.0}


def test_a_claim_affirmed_and_denied_is_marked_and_counts_as_affirmed(azal: Compiled) -> None:
    denied = replace(SAID, certainty=Certainty.DENIED, polarity=Polarity.NEGATE)
    (one,) = stances([SAID, denied], azal.definition)
    assert (one.value, one.both) == (1.0, True)


def test_quantities_have_no_stance(azal: Compiled) -> None:
    assert stances([replace(SAID, claim="qty.killed", value=38.0)], azal.definition) == ()


def test_every_claim_has_its_ancestors(azal: Compiled) -> None:
    assert ancestors(azal.definition)["cause.near_detonation"] == ("cause.air_defence",)
    assert ancestors(azal.definition)["cause.air_defence"] == ()
