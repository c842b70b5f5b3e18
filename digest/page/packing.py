"""Things of some width side by side in few lanes: none on top of another, none lost, none too narrow to be clicked."""

from collections.abc import Iterable
from dataclasses import dataclass, field

LEAST_WIDTH = 2.5
"""Percent of the chart's width: 24 px at 960 px, 19 px on the narrowest chart, which is 760 px wide."""


@dataclass(frozen=True, slots=True)
class Item:
    """One fact, by its number, and where it is: from `left` to `right`, in percent."""

    left: float
    right: float
    fact: int


@dataclass(slots=True)
class Slot:
    """A place in a lane: one item, or several that had no room beside each other."""

    left: float
    right: float
    facts: list[int] = field(default_factory=list)


def pack(items: Iterable[Item], most_lanes: int) -> tuple[tuple[Slot, ...], ...]:
    """Lanes from the top down, each from left to right. Items of one place share a slot, and so do those that no lane has room for.

    A slot is at least LEAST_WIDTH wide and lies between 0 and 100; otherwise it is as wide as what is in it.
    """
    lanes: list[list[Slot]] = []
    for slot in _alike(items):
        lane = next((lane for lane in lanes if lane[-1].right <= slot.left), None)
        if lane is not None:
            lane.append(slot)
        elif len(lanes) < most_lanes:
            lanes.append([slot])
        else:
            _merge(min(lanes, key=lambda lane: lane[-1].right)[-1], slot)
    return tuple(map(tuple, lanes))


def _alike(items: Iterable[Item]) -> list[Slot]:
    """One slot for all items of one place, in order."""
    found: dict[tuple[float, float], Slot] = {}
    for item in sorted(items, key=lambda i: (i.left, i.right, i.fact)):
        left, right = _wide_enough(item.left, item.right)
        found.setdefault((left, right), Slot(left, right)).facts.append(item.fact)
    return sorted(found.values(), key=lambda s: (s.left, s.right))


def _wide_enough(left: float, right: float) -> tuple[float, float]:
    """As wide as it is, but not too narrow, and on the chart."""
    width = max(LEAST_WIDTH, right - left)
    left = min(max(0.0, left), 100.0 - width)
    return left, left + width


def _merge(into: Slot, slot: Slot) -> None:
    into.right = max(into.right, slot.right)
    into.facts.extend(slot.facts)
