"""Bytes of a feed → its entries, and what was wrong with them. Pure.

RSS, RDF and Atom, JSON Feed, sitemaps with and without Google News' extension: told apart by their content, because what
servers say about feeds is wrong too often. Nothing outside of the bytes is ever read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ingest.entries import AHEAD, EARLIEST, LONGEST, MOST, Hints, Listing, Quirk, Remarks, content_sha256, entries, listing_sha256, plain
from ingest.jsonfeed import read_json_feed
from ingest.markup import Markup, Refusal, read_markup
from ingest.sitemaps import is_sitemap, read_sitemap
from ingest.syndication import read_syndicated, what
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
    hints: Hints = field(default_factory=Hints)


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
    return read_syndicated(text)


def _remark(markup: Markup, listing: Listing, kind: str, remarks: Remarks) -> None:
    """What is odd about the document as a whole, ahead of what is odd about its entries."""
    for trouble in filter(None, [*markup.repairs, listing.ill_formed]):
        remarks.problems.append(f"ill-formed: {trouble}")
        remarks.quirk("ill_formed", trouble)
    if markup.charset:
        remarks.problems.append(markup.charset)
        remarks.quirk("wrong_charset", markup.charset)
    if listing.unread:
        remarks.problems.append(f"{listing.unread:,} entries beyond {MOST:,} are not read")
        remarks.quirk("too_many", f"{listing.unread + MOST:,} entries")
    if not (listing.items or listing.reason):
        remarks.problems.append(f"lists no entries: {what(markup.text)}")
    if not listing.reason and "html" in kind.partition(";")[0].lower():
        remarks.quirk("wrong_media_type", kind[:100])
