"""Everything that is known of one incident at once, read through the views: what the page of its story is drawn from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import movements
from db.lines import Line, lines
from db.movements import Narrative


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet as the catalogue describes it now."""

    outlet: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class TellingLine:
    """A row of `v_telling`."""

    outlet: str
    article_id: int
    snapshot_id: int
    attempt_id: int
    after_at: datetime | None
    until_at: datetime
    copy_of_snapshot_id: int | None


@dataclass(frozen=True, slots=True)
class StanceLine:
    """A row of `v_stance`."""

    snapshot_id: int
    article_id: int
    claim: str
    label: str
    family: str
    pole: str | None
    rival: bool
    stance: float
    statement_id: int | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What a row of `v_version` says of when it was seen."""

    snapshot_id: int
    article_id: int
    version: int
    outlet_name: str
    url: str
    headline: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A row of `v_copy`."""

    snapshot_id: int
    article_id: int
    outlet: str
    origin_outlet: str
    origin_url: str
    other_voice: bool
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A row of `v_coverage`: a span in which every look at one feed or page ended alike."""

    outlet: str
    kind: str
    article_id: int | None
    state: str
    outcome: str
    reason: str
    from_at: datetime
    to_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """One incident: who is watched, what they said when, in which versions, out of whose text, and what could be seen."""

    outlets: tuple[OutletRow, ...]
    tellings: tuple[TellingLine, ...]
    stances: tuple[StanceLine, ...]
    versions: tuple[VersionLine, ...]
    copies: tuple[CopyLine, ...]
    coverage: tuple[CoverageLine, ...]
    narrative: Narrative

    @property
    def articles(self) -> frozenset[int]:
        """The articles that were ever about the incident."""
        return frozenset(t.article_id for t in self.tellings)


def overview(session: Session, incident: str) -> Overview:
    """What the store answers now, or at the instant to which the session looks back."""
    tellings = lines(session, "v_telling", TellingLine, "until_at", "attempt_id", incident=incident)
    articles, snapshots = {t.article_id for t in tellings}, {t.snapshot_id for t in tellings}
    return Overview(
        lines(session, "v_outlet", OutletRow, "outlet"),
        tellings,
        lines(session, "v_stance", StanceLine, "snapshot_id", "claim", incident=incident),
        _of(session, "v_version", VersionLine, articles),
        tuple(c for c in _of(session, "v_copy", CopyLine, articles) if c.snapshot_id in snapshots),
        lines(session, "v_coverage", CoverageLine, "from_at", "outlet", "kind", "article_id"),
        movements.narrative(session, incident),
    )


def _of(session: Session, view: str, line: type[Line], articles: Collection[int]) -> tuple[Line, ...]:
    return lines(session, view, line, "first_seen_at", "snapshot_id", article_id=articles)
