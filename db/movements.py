"""What the views over several versions answer, as values: flips, poles, who was first, contradictions, silence, edits of claims."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.lines import lines
from db.tables import ChangePoint
from db.types import Instant
from narrative.changes import Change, Day
from narrative.model import Interval
from narrative.movements import ClaimEdit, Contradiction, Flip, Side, Silence

SILENT = "silent"
"""The state of an outlet in `v_silence` that could be seen; the other one is `unknown`."""


@dataclass(frozen=True, slots=True)
class FlipLine:
    """A row of `v_flip`."""

    family: str
    outlet: str
    outlet_name: str
    from_pole: str
    to_pole: str
    from_day: str
    day: str
    state: str
    articles: int
    claim: str
    after_at: datetime | None
    until_at: datetime
    url: str
    article_id: int
    statement_id: int | None


@dataclass(frozen=True, slots=True)
class PoleLine:
    """A row of `v_pole`; `outlet` is None for all outlets together."""

    family: str
    outlet: str | None
    outlet_name: str | None
    day: str
    verdict: str
    leading_pole: str
    share: float
    mass: float
    articles: int


@dataclass(frozen=True, slots=True)
class FirstLine:
    """A row of `v_first`."""

    claim: str
    label: str
    family: str
    outlet: str
    outlet_name: str
    place: int | None
    after_at: datetime | None
    until_at: datetime
    lag_at_least_minutes: float | None
    lag_at_most_minutes: float | None
    certainty: str
    attributed_until_at: datetime | None
    asserted_until_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class ContradictionLine:
    """A row of `v_contradiction`."""

    kind: str
    quantity: str
    outlet: str
    outlet_name: str
    article_id: int
    statement_id: int | None
    comparator: str | None
    value: float | None
    said_after_at: datetime | None
    said_until_at: datetime
    other_outlet: str | None
    other_outlet_name: str | None
    other_article_id: int | None
    other_statement_id: int | None
    other_comparator: str | None
    other_value: float | None
    other_said_after_at: datetime | None
    other_said_until_at: datetime | None
    from_day: str
    detail: str


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """A row of `v_silence`."""

    claim: str
    label: str
    outlet: str
    outlet_name: str
    outlet_id: int
    state: str
    reason: str
    spread_at: datetime
    articles: int
    carried_until_at: datetime | None
    statement_id: int | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A row of `v_claim`."""

    claim: str
    label: str
    family: str
    parent: str | None
    pole: str | None
    act: bool


@dataclass(frozen=True, slots=True)
class _DayLine:
    claim: str
    day: str
    affirming: int
    articles: int


def catalogue(session: Session, incident: str) -> tuple[ClaimLine, ...]:
    """The claims of the incident's current definition."""
    return lines(session, "v_claim", ClaimLine, "claim", incident=incident)


def flips(session: Session, incident: str, before: date) -> tuple[Flip, ...]:
    """Confirmed flips of the days before `before`: what a day came to is known when it is over."""
    found = lines(session, "v_flip", FlipLine, "day", "outlet", "family", incident=incident, state="confirmed")
    return tuple(
        Flip(f.family, f.outlet, f.from_pole, f.to_pole, f.day, Interval(f.after_at, f.until_at), f.article_id, f.claim, f.statement_id)
        for f in found
        if f.day < before.isoformat()
    )


def contradictions(session: Session, incident: str, before: date) -> tuple[Contradiction, ...]:
    """Numbers that contradict each other at the end of a day before `before`, and articles that contradict themselves."""
    found = contradiction_lines(session, incident)
    return tuple(
        Contradiction(c.kind, c.quantity, c.from_day, _one(c), _other(c), c.detail)
        for c in found
        if c.kind == "internal" or c.from_day < before.isoformat()
    )


def contradiction_lines(session: Session, incident: str) -> tuple[ContradictionLine, ...]:
    """Everything that contradicts something now, whether its day is over or not."""
    return lines(session, "v_contradiction", ContradictionLine, "from_day", "said_until_at", "other_said_until_at", incident=incident)


def _one(c: ContradictionLine) -> Side:
    return Side(c.outlet, c.outlet_name, c.article_id, c.statement_id, c.comparator, c.value, Interval(c.said_after_at, c.said_until_at))


def _other(c: ContradictionLine) -> Side:
    said = Interval(c.other_said_after_at, c.other_said_until_at) if c.other_said_until_at else None
    comparator = c.other_comparator if c.kind == "between" else None
    return Side(c.other_outlet or "", c.other_outlet_name or "", c.other_article_id, c.other_statement_id, comparator, c.other_value, said)


def silences_told(session: Session, incident: str) -> tuple[SilenceLine, ...]:
    """Outlets that wrote about the incident and did not carry a claim of a pole, or something that was done by saying it.

    That an outlet leaves out where a plane came from is no silence to tell anybody of; the view has it.
    """
    weighty = {c.claim for c in catalogue(session, incident) if c.pole or c.act}
    found = lines(session, "v_silence", SilenceLine, "spread_at", "claim", "outlet", incident=incident)
    return tuple(s for s in found if s.articles and s.claim in weighty)


def silences(session: Session, incident: str) -> tuple[Silence, ...]:
    """Of those, the ones that we could see."""
    told = (s for s in silences_told(session, incident) if s.state == SILENT)
    return tuple(Silence(s.claim, s.outlet, s.outlet_id, s.spread_at, s.statement_id) for s in told)


def claim_edits(session: Session, incident: str) -> tuple[ClaimEdit, ...]:
    """Material edits of sentences that make a claim, before or after, in revisions that were left unmarked."""
    asked = sa.text(
        """SELECT e.first_attempt_id, x.position, e.edit_id, e.article_id, e.label, e.after_at, e.until_at, s.claim, s.statement_id
        FROM v_edit e
        JOIN edit x ON x.id = e.edit_id
        JOIN revision rv ON rv.id = e.revision_id
        JOIN v_statement s ON s.incident = :incident AND s.snapshot_id IN (rv.before_id, rv.after_id) AND s.part = x.part
        JOIN statement st ON st.id = s.statement_id
        WHERE e.verdict = 'unmarked' AND e.material AND (
            s.snapshot_id = rv.before_id AND st.start >= x.before_start AND st."end" <= x.before_end
            OR s.snapshot_id = rv.after_id AND st.start >= x.after_start AND st."end" <= x.after_end
        )
        ORDER BY e.until_at, e.edit_id, s.statement_id"""
    ).columns(after_at=Instant(), until_at=Instant())
    return tuple(
        ClaimEdit(look, position, edit_id, article_id, label, Interval(after_at, until_at), claim, statement_id)
        for look, position, edit_id, article_id, label, after_at, until_at, claim, statement_id in session.execute(
            asked, {"incident": incident}
        )
    )


def days(session: Session, incident: str, before: date) -> dict[str, list[Day]]:
    """Each claim on each day before `before` on which something was written about the incident."""
    found: dict[str, list[Day]] = defaultdict(list)
    for d in lines(session, "v_change", _DayLine, "claim", "day", incident=incident):
        if d.day < before.isoformat():
            found[d.claim].append(Day(date.fromisoformat(d.day), d.affirming, d.articles))
    return found


def record_changes(session: Session, annotator_id: int, incident: str, claim: str, found: Iterable[Change]) -> None:
    """Store the changes of one claim's share that were not known."""
    asked = sa.select(ChangePoint.began_on, ChangePoint.direction).where(
        ChangePoint.annotator_id == annotator_id, ChangePoint.incident == incident, ChangePoint.claim == claim
    )
    known = {(began_on, direction) for began_on, direction in session.execute(asked)}
    session.add_all(
        ChangePoint(annotator_id=annotator_id, incident=incident, claim=claim, **asdict(c))
        for c in found
        if (c.began_on, c.direction) not in known
    )


@dataclass(frozen=True, slots=True)
class EventLine:
    """A row of `v_event`."""

    event_id: int
    kind: str
    claim: str | None
    outlet: str | None
    outlet_name: str | None
    url: str | None
    after_at: datetime | None
    until_at: datetime
    text: str | None
    detail: str
    other_text: str | None


@dataclass(frozen=True, slots=True)
class Narrative:
    """How one incident was told over time: what happened, the poles day by day, flips, who was first, who is silent."""

    events: tuple[EventLine, ...]
    poles: tuple[PoleLine, ...]
    flips: tuple[FlipLine, ...]
    first: tuple[FirstLine, ...]
    silences: tuple[SilenceLine, ...]


def narrative(session: Session, incident: str) -> Narrative:
    """Everything in the order in which it happened, as far as we can tell."""
    return Narrative(
        lines(session, "v_event", EventLine, "until_at", "event_id", incident=incident),
        lines(session, "v_pole", PoleLine, "family", "outlet", "day", incident=incident),
        lines(session, "v_flip", FlipLine, "day", "outlet", "family", incident=incident),
        lines(session, "v_first", FirstLine, "claim", "until_at", "outlet", incident=incident),
        lines(session, "v_silence", SilenceLine, "spread_at", "claim", "outlet", incident=incident),
    )
