"""Attempts, readings, snapshots and sightings: what was looked at, and what it said."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from db import articles
from db.articles import PayloadFacts
from db.session import Store
from db.tables import Article, Payload
from narrative.model import Outcome
from tests.clocks import START, HandClock
from tests.db.examples import LATER, an_article, count, looked

KEPT = PayloadFacts("0" * 64, 10, "text/html", "one.warc.gz", 0)


@pytest.fixture
def article_id(store: Store) -> Iterator[int]:
    return an_article(store)


def look(store: Store, article_id: int, outcome: Outcome, **changes: object) -> int:
    with store.write() as session:
        return articles.record_attempt(session, looked(article_id, store.clock(), outcome, **changes))


def test_a_listed_article_is_due_as_new_until_it_was_looked_at(store: Store, article_id: int, clock: HandClock) -> None:
    with store.read() as session:
        assert articles.due(session, clock(), seen_before=False) == (article_id,)
        assert articles.due(session, clock(), seen_before=True) == ()
    look(store, article_id, Outcome.TIMED_OUT, failures=1)
    with store.read() as session:
        later = clock.forward(LATER)
        assert articles.due(session, later - timedelta(seconds=1), seen_before=True) == ()
        assert articles.due(session, later, seen_before=True) == (article_id,)
        assert articles.due(session, later, seen_before=False) == ()
        assert articles.targets(session, [article_id], later)[0].failures == 1


def test_validators_are_those_of_the_last_look_that_saw_the_text(store: Store, article_id: int, clock: HandClock) -> None:
    look(store, article_id, Outcome.NEW, headers={"etag": '"seen"', "LAST-MODIFIED": "Monday"})
    look(store, article_id, Outcome.FORBIDDEN, headers={"ETag": '"wall"'})
    with store.read() as session:
        (target,) = articles.targets(session, [article_id], clock.forward(LATER))
    assert (target.etag, target.last_modified) == ('"seen"', "Monday")


def test_the_same_bytes_are_named_once(store: Store, article_id: int) -> None:
    with store.write() as session:
        articles.record_payload(session, KEPT)
        articles.record_payload(session, PayloadFacts("0" * 64, 10, "text/html", "two.warc.gz", 7))
    attempt_id = look(store, article_id, Outcome.NEW)
    assert count(store, Payload) == 1
    with store.read() as session:
        assert articles.has_payload(session, KEPT.sha256)
        assert not articles.has_payload(session, "1" * 64)
        assert articles.payload_of(session, attempt_id) == KEPT


def test_an_attempt_without_bytes_has_no_payload(store: Store, article_id: int) -> None:
    attempt_id = look(store, article_id, Outcome.TIMED_OUT, payload_sha256=None)
    with store.read() as session:
        assert articles.payload_of(session, attempt_id) is None


def test_what_an_attempt_saw_comes_back_whole(store: Store, article_id: int) -> None:
    headers = {"ETag": 'W/"é…"', "X": "\x85"}
    attempt_id = look(store, article_id, Outcome.NEW, headers=headers, reason="naïve — \U0001f6e9")
    with store.read() as session:
        row = session.get_one(articles.Attempt, attempt_id)
        assert (row.headers, row.reason, row.captured_at, row.outcome) == (headers, "naïve — \U0001f6e9", START, Outcome.NEW)
        assert session.get_one(Article, article_id).next_look_at == START + LATER
