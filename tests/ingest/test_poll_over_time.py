"""What only a row of polls can show: validators that lie, windows that roll over, guids that change, feeds that die and come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Network
from threading import Thread

import pytest
import sqlalchemy as sa

from db import reaching
from db.session import Store
from db.tables import Entry, Feed, Gap, Poll, Quirk
from ingest.answers import Answer, Ask, Exchange
from ingest.desk import Desk
from ingest.intervals import Intervals
from ingest.poll import TRUSTED, moved_to, poll
from ingest.settings import IngestSettings
from ingest.web import HttpWeb
from narrative.model import Outcome
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, LEDGER, count, watch
from tests.ingest.fakes import FakeWeb, failed, ok, rss, status

FEED = COURIER.feeds[0]
HOUR = timedelta(hours=1)
BOUNDS = Intervals()


def listing(*slugs: str, title: str = "Report") -> bytes:
    return rss(*[(f"{title} {slug}", f"https://courier.test/{slug}") for slug in slugs])


def items(*pairs: tuple[str, str], title: str = "Report") -> bytes:
    """Entries of (guid, slug)."""
    listed = "".join(f"<item><guid>{g}</guid><title>{title} {s}</title><link>https://courier.test/{s}</link></item>" for g, s in pairs)
    return f'<rss version="2.0"><channel>{listed}</channel></rss>'.encode()


@pytest.fixture
def feed_ids(desk: Desk) -> Iterator[tuple[int, ...]]:
    return watch(desk.store, COURIER)


def feed(store: Store) -> Feed:
    with store.read() as session:
        return session.scalars(sa.select(Feed).order_by(Feed.id)).first() or Feed()


def interval(store: Store) -> timedelta:
    return timedelta(seconds=feed(store).interval_seconds)


def wait(store: Store, clock: HandClock) -> timedelta:
    """Until the feed is due again."""
    due = feed(store).next_poll_at
    assert due
    return due - clock()


def polled(desk: Desk, web: FakeWeb, clock: HandClock, *answers: Answer) -> list[Outcome]:
    """How the first feed's polls end that get these answers, each asked when it is due."""
    (feed_id, *_) = [feed(desk.store).id]
    for answer in answers:
        web.says(FEED, answer)
        clock.at = max(clock(), feed(desk.store).next_poll_at or clock())
        poll(desk, [feed_id])
    with desk.store.read() as session:
        ended = session.scalars(sa.select(Poll.outcome).where(Poll.feed_id == feed_id).order_by(Poll.id)).all()
    return [Outcome(o) for o in ended[-len(answers) :]]


def kinds(store: Store) -> list[str]:
    with store.read() as session:
        return [q.kind for q in reaching.quirks(session)]


# ── Validators ──


@pytest.mark.parametrize("headers", [{"ETag": '"one"'}, {"Last_Modified": "Mon, 06 Jan 2025 09:00:00 GMT"}])
def test_a_validator_that_stands_for_two_documents_is_noted_once_and_never_sent_again(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock, headers: dict[str, str]
) -> None:
    polled(desk, web, clock, *[ok(listing(*"abcdef"[:n]), **headers) for n in (1, 2, 3, 4)])
    assert kinds(desk.store).count("validators_lie") == 1
    assert [bool(ask.etag or ask.last_modified) for ask in web.asked] == [False, True, False, False]


def test_the_same_document_under_the_same_validator_is_no_lie(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    dated = listing("a").replace(b"<title>News", b"<lastBuildDate>Mon, 06 Jan 2025 10:00:00 GMT</lastBuildDate><title>News")
    polled(desk, web, clock, ok(listing("a"), ETag='"one"'), ok(listing("a"), ETag='"one"'), ok(dated, ETag='"one"'))
    assert "validators_lie" not in kinds(desk.store)


def test_another_document_under_another_validator_is_no_lie(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock) -> None:
    polled(desk, web, clock, ok(listing("a"), ETag='"one"'), ok(listing("a", "b"), ETag='"two"'))
    assert kinds(desk.store).count("validators_lie") == 0
    assert web.asked[-1] == Ask(FEED, '"one"')


def test_a_feed_that_says_304_for_ever_is_asked_without_validators_now_and_then(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    polled(desk, web, clock, ok(listing("a"), ETag='"one"'), *[status(304)] * (TRUSTED + 1))
    bare = [not ask.etag for ask in web.asked]
    assert sum(bare) == 2, "the first one, and one among the others"
    assert bare.index(True, 1) <= TRUSTED + 1


def test_a_304_for_a_document_that_had_changed_long_before_is_a_lie(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    polled(desk, web, clock, ok(listing("a"), ETag='"one"'))
    changed = (clock() + HOUR).strftime("%a, %d %b %Y %H:%M:%S GMT")
    clock.forward(8 * HOUR)
    polled(desk, web, clock, status(304))
    clock.forward(24 * HOUR)
    assert polled(desk, web, clock, ok(listing("a", "b"), ETag='"two"', Last_Modified=changed)) == [Outcome.NEW]
    assert kinds(desk.store).count("validators_lie") == 1


def test_a_liars_document_is_known_again_by_its_hash(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock) -> None:
    answers = [ok(listing("a"), ETag='"one"'), ok(listing("a", "b"), ETag='"one"'), ok(listing("a", "b"), ETag='"one"')]
    assert polled(desk, web, clock, *answers) == [Outcome.NEW, Outcome.NEW, Outcome.UNCHANGED]
    assert count(desk.store, Entry) == 2


class Liar:
    """A real server that answers 304 to whoever shows the one ETag it has, whatever it lists by then."""

    def __init__(self) -> None:
        self.body = b""
        self.asked: list[str] = []


@contextmanager
def lying() -> Iterator[tuple[Liar, int]]:
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                self.send_error(404)
                return
            shown = self.headers.get("If-None-Match", "")
            liar.asked.append(shown)
            self.send_response(304 if shown == '"for ever"' else 200)
            self.send_header("ETag", '"for ever"')
            self.send_header("Content-Length", "0" if shown else str(len(liar.body)))
            self.end_headers()
            if not shown:
                self.wfile.write(liar.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield liar, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_a_real_server_that_lies_is_caught_and_asked_without_validators_from_then_on(desk: Desk, clock: HandClock) -> None:
    (feed_id,) = watch(desk.store, replace(COURIER, feeds=("http://courier.test/rss",)))
    with lying() as (liar, port):
        limits = {"allow_addresses": (IPv4Network("127.0.0.0/8"),), "resolve": {"*.test": f"127.0.0.1:{port}"}, "host_delay_seconds": 0}
        real = replace(desk, web=HttpWeb(IngestSettings.model_validate(limits), clock))
        for day in range(6):
            liar.body = listing(*"abcdefgh"[: day + 1])
            clock.at = max(clock(), feed(desk.store).next_poll_at or clock())
            poll(real, [feed_id])
            clock.forward(timedelta(hours=25))
    assert liar.asked[:3] == ["", '"for ever"', ""], "read, told a lie, and asked again a day later"
    assert set(liar.asked[3:]) == {""}
    assert kinds(desk.store).count("validators_lie") == 1
    assert count(desk.store, Entry) == 6


# ── Windows ──


def test_when_nothing_in_a_poll_was_seen_before_there_is_a_gap_and_the_feed_is_asked_more_often(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    polled(desk, web, clock, ok(listing("a", "b")))
    before, seen_at = interval(desk.store), clock()
    polled(desk, web, clock, ok(listing("c", "d")))
    assert interval(desk.store) == timedelta(seconds=int((before / 4).total_seconds())) < before
    with desk.store.read() as session:
        (gap,) = reaching.gaps(session)
    assert (gap.feed, gap.after_at, gap.until_at) == (FEED, seen_at, clock())


@pytest.mark.parametrize(
    "second",
    [
        listing("a", "b"),
        listing("b", "a"),
        listing("b", "c"),
        listing("a", "b", title="Corrected report"),
        items(("x", "a"), ("y", "b")),
        items(("x", "a?utm_source=rss"), ("y", "b?utm_source=rss")),
        rss(),
    ],
)
def test_what_was_listed_before_under_whatever_guise_is_no_gap(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock, second: bytes
) -> None:
    polled(desk, web, clock, ok(listing("a", "b")), ok(second))
    assert count(desk.store, Gap) == 0


def test_the_first_entries_of_a_feed_are_no_gap(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock) -> None:
    polled(desk, web, clock, status(503), ok(rss()), ok(listing("a", "b")))
    assert count(desk.store, Gap) == 0


def test_a_failure_or_a_304_between_two_polls_is_where_the_gap_begins_or_not(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    polled(desk, web, clock, ok(listing("a"), ETag='"one"'), status(304))
    vouched_at = clock()
    polled(desk, web, clock, status(503), ok(listing("b"), ETag='"two"'))
    with desk.store.read() as session:
        (gap,) = reaching.gaps(session)
    assert (gap.after_at, gap.until_at) == (vouched_at, clock())


def test_guids_that_change_at_every_request_are_noted_once_and_make_no_entries_and_no_gaps(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    polled(desk, web, clock, *[ok(items((f"{n}-a", "a"), (f"{n}-b", "b"))) for n in range(4)])
    assert kinds(desk.store).count("changing_guid") == 1
    assert (count(desk.store, Entry), count(desk.store, Gap)) == (2, 0)


def test_guids_that_change_where_there_is_no_link_make_no_entries_and_no_gaps_either(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    bodies = [f"<rss version='2.0'><channel><item><guid>{n}</guid><title>Flash</title></item></channel></rss>" for n in range(3)]
    polled(desk, web, clock, *[ok(body.encode()) for body in bodies])
    assert (count(desk.store, Entry), count(desk.store, Gap)) == (1, 0)


def test_after_a_gap_what_the_feed_recommends_does_not_count(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock) -> None:
    slow = {"Cache_Control": "max-age=7200"}
    polled(desk, web, clock, ok(listing("a"), **slow))
    assert interval(desk.store) == HOUR
    polled(desk, web, clock, ok(listing("b").replace(b"<title>News", b"<ttl>600</ttl><title>News")))
    assert interval(desk.store) == HOUR / 4


# ── Failures ──


def test_a_feed_that_failed_sixty_times_is_still_asked_and_recovers_at_once(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    polled(desk, web, clock, ok(listing("a")))
    before = interval(desk.store)
    assert polled(desk, web, clock, *[failed(Outcome.TIMED_OUT)] * 60) == [Outcome.TIMED_OUT] * 60
    assert feed(desk.store).failures == 60
    assert BOUNDS.ceiling * 3 / 4 <= wait(desk.store, clock) <= BOUNDS.ceiling
    assert polled(desk, web, clock, ok(listing("a", "b"))) == [Outcome.NEW]
    assert feed(desk.store).failures == 0
    assert wait(desk.store, clock) - interval(desk.store) < timedelta(seconds=1)
    assert interval(desk.store) <= before


def test_a_feed_that_is_gone_is_noted_once_and_comes_back(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock) -> None:
    assert polled(desk, web, clock, status(410), status(410)) == [Outcome.GONE] * 2
    assert wait(desk.store, clock) == BOUNDS.ceiling
    assert kinds(desk.store) == ["gone"]
    assert polled(desk, web, clock, ok(listing("a"))) == [Outcome.NEW]


def test_a_retry_after_is_waited_for_and_one_beyond_reason_only_so_long(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    polled(desk, web, clock, replace(status(429), headers={"Retry-After": "36000"}))
    assert wait(desk.store, clock) == 10 * HOUR
    polled(desk, web, clock, replace(status(503), headers={"Retry-After": "99999999999"}))
    assert wait(desk.store, clock) == timedelta(days=4)


def test_a_permanent_move_is_noted_once_with_where_it_leads(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock) -> None:
    there = "https://feeds.courier.test/all"
    moved = replace(ok(rss(("Snow", "/snow"))), final_url=there, exchange=Exchange(hops=((301, FEED),)))
    polled(desk, web, clock, moved, moved)
    with desk.store.read() as session:
        assert [q.detail for q in reaching.quirks(session) if q.kind == "moved_permanently"] == [there]
        assert session.scalars(sa.select(Entry.url)).all() == ["https://feeds.courier.test/snow"]


@pytest.mark.parametrize(
    ("hops", "where"),
    [
        ((), ""),
        (((302, "a"),), ""),
        (((301, "a"),), "end"),
        (((308, "a"), (301, "b")), "end"),
        (((301, "a"), (302, "b")), "b"),
        (((302, "a"), (301, "b")), ""),
    ],
)
def test_only_what_stands_in_front_of_a_detour_has_moved_for_good(hops: tuple[tuple[int, str], ...], where: str) -> None:
    assert moved_to(Answer("a", "end", START, START, 200, exchange=Exchange(hops=hops))) == where


def test_each_quirk_of_a_feed_is_stored_once_whatever_it_does(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    odd = b"<rss version='2.0'><channel><item><title>a &lt;b&gt;b&lt;/b&gt;</title><link>/%d</link></item></channel></rss>"
    polled(desk, web, clock, *[ok(odd % n) for n in range(3)])
    assert sorted(kinds(desk.store)) == ["html_in_title", "no_date", "no_guid", "relative_link", "wrong_media_type"]
    with desk.store.read() as session:
        assert set(session.scalars(sa.select(Quirk.poll_id))) == {1}


def test_an_article_in_two_feeds_of_an_outlet_is_one_and_the_second_feed_says_so(desk: Desk, web: FakeWeb) -> None:
    outlet = replace(COURIER, feeds=(FEED, "https://courier.test/top"))
    ids = watch(desk.store, outlet, LEDGER)
    for url in (*outlet.feeds, *LEDGER.feeds):
        web.says(url, ok(listing("a")))
    poll(desk, ids)
    with desk.store.read() as session:
        assert [(q.outlet, q.detail) for q in reaching.quirks(session) if q.kind == "listed_elsewhere"] == [("courier", FEED)]
