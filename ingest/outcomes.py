"""How one look at an address ended. Pure: an answer, a reading and what we had → exactly one outcome, with a reason."""

import re
from collections import Counter

from ingest.pages import Unreadable
from ingest.urls import landed, main_form
from ingest.walls import wall
from ingest.web import Answer
from narrative.model import Outcome, Reading
from narrative.text import digest

STATUS = {
    304: Outcome.NOT_MODIFIED,
    401: Outcome.PAYWALLED,
    402: Outcome.PAYWALLED,
    403: Outcome.FORBIDDEN,
    404: Outcome.MISSING,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
    451: Outcome.FORBIDDEN,
}
PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")


def without_body(answer: Answer) -> tuple[Outcome, str] | None:
    """The outcome of an answer that brought nothing to read; None when there is a body to look at."""
    if answer.failure:
        return answer.failure, answer.reason
    status = answer.status or 0
    if status == 200:
        return None
    if status in STATUS:
        return STATUS[status], f"status {status}"
    return (Outcome.SERVER_ERROR if status >= 500 else Outcome.UNREADABLE), f"status {status}"


def not_a_page(answer: Answer) -> str:
    """Why a body cannot be a page; empty when it may be one. A server that names no type is believed to send one."""
    kind = answer.header("Content-Type").split(";")[0].strip().lower()
    if kind and kind not in PAGE_TYPES:
        return f"content type {kind}"
    return not_markup(answer.body)


_MAGIC = (
    (b"%PDF-", "a PDF"), (b"\xff\xd8\xff", "a JPEG image"), (b"\x89PNG\r\n\x1a\n", "a PNG image"), (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"), (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b\x08", "gzipped once more"), (b"\x1aE\xdf\xa3", "a video"),
    (b"ID3", "a sound"), (b"OggS", "a sound"), (b"wOFF", "a font"), (b"wOF2", "a font"), (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
)  # fmt: skip
"""How files begin that servers send as pages, and no page does."""

_FEED = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]{0,200}>|<!--(?:[^-]|-[^-]){0,800}-->)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]")

SNIFFED = 1024
"""Bytes; browsers look at 1,445 (MIME Sniffing Standard, §7)."""


def not_markup(body: bytes) -> str:
    """Why bytes cannot be a page, whatever their server calls them; empty when they may be one."""
    begins = body[:SNIFFED].lstrip()
    if not body.strip():
        return "empty body"
    for magic, what in _MAGIC:
        if begins.startswith(magic):
            return what
    if begins[:4] == b"RIFF" or begins[4:8] == b"ftyp":
        return "an image, a sound or a video"
    if _FEED.match(begins):
        return "a feed"
    return "binary" if b"\0" in begins and b"<" not in body[: 64 * SNIFFED] else ""


def words_sha256(reading: Reading) -> str:
    """Headline and text without typography and white space: equal hashes, equal words (not the other way round)."""
    return digest(reading.headline, reading.text)


def no_article(found: Reading | Unreadable) -> tuple[Outcome, str] | None:
    """How a look ended that brought a page without an article, and why; None when there is one. A wall is no version."""
    if in_the_way := wall(found):
        return in_the_way
    return (Outcome.UNREADABLE, found.reason) if isinstance(found, Unreadable) else None


LEAST_SHARED = 0.3
"""Of the words of the smaller text. Rewritten articles share more than half; two articles of one outlet, stop words and names: a fifth."""

SAME_WORK = 0.8
"""Of the words of the smaller text, where a page says by a permanent redirect that an article has moved to it: then it has."""


def led_astray(url: str, final_url: str, reading: Reading | Unreadable, stood: str) -> str:
    """Why the page that a redirect led to is not the article; empty when it may be. A redirect to the front page says: no longer here.

    `stood` is the text that the article had, empty before its first.
    """
    if main_form(url) == main_form(final_url):
        return ""
    if not landed(final_url, url):
        return f"redirects to a front page or section, {final_url}"
    if isinstance(reading, Reading) and stood and shared_words(stood, reading.text) < LEAST_SHARED:
        return f"redirects to another text, {final_url}"
    return ""


def shared_words(one: str, other: str) -> float:
    """How many of the words of the text with fewer words stand in the other, each as often as it does; 0 to 1."""
    a, b = Counter(one.lower().split()), Counter(other.lower().split())
    fewer = min(a.total(), b.total())
    return (a & b).total() / fewer if fewer else 0.0
