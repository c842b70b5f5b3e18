"""Which outlets can be seen, and whose voice is missing."""

from dataclasses import replace
from typing import Any

import pytest

from db import articles, feeds, outlets
from db.annotations import AnnotatorFacts, activate, judge, record_tag
from db.coverage import UNSEEN
from db.feeds import VALIDATORS_LIE, QuirkFacts
from db.hosts import KnownRobots, record_robots
from db.listings import Listed
from db.outlets import WALLS, FeedCheck, OutletCheck
from db.session import Store
from narrative.errors import BadInput
from narrative.model import Decision, Outcome, Tag
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, LATER, LEDGER, an_article, listed, looked, polled, say, watch

SILENT = replace(COURIER, key="ministry", name="The Ministry", feeds=(), role="primary", ownership="state")


def checked(store: Store) -> dict[str, OutletCheck]:
    with store.read() as session:
        return {c.id: c for c in outlets.checks(session, store.clock())}


def poll(store: Store, feed_id: int, *found: Listed, **changes: Any) -> int:
    with store.write() as session:
        return feeds.record_poll(session, replace(polled(feed_id, store.clock()), **changes), found).fresh


def attempt(store: Store, article_id: int, outcome: Outcome) -> None:
    with store.write() as session:
        articles.record_attempt(session, looked(article_id, store.clock(), outcome))


def test_a_store_without_outlets_has_none_to_check(store: Store) -> None:
    assert checked(store) == {}


def test_an_outlet_nobody_has_asked_yet_says_so(store: Store) -> None:
    watch(store, COURIER, SILENT)
    found = checked(store)
    assert found["courier"] == OutletCheck(
        "courier", "The Courier", "AZ", "private", "press", (FeedCheck(COURIER.feeds[0]),)
    )  # fmt: skip
    assert (found["courier"].unseen, found["ministry"].unseen) == ("not yet asked", "no feed known")


def test_a_feed_is_told_by_its_last_poll_its_last_answer_and_its_last_document(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    poll(store, feed_id, listed("one"), listed("two"), interval=LATER)
    read_at = clock()
    clock.forward(LATER)
    poll(store, feed_id, outcome=Outcome.NOT_MODIFIED)
    answered_at = clock()
    clock.forward(LATER)
    poll(store, feed_id, outcome=Outcome.TIMED_OUT, reason="after 30 s", interval=LATER)
    (feed,) = checked(store)["courier"].feeds
    assert (feed.outcome, feed.reason, feed.polled_at) == ("timed_out", "after 30 s", clock())
    assert (feed.answered_at, feed.listed, feed.fresh, feed.interval) == (answered_at, 2, 2, LATER)
    assert read_at < answered_at
    assert checked(store)["courier"].unseen == "feed: timed_out"


def test_fresh_is_what_was_first_listed_in_the_last_week(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    poll(store, feed_id, listed("old"))
    clock.forward(outlets.LATELY)
    poll(store, feed_id, listed("old"), listed("new"))
    (feed,) = checked(store)["courier"].feeds
    assert (feed.listed, feed.fresh) == (2, 1)


@pytest.mark.parametrize(
    ("etag", "last_modified", "validators"),
    [('"a"', "yesterday", "etag, last-modified"), ('"a"', "", "etag"), ("", "yesterday", "last-modified"), ("", "", "none")],
)
def test_validators_are_named(store: Store, etag: str, last_modified: str, validators: str) -> None:
    (feed_id,) = watch(store)
    poll(store, feed_id, etag=etag, last_modified=last_modified)
    assert checked(store)["courier"].feeds[0].validators == validators


def test_validators_that_were_caught_lying_are_named_so(store: Store) -> None:
    (feed_id,) = watch(store)
    poll(store, feed_id, quirks=(QuirkFacts(VALIDATORS_LIE, "same ETag, other document"), QuirkFacts("no_guid", "entry 1")))
    (feed,) = checked(store)["courier"].feeds
    assert feed.validators == "lying"
    assert sorted(feed.quirks) == [("no_guid", "entry 1"), ("validators_lie", "same ETag, other document")]


def test_gaps_are_counted_with_the_last_one(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    poll(store, feed_id, listed("one"))
    for n in range(2):
        clock.forward(LATER)
        with store.read() as session:
            last = feeds.before(session, feed_id, ()).healthy_id
        poll(store, feed_id, listed(f"after-{n}"), gap_after_id=last)
    (feed,) = checked(store)["courier"].feeds
    assert (feed.gaps, feed.last_gap_at) == (2, clock())


def test_robots_are_told_with_the_number_of_their_rules(store: Store) -> None:
    (feed_id,) = watch(store)
    text = "User-agent: *\nDisallow: /a\nallow: /b # yes\nDisallow:\nSitemap: https://courier.test/s.xml\n"
    with store.write() as session:
        robots = record_robots(session, KnownRobots("https://courier.test", START, START + LATER, Outcome.NEW, "", 200, text))
    poll(store, feed_id, robots="allowed", robots_id=robots.id)
    (feed,) = checked(store)["courier"].feeds
    assert (feed.robots, feed.rules) == ("allowed", 2)


@pytest.mark.parametrize("outcome", WALLS)
def test_walls_are_counted_and_hide_an_outlet_that_shows_nothing_else(store: Store, outcome: Outcome) -> None:
    article_id = an_article(store)
    attempt(store, article_id, outcome)
    attempt(store, article_id, outcome)
    found = checked(store)["courier"]
    assert (found.looks, found.walls, found.lately_seen, found.unseen) == (2, ((outcome, 2),), 0, f"pages: {outcome}")
    attempt(store, article_id, Outcome.NEW)
    assert (checked(store)["courier"].lately_seen, checked(store)["courier"].unseen) == (1, "")


@pytest.mark.parametrize("outcome", sorted(set(UNSEEN) - set(WALLS)))
def test_pages_that_are_out_of_reach_are_no_wall(store: Store, outcome: Outcome) -> None:
    attempt(store, an_article(store), outcome)
    found = checked(store)["courier"]
    assert (found.walls, found.unseen) == ((), "pages: out of reach")


def test_what_was_met_long_ago_says_nothing_of_today(store: Store, clock: HandClock) -> None:
    attempt(store, an_article(store), Outcome.BLOCKED)
    clock.forward(outlets.LATELY)
    found = checked(store)["courier"]
    assert (found.looks, found.walls, found.lately_seen, found.unseen) == (1, (("blocked", 1),), None, "")


def test_words_are_the_median_of_each_articles_newest_text(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    poll(store, feed_id, *[listed(f"slug-{n}") for n in range(3)])
    with store.read() as session:
        first, second, third = articles.due(session, clock(), seen_before=False)
    say(store, first, "one two three four five six seven")
    say(store, first, "one two three")
    say(store, second, "one")
    say(store, third, "one two three four five")
    assert checked(store)["courier"].words == 3


def test_an_outlet_that_is_not_watched_any_more_says_so(store: Store) -> None:
    watch(store, COURIER, LEDGER)
    watch(store, LEDGER)
    found = checked(store)
    assert (found["courier"].unseen, found["ledger"].unseen) == ("not watched any more", "not yet asked")


def test_one_feed_that_answers_is_enough(store: Store) -> None:
    two = replace(COURIER, feeds=(*COURIER.feeds, "https://courier.test/world"))
    first, second = watch(store, two)
    poll(store, first, outcome=Outcome.MISSING)
    assert checked(store)["courier"].unseen == "feed: missing"
    poll(store, second)
    assert checked(store)["courier"].unseen == ""


def test_every_outlet_counts_once_in_each_grouping(store: Store) -> None:
    courier, _ = watch(store, COURIER, LEDGER, SILENT)
    poll(store, courier, listed("crash"))
    with store.read() as session:
        found = outlets.shares(session, store.clock())
    told = {(s.by, s.value): (s.outlets, s.feeds, s.articles, [key for key, _ in s.unseen]) for s in found}
    assert told == {
        ("country", "AZ"): (2, 1, 1, ["ministry"]),
        ("country", "KZ"): (1, 1, 0, ["ledger"]),
        ("ownership", "private"): (1, 1, 1, []),
        ("ownership", "state"): (2, 1, 0, ["ledger", "ministry"]),
        ("role", "press"): (2, 2, 1, ["ledger"]),
        ("role", "primary"): (1, 0, 0, ["ministry"]),
    }
    assert {s.about for s in found} == {None}


def test_an_incident_that_is_not_followed_is_a_mistake(store: Store) -> None:
    with store.read() as session, pytest.raises(BadInput, match="other is not followed"):
        outlets.shares(session, store.clock(), "other")


@pytest.mark.parametrize(("decision", "count"), [(Decision.PRIMARY, 1), (Decision.PASSING, 0)])
def test_articles_mainly_about_an_incident_are_counted(store: Store, decision: Decision, count: int) -> None:
    snapshot_id = say(store, an_article(store), "It fell")
    with store.write() as session:
        judgment_id = judge(session, snapshot_id, activate(session, AnnotatorFacts("tags/crash", "1", "0" * 64)))
        assert judgment_id
        record_tag(session, judgment_id, "crash", Tag(decision, 1, 1, 1))
    with store.read() as session:
        found = outlets.shares(session, store.clock(), "crash")
    assert {s.about for s in found} == {count}
