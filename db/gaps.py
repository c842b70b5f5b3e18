"""What the rules of an incident miss: sentences that look like statements and yielded none, and phrases that came up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import takedowns
from db.clusters import voices
from db.copies import copies
from db.identity import counts
from db.imports import imported
from db.tables import Article, Attempt, Judgment, Outlet, Phrase, PhraseDay, Reading, Snapshot, Tag, Unmapped
from narrative import gaps, phrases
from narrative.model import ON_TOPIC, Decision, Part


@dataclass(frozen=True, slots=True)
class UnmappedRow:
    """A stored sentence, where and when it was seen. `voice` is whose it is: a copy speaks with its origin's."""

    outlet: str
    url: str
    article_id: int
    snapshot_id: int
    seen_at: datetime
    cues: str
    part: Part
    start: int
    end: int
    text: str
    voice: str


@dataclass(frozen=True, slots=True)
class Text:
    """An article's words, headline first, whose voice it is, since when it is known."""

    text: str
    voice: str
    first_at: datetime


def record_unmapped(session: Session, judgment_id: int, incident: str, found: Iterable[gaps.Unmapped]) -> None:
    """Keep what a judgment of one snapshot left out."""
    session.add_all(
        Unmapped(judgment_id=judgment_id, incident=incident, cues=" ".join(u.cues), part=u.part, start=u.start, end=u.end, text=u.text)
        for u in found
    )


def queue(session: Session, claims_id: int, duplicates_id: int) -> tuple[UnmappedRow, ...]:
    """Every sentence that the claims annotator left out, in the order in which they were seen; each once an article."""
    spoken = voices(session)
    copied = _copied(session, duplicates_id, spoken)
    rows = session.execute(
        sa.select(Unmapped, Snapshot, Outlet, Article.url, Attempt.captured_at)
        .join(Judgment, Judgment.id == Unmapped.judgment_id)
        .join(Snapshot, Snapshot.id == Judgment.snapshot_id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .join(Article, Article.id == Snapshot.article_id)
        .join(Outlet, Outlet.id == Article.outlet_id)
        .where(Judgment.annotator_id == claims_id, takedowns.readable(Snapshot.article_id), counts(Snapshot.article_id))
        .order_by(Attempt.captured_at, Snapshot.id, Unmapped.id)
    )
    found: dict[tuple[int, str], UnmappedRow] = {}
    for u, snapshot, outlet, url, at in rows:
        voice = copied.get(snapshot.id) or spoken[outlet.id]
        line = UnmappedRow(outlet.key, url, snapshot.article_id, snapshot.id, at, u.cues, Part(u.part), u.start, u.end, u.text, voice)
        found.setdefault((line.article_id, line.text), line)
    return tuple(found.values())


def _copied(session: Session, duplicates_id: int, spoken: Mapping[int, str]) -> dict[int, str]:
    """Snapshot that is a copy → its origin's voice."""
    found = copies(session, duplicates_id)
    origins = sa.select(Article.id, Article.outlet_id).where(Article.id.in_({c.origin_article_id for c in found}))
    own = {article_id: spoken[outlet_id] for article_id, outlet_id in session.execute(origins)}
    return {c.snapshot_id: own[c.origin_article_id] for c in found}


def texts(session: Session, tags_id: int, duplicates_id: int) -> tuple[Text, ...]:
    """Every article about the incident that is no copy, as its newest version has it, in the order in which the articles came.

    Imported texts are none of them: when they came is not known."""
    return _texts(session, _tagged(tags_id, Tag.decision.in_(ON_TOPIC)).order_by(Attempt.captured_at, Snapshot.id), duplicates_id)


def other_texts(session: Session, tags_id: int, duplicates_id: int, most: int) -> tuple[Text, ...]:
    """Articles about something else, the newest first: how the outlets write when it is not about the incident."""
    query = _tagged(tags_id, Tag.decision == Decision.NONE).order_by(Attempt.captured_at.desc(), Snapshot.id)
    return _texts(session, query.limit(most), duplicates_id)


def _tagged(tags_id: int, decided: sa.ColumnElement[bool]) -> sa.Select[int, int, int, str, str, datetime]:
    return (
        sa.select(Snapshot.id, Article.id, Article.outlet_id, Reading.headline, Reading.text, Attempt.captured_at)
        .join(Article, Article.id == Snapshot.article_id)
        .join(Judgment, Judgment.snapshot_id == Snapshot.id)
        .join(Tag, Tag.judgment_id == Judgment.id)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .where(Judgment.annotator_id == tags_id, decided, takedowns.readable(Article.id), counts(Article.id), ~imported(Article.id))
    )


def _texts(session: Session, query: sa.Select[int, int, int, str, str, datetime], duplicates_id: int) -> tuple[Text, ...]:
    spoken = voices(session)
    copied = _copied(session, duplicates_id, spoken)
    found: dict[int, Text] = {}
    for snapshot_id, article_id, outlet_id, headline, text, at in session.execute(query):
        if snapshot_id not in copied:
            first_at = min(found[article_id].first_at, at) if article_id in found else at
            found[article_id] = Text(f"{headline}\n{text}", spoken[outlet_id], first_at)
    return tuple(found.values())


def has_phrases(session: Session, annotator_id: int, incident: str, day: date) -> bool:
    """Whether the phrases of a day were looked for."""
    asked = (PhraseDay.annotator_id == annotator_id, PhraseDay.incident == incident, PhraseDay.day == day)
    return bool(session.scalar(sa.select(sa.exists().where(*asked))))


def record_phrases(session: Session, made: PhraseDay, found: Iterable[phrases.Phrase]) -> None:
    """Keep what came up by the end of a day."""
    session.add(made)
    session.flush()
    session.add_all(
        Phrase(phrase_day_id=made.id, words=p.words, recent=p.recent, voices=p.voices, before=p.before, g2=p.g2) for p in found
    )  # fmt: skip
