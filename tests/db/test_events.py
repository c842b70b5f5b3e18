"""Events are found again at every run, and stored once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from db import annotations, articles, events, identity, snapshots
from db.annotations import AnnotatorFacts
from db.events import Judges
from db.identity import Address
from db.session import Store
from db.tables import Event, Snapshot
from ingest.outcomes import words_sha256
from narrative import model
from narrative.model import ABSENT, SEEN, Certainty, Decision, Document, Interval, Outcome, Part, Polarity
from narrative.timeline import Happening, happenings, of_page
from tests.clocks import START, HandClock
from tests.db.examples import LATER, an_article, count, looked, reader, say

HOUR = timedelta(hours=1)
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
        snapshots.sight(session, first, again, hidden=False)
    clock.forward(LATER)
    second = say(store, article_id, "no birds")
    claim(store, first, judges.claims, "birds")
    claim(store, second, judges.claims, "no birds")
    with store.read() as session:
        told = events.tellings(session, judges)
    assert [t.appeared for t in told] == [Interval(None, START), Interval(START + LATER, START + 2 * LATER)]
    assert [s.claim for t in told for s in t.sayings] == ["birds", "birds"]
    assert not any(t.copy for t in told)


def told(store: Store, judges: Judges) -> list[tuple[int, int, Interval]]:
    with store.read() as session:
        return [(t.version, t.seen_by, t.appeared) for t in events.tellings(session, judges)]


def sight(
    store: Store, article_id: int, snapshot_id: int, *, returned_from: int | None = None, outcome: Outcome = Outcome.UNCHANGED
) -> int:
    with store.write() as session:
        attempt_id = articles.record_attempt(session, looked(article_id, store.clock(), outcome))
        snapshots.sight(session, snapshot_id, attempt_id, hidden=False, returned_from=returned_from)
    return attempt_id


def test_a_version_that_is_back_stands_again(store: Store, judges: Judges, clock: HandClock) -> None:
    article_id = an_article(store)
    first = say(store, article_id, "birds")
    clock.forward(LATER)
    second = say(store, article_id, "no birds")
    clock.forward(LATER)
    back = sight(store, article_id, first, returned_from=second, outcome=Outcome.CHANGED)
    clock.forward(LATER)
    sight(store, article_id, first)
    claim(store, first, judges.claims, "birds")
    claim(store, second, judges.claims, "no birds")
    found = told(store, judges)
    assert [(version, seen_by) for version, seen_by, _ in found] == [(1, 1), (2, 2), (1, back)]
    assert found[2][2] == Interval(START + LATER, START + 2 * LATER)


def test_claims_that_come_back_with_their_version_are_events_once(store: Store, judges: Judges, clock: HandClock) -> None:
    article_id = an_article(store)
    ids = [say(store, article_id, "birds")]
    clock.forward(LATER)
    ids.append(say(store, article_id, "nothing"))
    claim(store, ids[0], judges.claims, "birds")
    with store.write() as session:
        assert annotations.judge(session, ids[1], judges.claims)
    for n in range(4):
        clock.forward(LATER)
        sight(store, article_id, ids[n % 2], returned_from=ids[1 - n % 2])
        with store.read() as session:
            told_now = happenings(events.tellings(session, judges))
        record(store, judges.claims, *told_now)
    with store.read() as session:
        found = [(e.kind, e.key) for e in session.scalars(sa.select(Event).order_by(Event.until_at, Event.id))]
    assert found == [("claim_first", f"birds:{article_id}"), ("claim_withdrawn", "2:birds"), ("claim_added", "1<2:birds")]


def test_a_version_that_a_person_opened_later_stands_where_its_look_was(store: Store, judges: Judges, clock: HandClock) -> None:
    article_id = an_article(store)
    first = say(store, article_id, "birds")
    clock.forward(LATER)
    between = sight(store, article_id, first)
    clock.forward(LATER)
    third = say(store, article_id, "no birds")
    clock.forward(LATER)
    opened = open_at(store, article_id, between, "two birds")
    for snapshot_id, text in ((first, "birds"), (third, "no birds"), (opened, "two birds")):
        claim(store, snapshot_id, judges.claims, text)
    assert told(store, judges) == [
        (1, 1, Interval(None, START)),
        (2, 2, Interval(START, START + LATER)),
        (3, 3, Interval(START + LATER, START + 2 * LATER)),
    ]


def open_at(store: Store, article_id: int, attempt_id: int, text: str, language: str = "") -> int:
    with store.write() as session:
        reading = model.Reading("A headline", text, language=language)
        reading_id = articles.record_reading(session, attempt_id, reader(session), reading, words_sha256(reading))
        return snapshots.open_snapshot(session, article_id, attempt_id, reading_id, reader(session))


def test_versions_in_two_languages_do_not_end_each_other(store: Store, judges: Judges, clock: HandClock) -> None:
    article_id = an_article(store)
    for n, (language, text) in enumerate((("en", "birds"), ("ru", "птицы"), ("en", "no birds")), 1):
        with store.write() as session:
            attempt_id = articles.record_attempt(session, looked(article_id, clock()))
        claim(store, open_at(store, article_id, attempt_id, text, language), judges.claims, text)
        assert attempt_id == n
        clock.forward(LATER)
    assert [appeared for _, _, appeared in told(store, judges)] == [
        Interval(None, START),
        Interval(None, START + LATER),
        Interval(START, START + 2 * LATER),
    ]


def about(store: Store, judges: Judges, article_id: int) -> None:
    with store.write() as session:
        snapshot_id = session.scalar(sa.select(Snapshot.id).where(Snapshot.article_id == article_id))
        assert snapshot_id
        judgment_id = annotations.judge(session, snapshot_id, judges.tags)
        assert judgment_id
        annotations.record_tag(session, judgment_id, "crash", model.Tag(Decision.PRIMARY, 1, 1, 1))


def relocated(store: Store, judges: Judges, article_id: int) -> list[bool]:
    with store.read() as session:
        return [look.relocated for look in events.looks(session, judges)[article_id]]


def arrive(store: Store, article_id: int, url: str, kind: str) -> None:
    """A look that ended at another address."""
    with store.write() as session:
        articles.record_attempt(session, looked(article_id, store.clock(), Outcome.UNCHANGED, final_url=url))
        identity.adopt(session, article_id, [Address(url, key=url)], kind)


@pytest.mark.parametrize(("kind", "moved"), [(identity.MOVED, True), (identity.REDIRECT, False), (identity.CANONICAL, False)])
def test_an_address_is_a_move_when_the_page_stands_there_for_good(
    store: Store, judges: Judges, clock: HandClock, kind: str, *, moved: bool
) -> None:
    article_id = an_article(store)
    say(store, article_id, "birds")
    about(store, judges, article_id)
    for _ in range(2):
        clock.forward(LATER)
        arrive(store, article_id, "https://courier.test/elsewhere", kind)
    assert relocated(store, judges, article_id) == [False, moved, False]


SILENT = sorted(set(Outcome) - SEEN - ABSENT)
"""Soft 404s, walls, redirects to a front page, errors."""


def test_what_says_nothing_neither_makes_a_page_vanish_nor_keeps_it(store: Store, judges: Judges, clock: HandClock) -> None:
    article_id = an_article(store)
    first = say(store, article_id, "birds")
    about(store, judges, article_id)
    for outcome in (*SILENT, Outcome.MISSING, *SILENT, Outcome.GONE, *SILENT, Outcome.MISSING):
        clock.forward(HOUR)
        with store.write() as session:
            articles.record_attempt(session, looked(article_id, clock(), outcome))
    found = happened(store, judges, article_id)
    missing = [START + HOUR * (n * (len(SILENT) + 1)) for n in (1, 2, 3)]
    assert found == [("vanished", START, missing[0])]
    clock.forward(HOUR)
    sight(store, article_id, first)
    assert happened(store, judges, article_id) == [*found, ("restored", missing[2], missing[2] + HOUR)]
    clock.forward(HOUR)
    arrive(store, article_id, "https://courier.test/elsewhere", identity.MOVED)
    assert happened(store, judges, article_id)[2:] == [("moved", clock() - HOUR, clock())]


def happened(store: Store, judges: Judges, article_id: int) -> list[tuple[str, datetime | None, datetime]]:
    """What is stored of the page after asking once more."""
    with store.read() as session:
        looks = events.looks(session, judges)[article_id]
    record(store, judges.claims, *of_page(article_id, looks))
    with store.read() as session:
        return [(e.kind, e.after_at, e.until_at) for e in session.scalars(sa.select(Event).order_by(Event.id))]


def test_a_page_that_moved_to_where_a_feed_had_found_it_anew_moved_too(store: Store, judges: Judges, clock: HandClock) -> None:
    article_id = an_article(store)
    say(store, article_id, "birds")
    about(store, judges, article_id)
    clock.forward(LATER)
    an_article(store, "elsewhere")
    clock.forward(LATER)
    arrive(store, article_id, "https://courier.test/elsewhere", identity.MOVED)
    assert relocated(store, judges, article_id) == [False, True]


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
