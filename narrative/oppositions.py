"""What texts hold against each other beyond numbers: a claim that one affirms and another denies, poles of one family. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

CLEAR = 0.15
"""By how much of all that a text says of a family its leading pole has to lead, as the view `v_pole` has it of a day."""


@dataclass(frozen=True, slots=True)
class Held:
    """How far one text affirms (above 0) or denies (below 0) a claim. `rival`: it stands for its pole against others."""

    text: int
    claim: str
    family: str
    pole: str | None
    rival: bool
    stance: float


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two or more sides of one question: the claim, or the family, and by side the texts that hold it and the claim that shows it."""

    claim: str | None
    family: str
    sides: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]


AFFIRMED, DENIED = "affirmed", "denied"


def oppositions(held: Sequence[Held]) -> tuple[Opposed, ...]:
    """Families whose poles divide the texts, then claims that are affirmed by some and denied by others."""
    return (*_poles(held), *_claims(held))


def _claims(held: Sequence[Held]) -> Iterator[Opposed]:
    by_claim: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        by_claim[one.claim].append(one)
    for claim, each in by_claim.items():
        sides = tuple(
            (side, tuple((one.text, claim) for one in each if one.stance * sign > 0)) for side, sign in ((AFFIRMED, 1), (DENIED, -1))
        )
        if all(texts for _, texts in sides):
            yield Opposed(claim, each[0].family, sides)


def _poles(held: Sequence[Held]) -> Iterator[Opposed]:
    leading: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for (text, family), each in _by_text(held).items():
        if pole := _leading(each):
            shown = max((one for one in each if one.pole == pole), key=lambda one: one.stance)
            leading[family][pole].append((text, shown.claim))
    for family, poles in leading.items():
        if len(poles) > 1:
            yield Opposed(None, family, tuple((pole, tuple(texts)) for pole, texts in sorted(poles.items())))


def _by_text(held: Iterable[Held]) -> Mapping[tuple[int, str], list[Held]]:
    found: dict[tuple[int, str], list[Held]] = defaultdict(list)
    for one in held:
        if one.rival and one.pole and one.stance > 0:
            found[one.text, one.family].append(one)
    return found


def _leading(each: Iterable[Held]) -> str:
    """The pole that a text leans to; '' when it leans to none."""
    mass: dict[str, float] = defaultdict(float)
    for one in each:
        mass[one.pole or ""] += one.stance
    most, next_most, *_ = (*sorted(mass.values(), reverse=True), 0.0)
    clear = most - next_most >= CLEAR * sum(mass.values()) and sum(mass.values()) >= CLEAR
    return max(mass, key=lambda pole: mass[pole]) if clear else ""
