"""Asks feeds, and one article of each outlet, as they answer now; and candidates for feeds. Nothing is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from db.coverage import UNSEEN
from db.outlets import LATELY, WALLS, FeedCheck, OutletCheck, named_validators
from ingest import discovery
from ingest.answers import Answer, Ask
from ingest.catalog import Outlet
from ingest.feeds import FeedReading, read_feed
from ingest.outcomes import not_a_page, of_page, without_body
from ingest.pages import read_page
from ingest.web import Web
from narrative.model import Outcome, Reading

MOST_CANDIDATES = 30
"""Of one page. Some link a feed for every section; the first ones are the general ones."""


def probe(web: Web, outlets: Sequence[Outlet]) -> tuple[OutletCheck, ...]:
    """What `db.outlets.checks` says of a store, for what answers now: every feed is asked, and one article that it lists."""
    answers = _asked(web, (f.url for o in outlets for f in o.feeds))
    readings = {url: _read(answer) for url, answer in answers.items()}
    listed = {o.id: next((e.url for f in o.feeds for e in readings[f.url].entries), "") for o in outlets}
    pages = _asked(web, (url for url in listed.values() if url))
    return tuple(_outlet(o, [_feed(answers[f.url], readings[f.url]) for f in o.feeds], pages.get(listed[o.id])) for o in outlets)


def _asked(web: Web, urls: Iterable[str]) -> dict[str, Answer]:
    """By the address that was asked: answers come in any order."""
    return {answer.url: answer for answer in web.fetch([Ask(url) for url in dict.fromkeys(urls)])}


def _read(answer: Answer) -> FeedReading:
    return FeedReading() if without_body(answer) else read_feed(answer.body, answer.final_url, answer.headers, answer.captured_at)


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


def _outlet(outlet: Outlet, feeds: Sequence[FeedCheck], page: Answer | None) -> OutletCheck:
    found = OutletCheck(outlet.id, outlet.name, outlet.country, outlet.ownership, outlet.role, tuple(feeds))
    if page is None:
        return found
    outcome, words = _looked(page)
    walls = ((str(outcome), 1),) if outcome in WALLS else ()
    return replace(found, looks=1, walls=walls, lately_seen=int(outcome not in UNSEEN), words=words)


def _looked(page: Answer) -> tuple[Outcome, int | None]:
    """How looking at an article ended, and how many words it has when it was seen."""
    if trouble := without_body(page):
        return trouble[0], None
    if not_a_page(page):
        return Outcome.NOT_A_PAGE, None
    reading = read_page(page.body, page.header("Content-Type"))
    outcome, _ = of_page(reading, None)
    return outcome, len(reading.text.split()) if isinstance(reading, Reading) and outcome is Outcome.NEW else None


@dataclass(frozen=True, slots=True)
class Found:
    """An address that answered with a feed: its title as far as it is known, where it was named, and how many entries it lists."""

    url: str
    title: str
    named_by: str
    entries: int


def discover(web: Web, address: str) -> tuple[Found, ...]:
    """Every feed that a page names, or that lies where feeds usually do, and that answers as one. The page itself may be one."""
    robots = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}/robots.txt"
    asked = _asked(web, (address, robots))
    named = {address: ("", "the address itself")}
    for url, title, named_by in islice(_candidates(asked[address], asked[robots]), MOST_CANDIDATES):
        named.setdefault(url, (title, named_by))
    answers = {address: asked[address]} | _asked(web, (url for url in named if url != address))
    return tuple(_found(answers, named))


def _candidates(page: Answer, robots: Answer) -> Iterator[tuple[str, str, str]]:
    """(address, title, where it was named), the likely ones first."""
    if not without_body(page):
        for link in discovery.links(page.body, page.final_url, page.header("Content-Type")):
            yield link.url, link.title, "the page"
    for url in discovery.guesses(page.final_url):
        yield url, "", "a guess"
    if not without_body(robots):
        for url in discovery.sitemaps(robots.body.decode("utf-8", errors="replace")):
            yield url, "", "robots.txt"


def _found(answers: Mapping[str, Answer], named: Mapping[str, tuple[str, str]]) -> Iterator[Found]:
    for url, (title, named_by) in named.items():
        if entries := _read(answers[url]).entries:
            yield Found(url, title, named_by, len(entries))
