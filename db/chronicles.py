"""One article's past, read through the views: what it said when, how that changed, what was held to be noise."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import events, takedowns
from db.identity import MOVED
from db.lines import lines
from db.tables import Alias, Article
from db.takedowns import Decision
from narrative.presence import Absence, absences


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version, and the look that opened it."""

    version: int
    attempt_id: int
    headline: str
    text: str
    language: str
    live: bool
    published_at: datetime | None
    modified_at: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime
    times_returned: int


@dataclass(frozen=True, slots=True)
class SpanLine:
    """A span of time for which a version stood. `share` is of its version, over all its spans, 0 to 1 of the looks that saw words."""

    version: int
    language: str
    span: int
    from_at: datetime
    to_at: datetime
    looks: int
    share: float


@dataclass(frozen=True, slots=True)
class HeadlineLine:
    """A headline in one place; `after_at` is None for the first there, `feed` for a headline of the page."""

    place: str
    feed: str | None
    language: str
    text: str
    after_at: datetime | None
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class EditLine:
    """What happened to one sentence, or to a headline. `headlines` names the places of a headline, `h1, og`."""

    edit_id: int
    revision_id: int
    part: str
    action: str
    label: str
    coarse: str
    material: bool
    before: str
    after: str
    headlines: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A step between two versions as it counts now, and as it was judged, with its edits in the order of the text."""

    revision_id: int
    from_version: int
    to_version: int
    after_at: datetime
    until_at: datetime
    material: bool
    verdict: str
    judged_material: bool
    judged_verdict: str
    overruled_because: str | None
    overruled_by: str | None
    outlet_dated_edits: int
    before_modified_at: datetime | None
    after_modified_at: datetime | None
    live: bool
    returned: bool
    last_attempt_id: int
    first_attempt_id: int
    edits: tuple[EditLine, ...] = ()


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """A difference between a version and what a look saw that was held to be noise; `shown` when a person undid that."""

    suppression_id: int
    version: int
    at: datetime
    attempt_id: int
    rule: str
    part: str
    before: str
    after: str
    shown: bool
    shown_because: str | None
    shown_by: str | None


@dataclass(frozen=True, slots=True)
class MoveLine:
    """An address at which the article stands for good since then."""

    url: str
    since_at: datetime


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Everything about one article's versions. `looks` are all that were taken at it, `hidden` counts differences held to be noise."""

    article_id: int
    url: str
    outlet: str
    outlet_name: str
    withheld: Decision | None
    looks: int
    versions: tuple[VersionLine, ...]
    spans: tuple[SpanLine, ...]
    headlines: tuple[HeadlineLine, ...]
    revisions: tuple[RevisionLine, ...]
    hidden: int
    absences: tuple[Absence, ...]
    moves: tuple[MoveLine, ...]


def chronicle(session: Session, article_id: int) -> Chronicle:
    """Everything about the versions of an article that stands for itself."""
    article, looks = session.get_one(Article, article_id), events.looks_at(session, article_id)
    return Chronicle(
        article_id, article.url, *_outlet(session, article.outlet_id), takedowns.decision(session, article_id), len(looks),
        lines(session, "v_version", VersionLine, "version", article_id=article_id),
        lines(session, "v_variant", SpanLine, "span", article_id=article_id),
        lines(session, "v_headline", HeadlineLine, "from_at", "place", "feed", article_id=article_id),
        _revisions(session, article_id), len(hidden(session, article_id)), absences(looks), _moves(session, article_id),
    )  # fmt: skip


def chronicles(session: Session) -> tuple[Chronicle, ...]:
    """Everything about every article that stands for itself."""
    standing = sa.select(Article.id).where(Article.same_as_id.is_(None)).order_by(Article.id)
    return tuple(chronicle(session, article_id) for article_id in session.scalars(standing))


def hidden(session: Session, article_id: int) -> tuple[HiddenLine, ...]:
    """Every difference that was held to be noise, in the order in which it was seen."""
    return lines(session, "v_suppressed", HiddenLine, "attempt_id", "suppression_id", article_id=article_id)


def revisions_to(session: Session, article_id: int, version: int) -> tuple[RevisionLine, ...]:
    """The steps that led to a version, the first of them when it opened; further ones are returns to it."""
    return tuple(r for r in _revisions(session, article_id) if r.to_version == version)


def _revisions(session: Session, article_id: int) -> tuple[RevisionLine, ...]:
    edits: defaultdict[int, list[EditLine]] = defaultdict(list)
    for edit in lines(session, "v_edit", EditLine, "edit_id", article_id=article_id):
        edits[edit.revision_id].append(edit)
    found = lines(session, "v_revision", RevisionLine, "first_attempt_id", article_id=article_id)
    return tuple(replace(revision, edits=tuple(edits[revision.revision_id])) for revision in found)


def _outlet(session: Session, outlet_id: int) -> tuple[str, str]:
    row = session.execute(sa.text("SELECT outlet, name FROM v_outlet WHERE outlet_id = :id"), {"id": outlet_id}).one()
    return row.outlet, row.name


def _moves(session: Session, article_id: int) -> tuple[MoveLine, ...]:
    moved = sa.select(Alias.url, Alias.recorded_at).where(Alias.article_id == article_id, Alias.kind == MOVED)
    return tuple(MoveLine(*row) for row in session.execute(moved.order_by(Alias.id)))
