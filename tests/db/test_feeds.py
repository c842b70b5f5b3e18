"""What is watched, and what it listed: facts are added once, and history is kept."""

from dataclasses import replace

import sqlalchemy as sa

from db import articles, feeds
from db.feeds import SubscriptionFacts
from db.identity import Address
from db.session import Store
from db.tables import Alias, Article, Entry, Feed, Outlet, OutletProfile, Poll, Subscription
from narrative.model import Outcome
from tests.clocks import HandClock
from tests.db.examples import COURIER, LATER, LEDGER, count, feed_titles, listed, polled, record_poll, watch


def test_syncing_twice_adds_nothing(store: Store) -> None:
    watch(store, COURIER, LEDGER)
    watch(store, COURIER, LEDGER)
    assert (count(store, Outlet), count(store, OutletProfile), count(store, Feed)) == (2, 2, 2)


def test_a_changed_outlet_gets_another_profile_and_keeps_the_old_one(store: Store) -> None:
    watch(store, COURIER)
    watch(store, replace(COURIER, ownership="state"))
    with store.read() as session:
        assert list(session.scalars(sa.select(OutletProfile.ownership).order_by(OutletProfile.id))) == ["private", "state"]
    assert count(store, Outlet) == 1


def test_another_owner_makes_another_profile_and_most_outlets_have_none(store: Store) -> None:
    watch(store, COURIER)
    watch(store, replace(COURIER, owner="harbour-media"))
    with store.read() as session:
        assert list(session.scalars(sa.select(OutletProfile.owner).order_by(OutletProfile.id))) == [None, "harbour-media"]


def test_a_dropped_feed_is_kept_and_no_longer_due_and_comes_back_when_named_again(store: Store) -> None:
    assert len(watch(store, COURIER, LEDGER)) == 2
    assert len(watch(store, COURIER)) == 1
    assert count(store, Feed) == 2
    assert len(watch(store, COURIER, LEDGER)) == 2


def test_syncing_does_not_make_a_feed_due_that_was_just_polled(store: Store) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id)
    assert watch(store) == ()


def test_a_polled_feed_is_due_again_at_its_time_and_not_before(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id)
    with store.read() as session:
        assert feeds.targets(session, [feed_id], clock()) == ()
        later = clock.forward(LATER)
        assert feeds.due(session, later) == (feed_id,)
        (target,) = feeds.targets(session, [feed_id], later)
    assert (target.etag, target.last_modified, target.outlet) == ('"tag"', "yesterday", "courier")


def test_an_entry_listed_again_is_not_stored_again(store: Store) -> None:
    (feed_id,) = watch(store)
    assert record_poll(store, feed_id, listed("crash"), listed("snow")) == 2
    assert record_poll(store, feed_id, listed("crash"), listed("snow")) == 0
    assert (count(store, Entry), count(store, Article), count(store, Poll)) == (2, 2, 2)


def test_an_entry_twice_in_one_feed_is_stored_once(store: Store) -> None:
    (feed_id,) = watch(store)
    assert record_poll(store, feed_id, listed("crash"), listed("crash")) == 1


def test_an_entry_issued_again_under_another_title_is_kept_beside_the_first(store: Store) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id, listed("crash", "Birds hit plane"))
    assert record_poll(store, feed_id, listed("crash", "Plane was shot at")) == 1
    with store.read() as session:
        article_id = session.scalars(sa.select(Article.id)).one()
        assert feed_titles(session, article_id) == ("Birds hit plane", "Plane was shot at")


def test_an_entry_issued_again_makes_its_article_due(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id, listed("crash", "Birds hit plane"))
    with store.write() as session:
        session.execute(sa.update(Article).values(next_look_at=None))
    clock.forward(LATER)
    record_poll(store, feed_id, listed("crash", "Plane was shot at"))
    with store.read() as session:
        assert len(articles.due(session, clock(), seen_before=False)) == 1


def test_two_feeds_that_list_one_article_make_one_article(store: Store) -> None:
    first, second = watch(store, COURIER, LEDGER)
    assert record_poll(store, first, listed("crash")) == 1
    assert record_poll(store, second, listed("crash", guid="its-own")) == 1
    assert (count(store, Entry), count(store, Article), count(store, Alias)) == (2, 1, 1)


def test_an_entry_without_an_address_is_kept_without_an_article(store: Store) -> None:
    (feed_id,) = watch(store)
    assert record_poll(store, feed_id, replace(listed("crash"), address=Address(""))) == 1
    assert (count(store, Entry), count(store, Article)) == (1, 0)


def test_a_poll_with_something_new_says_so_and_one_without_does_not(store: Store) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id, listed("crash"))
    record_poll(store, feed_id, listed("crash"))
    with store.read() as session:
        rows = session.execute(sa.select(Poll.outcome, Poll.listed, Poll.fresh).order_by(Poll.id)).all()
    assert [tuple(r) for r in rows] == [(Outcome.NEW, 1, 1), (Outcome.UNCHANGED, 1, 0)]


def test_a_failure_is_stored_and_counted(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    failure = replace(polled(feed_id), outcome=Outcome.TIMED_OUT, reason="no answer", http_status=None, failures=1)
    with store.write() as session:
        feeds.record_poll(session, failure, [])
    with store.read() as session:
        (target,) = feeds.targets(session, [feed_id], clock() + LATER)
    assert target.failures == 1
    assert count(store, Poll, Poll.outcome == Outcome.TIMED_OUT) == 1


def subscribe(store: Store, *wanted: SubscriptionFacts) -> tuple[SubscriptionFacts, ...]:
    with store.write() as session:
        feeds.sync_subscriptions(session, wanted)
    with store.read() as session:
        return feeds.subscriptions(session)


def test_subscriptions_follow_the_catalogue_and_keep_their_history(store: Store, clock: HandClock) -> None:
    at = clock().timetz().replace(tzinfo=None)
    ann, ben = (SubscriptionFacts("crash", who, "Asia/Baku", at) for who in ("ann@example.org", "ben@example.org"))
    assert subscribe(store, ann, ben) == (ann, ben)
    assert subscribe(store, ann, ben) == (ann, ben)
    assert count(store, Subscription) == 2
    assert subscribe(store, ben) == (ben,)
    assert set(subscribe(store, ann, ben)) == {ann, ben}
    assert count(store, Subscription) == 4


def test_an_article_listed_at_another_address_is_known_to_its_feed_by_the_outlet_s_number(store: Store) -> None:
    (feed_id,) = watch(store)
    first, renamed = listed("plane-down-a10231"), listed("airliner-lost-a10231")
    another = replace(renamed, address=replace(renamed.address, local_id="10232"))
    record_poll(store, feed_id, replace(first, address=replace(first.address, local_id="10231")))
    with store.read() as session:
        before = feeds.before(session, feed_id, [replace(renamed, address=replace(renamed.address, local_id="10231"))])
        assert (before.known, feeds.before(session, feed_id, [another]).known) == (1, 0)
