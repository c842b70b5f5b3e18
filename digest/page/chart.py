"""Where everything stands: a row for each outlet, in it what happened above, what it held in the middle, edits and copies below."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.content import Revised
from digest.page.facts import Fact, Mark, Pole, Row, Tie
from digest.page.holding import CONTESTED
from digest.page.packing import LEAST_WIDTH as LEAST
from digest.page.packing import Item, Slot, pack
from digest.page.timescale import Scale
from narrative.model import Verdict

HELD, COPIED, EDITED, HAPPENED, BLIND, LOST = "held", "copied", "edited", "happened", "blind", "lost"
"""Kinds of facts: a stand, a copy, a revision, an event, an outlet that could not be seen, a page that could not."""
TRACKS = ((HAPPENED, 20, 1), (HELD, 26, 1), (EDITED, 20, 3), (COPIED, 20, 2), (LOST, 14, 1))
"""Kind → a lane's height in pixels, and how many lanes it has at most: from the top of a row down."""
GAP, PAD = 2, 4
LEAST_HEIGHT = 42
"""Pixels: a name may take two lines."""
GLYPHS = {
    Verdict.UNMARKED: "!", Verdict.UNDETERMINED: "?", Verdict.DATE_BUMPED: "↻", Verdict.NOTICE_GIVEN: "✓",
}  # fmt: skip
"""What stands on an edit, the gravest first."""
FLIP = "flip"
EVENTS = {FLIP: "◆", "claim_first": "▲", "claim_withdrawn": "−", "vanished": "×", "restored": "↺", "uncorrected": "≠"}
"""What stands for an event, the one that moves most first."""
CONTESTED_GLYPH = "≈"
MANY = "many"
COLOURS = 6
"""In the style sheet; a seventh pole has the first one's again, and a letter of its own."""


@dataclass(frozen=True, slots=True)
class _Track:
    kind: str
    height: int
    lanes: tuple[tuple[Slot, ...], ...]


def letters(names: Iterable[str]) -> tuple[Pole, ...]:
    """Poles in order, each with a letter of its own: its first that is free, else a number."""
    taken: set[str] = set()
    found = []
    for colour, name in enumerate(names):
        letter = next((c.upper() for c in name if c.isalpha() and c.upper() not in taken), "") or str(colour + 1)
        taken.add(letter)
        found.append(Pole(name, letter, colour))
    return tuple(found)


class Chart:
    """Draws rows on one scale, with the letters of the poles."""

    def __init__(self, scale: Scale, poles: Sequence[Pole]) -> None:
        self._scale, self._poles = scale, {p.name: p for p in poles}

    def row(self, facts: Sequence[Fact], head: Row) -> Row:
        """The row of one outlet: `head` has its names, and becomes its marks, height and facts."""
        tracks = [t for t in (self._track(facts, *track) for track in TRACKS) if t.lanes]
        tops = list(_tops(tracks))
        height = max(LEAST_HEIGHT, sum(len(t.lanes) * (t.height + GAP) for t in tracks) + 2 * PAD - GAP)
        by_number = {f.number: f for f in facts}
        marks = [self._blind(f, height) for f in facts if f.kind == BLIND]
        for track, top in zip(tracks, tops, strict=True):
            for n, lane in enumerate(track.lanes):
                marks += [self._mark(slot, by_number, top + n * (track.height + GAP), track.height) for slot in lane]
        ordered = sorted(facts, key=lambda f: (f.to_at if f.kind in (EDITED, HAPPENED) else f.from_at, f.number))
        return Row(head.outlet, head.name, head.note, head.group, head.under, height, tuple(marks), tuple(ordered))

    def _track(self, facts: Sequence[Fact], kind: str, height: int, most: int) -> _Track:
        items = [self._item(f) for f in facts if f.kind == kind]
        if kind == HELD:
            return _Track(kind, height, (tuple(Slot(i.left, i.right, [i.fact]) for i in items),) if items else ())
        return _Track(kind, height, pack(items, most))

    def _item(self, fact: Fact) -> Item:
        if fact.kind == HAPPENED:
            middle = self._scale.x(fact.to_at)
            return Item(middle - LEAST / 2, middle + LEAST / 2, fact.number)
        return Item(self._scale.x(fact.from_at), self._scale.x(fact.to_at), fact.number)

    def _blind(self, fact: Fact, height: int) -> Mark:
        left, right = self._scale.x(fact.from_at), self._scale.x(fact.to_at)
        return Mark(f"m{fact.number}", BLIND, "", f"{fact.when}: {fact.title}", left, right - left, 0, height, (fact.number,))

    def _mark(self, slot: Slot, facts: Mapping[int, Fact], top: int, height: int) -> Mark:
        mine = [facts[n] for n in slot.facts]
        kind, glyph = self._look(mine)
        label = "; ".join(f"{f.when}: {f.title}" for f in mine[:3]) + (f"; and {len(mine) - 3} more" if len(mine) > 3 else "")
        return Mark(f"m{mine[0].number}", kind, glyph, label, slot.left, slot.right - slot.left, top, height, tuple(slot.facts))

    def _look(self, facts: Sequence[Fact]) -> tuple[str, str]:
        """The kind, as classes of the style sheet, and what stands on the mark: of several events the gravest one's."""
        fact = facts[0]
        if fact.kind in (HELD, COPIED):
            return self._bar(fact)
        if fact.kind == EDITED:
            return _notch([f.revised for f in facts if f.revised])
        if fact.kind == HAPPENED:
            kinds = [f.note for f in facts]
            gravest = next((k for k in EVENTS if k in kinds), kinds[0])
            return f"{HAPPENED} {gravest}", EVENTS.get(gravest, "•")
        return fact.kind, f"{len(facts)}" if len(facts) > 1 else ""

    def _bar(self, fact: Fact) -> tuple[str, str]:
        pole = self._poles.get(fact.pole)
        colour = f"p{pole.colour % COLOURS}" if pole else CONTESTED if fact.pole else "none"
        glyph = pole.letter if pole else CONTESTED_GLYPH if fact.pole else ""
        return f"{fact.kind} {colour}", " · ".join(filter(None, (glyph, fact.note)))


def _notch(revised: Sequence[Revised]) -> tuple[str, str]:
    """Edits with one verdict look like one; of several with different ones it is counted how many have which, the gravest first."""
    told = Counter(r.verdict for r in revised)
    material = "material" if any(r.material for r in revised) else "minor"
    if len(told) == 1:
        (verdict,) = told
        return f"{EDITED} {material} {verdict.value}", GLYPHS[verdict] + (f"×{len(revised)}" if len(revised) > 1 else "")
    return f"{EDITED} {material} {MANY}", " ".join(f"{glyph}{told[verdict]}" for verdict, glyph in GLYPHS.items() if told[verdict])


def _tops(tracks: Sequence[_Track]) -> Iterator[int]:
    top = PAD
    for track in tracks:
        yield top
        top += len(track.lanes) * (track.height + GAP)


def ordered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Who moved first stands above who moved later, who held something, and who held nothing; imports come last.

    Who has nothing but a copy stands under whose text it is.
    """
    under = [r for r in rows if r.under and any(r.under == other.outlet and not other.under for other in rows)]
    found: list[Row] = []
    for row in sorted((r for r in rows if r not in under), key=_rank):
        found += [row, *sorted((r for r in under if r.under == row.outlet), key=_rank)]
    return tuple(found)


def _rank(row: Row) -> tuple[bool, float, bool, float, str]:
    flips = [f.to_at.timestamp() for f in row.facts if f.kind == HAPPENED and f.note == FLIP]
    written = [f.from_at.timestamp() for f in row.facts if f.kind in (HELD, COPIED)]
    held = any(f.kind == HELD and f.pole for f in row.facts)
    return bool(row.group), min(flips, default=math.inf), not held, min(written, default=0.0), row.outlet


def ties(rows: Sequence[Row], origins: Mapping[int, str]) -> tuple[Tie, ...]:
    """A line from each copy to its origin's row. `origins`: fact → the outlet whose text it is."""
    places = {row.outlet: n for n, row in enumerate(rows)}
    found = []
    for n, row in enumerate(rows):
        for mark in (m for m in row.marks if m.kind.startswith(COPIED)):
            to = places.get(origins.get(mark.facts[0], ""))
            if to is not None and to != n:
                middle = mark.top + mark.height // 2
                found.append(Tie(mark.left, n, middle, to, _bar_middle(rows[to])))
    return tuple(found)


def _bar_middle(row: Row) -> int:
    bars = [m for m in row.marks if m.kind.startswith((HELD, EDITED))]
    return bars[0].top + bars[0].height // 2 if bars else row.height // 2
