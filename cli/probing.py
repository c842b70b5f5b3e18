"""Asks feeds, and one article of each outlet, as they answer now; and candidates for feeds. Nothing is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from db.coverage import UNSEEN
from db.outlets import LATELY, WALLS, FeedCheck, OutletCheck, named_validators
from ingest import discovery
from ingest.answers import Answer, Ask
from ingest.catalog import Outlet
from ingest.discovery import Link
from ingest.feeds import FeedReading, read_feed
from ingest.outcomes import no_article, not_a_page, without_body
from ingest.pages import read_page
from ingest.sandbox import Killed, Readers
from ingest.web import Web
from narrative.model import Outcome, Reading

MOST_LINKS, MOST_SITEMAPS, MOST_INDEXES = 20, 5, 2
"""Addresses of one page and of one robots.txt that are asked, and pages about feeds that are read for more. Some sites link a feed for
every section; the first ones are the general ones."""


def probe(web: Web, readers: Readers, outlets: Sequence[Outlet]) -> tuple[OutletCheck, ...]:
    """What `db.outlets.checks` says of a store, for what answers now: every feed is asked, and one article that it lists."""
    answers = _asked(web, (f.url for o in outlets for f in o.feeds))
    readings = {url: _read(readers, answer) for url, answer in answers.items()}
    listed = {o.id: next((e.url for f in o.feeds for e in readings[f.url].entries if e.url), "") for o in outlets}
    pages = {url: _looked(readers, page) for url, page in _asked(web, (url for url in listed.values() if url)).items()}
    return tuple(_outlet(o, [_feed(answers[f.url], readings[f.url]) for f in o.feeds], pages.get(listed[o.id])) for o in outlets)


def _asked(web: Web, urls: Iterable[str]) -> dict[str, Answer]:
    """By the address that was asked: answers come in any order."""
    return {answer.url: answer for answer in web.fetch([Ask(url) for url in dict.fromkeys(urls)])}


def _read(readers: Readers, answer: Answer) -> FeedReading:
    if without_body(answer):
        return FeedReading()
    try:
        return readers.submit(read_feed, answer.body, answer.final_url, dict(answer.headers), answer.captured_at).result()
    except Killed as killed:
        return FeedReading(reason=killed.reason)


def _feed(answer: Answer, reading: FeedReading) -> FeedCheck:
    outcome, reason = without_body(answer) or ((Outcome.UNREADABLE, reading.reason) if reading.reason else (Outcome.NEW, ""))
    found = FeedCheck(answer.url, polled_at=answer.captured_at, outcome=outcome, reason=reason, robots=answer.robots)
    if outcome is not Outcome.NEW:
        return found
    return replace(
        found,
        answered_at=answer.captured_at,
        listed=len(reading.entries),
        fresh=sum(e.published_at is not None and e.published_at > answer.captured_at - LATELY for e in reading.entries),
        validators=named_validators(answer.header("ETag"), answer.header("Last-Modified")),
        quirks=tuple(("problem", problem) for problem in reading.problems),
    )


def _outlet(outlet: Outlet, feeds: Sequence[FeedCheck], look: tuple[Outcome, int | None] | None) -> OutletCheck:
    found = OutletCheck(outlet.id, outlet.name, outlet.country, outlet.ownership, outlet.role, tuple(feeds))
    if look is None:
        return found
    outcome, words = look
    walls = ((str(outcome), 1),) if outcome in WALLS else ()
    return replace(found, looks=1, walls=walls, lately_seen=int(outcome not in UNSEEN), words=words)


def _looked(readers: Readers, page: Answer) -> tuple[Outcome, int | None]:
    """How looking at an article ended, and how many words it has when it was seen."""
    if trouble := without_body(page):
        return trouble[0], None
    if not_a_page(page):
        return Outcome.NOT_A_PAGE, None
    try:
        reading = readers.submit(read_page, page.body, page.header("Content-Type"), url=page.final_url).result()
    except Killed:
        return Outcome.UNREADABLE, None
    if trouble := no_article(reading):
        return trouble[0], None
    return Outcome.NEW, len(reading.text.split()) if isinstance(reading, Reading) else None


# ── Looking for feeds ──


@dataclass(frozen=True, slots=True)
class Found:
    """An address that answered with a feed: its title as far as it is known, where it was named, and how many entries it lists."""

    url: str
    title: str
    named_by: str
    entries: int


@dataclass(frozen=True, slots=True)
class Discovery:
    """The feeds, the likely ones first, and why the page itself could not be looked at; empty when it could."""

    found: tuple[Found, ...]
    trouble: str = ""


def discover(web: Web, readers: Readers, address: str) -> Discovery:
    """Every feed that a page names, or a page about feeds that it links, and that answers as one; else those in the usual places.

    The page itself may be a feed. Nothing is guessed where something is named: guesses are questions that nobody invited.
    """
    page = _asked(web, [address])[address]
    trouble = without_body(page)
    search = _Search(web, readers)
    search.take({address: ("", "the address itself")}, {address: page})
    if not search.found:
        search.ask(_named(page), "the page")
        for index in search.indexes[:MOST_INDEXES]:
            search.ask(discovery.links(index.body, index.final_url, index.header("Content-Type"))[:MOST_LINKS], index.final_url)
        search.ask([Link(url) for url in _sitemaps(web, page)], "robots.txt")
    if not search.found:
        search.ask([Link(url) for url in discovery.guesses(page.final_url)], "a guess")
    return Discovery(tuple(search.found.values()), ": ".join(filter(None, trouble)) if trouble else "")


def _named(page: Answer) -> Sequence[Link]:
    if without_body(page):
        return ()
    return discovery.links(page.body, page.final_url, page.header("Content-Type"))[:MOST_LINKS]


def _sitemaps(web: Web, page: Answer) -> Sequence[str]:
    robots_url = urljoin(page.final_url, "/robots.txt")
    robots = _asked(web, [robots_url])[robots_url]
    return () if without_body(robots) else discovery.sitemaps(robots.body.decode("utf-8", errors="replace"))[:MOST_SITEMAPS]


class _Search:
    """What was asked so far. `found` has each feed once, by where it answered; `indexes` are pages that a link to a feed led to."""

    def __init__(self, web: Web, readers: Readers) -> None:
        self._web = web
        self._readers = readers
        self._asked: set[str] = set()
        self.found: dict[str, Found] = {}
        self.indexes: list[Answer] = []

    def ask(self, links: Sequence[Link], named_by: str) -> None:
        """Ask those addresses that were not asked before."""
        named = {link.url: (link.title, named_by) for link in links if link.url not in self._asked}
        self.take(named, _asked(self._web, named))

    def take(self, named: Mapping[str, tuple[str, str]], answers: Mapping[str, Answer]) -> None:
        for url, (title, named_by) in named.items():
            answer = answers[url]
            self._asked |= {url, answer.final_url}
            if entries := _read(self._readers, answer).entries:
                self.found.setdefault(answer.final_url, Found(url, title, named_by, len(entries)))
            elif named_by == "the page" and not without_body(answer) and not not_a_page(answer):
                self.indexes.append(answer)
