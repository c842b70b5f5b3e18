"""Bytes of a feed → its entries, and what was wrong with them. Pure."""

import hashlib
import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from ingest.characters import storable
from narrative.model import Entry

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=48)
"""Dates outside [EARLIEST, now + AHEAD] are a parser's or an outlet's mistake; the entry is kept without them."""

LONGEST = 2000
"""Bytes of a guid; the hash of a longer one stands in for it, because an index of PostgreSQL takes 2,704."""


@dataclass(frozen=True, slots=True)
class FeedReading:
    """The entries in the feed's order, and located problems. `reason` says why nothing at all could be read."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    reason: str = ""


def read_feed(body: bytes, url: str, headers: Mapping[str, str], now: datetime) -> FeedReading:
    """What a feed lists. Relative links are resolved against `url`; `now` only bounds what a believable date is."""
    if not body.strip():
        return FeedReading(reason="empty document")
    # Through BytesIO only: given bytes, feedparser opens files and URLs that the bytes happen to name.
    # Of the headers it gets a charset only: Content-Encoding is already undone, Content-Location would move the base
    # of relative links, and a type without a charset would make it take text/xml for ASCII.
    charset = next((m.group(1) for k, v in headers.items() if k.lower() == "content-type" and (m := _CHARSET.search(v))), "")
    sent = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    body = _REFERENCE.sub(_sound_reference, body)
    parsed = feedparser.parse(io.BytesIO(body), response_headers=sent, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.get("entries"):
        return FeedReading(reason=f"not a feed: {_complaint(parsed)}")
    problems = [f"ill-formed: {_complaint(parsed)}"] if parsed.get("bozo") else []
    entries = []
    for number, item in enumerate(parsed["entries"], 1):
        entry, trouble = _entry(item, url, now)
        problems += [f"entry {number}: {t}" for t in trouble]
        if entry:
            entries.append(entry)
    if parsed["entries"] and not entries:
        return FeedReading(problems=tuple(problems), reason=f"none of {len(parsed['entries'])} entries has a usable link")
    return FeedReading(tuple(entries), tuple(problems))


_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")


def _sound_reference(found: re.Match[bytes]) -> bytes:
    """A numeric reference as it stands, or nothing when no character has the number: feedparser raises on surrogates."""
    number = int(found[1], 16) if found[1] else int(found[2])
    return b"" if number == 0 or 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else found[0]


def _complaint(parsed: Mapping[str, Any]) -> str:
    error = parsed.get("bozo_exception")
    return f"{type(error).__name__}: {error}" if error else "no entries and no known format"


def _entry(item: Any, base: str, now: datetime) -> tuple[Entry | None, list[str]]:
    trouble = []
    link = _link(item, base)
    if not link:
        return None, ["no usable link"]
    title = plain(item.get("title", ""))
    published_at, updated_at = _date(item, "published"), _date(item, "updated")
    if updated_at == published_at and "updated" not in item.keys():  # noqa: SIM118  # feedparser's `in` aliases published
        updated_at = None
    for name, at in (("published", published_at), ("updated", updated_at)):
        if at and not EARLIEST <= at <= now + AHEAD:
            trouble.append(f"{name} date {at:%Y-%m-%d} is not believable")
    published_at, updated_at = (at if at and EARLIEST <= at <= now + AHEAD else None for at in (published_at, updated_at))
    said = storable((item.get("id") or "").strip())
    if not said:
        trouble.append("no guid; its link stands in")
    guid = said or link
    if len(guid.encode()) > LONGEST:
        guid = hashlib.sha256(guid.encode()).hexdigest()
    return Entry(guid, link, title, published_at, updated_at, plain(item.get("summary", ""))), trouble


def _link(item: Any, base: str) -> str:
    """The address of an entry's article; empty when it has none that could be asked for."""
    said = storable((item.get("link") or "").strip())
    try:
        link = urljoin(base, said)
        usable = urlsplit(link).scheme in {"http", "https"} and urlsplit(link).hostname
    except ValueError:  # brackets that are no address
        return ""
    return link if said and usable else ""


def _date(item: Any, name: str) -> datetime | None:
    moment = dict.get(item, f"{name}_parsed")
    try:
        return datetime.fromtimestamp(timegm(moment), UTC) if moment else None
    except (ValueError, OverflowError, OSError):
        return None


_TAG = re.compile(r"<[^<>]{1,2000}>")


def plain(text: str) -> str:
    """A title or summary without markup and runs of white space."""
    return " ".join(_TAG.sub(" ", storable(text)).split())


def content_sha256(entry: Entry) -> str:
    """By which one re-issue of an entry is told from another. The outlet's own dates do not count: they churn."""
    return hashlib.sha256("\x00".join(_fields(entry)).encode()).hexdigest()


def _fields(entry: Entry) -> Iterator[str]:
    yield from (entry.url, entry.title, entry.summary)
