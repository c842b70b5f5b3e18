"""Which numbers cannot both be right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it was printed: `comparator` is one of `=`, `>=`, `<=`, `~`."""

    value: float
    comparator: str = "="


APPROXIMATE = 0.1
"""How far "about N" may be from a number it still agrees with, as a share of the larger one."""


def compatible(a: Value, b: Value) -> bool:
    """Whether some true number could be behind both. "At least 30" agrees with 38, with "at least 35" and with "about 70"."""
    if "~" in (a.comparator, b.comparator) and abs(a.value - b.value) <= APPROXIMATE * max(abs(a.value), abs(b.value)):
        return True
    low_a, high_a = _bounds(a)
    low_b, high_b = _bounds(b)
    return max(low_a, low_b) <= min(high_a, high_b)


def disagree(values: Sequence[Value]) -> bool:
    """Whether any two of the values cannot both be right."""
    return any(not compatible(a, b) for a, b in combinations(values, 2))


def _bounds(v: Value) -> tuple[float, float]:
    inf = float("inf")
    return {"=": (v.value, v.value), "~": (v.value, v.value), ">=": (v.value, inf), "<=": (-inf, v.value)}[v.comparator]
