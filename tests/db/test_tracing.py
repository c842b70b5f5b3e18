"""All that is stored about one address comes out as values, on either dialect."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db import annotations, articles, feeds, hosts, identity, snapshots, takedowns, tracing
from db.annotations import AnnotatorFacts
from db.hosts import KnownRobots, Limits
from db.identity import Address
from db.session import Store
from db.tables import Article
from db.traces import ArticleTrace
from narrative.model import Outcome, Reading
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, LATER, LEDGER, an_article, listed, looked, polled, say, watch

HOUR = timedelta(hours=1)


def look(store: Store, article_id: int, **changes: object) -> int:
    with store.write() as session:
        return articles.record_attempt(session, looked(article_id, store.clock(), **changes))  # type: ignore[arg-type]


def trace(store: Store, article_id: int) -> ArticleTrace:
    with store.read() as session:
        return tracing.article(session, article_id)


def test_an_article_that_was_only_listed_has_its_entry_and_nothing_else(store: Store) -> None:
    found = trace(store, an_article(store))
    assert (found.outlet, found.outlet_name, found.url) == ("courier", "The Courier", "https://courier.test/crash")
    assert [(e.feed, e.listed_at, e.title) for e in found.entries] == [("https://courier.test/rss", START, "A title")]
    assert [(a.url, a.kind, a.known_at) for a in found.aliases] == [("https://courier.test/crash", "entry", START)]
    assert (found.looks, found.versions, found.joined, found.withheld) == ((), (), (), None)
    assert found.next_look_at == START


def test_titles_come_in_the_order_in_which_they_were_listed(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    clock.forward(HOUR)
    with store.write() as session:
        feeds.record_poll(session, polled(1, clock()), [listed("crash", "Another title")])
    assert [(e.title, e.listed_at) for e in trace(store, article_id).entries] == [("A title", START), ("Another title", START + HOUR)]


def test_a_look_brings_all_that_its_answer_said(store: Store) -> None:
    article_id = an_article(store)
    exchange = {
        "hops": [[301, "https://courier.test/old"]], "timings": {"total": 40, "connected": 5, "first_byte": 9},
        "tls": {"issuer": "Trust Ltd"}, "peer": "192.0.2.1:443", "request": {},
    }  # fmt: skip
    headers = {"etag": '"a"', "Last-Modified": "yesterday", "RETRY-AFTER": "60"}
    look(
        store,
        article_id,
        outcome=Outcome.RATE_LIMITED,
        reason="status 429",
        http_status=429,
        headers=headers,
        exchange=exchange,
        kept="no body",
    )
    (found,) = trace(store, article_id).looks
    said = found.answered
    assert (said.outcome, said.reason, said.http_status, found.kept) == (Outcome.RATE_LIMITED, "status 429", 429, "no body")
    assert (said.etag, said.last_modified, said.retry_after) == ('"a"', "yesterday", "60")
    assert said.hops == ((301, "https://courier.test/old"),)
    assert said.timings == (("connected", 5), ("first_byte", 9), ("total", 40))
    assert (said.tls_issuer, said.peer, said.robots) == ("Trust Ltd", "192.0.2.1:443", "allowed")
    assert (found.version, found.opened) == (None, False)


def test_versions_are_numbered_and_every_look_names_the_one_it_saw(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    say(store, article_id, "One two three.", "First")
    clock.forward(HOUR)
    snapshot = say(store, article_id, "One two three four.", "Second")
    clock.forward(HOUR)
    attempt = look(store, article_id, outcome=Outcome.UNCHANGED)
    with store.write() as session:
        snapshots.sight(session, snapshot, attempt, hidden=True)
    look(store, article_id, outcome=Outcome.MISSING)
    found = trace(store, article_id)
    assert [(v.version, v.headline, v.words, v.looks, v.first_seen_at, v.last_seen_at) for v in found.versions] == [
        (1, "First", 3, 1, START, START),
        (2, "Second", 4, 2, START + HOUR, START + 2 * HOUR),
    ]
    assert [(one.version, one.opened, one.hidden) for one in found.looks] == [
        (1, True, False), (2, True, False), (2, False, True), (None, False, False),
    ]  # fmt: skip


def test_versions_of_another_reader_are_not_counted(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    say(store, article_id, "As it was read once.")
    with store.write() as session:
        annotations.activate(session, AnnotatorFacts("read", "2", "1" * 64))
    assert trace(store, article_id).versions == ()


def test_what_was_joined_tells_its_history_with_the_older_one(store: Store, clock: HandClock) -> None:
    older = an_article(store, "older")
    clock.forward(HOUR)
    younger = an_article(store, "younger")
    say(store, younger, "The younger one said this.")
    with store.write() as session:
        identity.adopt(session, younger, [Address("https://courier.test/older")], "canonical")
        assert session.get_one(Article, younger).same_as_id == older
    found = trace(store, older)
    assert [(j.id, j.url) for j in found.joined] == [(younger, "https://courier.test/younger")]
    assert [e.url for e in found.entries] == ["https://courier.test/older", "https://courier.test/younger"]
    assert [(v.article_id, v.version) for v in found.versions] == [(younger, 1)]
    assert [one.article_id for one in found.looks] == [younger]


def test_an_article_that_is_withheld_says_why(store: Store) -> None:
    article_id = an_article(store)
    say(store, article_id, "Words that go.", "A headline that goes")
    with store.write() as session:
        takedowns.take_down(session, (article_id,), "a court said so", "the editor")
    found = trace(store, article_id)
    assert found.withheld is not None
    assert (found.withheld.reason, found.withheld.decided_by) == ("a court said so", "the editor")
    assert (found.next_look_at, found.versions[0].headline, found.entries[0].title) == (None, "", "")


@pytest.mark.parametrize(
    ("address", "known"),
    [
        (Address("https://courier.test/crash"), True),
        (Address("https://amp.courier.test/crash", key="https://courier.test/crash"), True),
        (Address("https://courier.test/other"), False),
        (Address(""), False),
    ],
)
def test_an_address_leads_to_the_article_that_an_entry_would_belong_to(store: Store, address: Address, known: bool) -> None:
    article_id = an_article(store)
    with store.read() as session:
        assert identity.behind(session, 1, address) == (article_id if known else None)
        assert identity.behind(session, 0, address) == (article_id if known else None), "whosever host it is"


def test_outlets_are_told_as_the_catalogue_describes_them_now(store: Store) -> None:
    watch(store, COURIER, LEDGER)
    watch(store, replace(COURIER, name="The New Courier", article_id="-(a[0-9]+)$"))
    with store.read() as session:
        courier, ledger = tracing.outlets(session)
    assert (courier.key, courier.name, courier.article_rule) == ("courier", "The New Courier", "-(a[0-9]+)$")
    assert [(f.url, f.watched) for f in courier.feeds] == [("https://courier.test/rss", True)]
    assert [(f.url, f.watched) for f in ledger.feeds] == [("https://ledger.test/rss", False)], "it is not in the catalogue any more"


def test_a_feed_brings_its_polls_quirks_and_gaps(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    with store.write() as session:
        feeds.record_poll(session, polled(feed_id, clock()), [listed("one")])
    clock.forward(HOUR)
    quirk = feeds.QuirkFacts("no_guid", "entry 1")
    with store.write() as session:
        facts = replace(polled(feed_id, clock()), gap_after_id=1, quirks=(quirk,), interval=LATER, listed=1)
        feeds.record_poll(session, facts, [listed("two")])
    with store.read() as session:
        found = tracing.feed(session, feed_id)
    assert [(p.answered.outcome, p.listed, p.fresh) for p in found.polls] == [(Outcome.NEW, 1, 1), (Outcome.NEW, 1, 1)]
    assert [(q.kind, q.detail, q.noted_at) for q in found.quirks] == [("no_guid", "entry 1", START + HOUR)]
    assert [(g.after_at, g.until_at, g.listed) for g in found.gaps] == [(START, START + HOUR, 1)]
    assert (found.outlet, found.interval, found.next_poll_at, found.etag) == ("courier", LATER, START + HOUR + LATER, '"tag"')


def test_a_host_and_its_newest_robots_txt_are_told_even_when_that_holds_no_longer(store: Store, clock: HandClock) -> None:
    origin = "https://courier.test"
    with store.write() as session:
        hosts.reserve(session, "courier.test", clock(), Limits(LATER, 10, HOUR))
        first = hosts.record_robots(session, KnownRobots(origin, START, START + HOUR, Outcome.NEW, "", 200, "User-agent: *"))
        newest = hosts.record_robots(session, KnownRobots(origin, START, START + HOUR, Outcome.MISSING, "status 404", 404, ""))
    clock.forward(10 * HOUR)
    with store.read() as session:
        assert tracing.newest_robots(session, origin) == newest
        assert tracing.robots(session, [first.id or 0]) == (first,)
        assert tracing.newest_robots(session, "https://other.test") is None
        found = tracing.host(session, "courier.test")
        assert tracing.host(session, "other.test") is None
    assert found is not None
    assert (found.spent, found.next_at, found.retry_at) == (1, START + LATER, None)


def test_before_any_reader_is_active_the_newest_one_counts(store: Store) -> None:
    article_id = an_article(store)
    with store.write() as session:
        reader_id = annotations.enlist(session, AnnotatorFacts("read", "1", "0" * 64))
        attempt_id = articles.record_attempt(session, looked(article_id))
        reading = Reading("A headline", "Read by the only reader there is.")
        reading_id = articles.record_reading(session, attempt_id, reader_id, reading, "0" * 64)
        snapshots.open_snapshot(session, article_id, attempt_id, reading_id, reader_id)
    assert [(v.version, v.words) for v in trace(store, article_id).versions] == [(1, 7)]
