"""Bytes of a feed → its entries, and what was wrong with them. Pure.

RSS, RDF and Atom, JSON Feed, sitemaps with and without Google News' extension: told apart by their content, because what
servers say about feeds is wrong too often. Nothing outside of the bytes is ever read.
"""

import io
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser

from ingest.entries import AHEAD, EARLIEST, LONGEST, Hints, Item, Listing, Quirk, Remarks, Said, content_sha256, entries, listing_sha256, plain
from ingest.jsonfeed import read_json_feed
from ingest.markup import Markup, Refusal, read_markup
from ingest.sitemaps import is_sitemap, read_sitemap
from narrative.model import Entry

__all__ = ["AHEAD", "EARLIEST", "LONGEST", "FeedReading", "Hints", "Quirk", "content_sha256", "entries_sha256", "plain", "read_feed"]


@dataclass(frozen=True, slots=True)
class FeedReading:
    """The entries in the feed's order, and located problems. `reason` says why nothing at all could be read.

    `quirks` names each kind of oddity once; `hints` is what the feed says about when to ask it.
    """

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    reason: str = ""
    quirks: tuple[Quirk, ...] = ()
    hints: Hints = Hints()


def read_feed(body: bytes, url: str, headers: Mapping[str, str], now: datetime) -> FeedReading:
    """What a feed lists. Relative links are resolved against `url`; `now` only bounds what a believable date is."""
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    markup = read_markup(body, kind)
    if isinstance(markup, Refusal):
        return FeedReading(reason=markup.reason)
    remarks = Remarks()
    listing = _listing(markup.text)
    _remark(markup, listing, kind, remarks)
    found = entries(listing.items, url, now, remarks)
    reason = listing.reason
    if listing.items and not found:
        reason = f"none of {len(listing.items)} entries has a link, a title or a summary"
    return FeedReading(found, tuple(remarks.problems), reason, remarks.quirks(), listing.hints)


def entries_sha256(reading: FeedReading) -> str:
    """By which two documents that list the same are known, in whatever order and with whatever dates."""
    return listing_sha256(reading.entries)


def _listing(text: str) -> Listing:
    if not text.strip():
        return Listing(reason="empty document")
    if text.lstrip().startswith(("{", "[")):
        return read_json_feed(text)
    if is_sitemap(text):
        return read_sitemap(text)
    return _syndicated(text)


def _remark(markup: Markup, listing: Listing, kind: str, remarks: Remarks) -> None:
    """What is odd about the document as a whole, ahead of what is odd about its entries."""
    for trouble in filter(None, [*markup.repairs, listing.ill_formed]):
        remarks.problems.append(f"ill-formed: {trouble}")
        remarks.quirk("ill_formed", trouble)
    if markup.charset:
        remarks.problems.append(markup.charset)
        remarks.quirk("wrong_charset", markup.charset)
    if not listing.reason and "html" in kind.partition(";")[0].lower():
        remarks.quirk("wrong_media_type", kind[:100])


# ── RSS, RDF and Atom ──

_HTML = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_ELEMENT = re.compile(r"<([A-Za-z_][\w:.-]{0,60})")

def _syndicated(text: str) -> Listing:
    root = _ELEMENT.search(text)
    if (root and root[1].lower() == "html") or _HTML.search(text[: root.start() if root else None]):
        title = _TITLE.search(text[:20_000])
        return Listing(reason="not a feed: a page" + (f" titled “{plain(title[1])}”" if title else ""))
    # Through BytesIO only: given bytes, feedparser opens files and URLs that the bytes happen to name. Of the headers it
    # gets the charset of our own making only: Content-Location would move the base of relative links.
    sent = {"content-type": "application/xml; charset=utf-8"}
    body = io.BytesIO(text.encode())
    parsed = feedparser.parse(body, response_headers=sent, sanitize_html=False, resolve_relative_uris=False)
    complaint = _complaint(parsed.get("bozo_exception"))
    if not parsed.get("version") and not parsed.get("entries"):
        return Listing(reason=f"not a feed: {complaint or (f'a document of <{root[1]}>' if root else 'no elements')}")
    items = tuple(_item(one) for one in parsed["entries"])
    return Listing(items, complaint if parsed.get("bozo") else "", hints=_hints(parsed.get("feed", {}), text))


def _complaint(error: Any) -> str:
    """What feedparser's XML parser met, with the line."""
    if error is None:
        return ""
    line, message = getattr(error, "getLineNumber", lambda: None)(), getattr(error, "getMessage", lambda: str(error))()
    return f"line {line}: {message}" if line else f"{type(error).__name__}: {message}"


def _item(one: Any) -> Item:
    return Item(
        guid=one.get("id") or "",
        links=_links(one),
        title=one.get("title") or "",
        summary=one.get("summary") or "",
        published=_said(one, "published"),
        updated=_said(one, "updated"),
    )


def _links(one: Any) -> tuple[str, ...]:
    """Where the article may be, best first: the link, other pages of it, the guid. What is enclosed is no article.

    A guid counts as a permalink unless it says otherwise; most that do not say are no addresses at all.
    """
    guid = (one.get("id") or "").strip()
    stands_in = guid if guid.lower().startswith(("http://", "https://")) or (one.get("guidislink") and guid.startswith("/")) else ""
    link = (one.get("link") or "").strip()
    pages = [a.get("href") or "" for a in one.get("links") or () if a.get("rel") == "alternate"]
    said = [link] if link != guid or any(p.strip() == link for p in pages) else []
    return tuple(dict.fromkeys(filter(None, [*said, *pages, stands_in])))


def _said(one: Any, name: str) -> Said:
    """feedparser's own `get` gives the date of publication for that of an update."""
    raw, moment = dict.get(one, name), dict.get(one, f"{name}_parsed")
    try:
        parsed = datetime.fromtimestamp(timegm(moment), UTC) if moment else None
    except (ValueError, OverflowError, OSError):
        parsed = None
    return Said(raw if isinstance(raw, str) else "", parsed)


# ── When to ask ──

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SKIPPED_HOURS = re.compile(r"<skipHours\s*>(.{0,2000}?)</skipHours", re.IGNORECASE | re.DOTALL)
_SKIPPED_DAYS = re.compile(r"<skipDays\s*>(.{0,1000}?)</skipDays", re.IGNORECASE | re.DOTALL)
_HOUR, _DAY = re.compile(r"<hour\s*>\s*(\d{1,2})\s*<", re.IGNORECASE), re.compile(r"<day\s*>\s*([A-Za-z]{6,9})\s*<", re.IGNORECASE)


def _hints(feed: Any, text: str) -> Hints:
    """feedparser keeps the last hour and day only, so those are read from the text. Hour 24 is an old way to say 0."""
    period, often = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower()), _number(feed.get("sy_updatefrequency")) or 1
    hours, days = _SKIPPED_HOURS.search(text), _SKIPPED_DAYS.search(text)
    said = frozenset(int(h) % 24 for h in _HOUR.findall(hours[1]) if int(h) <= 24) if hours else frozenset()
    named = frozenset(d.capitalize() for d in _DAY.findall(days[1])) if days else frozenset()
    ttl = _number(feed.get("ttl"))
    return Hints(timedelta(minutes=ttl) if ttl else None, timedelta(hours=period) / often if period else None, said, named & set(_DAYS))


def _number(text: Any) -> int:
    found = re.match(r"\s*(\d{1,6})(?!\d)", text) if isinstance(text, str) else None
    return int(found[1]) if found else 0
