"""What stood between us and the news: walls, moves, gaps, quirks."""

from dataclasses import replace

import pytest

from db import articles, feeds, reaching
from db.feeds import QuirkFacts
from db.identity import Address, adopt
from db.reaching import IN_THE_WAY, AddressLine, GapLine, QuirkLine, WallLine
from db.session import Store
from narrative.model import Outcome
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, LATER, LEDGER, an_article, listed, looked, polled, record_poll, watch

OWN = "https://courier.test/crash"


def attempt(store: Store, article_id: int, outcome: Outcome) -> None:
    with store.write() as session:
        articles.record_attempt(session, looked(article_id, store.clock(), outcome))


@pytest.mark.parametrize("outcome", [*IN_THE_WAY, Outcome.FORBIDDEN])
def test_a_look_that_met_something_else_than_the_article_is_told_by_the_articles_own_address(store: Store, outcome: Outcome) -> None:
    article_id = an_article(store)
    attempt(store, article_id, outcome)
    attempt(store, article_id, Outcome.NEW)
    with store.read() as session:
        assert reaching.walls(session) == (WallLine(OWN, START, outcome),)


def test_an_outage_is_no_wall(store: Store) -> None:
    article_id = an_article(store)
    for outcome in (Outcome.TIMED_OUT, Outcome.SERVER_ERROR, Outcome.GONE, Outcome.UNCHANGED):
        attempt(store, article_id, outcome)
    with store.read() as session:
        assert reaching.walls(session) == ()


def test_every_address_of_an_article_is_told_with_how_it_is_known(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    clock.forward(LATER)
    attempt(store, article_id, Outcome.NEW)
    with store.write() as session:
        adopt(session, article_id, [Address("https://courier.test/moved", key="https://courier.test/moved")], "redirect")
    with store.read() as session:
        assert reaching.addresses(session) == (
            AddressLine(OWN, OWN, "entry", START),
            AddressLine(OWN, "https://courier.test/moved", "redirect", START + LATER),
        )


def test_a_gap_lies_between_the_last_poll_that_saw_and_the_first_that_saw_again(store: Store, clock: HandClock) -> None:
    courier, _ = watch(store, COURIER, LEDGER)
    record_poll(store, courier, listed("one"))
    with store.read() as session:
        last = feeds.before(session, courier, ()).healthy_id
    clock.forward(LATER)
    with store.write() as session:
        feeds.record_poll(session, replace(polled(courier, clock()), gap_after_id=last), [listed("two")])
    with store.read() as session:
        assert reaching.gaps(session) == (GapLine("courier", COURIER.feeds[0], START, START + LATER, COURIER.name),)


def test_a_quirk_is_told_once_since_it_first_showed(store: Store, clock: HandClock) -> None:
    courier, ledger = watch(store, COURIER, LEDGER)
    for feed_id in (courier, ledger, courier):
        with store.write() as session:
            feeds.record_poll(session, replace(polled(feed_id, clock()), quirks=(QuirkFacts("no_guid", f"at {clock():%H:%M}"),)), [])
        clock.forward(LATER)
    with store.read() as session:
        assert reaching.quirks(session) == (
            QuirkLine("courier", COURIER.feeds[0], "no_guid", "at 12:00", START),
            QuirkLine("ledger", LEDGER.feeds[0], "no_guid", "at 12:15", START + LATER),
        )
