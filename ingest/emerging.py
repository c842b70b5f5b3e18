"""The step that notes, once a day, which phrases have come up in the texts about an incident."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from db import gaps
from db.gaps import Text
from db.session import Session, Store
from db.tables import PhraseDay
from ingest.annotators import Annotators, Incident
from narrative import phrases
from narrative.phrases import Said

DAYS = 3
"""Days whose new articles are held against those before: one day of news is too few texts, a week is no news."""
LEAST_BEFORE = 5
"""With fewer articles about the incident before, its texts are held against what the outlets write about anything else."""
MOST_OTHERS = 500
"""Articles about something else, the newest ones: enough to know common words by."""


def emerge(store: Store, who: Annotators, incident: Incident) -> int:
    """Note the phrases of the last day that has ended (of UTC), once; returns how many came up."""
    day = store.clock().astimezone(UTC).date() - timedelta(days=1)
    with store.read() as session:
        if gaps.has_phrases(session, incident.claims, incident.id, day):
            return 0
        recent, before = sides(session, (incident.tags, who.duplicates), behind(day), DAYS)
    found = phrases.emerging(recent, before, incident.compiled.lexicon)
    with store.write() as session:
        if not gaps.has_phrases(session, incident.claims, incident.id, day):
            made = PhraseDay(annotator_id=incident.claims, incident=incident.id, day=day, recent=len(recent), before=len(before))
            gaps.record_phrases(session, made, found)
    return len(found)


def behind(day: date) -> datetime:
    """The instant at which a day of UTC ends."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


Judges = tuple[int, int]
"""Who says what is about the incident, and who finds copies."""


def sides(session: Session, judges: Judges, until_at: datetime, days: int) -> tuple[list[Said], list[Said]]:
    """The texts of the `days` before an instant, and those that they are held against."""
    return _sides(session, judges, gaps.texts(session, *judges), _Span(until_at, days))


def sides_of_newest(session: Session, judges: Judges, days: int) -> tuple[list[Said], list[Said]]:
    """The same for the days up to that of the newest article about the incident."""
    known = gaps.texts(session, *judges)
    newest = max((t.first_at for t in known), default=None)
    return _sides(session, judges, known, _Span(behind(newest.date()), days)) if newest else ([], [])


class _Span(NamedTuple):
    until_at: datetime
    days: int


def _sides(session: Session, judges: Judges, known: Sequence[Text], span: _Span) -> tuple[list[Said], list[Said]]:
    from_at = span.until_at - timedelta(days=span.days)
    recent = [Said(t.text, t.voice) for t in known if from_at <= t.first_at < span.until_at]
    before = [Said(t.text, t.voice) for t in known if t.first_at < from_at]
    if recent and len(before) < LEAST_BEFORE:
        before += [Said(t.text, t.voice) for t in gaps.other_texts(session, *judges, MOST_OTHERS)]
    return recent, before
