"""How far a text affirms each claim: the formula of the narrative over time.

A statement weighs by its certainty, a noun that only presupposes ("the downing of") half of that. A claim's stance is the mean over
the statements that affirm it or one of its descendants: who says the finer thing says the coarser. A denial stays where it is: "no direct
hit" does not deny that air defence hit. A claim that is only denied has the mean of its denials.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from narrative.definition import Definition
from narrative.model import Certainty, Part, Polarity, Statement

WEIGHTS: Mapping[Certainty, float] = {
    Certainty.ASSERTED: 1.0,
    Certainty.ATTRIBUTED: 0.7,
    Certainty.HEDGED: 0.4,
    Certainty.QUESTIONED: 0.2,
    Certainty.DENIED: -1.0,
}
"""What a statement of each certainty counts for. Set on five articles, whose order has to come out right."""

SUPERSEDED = 0.25
"""What is told as said at first counts for a quarter."""

HEADING = 1.25
"""A heading counts for more, up to 1."""

PRESUPPOSED = 0.5
"""A noun that takes the matter for granted instead of saying it."""


@dataclass(frozen=True, slots=True)
class Stance:
    """How far one text affirms one claim, -1 to 1. `both` when it denies it, too."""

    claim: str
    value: float
    both: bool


def weight(statement: Statement) -> float:
    """What one statement counts for, -1 to 1."""
    found = WEIGHTS[statement.certainty]
    if statement.presupposed and found > 0:
        found *= PRESUPPOSED
    if statement.time == "superseded":
        found *= SUPERSEDED
    return max(-1.0, min(1.0, found * HEADING)) if statement.part is Part.HEADING else found


def stances(statements: Sequence[Statement], definition: Definition) -> tuple[Stance, ...]:
    """The stance of every claim that the statements make or deny, in the order of the definition."""
    above = ancestors(definition)
    affirming, denying = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for statement in (s for s in statements if s.claim in above):
        if statement.polarity is Polarity.NEGATE:
            denying[statement.claim].append(weight(statement))
            continue
        for claim in (statement.claim, *above[statement.claim]):
            affirming[claim].append(weight(statement))
    return tuple(
        Stance(claim, _mean(affirming[claim] or denying[claim]), bool(affirming[claim] and denying[claim]))
        for claim in above
        if affirming[claim] or denying[claim]
    )


def ancestors(definition: Definition) -> dict[str, tuple[str, ...]]:
    """Each claim with its parent, its parent's parent and so on, in the order of the definition."""
    parents = {claim.id: claim.parent for claim in definition.claims}
    return {claim: _above(claim, parents) for claim in parents}


def _above(claim: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """From a claim upwards; one that is its own ancestor is not met again."""
    met = [claim]
    while (parent := parents[met[-1]]) and parent not in met:
        met.append(parent)
    return tuple(met[1:])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
