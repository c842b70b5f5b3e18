"""What differs between two texts and is noise, each place with its rule: within sentences that say the same, and in lines set aside."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import LCSseq

from narrative.alignment import Pair, Sentence, Text
from narrative.diff import word_diff
from narrative.model import Part, Suppressed
from narrative.residue import is_suspect, kind


def within(old: Sentence, new: Sentence, part: Part) -> Iterator[Suppressed]:
    """The places at which two sentences of one key differ. Where there is residue, the sentences as a whole."""
    if old.raw == new.raw:
        return
    if is_suspect(old.raw) or is_suspect(new.raw):
        yield suppressed(kind(old.raw, new.raw), old, new, part)
        return
    i, j = old.span.start, new.span.start
    removed = ""
    for hunk in (*word_diff(old.raw, new.raw), None):
        if removed and (hunk is None or hunk.kind != "added"):
            yield Suppressed(kind(removed, ""), removed, "", part, (i - len(removed), i), None)
            removed = ""
        if hunk is None:
            return
        i += len(hunk.text) if hunk.kind != "added" else 0
        j += len(hunk.text) if hunk.kind != "removed" else 0
        if hunk.kind == "removed":
            removed = hunk.text
        elif hunk.kind == "added":
            before = (i - len(removed), i) if removed else None
            yield Suppressed(kind(removed, hunk.text), removed, hunk.text, part, before, (j - len(hunk.text), j))
            removed = ""


def suppressed(rule: str, old: Sentence | None, new: Sentence | None, part: Part = Part.BODY) -> Suppressed:
    """One difference, whole sentences or lines; at least one of them."""
    return Suppressed(
        rule, old.raw if old else "", new.raw if new else "", part,
        (old.span.start, old.span.end) if old else None, (new.span.start, new.span.end) if new else None,
    )  # fmt: skip


def lines_aside(before: Text, after: Text, kept: Sequence[Pair]) -> Iterator[Suppressed]:
    """Lines of either text that are none of the article, and differ or stand elsewhere among the `kept` sentences."""
    stays, gone, came = _in_place(before.noise, after.noise, kept)
    for old, new in stays:
        yield from within(old, new, Part.BODY)
    places: defaultdict[tuple[str, str], list[Sentence]] = defaultdict(list)
    for new in came:
        places[new.rule, new.key].append(new)
    moved = [(old, places[old.rule, old.key].pop(0)) for old in gone if places[old.rule, old.key]]
    yield from (suppressed(old.rule, old, new) for old, new in moved)
    yield from _exchanged(_others(gone, [old for old, _ in moved]), _others(came, [new for _, new in moved]))


def _others(lines: list[Sentence], taken: list[Sentence]) -> list[Sentence]:
    spans = {line.span for line in taken}
    return [line for line in lines if line.span not in spans]


def _in_place(
    before: Sequence[Sentence], after: Sequence[Sentence], kept: Sequence[Pair]
) -> tuple[list[Pair], list[Sentence], list[Sentence]]:
    """Lines that stand, in order, between the same kept sentences on both sides; and the rest of either."""
    old, new = _by_gap(before, [a.span.start for a, _ in kept]), _by_gap(after, [b.span.start for _, b in kept])
    stays: list[Pair] = []
    gone: list[Sentence] = []
    came: list[Sentence] = []
    for gap in sorted({*old, *new}):
        one, other = old[gap], new[gap]
        for block in LCSseq.opcodes([line.key for line in one], [line.key for line in other]):
            here, there = one[block.src_start : block.src_end], other[block.dest_start : block.dest_end]
            if block.tag == "equal":
                stays += zip(here, there, strict=True)
            else:
                gone += here
                came += there
    return stays, gone, came


def _by_gap(lines: Sequence[Sentence], starts: list[int]) -> defaultdict[int, list[Sentence]]:
    found: defaultdict[int, list[Sentence]] = defaultdict(list)
    for line in lines:
        found[bisect_right(starts, line.span.start)].append(line)
    return found


def _exchanged(gone: list[Sentence], came: list[Sentence]) -> Iterator[Suppressed]:
    """Lines of one rule one for another, in their order; what is left over on its own."""
    places: defaultdict[str, list[Sentence]] = defaultdict(list)
    for new in came:
        places[new.rule].append(new)
    for old in gone:
        yield suppressed(old.rule, old, places[old.rule].pop(0) if places[old.rule] else None)
    yield from (suppressed(rule, None, new) for rule, left in places.items() for new in left)
