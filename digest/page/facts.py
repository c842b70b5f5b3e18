"""What the page of a story says, as values. Nothing here is HTML; instants are aware UTC, places percent and pixels of the chart."""

from dataclasses import dataclass
from datetime import datetime

from digest.content import Revised
from digest.narrated import ArticleLine, Clash, Silence
from digest.page.timescale import Scale


@dataclass(frozen=True, slots=True)
class Words:
    """Words verbatim: where they stand, between which looks they came to stand there, and how they put what claim."""

    article: ArticleLine
    sentence: str
    claim: str
    put: str
    when: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing of one outlet. `number` is its place among all; it is what a mark points at, and a line of the outlet's table.

    `from_at` to `to_at` is the interval in which it happened, or the stretch for which it stood.
    """

    number: int
    outlet: str
    kind: str
    from_at: datetime
    to_at: datetime
    when: str
    title: str
    note: str = ""
    pole: str = ""
    words: tuple[Words, ...] = ()
    more: int = 0
    revised: Revised | None = None
    article: ArticleLine | None = None
    attempts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in a row for one fact or several. `label` says aloud what it shows; `top` and `height` are pixels within the row."""

    id: str
    kind: str
    glyph: str
    label: str
    left: float
    width: float
    top: int
    height: int
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A line from a copy up or down to the row of its origin, at one place. Rows are counted from 0; pixels are within the row."""

    left: float
    from_row: int
    from_top: int
    to_row: int
    to_top: int


@dataclass(frozen=True, slots=True)
class Row:
    """One outlet. `under` names the outlet whose text is all that it has on the incident.

    `facts` are those of its table, in order; `left` had no room.
    """

    outlet: str
    name: str
    note: str
    group: str
    under: str
    height: int
    marks: tuple[Mark, ...]
    facts: tuple[Fact, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class Pole:
    """A pole, the letter that stands for it everywhere on the page, and the number of its colour."""

    name: str
    letter: str
    colour: int


@dataclass(frozen=True, slots=True)
class Step:
    """Who had a claim, and how much later than the first at least and at most, in words. `place` counts who surely had it before."""

    place: int
    outlet: str
    when: str
    lag: str
    article_url: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A claim and who had it, the first of the outlets watched before the others. `there`: who had it when we first looked."""

    label: str
    letter: str
    steps: tuple[Step, ...]
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One incident's story.

    `rungs` are claims of a pole and acts, `further` the others. `show` is how a look's bytes are shown and `history` how an article's past
    is, with `{}` for which. `kinds` are the kinds of marks that stand anywhere, `rows_left` outlets that were left out.
    """

    incident: str
    title: str
    version: str
    until_at: datetime
    as_of: datetime | None
    headline: str
    lines: tuple[str, ...]
    unseen: tuple[str, ...]
    family: str
    poles: tuple[Pole, ...]
    scale: Scale | None
    rows: tuple[Row, ...]
    ties: tuple[Tie, ...]
    rungs: tuple[Rung, ...]
    further: tuple[Rung, ...]
    clashes: tuple[Clash, ...]
    silences: tuple[Silence, ...]
    show: str
    history: str
    kinds: frozenset[str] = frozenset()
    rows_left: int = 0

    def letter(self, pole: str) -> str:
        return next((p.letter for p in self.poles if p.name == pole), "")
