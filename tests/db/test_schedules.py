"""What is due, what a feed dates as edited, and how heat brings looks forward."""

from dataclasses import replace
from datetime import timedelta

from db import articles, schedules
from db.schedules import Heated
from db.session import Store
from db.tables import Article
from tests.clocks import HandClock
from tests.db.examples import LATER, an_article, listed, looked, record_poll, watch

DAY = timedelta(days=1)


def look(store: Store, article_id: int) -> None:
    with store.write() as session:
        articles.record_attempt(session, looked(article_id, store.clock(), next_look_at=store.clock() + 10 * DAY))


def due(store: Store) -> tuple[int, ...]:
    with store.read() as session:
        return tuple(w.id for w in schedules.waiting(session, store.clock()))


def test_a_date_of_an_edit_after_the_last_look_makes_an_article_due_once(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id, listed("crash"))
    (article_id,) = due(store)
    look(store, article_id)
    clock.forward(DAY)
    one = listed("crash")
    edited = replace(one, entry=replace(one.entry, updated_at=clock() - LATER))
    record_poll(store, feed_id, replace(one, entry=replace(one.entry, updated_at=clock() + LATER)))
    assert due(store) == (), "a date in the future is not believed"
    assert record_poll(store, feed_id, edited) == 0
    assert due(store) == (article_id,)
    look(store, article_id)
    clock.forward(LATER)
    record_poll(store, feed_id, edited)
    assert due(store) == ()


def test_a_feed_that_dates_everything_anew_gives_no_hint(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    some = [listed(f"story-{n}") for n in range(6)]
    record_poll(store, feed_id, *some)
    for article_id in due(store):
        look(store, article_id)
    clock.forward(DAY)
    record_poll(store, feed_id, *(replace(one, entry=replace(one.entry, updated_at=clock())) for one in some))
    assert due(store) == ()


def test_heat_brings_a_look_forward_and_never_back(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    look(store, article_id)
    for by in (2 * DAY, 4 * DAY):
        with store.write() as session:
            schedules.heat(session, clock(), [Heated(article_id, clock() + by)])
    with store.read() as session:
        article = session.get_one(Article, article_id)
        assert (article.next_look_at, article.stirred_at) == (clock() + 2 * DAY, clock())
