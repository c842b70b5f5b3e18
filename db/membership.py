"""Which articles a change of an incident's definition, or of our code, moved: those that came in by it, and those that fell out.

Only versions that both annotators have judged are compared: an article that is new since is news, and no change of a definition.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db.annotations import DefinitionFacts
from db.identity import counts
from db.tables import Activation, Annotator, Article, Definition, Judgment, Snapshot, Tag
from narrative.model import ON_TOPIC


@dataclass(frozen=True, slots=True)
class Change:
    """From one tagger of an incident to another one: their definitions, and the articles that it moved, by number."""

    before: DefinitionFacts
    after: DefinitionFacts
    came: tuple[int, ...]
    went: tuple[int, ...]

    @property
    def of_definition(self) -> bool:
        """Whether another definition is in force; else it was our code that changed."""
        return self.before.sha256 != self.after.sha256


def tagger(incident: str) -> str:
    return f"tags/{incident}"


def in_force(session: Session, incident: str, until_at: datetime | None = None) -> int | None:
    """The tagger that was current before an instant, or is now; None when the incident was not followed."""
    query = sa.select(Activation.annotator_id).where(Activation.name == tagger(incident))
    if until_at is not None:
        query = query.where(Activation.recorded_at < until_at)
    return session.scalar(query.order_by(Activation.id.desc()).limit(1))


def definition(session: Session, incident: str) -> DefinitionFacts | None:
    """The definition in force; None when the incident is not followed."""
    annotator_id = in_force(session, incident)
    return None if annotator_id is None else _definition(session, annotator_id)


def followed(session: Session) -> tuple[str, ...]:
    """Every incident that was ever followed, by name."""
    return tuple(session.scalars(sa.select(Definition.incident).distinct().order_by(Definition.incident)))


def change(session: Session, before_id: int, after_id: int, until_at: datetime | None = None) -> Change:
    """What lies between two taggers of an incident, as far as they had judged before an instant, or have by now."""
    before, after = (dict(_decisions(session, annotator_id, until_at)) for annotator_id in (before_id, after_id))
    both = before.keys() & after.keys()
    was, now = ({article_id for article_id, opened_by in both if on_topic[article_id, opened_by]} for on_topic in (before, after))
    from_, to = (_definition(session, annotator_id) for annotator_id in (before_id, after_id))
    return Change(from_, to, tuple(sorted(now - was)), tuple(sorted(was - now)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article is: its outlet's key and name, and its address."""

    outlet: str
    outlet_name: str
    url: str


def places(session: Session) -> dict[int, Place]:
    """Article → where it is."""
    outlet = sa.table("v_outlet", sa.column("outlet_id"), sa.column("outlet"), sa.column("name"))
    named = sa.select(Article.id, outlet.c.outlet, outlet.c.name, Article.url).join(outlet, outlet.c.outlet_id == Article.outlet_id)
    return {article_id: Place(*where) for article_id, *where in session.execute(named)}


def addresses(session: Session, article_ids: tuple[int, ...]) -> tuple[str, ...]:
    """Where these articles are, in order."""
    return tuple(session.scalars(sa.select(Article.url).where(Article.id.in_(article_ids)).order_by(Article.url)))


def came_by_change(session: Session, tagger_id: int, article_id: int, at: datetime) -> bool:
    """Whether what happened to an article at an instant is only known because a later tagger finds it to be about the incident.

    That is so when it happened before that tagger was in force, and those before it had judged the article, and found it not to be.
    """
    mine, other = aliased(Annotator), aliased(Annotator)
    since = session.scalar(sa.select(sa.func.max(Activation.recorded_at)).where(Activation.annotator_id == tagger_id))
    if since is None or at >= since:
        return False
    earlier = session.scalars(
        sa.select(Tag.decision)
        .join(Judgment, Judgment.id == Tag.judgment_id)
        .join(Snapshot, Snapshot.id == Judgment.snapshot_id)
        .join(other, other.id == Judgment.annotator_id)
        .join(mine, mine.name == other.name)
        .where(mine.id == tagger_id, other.id != tagger_id, Snapshot.article_id == article_id, Judgment.recorded_at < since)
    ).all()
    return bool(earlier) and not any(decision in ON_TOPIC for decision in earlier)


def _definition(session: Session, annotator_id: int) -> DefinitionFacts:
    query = sa.select(Definition).join(Annotator, Annotator.definition_id == Definition.id).where(Annotator.id == annotator_id)
    row = session.scalars(query).one()
    return DefinitionFacts(row.incident, row.version, row.title, row.source, row.sha256)


def _decisions(session: Session, annotator_id: int, until_at: datetime | None) -> Iterator[tuple[tuple[int, int], bool]]:
    """(article, the look that opened a version) → whether it was found to be about the incident."""
    query = (
        sa.select(Snapshot.article_id, Snapshot.opened_by, Tag.decision)
        .join(Judgment, Judgment.snapshot_id == Snapshot.id)
        .join(Tag, Tag.judgment_id == Judgment.id)
        .where(Judgment.annotator_id == annotator_id, counts(Snapshot.article_id, until_at))
    )
    if until_at is not None:
        query = query.where(Judgment.recorded_at < until_at)
    for article_id, opened_by, decision in session.execute(query):
        yield (article_id, opened_by), decision in ON_TOPIC
