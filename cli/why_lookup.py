"""All that a store knows of one address, in whatever spelling it is asked for. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from db import identity, tracing
from db.hosts import KnownRobots
from db.identity import Address
from db.session import Session
from db.traces import ArticleTrace, FeedTrace, HostTrace, KnownOutlet
from ingest.robots import PRODUCT, RobotsRules, deciding_line
from ingest.urls import canonical, local_id, main_form, same_site
from narrative.errors import BadInput
from narrative.model import Outcome


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a stored robots.txt says of an address: `allowed`, and the line that forbids it, counted from 1. 0 without one."""

    robots_id: int | None
    origin: str
    captured_at: datetime
    expires_at: datetime
    outcome: Outcome
    reason: str
    allowed: bool
    number: int
    line: str


@dataclass(frozen=True, slots=True)
class Found:
    """All that is known of an address. `feeds` are those of the outlet whose home it is; `outlet` is whose host it lies on.

    `rulings` are what decided its looks that were disallowed, and its last one; `now_ruled` what the newest robots.txt says.
    """

    asked: str
    canonical: str
    main_form: str
    as_of: datetime
    outlet: KnownOutlet | None
    number: str
    home_of: KnownOutlet | None
    feed: FeedTrace | None
    feeds: tuple[FeedTrace, ...]
    article: ArticleTrace | None
    host: HostTrace | None
    rulings: tuple[Ruling, ...]
    now_ruled: Ruling | None


def look_up(session: Session, url: str, as_of: datetime) -> Found:
    """Everything that the store knows of an address, in whatever spelling. Raises BadInput for what is none."""
    asked, known = _address(url), tracing.outlets(session)
    key, hosts = main_form(asked), _hosts(known, asked)
    feed_id = _feed(known, asked, key)
    home = next((o for o in known if o.home and main_form(o.home) == key), None)
    article_id = _article(session, hosts, asked)
    article = tracing.article(session, article_id) if article_id else None
    feed = tracing.feed(session, feed_id) if feed_id else None
    outlet = next((o for o in known if article and o.key == article.outlet), next(iter(hosts), None))
    number = local_id(asked, outlet.article_rule) if outlet else ""
    address = article.url if article else asked
    return Found(
        asked=url, canonical=asked, main_form=key, as_of=as_of, outlet=outlet, number=number, home_of=home, feed=feed,
        feeds=tuple(tracing.feed(session, f.id) for f in home.feeds) if home else (), article=article,
        host=tracing.host(session, urlsplit(address).hostname or ""), rulings=_rulings(session, article, feed),
        now_ruled=_now_ruled(session, address),
    )  # fmt: skip


def find_article(session: Session, url: str) -> int:
    """The article at an address in whatever spelling, or by OUTLET/ and its number there; an import as it is shown. Raises BadInput."""
    if exactly := identity.at(session, url):
        return exactly
    known = tracing.outlets(session)
    key, _, number = url.partition("/")
    numbered = next((identity.behind(session, o.id, Address(url, number)) for o in known if number and o.key == key), None)
    if found := numbered or _article(session, _hosts(known, asked := _address(url)), asked):
        return found
    raise BadInput(f"{url}: no article of this store; `palimpsest why` says what is known of the address")


def _address(url: str) -> str:
    asked = canonical(url if "//" in url else f"https://{url}")
    if not asked or ("//" not in url and "@" in url):
        raise BadInput(f"{url}: not a web address; an article's looks like https://outlet.example/news/1")
    return asked


def _hosts(known: Sequence[KnownOutlet], asked: str) -> list[KnownOutlet]:
    """The outlets on whose host an address lies."""
    return [o for o in known if any(same_site(asked, one) for one in (o.home, *(f.url for f in o.feeds)) if one)]


def _feed(known: Sequence[KnownOutlet], asked: str, key: str) -> int | None:
    """The feed at an address: exactly there, else at another spelling of it."""
    feeds = [f for o in known for f in o.feeds]
    exactly = (f.id for f in feeds if canonical(f.url) == asked)
    return next(exactly, None) or next((f.id for f in feeds if main_form(f.url) == key), None)


def _article(session: Session, hosts: Sequence[KnownOutlet], asked: str) -> int | None:
    """The article that an entry with this address would belong to, at any of the outlets on this host."""
    for outlet in hosts:
        if found := identity.behind(session, outlet.id, Address(asked, local_id(asked, outlet.article_rule), main_form(asked))):
            return found
    return identity.behind(session, 0, Address(asked, "", main_form(asked)))


def _rulings(session: Session, article: ArticleTrace | None, feed: FeedTrace | None) -> tuple[Ruling, ...]:
    answers = [look.answered for look in article.looks] if article else []
    answers += [poll.answered for poll in feed.polls] if feed else []
    decided = {a.robots_id: a.final_url for a in answers if a.robots_id and (a.outcome is Outcome.DISALLOWED or a is answers[-1])}
    return tuple(_ruling(r, decided[r.id or 0]) for r in tracing.robots(session, decided))


def _now_ruled(session: Session, url: str) -> Ruling | None:
    parts = urlsplit(url)
    for scheme in (parts.scheme, "https", "http"):
        if robots := tracing.newest_robots(session, f"{scheme}://{parts.netloc}"):
            return _ruling(robots, url)
    return None


def _ruling(robots: KnownRobots, url: str) -> Ruling:
    """A robots.txt that could not be had forbids everything, without a line of its own."""
    had = robots.outcome in {Outcome.NEW, Outcome.MISSING}
    allowed = had and RobotsRules(robots.text.encode(), PRODUCT).allows(url)
    number, line = (0, "") if allowed or not had else deciding_line(robots.text, url)
    return Ruling(
        robots.id, robots.origin, robots.captured_at, robots.expires_at, robots.outcome, robots.reason, allowed, number, line
    )  # fmt: skip
