"""What a document listed → entries with an identity, and what was odd about them, whatever format it came in. Pure.

An entry is who it says it is: its guid; without one its link; without both a hash of its title and summary. Where one guid
stands for several links in a document, the link is part of the identity. No entry that says anything is lost: one without
a usable link has the address "". What shares both guid and link but says something else stays beside it, oldest first.
"""

import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from ingest.characters import storable
from ingest.instants import instant, plausible
from narrative.model import Entry

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=48)
"""Dates outside [EARLIEST, now + AHEAD] are a parser's or an outlet's mistake; the entry is kept without them."""

WRONG_CLOCK = timedelta(minutes=15)
"""How far ahead of ours an outlet's clock may be before a date is called one in the future."""

LONGEST = 2000
"""Bytes of a guid; the hash of a longer one stands in for it, because an index of PostgreSQL takes 2,704."""

MOST = 5_000
"""Entries of one document that are read. The largest feed known has 4,300; Google's limit for a sitemap of news is 1,000."""

TITLE, SUMMARY = 1_000, 100_000
"""Characters that are kept. Of 3,219 entries of whole real feeds the longest title has 282, the longest summary (an article) 46,558."""

SAME = 5
"""Entries that all have one instant: it says when the document was made, not when the articles were published."""


@dataclass(frozen=True, slots=True)
class Quirk:
    """One oddity of a document, once. Kinds: no_guid, repeated_guid, duplicate_entry, no_date, future_date, unbelievable_date,
    equal_dates, relative_link, unusable_link, html_in_title, long_text, too_many, ill_formed, wrong_charset, wrong_media_type."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Hints:
    """How long after a poll the feed itself says it is worth asking again."""

    ttl: timedelta | None = None
    update_every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A date as a document writes it, and what a parser made of it."""

    raw: str = ""
    parsed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a document lists, as it stands there. `links` come in the order in which they are to be believed."""

    guid: str = ""
    links: tuple[str, ...] = ()
    title: str = ""
    summary: str = ""
    published: Said = Said()
    updated: Said = Said()


@dataclass(frozen=True, slots=True)
class Listing:
    """What one document lists. `ill_formed` is the first thing that kept it from being well-formed, `reason` why it is no feed.

    `unread` counts entries beyond MOST.
    """

    items: tuple[Item, ...] = ()
    ill_formed: str = ""
    reason: str = ""
    hints: Hints = Hints()
    unread: int = 0


def newest(items: Sequence[Item]) -> tuple[tuple[Item, ...], int]:
    """Those MOST of the items that have the newest dates, in their order, and how many are left out. Dates as ISO 8601 has them."""
    if len(items) <= MOST:
        return tuple(items), 0
    by_date = sorted(enumerate(items), key=lambda pair: pair[1].updated.raw or pair[1].published.raw, reverse=True)
    return tuple(item for _, item in sorted(by_date[:MOST], key=lambda pair: pair[0])), len(items) - MOST


@dataclass(slots=True)
class Remarks:
    """Problems in the order in which they were met, and of every kind of quirk the first and how many there were."""

    problems: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def problem(self, number: int, text: str) -> None:
        self.problems.append(f"entry {number}: {text}")

    def quirk(self, kind: str, detail: str) -> None:
        self.found[kind].append(detail)

    def quirks(self) -> tuple[Quirk, ...]:
        return tuple(Quirk(kind, seen[0] + (f", and {len(seen) - 1} more" if len(seen) > 1 else "")) for kind, seen in self.found.items())


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item with what is known of it before it is compared with the others: `alone` is who it would be if it were the only one."""

    number: int
    item: Item
    url: str
    title: str
    summary: str
    alone: str


def entries(items: Sequence[Item], base: str, now: datetime, remarks: Remarks) -> tuple[Entry, ...]:
    """The entries in the document's order, each wording of each identity once. Relative links are resolved against `base`."""
    placed = [p for n, item in enumerate(items, 1) if (p := _placed(n, item, base, remarks))]
    kept: dict[str, dict[str, tuple[int, Entry]]] = defaultdict(dict)
    for one, guid in zip(placed, _identities(placed, remarks), strict=True):
        entry = Entry(guid, one.url, one.title, *_dates(one, now, remarks), one.summary)
        same = kept[guid]
        first, other = same.get(content_sha256(entry), (one.number, None))
        if other:
            remarks.problem(one.number, f"lists entry {first} again")
            remarks.quirk("duplicate_entry", f"entries {first} and {one.number}")
        elif same:
            first_of_guid = min(number for number, _ in same.values())
            remarks.problem(one.number, f"its guid and link are those of entry {first_of_guid}, which says something else")
            remarks.quirk("repeated_guid", f"entries {first_of_guid} and {one.number}: “{guid[:200]}”")
        same[content_sha256(entry)] = (first, entry if other is None or _moment(entry) > _moment(other) else other)
    found = tuple(entry for same in kept.values() for entry in sorted((e for _, e in same.values()), key=_moment))
    dates = [e.published_at or e.updated_at for e in found]
    if len(found) >= SAME and dates[0] and len(set(dates)) == 1:
        remarks.quirk("equal_dates", f"all {len(found)} entries are of {dates[0]:%Y-%m-%d %H:%M:%S}")
    return found


def _moment(entry: Entry) -> datetime:
    return entry.updated_at or entry.published_at or EARLIEST


def _placed(number: int, item: Item, base: str, remarks: Remarks) -> _Placed | None:
    """The item with its address; None when there is nothing in it."""
    url = ""
    for link in item.links:
        if url := address(link, base):
            if not _ABSOLUTE.match(link.strip()):
                remarks.quirk("relative_link", f"entry {number}: “{link.strip()[:200]}”")
            break
    title, summary, said = plain(item.title), plain(item.summary), storable(item.guid.strip())
    if len(title) > TITLE or len(summary) > SUMMARY:
        title, summary = title[:TITLE].rstrip(), summary[:SUMMARY].rstrip()
        remarks.problem(number, f"its title or summary is cut: at most {TITLE:,} and {SUMMARY:,} characters are kept")
        remarks.quirk("long_text", f"entry {number}")
    if not url:
        remarks.problem(number, "no usable link")
        remarks.quirk("unusable_link", f"entry {number}: " + (f"“{item.links[0][:200]}”" if any(item.links) else "it has none"))
        if not (title or summary or said):
            remarks.problem(number, "says nothing")
            return None
    if not said:
        remarks.problem(number, f"no guid; {'its link' if url else 'a hash of its title and summary'} stands in")
        remarks.quirk("no_guid", f"entry {number}")
    if _TAG.search(item.title) or _ESCAPED.search(item.title):
        remarks.quirk("html_in_title", f"entry {number}: “{storable(item.title)[:200]}”")
    return _Placed(number, item, url, title, summary, said or url or _words_of(title, summary))


def _words_of(title: str, summary: str) -> str:
    return hashlib.sha256(f"{title}\x00{summary}".encode()).hexdigest()


def _identities(placed: Sequence[_Placed], remarks: Remarks) -> Iterator[str]:
    """Who each one is, in the document's order. Does not depend on that order."""
    headings: dict[str, set[str]] = defaultdict(set)
    for one in placed:
        if not one.item.guid.strip():
            headings[one.url].add(one.title)
    # Links tell apart what shares a guid; titles what has no guid and shares a link, as in a ticker that links to itself.
    places = [one.url or _words_of(one.title, one.summary) for one in placed]
    places = [
        f"{place}|{one.title}" if not one.item.guid.strip() and one.url and len(headings[one.url]) > 1 else place
        for one, place in zip(placed, places, strict=True)
    ]
    shared: dict[str, dict[str, int]] = defaultdict(dict)
    for one, place in zip(placed, places, strict=True):
        first = shared[one.alone].setdefault(place, one.number)
        if first == one.number and len(shared[one.alone]) == 2 and one.item.guid.strip():
            remarks.problem(one.number, f"its guid is that of entry {min(shared[one.alone].values())} too, which is another article")
            remarks.quirk("repeated_guid", f"“{one.alone[:200]}”")
    for one, place in zip(placed, places, strict=True):
        guid = f"{one.alone}|{place}" if len(shared[one.alone]) > 1 else one.alone
        yield guid if len(guid.encode()) <= LONGEST else hashlib.sha256(guid.encode()).hexdigest()


# ── Links ──

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def address(link: str, base: str) -> str:
    """The address that a link names where `base` stands; empty when it is none that can be asked for."""
    said = storable(link.strip())
    try:
        found = urljoin(base, said)
        usable = urlsplit(found).scheme in {"http", "https"} and urlsplit(found).hostname
    except ValueError:  # brackets that are no address
        return ""
    return found if said and usable else ""


# ── Dates ──


def _dates(one: _Placed, now: datetime, remarks: Remarks) -> tuple[datetime | None, datetime | None]:
    named = (("published", one.item.published), ("updated", one.item.updated))
    published_at, updated_at = (_believed(one.number, name, said, (now, remarks)) for name, said in named)
    if not published_at and not updated_at:
        remarks.quirk("no_date", f"entry {one.number}")
    return published_at, updated_at


def _believed(number: int, name: str, said: Said, known: tuple[datetime, Remarks]) -> datetime | None:
    """A date that can be right; what is wrong with another one is remarked."""
    now, remarks = known
    raw = " ".join(storable(said.raw).split())
    if not raw:
        return None
    at = instant(raw)
    if not at and said.parsed and plausible(raw, said.parsed):
        at = said.parsed
    if at and at > now + WRONG_CLOCK:
        remarks.quirk("future_date", f"entry {number}: {name} “{raw[:100]}”")
    elif not at or at < EARLIEST:
        remarks.quirk("unbelievable_date", f"entry {number}: {name} “{raw[:100]}”")
    if at and EARLIEST <= at <= now + AHEAD:
        return at
    remarks.problem(number, f"{name} date {at:%Y-%m-%d} is not believable" if at else f"{name} date “{raw[:100]}” is not understood")
    return None


# ── Words ──

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--[^<>]{0,2000}-->")
_ESCAPED = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def plain(text: str) -> str:
    """A title or summary without markup and runs of white space. What was escaped once too often is unescaped."""
    bare = _ESCAPED.sub(lambda found: html.unescape(found[0]), _TAG.sub(" ", text))
    return " ".join(storable(bare).split())


def content_sha256(entry: Entry) -> str:
    """By which one re-issue of an entry is told from another. The outlet's own dates do not count: they churn."""
    return hashlib.sha256("\x00".join((entry.url, entry.title, entry.summary)).encode()).hexdigest()


def listing_sha256(found: Sequence[Entry]) -> str:
    """By which two documents that list the same are known, in whatever order. Dates do not count here either."""
    lines = sorted("\x00".join((e.guid, e.url, e.title, e.summary)) for e in found)
    return hashlib.sha256("\x01".join(lines).encode()).hexdigest()
