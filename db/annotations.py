"""Judgments: who judges, what still lacks a judgment, and what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import identity, takedowns
from db.tables import (
    Activation,
    Annotator,
    Article,
    Attempt,
    Definition,
    Judgment,
    Mention,
    Reading,
    Snapshot,
    Statement,
    Tag,
)
from narrative import model
from narrative.model import ON_TOPIC
from narrative.text import digest, sentences

AT_ONCE = 200
"""Texts in memory when all are read in a row."""


@dataclass(frozen=True, slots=True)
class AnnotatorFacts:
    """A piece of our code that judges. The content hash covers its source and the data it judges by."""

    name: str
    version: str
    content_sha256: str
    definition_id: int | None = None


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What a snapshot says, and the look that opened it."""

    id: int
    article_id: int
    outlet_id: int
    headline: str
    text: str
    language: str
    published_at: datetime | None
    modified_at: datetime | None
    opened_by: int
    captured_at: datetime
    headlines: model.Headlines = field(default_factory=model.Headlines)
    live: bool = False


@dataclass(frozen=True, slots=True)
class DefinitionFacts:
    """One version of an incident file, whole."""

    incident: str
    version: str
    title: str
    source: str
    sha256: str

    @property
    def name(self) -> str:
        """`azal-8243@2 (1f5a09c2)`: the version that a person wrote into it, and the hash that tells it from any other text."""
        return f"{self.incident}@{self.version} ({self.sha256[:8]})"


def store_definition(session: Session, facts: DefinitionFacts) -> int:
    """Keep one version of an incident file; returns its id. The same text is kept once."""
    found = session.scalar(sa.select(Definition.id).where(Definition.incident == facts.incident, Definition.sha256 == facts.sha256))
    if found is None:
        row = Definition(**asdict(facts))
        session.add(row)
        session.flush()
        found = row.id
    return found


def enlist(session: Session, facts: AnnotatorFacts) -> int:
    """Know this annotator, without making it the current one of its name; returns its id."""
    found = session.scalar(
        sa.select(Annotator).where(
            Annotator.name == facts.name, Annotator.version == facts.version, Annotator.content_sha256 == facts.content_sha256
        )
    )
    if found is None:
        found = Annotator(
            name=facts.name, version=facts.version, content_sha256=facts.content_sha256, definition_id=facts.definition_id
        )  # fmt: skip
        session.add(found)
        session.flush()
    return found.id


def activate(session: Session, facts: AnnotatorFacts) -> int:
    """Make this annotator the current one of its name; returns its id. Nothing is written when it already is."""
    annotator_id = enlist(session, facts)
    if active(session, facts.name) != annotator_id:
        session.add(Activation(name=facts.name, annotator_id=annotator_id))
        session.flush()
    return annotator_id


def active(session: Session, name: str) -> int | None:
    """The annotator whose judgments are current under this name."""
    return session.scalar(sa.select(Activation.annotator_id).where(Activation.name == name).order_by(Activation.id.desc()).limit(1))


def snapshots_read() -> sa.Select[Snapshot, Reading, Attempt, int]:
    """Snapshots with all that `facts_of` takes, in the order in which they opened."""
    return (
        sa.select(Snapshot, Reading, Attempt, Article.outlet_id)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .join(Article, Article.id == Snapshot.article_id)
        .order_by(Attempt.captured_at, Snapshot.id)
    )


def facts_of(row: sa.Row[Snapshot, Reading, Attempt, int] | tuple[Snapshot, Reading, Attempt, int]) -> SnapshotFacts:
    """One row of `snapshots_read` as a value."""
    snapshot, reading, attempt, outlet_id = row
    return SnapshotFacts(
        snapshot.id, snapshot.article_id, outlet_id, reading.headline, reading.text, reading.language,
        reading.published_at, reading.modified_at, attempt.id, attempt.captured_at, model.Headlines(**reading.headlines), reading.live,
    )  # fmt: skip


def snapshots_of(session: Session, reader_id: int) -> Iterator[SnapshotFacts]:
    """Every readable snapshot of a reader that counts, in the order in which they opened, few of them in memory at once."""
    query = snapshots_read().where(Snapshot.annotator_id == reader_id)
    query = query.where(takedowns.readable(Snapshot.article_id), identity.counts(Snapshot.article_id))
    return map(facts_of, session.execute(query.execution_options(yield_per=AT_ONCE)))


def pending(session: Session, reader_id: int, annotator_id: int, most: int) -> tuple[SnapshotFacts, ...]:
    """Snapshots of the current reader that this annotator has not judged, oldest first."""
    judged = sa.exists().where(Judgment.snapshot_id == Snapshot.id, Judgment.annotator_id == annotator_id)
    return tuple(
        map(
            facts_of,
            session.execute(
                snapshots_read()
                .where(Snapshot.annotator_id == reader_id, ~judged)
                .where(takedowns.readable(Snapshot.article_id), identity.counts(Snapshot.article_id))
                .limit(most)
            ),
        )
    )


def pending_on_topic(session: Session, tagger_id: int, annotator_id: int, most: int) -> tuple[SnapshotFacts, ...]:
    """Snapshots that the tagger found to be about its incident, and this annotator has not judged, oldest first."""
    tagged = aliased(Judgment)
    judged = sa.exists().where(Judgment.snapshot_id == Snapshot.id, Judgment.annotator_id == annotator_id)
    query = snapshots_read().join(tagged, tagged.snapshot_id == Snapshot.id).join(Tag, Tag.judgment_id == tagged.id)
    query = query.where(tagged.annotator_id == tagger_id, Tag.decision.in_(ON_TOPIC), ~judged).where(
        takedowns.readable(Snapshot.article_id), identity.counts(Snapshot.article_id)
    )
    return tuple(map(facts_of, session.execute(query.limit(most))))


def judge(session: Session, snapshot_id: int, annotator_id: int) -> int | None:
    """Begin a judgment; returns its id, or None when this annotator has judged the snapshot already, or nobody may any more."""
    if session.scalar(sa.select(Judgment.id).where(Judgment.snapshot_id == snapshot_id, Judgment.annotator_id == annotator_id)):
        return None
    if takedowns.decision(session, session.get_one(Snapshot, snapshot_id).article_id):  # perhaps only since its text was read
        return None
    row = Judgment(snapshot_id=snapshot_id, annotator_id=annotator_id)
    session.add(row)
    session.flush()
    return row.id


def judgment_of(session: Session, snapshot_id: int, annotator_id: int) -> int | None:
    """This annotator's judgment of a snapshot; None while there is none."""
    return session.scalar(sa.select(Judgment.id).where(Judgment.snapshot_id == snapshot_id, Judgment.annotator_id == annotator_id))


def record_tag(session: Session, judgment_id: int, incident: str, tag: model.Tag) -> None:
    """Store a tag with every span it rests on."""
    row = Tag(
        judgment_id=judgment_id, incident=incident, decision=tag.decision, score=tag.score, focus=tag.focus, coverage=tag.coverage
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(Mention(tag_id=row.id, rule=m.rule, part=m.part, start=m.start, end=m.end, text=m.text) for m in tag.mentions)


def record_statements(
    session: Session, judgment_id: int, incident: str, document: model.Document, statements: Sequence[model.Statement]
) -> None:
    """Store the statements of one snapshot. Each must stand, word for word, where it says it does."""
    for s in statements:
        stands = (document.title if s.part is model.Part.HEADING else document.text)[s.start : s.end]
        if stands != s.text:
            raise AssertionError(f"statement {s.claim} claims {s.text!r} at {s.start}:{s.end}, where {stands!r} stands")
        session.add(
            Statement(
                judgment_id=judgment_id, incident=incident, claim=s.claim, polarity=s.polarity, certainty=s.certainty, part=s.part,
                start=s.start, end=s.end, text=s.text, rule=s.rule, actor=s.actor, source=s.source, quoted=s.quoted, time=s.time,
                value=s.value, comparator=s.comparator, unit=s.unit, presupposed=s.presupposed,
                content_sha256=content_sha256(incident, document, s),
            )
        )  # fmt: skip


def content_sha256(incident: str, document: model.Document, s: model.Statement) -> str:
    """Names what a statement says, of which sentence. Another rule that finds other words of the sentence finds the same statement."""
    text = document.title if s.part is model.Part.HEADING else document.text
    sentence = next((span.of(text) for span in sentences(text) if span.start <= s.start < span.end), s.text)
    return digest(incident, s.claim, s.polarity, s.part, "" if s.value is None else f"{s.value:g}", sentence)


def active_before(session: Session, name: str) -> int | None:
    """The annotator that was current under this name before the one that is."""
    query = sa.select(Activation.annotator_id).where(Activation.name == name).order_by(Activation.id.desc())
    return session.scalar(query.offset(1).limit(1))
