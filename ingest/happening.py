"""The stage that tells what happened: in and between versions, to pages and copies, between outlets, to a claim's share."""

from collections.abc import Iterable, Iterator
from datetime import date

from db import events, movements
from db.session import Session, Store
from ingest.annotators import Annotators, Incident
from narrative import changes, timeline
from narrative import movements as moved
from narrative.timeline import Happening


def happen(store: Store, who: Annotators, incident: Incident) -> int:
    """Store what is known to have happened by now, and was not; returns how many events that were.

    What a day came to is known when it is over: whoever corrects a number by the evening has contradicted nobody.
    """
    today = store.clock().date()
    judges = who.judges(incident)
    with store.read() as session:
        told = [*timeline.happenings(events.tellings(session, judges)), *_of_pages(session, judges)]
        told += [*timeline.of_copies(events.carried(session, judges)), *_between(session, incident, today)]
    found = _record(store, incident, told)
    _change(store, incident, today)
    return found


def _record(store: Store, incident: Incident, told: Iterable[Happening]) -> int:
    found = tuple(told)
    if not found:
        return 0
    with store.write() as session:
        return events.record_events(session, incident.events, incident.id, found)


def _of_pages(session: Session, judges: events.Judges) -> Iterator[Happening]:
    for article_id, looks in events.looks(session, judges).items():
        yield from timeline.of_page(article_id, looks)


def _between(session: Session, incident: Incident, today: date) -> Iterator[Happening]:
    yield from moved.of_flips(movements.flips(session, incident.id, today))
    yield from moved.of_contradictions(movements.contradictions(session, incident.id, today))
    yield from moved.of_silence(movements.silences(session, incident.id))
    yield from moved.of_claim_edits(movements.claim_edits(session, incident.id))


def _change(store: Store, incident: Incident, today: date) -> None:
    """Keep from when on each claim has had another share of what is written."""
    with store.read() as session:
        days = movements.days(session, incident.id, today)
    found = {claim: told for claim, each in days.items() if (told := changes.changes(each))}
    if found:
        with store.write() as session:
            for claim, told in found.items():
                movements.record_changes(session, incident.events, incident.id, claim, told)
