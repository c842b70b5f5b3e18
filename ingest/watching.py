"""The step that adds pages by hand to those that are watched, and takes them out again. It asks nothing: only a capture does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import structlog

from db import tracing, watching
from db.session import Session, Store
from db.traces import KnownOutlet
from db.watching import Standing
from ingest.desk import address
from ingest.urls import canonical, main_form, same_site

log = structlog.get_logger()


class Change(StrEnum):
    """What was done about an address."""

    ADDED = "added"
    AGAIN = "watched again"
    ALREADY = "watched already"
    STOPPED = "watched no more"
    NOTHING = "nothing done"


@dataclass(frozen=True, slots=True)
class Watching:
    """One address, what was done about it, and why or how it stands now."""

    url: str
    change: Change
    reason: str = ""
    outlet: str = ""


def watch(store: Store, url: str, wanted: str = "") -> Watching:
    """Watch the page at an address. `wanted` is the outlet that it belongs to; without it, that of its host."""
    at = canonical(url)
    if not at:
        return _nothing(url, "not a web address; a page's looks like https://outlet.example/news/1")
    with store.write() as session:
        known = tracing.outlets(session)
        found = _named(known, wanted) if wanted else _outlet(known, at)
        if isinstance(found, str):
            return _nothing(url, found)
        outlet_id = found.id if found else watching.outlet_of_host(session, *_host(at))
        where = address(at, found.article_rule if found else "")
        before = watching.standing(session, outlet_id, where)
        if before and (before.withheld or before.next_look_at):
            return _as_before(url, before)
        after = watching.add(session, outlet_id, where, store.clock())
    log.info("page added by hand", article=after.id, outlet=after.outlet, url=at)
    return Watching(url, Change.AGAIN if before else Change.ADDED, "due at once", after.outlet)


def _as_before(url: str, found: Standing) -> Watching:
    if found.withheld:
        return _nothing(url, f"withheld: {found.withheld}")
    return Watching(url, Change.ALREADY, f"looked at next at {found.next_look_at:%Y-%m-%d %H:%M}Z", found.outlet)


def stop(store: Store, url: str) -> Watching:
    """Look no more at a page that was added by hand. One that a feed lists stays watched."""
    at = canonical(url)
    with store.write() as session:
        found = _standing(session, at) if at else None
        if found is None:
            return _nothing(url, "no article of this store")
        if found.listed:
            return _nothing(url, f"a feed of {found.outlet} lists it; it stays watched as long as that feed is in config/feeds.yaml")
        if found.next_look_at is None:
            return _nothing(url, "it is not watched")
        watching.end(session, found.id)
    log.info("page taken out by hand", article=found.id, outlet=found.outlet, url=at)
    return Watching(url, Change.STOPPED, "what was seen of it stays", found.outlet)


def _standing(session: Session, at: str) -> Standing | None:
    known = tracing.outlets(session)
    here = [o for o in known if any(same_site(at, one) for one in _addresses(o))]
    tried = (watching.standing(session, o.id, address(at, o.article_rule)) for o in here)
    return next((found for found in tried if found), None) or watching.standing(session, 0, address(at, ""))


def _nothing(url: str, reason: str) -> Watching:
    return Watching(url, Change.NOTHING, reason)


def _named(known: Sequence[KnownOutlet], key: str) -> KnownOutlet | str:
    return next((o for o in known if o.key == key), f"no outlet {key}; `palimpsest feeds doctor` names all there are")


def _outlet(known: Sequence[KnownOutlet], at: str) -> KnownOutlet | str | None:
    """The outlet on whose host an address lies, else on whose site; None where there is none, why not where there are several."""
    fits = [[o for o in known if any(test(at, one) for one in _addresses(o))] for test in (_one_host, same_site)]
    found = fits[0] or fits[1]
    deepest = [o for o in found if o.home and main_form(at).startswith(main_form(o.home))]
    longest = max((len(main_form(o.home)) for o in deepest), default=0)
    best = [o for o in deepest if len(main_form(o.home)) == longest] or found
    if len(best) > 1:
        return f"{', '.join(o.key for o in best)} have pages there; --outlet says whose this is"
    return best[0] if best else None


def _addresses(outlet: KnownOutlet) -> list[str]:
    return [one for one in (outlet.home, *(feed.url for feed in outlet.feeds)) if one]


def _one_host(one: str, other: str) -> bool:
    return urlsplit(main_form(one)).netloc == urlsplit(main_form(other)).netloc


def _host(at: str) -> tuple[str, str]:
    """How the outlet of a host is named, and its home."""
    parts = urlsplit(at)
    return urlsplit(main_form(at)).netloc[:80], f"{parts.scheme}://{parts.netloc}/"
