"""What happened between outlets, and inside one: flips, contradictions, silence, unmarked edits of claims. Pure.

Each is found by a question to the store (`db/movements.py`); here it becomes something that happened, with a key by which it is told once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from narrative.model import Interval
from narrative.timeline import ROUND, Happening

SILENT_AFTER = timedelta(hours=24)
"""How long others have to follow three independent voices, as the view `v_silence` has it. Who follows a story does so within a day: four
in five edits of news happen within a day of publication, and a feed of 20 entries reaches about as far back."""


@dataclass(frozen=True, slots=True)
class Flip:
    """An outlet moved from one pole of a family to another, confirmed; the article and the statement are the first that showed it."""

    family: str
    outlet: str
    from_pole: str
    to_pole: str
    day: str
    when: Interval
    article_id: int
    claim: str
    statement_id: int | None


@dataclass(frozen=True, slots=True)
class Side:
    """A number as it stands somewhere, or a statement that something else in its text does not fit."""

    outlet: str
    name: str
    article_id: int | None
    statement_id: int | None
    comparator: str | None
    value: float | None
    said: Interval | None

    @property
    def number(self) -> str:
        return "" if self.value is None else f"{'' if self.comparator in (None, '=') else self.comparator}{self.value:g}"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot both be right. `kind`: `between` outlets, `consensus`, `reference`, `internal`; `day`: from whose end on it stands.

    `what` is the quantity; of an internal one what does not fit, which `detail` has in words.
    """

    kind: str
    what: str
    day: str
    one: Side
    other: Side
    detail: str


@dataclass(frozen=True, slots=True)
class Silence:
    """An outlet that we could see did not carry a claim, one day after `spread_at`, when three independent voices had."""

    claim: str
    outlet: str
    outlet_id: int
    spread_at: datetime
    statement_id: int | None


@dataclass(frozen=True, slots=True)
class ClaimEdit:
    """A material edit of a sentence that makes a claim, unmarked. Named for ever by the look that first saw it, and its position."""

    look: int
    position: int
    edit_id: int
    article_id: int
    label: str
    when: Interval
    claim: str
    statement_id: int


def of_flips(found: Iterable[Flip]) -> Iterator[Happening]:
    """`flip`, once for each day on which an outlet's pole came to be another one."""
    for f in found:
        key = f"{f.outlet}:{f.family}:{f.from_pole}>{f.to_pole}:{f.day}"
        detail = f"{f.from_pole} > {f.to_pole}"
        yield Happening("flip", key, f.when, f.article_id, f.claim, f.statement_id, detail=detail)


def of_contradictions(found: Iterable[Contradiction]) -> Iterator[Happening]:
    """`contradiction`: of two numbers between outlets once, however many outlets have either; else once for each outlet or article.

    It happened when the later of the two was said.
    """
    told: set[str] = set()
    for c in sorted(found, key=lambda c: (c.day, c.kind, c.what, c.one.outlet, c.other.outlet)):
        late, early = _late(c)
        named = key(c)
        if named not in told and late.said:
            told.add(named)
            claim = None if c.kind == "internal" else c.what
            yield Happening(
                "contradiction",
                named,
                late.said,
                late.article_id,
                claim,
                late.statement_id,
                early.statement_id,
                detail=_detail(c, late, early),
            )


def _late(c: Contradiction) -> tuple[Side, Side]:
    """The side that was said later, and the one that it is held against; within a round of looking nobody is later."""
    if c.kind == "between" and c.one.said and c.other.said and c.other.said.until_at - c.one.said.until_at > ROUND:
        return c.other, c.one
    return c.one, c.other


def key(c: Contradiction) -> str:
    """What names a contradiction: between outlets its two numbers, else the outlet or article that has it."""
    if c.kind == "between":
        return ":".join((c.kind, c.what, *sorted((c.one.number, c.other.number))))
    if c.kind == "internal":
        return f"{c.kind}:{c.one.article_id}:{c.what}:{c.detail}"
    return f"{c.kind}:{c.what}:{c.one.outlet}:{c.one.number}"


def _detail(c: Contradiction, late: Side, early: Side) -> str:
    if c.kind == "internal":
        return c.detail
    if c.kind == "between":
        return f"{late.number}, {early.name} has {early.number}"
    return f"{late.number}, {c.detail}: {early.number}"


def of_silence(found: Iterable[Silence]) -> Iterator[Happening]:
    """`silence`, once for each claim and outlet."""
    for s in found:
        when = Interval(s.spread_at, s.spread_at + SILENT_AFTER)
        yield Happening("silence", f"{s.claim}:{s.outlet}", when, None, s.claim, s.statement_id, outlet_id=s.outlet_id)


def of_claim_edits(found: Iterable[ClaimEdit]) -> Iterator[Happening]:
    """`claim_unmarked`, once for each edit; the claim is the first one that its sentence makes."""
    told: set[str] = set()
    for e in found:
        key = f"{e.look}:{e.position}"
        if key not in told:
            told.add(key)
            yield Happening("claim_unmarked", key, e.when, e.article_id, e.claim, e.statement_id, edit_id=e.edit_id, detail=e.label)
