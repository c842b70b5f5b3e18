"""Events are found again at every run, and stored once."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from db import annotations, articles, events
from db.annotations import AnnotatorFacts
from db.events import Judges
from db.session import Store
from db.tables import Event
from narrative import model
from narrative.model import Certainty, Decision, Document, Interval, Outcome, Part, Polarity
from narrative.timeline import Happening
from tests.clocks import START, HandClock
from tests.db.examples import LATER, an_article, count, looked, reader, say

FIRST = Happening("claim_first", "birds", Interval(None, START), 1, "birds")


@pytest.fixture
def judges(store: Store) -> Judges:
    with store.write() as session:
        named = [annotations.activate(session, AnnotatorFacts(name, "1", "a" * 64)) for name in ("tags", "claims", "duplicates")]
        return Judges(reader(session), *named)


def record(store: Store, annotator_id: int, *found: Happening) -> int:
    with store.write() as session:
        return events.record_events(session, annotator_id, "crash", found)


def test_an_event_found_again_is_not_stored_again(store: Store, judges: Judges) -> None:
    happening = replace(FIRST, article_id=an_article(store))
    assert record(store, judges.claims, happening) == 1
    assert record(store, judges.claims, happening, replace(happening, kind="claim_added")) == 1
    assert count(store, Event) == 2


def test_another_annotator_s_events_stand_beside(store: Store, judges: Judges) -> None:
    happening = replace(FIRST, article_id=an_article(store))
    assert record(store, judges.claims, happening) == record(store, judges.tags, happening) == 1


def claim(store: Store, snapshot_id: int, annotator_id: int, text: str) -> None:
    statement = model.Statement("birds", Polarity.AFFIRM, Certainty.ASSERTED, Part.BODY, 0, len(text), text, "r")
    with store.write() as session:
        judgment_id = annotations.judge(session, snapshot_id, annotator_id)
        assert judgment_id is not None
        annotations.record_statements(session, judgment_id, "crash", Document(text), [statement])


def test_a_telling_appeared_between_the_last_look_before_and_its_own(store: Store, judges: Judges, clock: HandClock) -> None:
    article_id = an_article(store)
    first = say(store, article_id, "birds")
    clock.forward(LATER)
    with store.write() as session:
        again = articles.record_attempt(session, looked(article_id, clock(), Outcome.UNCHANGED))
        articles.sight(session, first, again, hidden=False)
    clock.forward(LATER)
    second = say(store, article_id, "no birds")
    claim(store, first, judges.claims, "birds")
    claim(store, second, judges.claims, "no birds")
    with store.read() as session:
        told = events.tellings(session, judges)
    assert [t.appeared for t in told] == [Interval(None, START), Interval(START + LATER, START + 2 * LATER)]
    assert [s.claim for t in told for s in t.sayings] == ["birds", "birds"]
    assert not any(t.copy for t in told)


def test_only_articles_about_the_incident_are_watched_for_absence(store: Store, judges: Judges, clock: HandClock) -> None:
    about, other = an_article(store, "crash"), an_article(store, "snow")
    for article_id, decision in ((about, Decision.PRIMARY), (other, Decision.NONE)):
        snapshot_id = say(store, article_id, f"text {article_id}")
        with store.write() as session:
            judgment_id = annotations.judge(session, snapshot_id, judges.tags)
            assert judgment_id is not None
            annotations.record_tag(session, judgment_id, "crash", model.Tag(decision, 1, 1, 1))
            articles.record_attempt(session, looked(article_id, clock(), Outcome.GONE))
    with store.read() as session:
        found = events.looks(session, judges)
    assert {k: [look.outcome for look in v] for k, v in found.items()} == {about: [Outcome.NEW, Outcome.GONE]}


def test_what_happened_is_stored_whole(store: Store, judges: Judges) -> None:
    article_id = an_article(store)
    record(store, judges.claims, Happening("vanished", "k", Interval(START, START + LATER), article_id))
    with store.read() as session:
        row = session.scalars(sa.select(Event)).one()
        assert (row.kind, row.key, row.after_at, row.until_at, row.claim) == ("vanished", "k", START, START + LATER, None)
