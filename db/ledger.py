"""The claim ledger of one incident, read through the views: who said what, how surely, in which versions, and does it stand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.lines import lines
from db.movements import ClaimLine, catalogue
from db.tables import Annotator, Claim, ClaimAncestor, Definition, Quantity


@dataclass(frozen=True, slots=True)
class Title:
    """What a definition that is in force calls its incident, its claims and its numbers."""

    incident: str
    title: str
    version: str
    labels: dict[str, str]
    claims: tuple[ClaimLine, ...]

    def label(self, claim: str | None) -> str:
        return self.labels.get(claim or "", claim or "")


@dataclass(frozen=True, slots=True)
class _Said:
    statement_id: int
    outlet: str
    outlet_name: str
    url: str
    article_id: int
    snapshot_id: int
    first_seen_at: datetime
    claim: str
    polarity: str
    certainty: str
    time: str
    source: str | None
    actor: str | None
    value: float | None
    comparator: str | None
    unit: str | None
    part: str
    text: str
    rule: str
    decision: str | None


@dataclass(frozen=True, slots=True)
class _Version:
    snapshot_id: int
    version: int
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class _Told:
    article_id: int
    snapshot_id: int
    attempt_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that an article says, in these words, in one version or several in a row. `stands`: in the one that is there now."""

    claim: str
    outlet: str
    outlet_name: str
    url: str
    polarity: str
    certainty: str
    time: str
    source: str | None
    actor: str | None
    value: float | None
    comparator: str | None
    unit: str | None
    part: str
    text: str
    rule: str
    decision: str | None
    versions: tuple[int, ...]
    first_seen_at: datetime
    last_seen_at: datetime
    stands: bool
    statements: tuple[int, ...]


def title(session: Session, incident: str) -> Title | None:
    """The definition by which claims are found now; None when there is none."""
    judge = sa.text("SELECT annotator_id FROM v_active WHERE name = :name")
    annotator_id = session.scalar(judge, {"name": f"claims/{incident}"})
    found = session.scalar(sa.select(Definition).join(Annotator).where(Annotator.id == annotator_id))
    if found is None:
        return None
    named = (
        sa.select(Claim.claim, Claim.label).where(Claim.definition_id == found.id),
        sa.select(Quantity.quantity, Quantity.label).where(Quantity.definition_id == found.id),
    )
    labels = {id_: label for query in named for id_, label in session.execute(query)}
    return Title(incident, found.title, found.version, labels, catalogue(session, incident))


def below(session: Session, incident: str, claim: str) -> frozenset[str]:
    """A claim and all that are below it in the catalogue."""
    judge = sa.text("SELECT DISTINCT definition_id FROM v_claim WHERE incident = :incident")
    definition_id = session.scalar(judge, {"incident": incident})
    found = session.scalars(
        sa.select(ClaimAncestor.claim).where(ClaimAncestor.definition_id == definition_id, ClaimAncestor.ancestor == claim)
    )
    return frozenset({claim, *found})


def entries(session: Session, incident: str) -> tuple[Entry, ...]:
    """The whole ledger, claim by claim, in the order in which it was first seen. What a person rejected is left out."""
    versions = {v.snapshot_id: v for v in lines(session, "v_version", _Version)}
    standing = _standing(lines(session, "v_telling", _Told, "attempt_id", incident=incident))
    told: dict[tuple[object, ...], list[_Said]] = defaultdict(list)
    for s in lines(session, "v_statement", _Said, "first_seen_at", "statement_id", incident=incident):
        if s.snapshot_id in versions:
            told[s.article_id, s.claim, s.polarity, s.certainty, s.time, s.source, s.value, s.comparator, s.part, s.text].append(s)
    found = [_entry(said, versions, standing) for said in told.values()]
    return tuple(sorted(found, key=lambda e: (e.claim, e.first_seen_at, e.outlet, e.statements)))


def _standing(told: Sequence[_Told]) -> frozenset[int]:
    """The versions that are there now: of each article and language the one that was seen last."""
    return frozenset({(t.article_id, t.language): t.snapshot_id for t in told}.values())


def _entry(said: Sequence[_Said], versions: dict[int, _Version], standing: frozenset[int]) -> Entry:
    first = said[0]
    seen = [versions[s.snapshot_id] for s in said]
    return Entry(
        first.claim, first.outlet, first.outlet_name, first.url, first.polarity, first.certainty, first.time, first.source, first.actor,
        first.value, first.comparator, first.unit, first.part, first.text, first.rule, next((s.decision for s in said if s.decision), None),
        tuple(sorted({v.version for v in seen})), first.first_seen_at, max(v.last_seen_at for v in seen),
        any(s.snapshot_id in standing for s in said), tuple(s.statement_id for s in said),
    )  # fmt: skip
