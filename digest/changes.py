"""Two sentences as one: the words that stayed, the words that went, the words that came."""

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from narrative.text import tokens


class Mark(StrEnum):
    SAME = "same"
    WAS = "was"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of words that share one fate, white space between them included."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sentences, cut at the same changes. Joined, each side is its sentence again, letter for letter."""

    was: tuple[Hunk, ...]
    now: tuple[Hunk, ...]

    @property
    def gone(self) -> str:
        """The words that went, runs joined by an ellipsis."""
        return _joined(self.was, Mark.WAS)

    @property
    def came(self) -> str:
        return _joined(self.now, Mark.NOW)


def sides(before: str, after: str) -> Sides:
    """The two sides of a replaced sentence; one side is empty when the sentence was only added or removed."""
    old, new = _words(before), _words(after)
    was: list[Hunk] = []
    now: list[Hunk] = []
    for step in Indel.opcodes([w.strip() for w in old], [w.strip() for w in new]):
        same = step.tag == "equal"
        was.append(Hunk(Mark.SAME if same else Mark.WAS, "".join(old[step.src_start : step.src_end])))
        now.append(Hunk(Mark.SAME if same else Mark.NOW, "".join(new[step.dest_start : step.dest_end])))
    return Sides(_merged(was), _merged(now))


def _words(sentence: str) -> list[str]:
    """Tokens with the white space that follows them, so that joining gives the sentence back."""
    starts = [span.start for span in tokens(sentence)]
    if not starts:
        return [sentence] if sentence else []
    return [sentence[a:b] for a, b in zip([0, *starts[1:]], [*starts[1:], len(sentence)], strict=True)]


def _merged(hunks: list[Hunk]) -> tuple[Hunk, ...]:
    """Neighbours of one fate as one hunk."""
    out: list[Hunk] = []
    for hunk in filter(lambda h: h.text, hunks):
        if out and out[-1].mark is hunk.mark:
            out[-1] = Hunk(hunk.mark, out[-1].text + hunk.text)
        else:
            out.append(hunk)
    return tuple(out)


def _joined(hunks: tuple[Hunk, ...], mark: Mark) -> str:
    return " … ".join(h.text.strip() for h in hunks if h.mark is mark)
