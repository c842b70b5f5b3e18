"""Two sentences as one: the words that stayed, the words that went, the words that came."""

from dataclasses import dataclass

from narrative.diff import Hunk, Kind, word_diff


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sentences, cut at the same changes. Joined, each side is its sentence again, letter for letter."""

    was: tuple[Hunk, ...]
    now: tuple[Hunk, ...]

    @property
    def gone(self) -> str:
        """The words that went, runs joined by an ellipsis."""
        return _joined(self.was, "removed")

    @property
    def came(self) -> str:
        return _joined(self.now, "added")


def sides(before: str, after: str) -> Sides:
    """The two sides of a replaced sentence; one side is empty when the sentence was only added or removed."""
    hunks = word_diff(before, after)
    return Sides(tuple(h for h in hunks if h.kind != "added"), tuple(h for h in hunks if h.kind != "removed"))


def _joined(hunks: tuple[Hunk, ...], kind: Kind) -> str:
    return " … ".join(h.text.strip() for h in hunks if h.kind == kind and h.text.strip())
