"""The text of an RSS, RDF or Atom feed → what it lists. Pure.

feedparser does the reading, because it loses the fewest entries of documents that are broken; what would make it read for minutes
is kept from it.
"""

import io
import re
from bisect import bisect
from calendar import timegm
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import feedparser

from ingest.entries import MOST, Hints, Item, Listing, Said, plain
from ingest.markup import DECLARATION, root_name

_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_WRAPPED = re.compile(r"<(rss|feed|rdf:RDF)[\s>]")
"""A whole feed inside of a page: a publishing system has put its frame around the wrong thing."""

TAGS = 50_000
"""Opening tags, and what looks like one, that feedparser is given. It takes 60 microseconds for each; the largest real feed has 11,000."""

AMPERSANDS = 500_000
"""That it is given: 2.5 microseconds each in an ill-formed document. The most of a real one are 23,000."""

LONGEST_TAG = 50_000
"""Characters. Its time grows with the square of the number of attributes; the longest real tag has 4,200 characters."""

_TAG = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<[^/]", re.DOTALL)
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{LONGEST_TAG}}}")
_OPENED = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>/]", re.IGNORECASE)


def what(text: str) -> str:
    """What a document is, by its first element, or by its first words when it has none."""
    root = root_name(text)
    if root:
        return f"a document of <{root}>"
    return (
        "a JSON document"
        if text.lstrip().startswith(("{", "["))
        else f"text without markup, “{plain(text[:1000].removeprefix(DECLARATION))[:60]}…”"
    )


def read_syndicated(text: str) -> Listing:
    """What the feed lists, or the reason why it is none."""
    root = root_name(text).lower()
    if root in {"html", "head", "body"}:
        return _inside(text)
    if not root:
        return Listing(reason=f"not a feed: {what(text)}")
    # Through BytesIO only: given bytes, feedparser opens files and URLs that the bytes happen to name. Of the headers it
    # gets the charset of our own making only: Content-Location would move the base of relative links.
    sent = {"content-type": "application/xml; charset=utf-8"}
    short, unread = _shortened(text)
    if burden := _burden(short):
        return Listing(reason=f"refused: {burden}")
    body = io.BytesIO(short.encode())
    parsed = feedparser.parse(body, response_headers=sent, sanitize_html=False, resolve_relative_uris=False)
    complaint = _complaint(parsed.get("bozo_exception"))
    if not parsed.get("version") and not parsed.get("entries"):
        return Listing(reason=f"not a feed: {what(text)}{f', ill-formed in {complaint}' if complaint else ''}")
    items = tuple(_item(one) for one in parsed["entries"][:MOST])
    return Listing(items, complaint if parsed.get("bozo") else "", hints=_hints(parsed.get("feed", {})), unread=unread)


def _inside(page: str) -> Listing:
    """What a feed lists that a page holds whole; nearly all hold none."""
    opened = _WRAPPED.search(page)
    if not opened:
        title = _TITLE.search(page[:20_000])
        return Listing(reason="not a feed: a page" + (f" titled “{plain(title[1])}”" if title else ""))
    closed = page.rfind(f"</{opened[1]}>")
    lines = "\n" * page.count("\n", 0, opened.start())
    return read_syndicated(DECLARATION + lines + page[opened.start() : closed + len(opened[1]) + 3 if closed > 0 else None])


def _shortened(text: str) -> tuple[str, int]:
    """The document without its entries beyond MOST, or beyond TAGS, and how many these are."""
    starts = [found.span() for found in _OPENED.finditer(text)]
    full = next((found.start() for found in islice(_TAG.finditer(text), TAGS, None)), None)
    kept = min(MOST, len(starts) if full is None else bisect(starts, (full, 0)) - 1)
    if not 0 < kept < len(starts):
        return text, 0
    at, end = starts[kept]
    last = text.rfind(f"</{text[at + 1 : end - 1]}", at)
    return text[:at] + (text[text.find(">", last) + 1 :] if last >= 0 else ""), len(starts) - kept


def _burden(text: str) -> str:
    """What there is too much of; empty when feedparser can be given the text."""
    if next(islice(_TAG.finditer(text), TAGS + 1000, None), None):  # what follows the entries that were left out has some, too
        return f"more than {TAGS:,} tags"
    if text.count("&") > AMPERSANDS:
        return f"more than {AMPERSANDS:,} ampersands"
    return f"a tag of more than {LONGEST_TAG:,} characters" if _LONG_TAG.search(text) else ""


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


def _hints(feed: Any) -> Hints:
    """`skipHours` and `skipDays` are not read: a feed that is silent at weekends by habit may break its silence on one."""
    period, often = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower()), _number(feed.get("sy_updatefrequency")) or 1
    ttl = _number(feed.get("ttl"))
    return Hints(timedelta(minutes=ttl) if ttl else None, timedelta(hours=period) / often if period else None)


def _number(text: Any) -> int:
    found = re.match(r"\s*(\d{1,6})(?!\d)", text) if isinstance(text, str) else None
    return int(found[1]) if found else 0
