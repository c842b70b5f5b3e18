"""Bytes of a page → what it says. Pure.

What a page can do to its reader is bounded here as far as it can be told beforehand; what is left, a process that can be killed
bounds: see `ingest.sandbox`.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime

import htmldate
import lxml.html
import trafilatura
from lxml import etree

from ingest.characters import plainly_set, storable
from ingest.charset import decode
from ingest.extraction import PLAIN, Found, Page, all_text, article_text, plain_text
from ingest.instants import instant
from ingest.language import language_of
from ingest.layout import unwrap_layout
from ingest.metadata import Metadata
from narrative.model import Reading

VERSION = f"gated-medoid-4/trafilatura-{trafilatura.__version__}"
"""Name of this way of reading. Readings of two versions are never compared with each other."""

MOST_MARKUP = 60_000
"""Tags, counted as `<`. Real pages have 8,100 at most; 200,000 unclosed ones keep trafilatura busy for ever. With more, the text is
what the plain way finds, which a million do not slow down."""
DEEPEST = 400
"""Levels of elements. Real pages have 51 at most; extractors walk down recursively, or in quadratic time."""
LONGEST_SCRIPT = 1_000_000
"""Characters of one script, or of one block of linked data: the articles' own are a few thousand long."""
LONGEST_ASIDE = 4_000
"""Characters of what is kept of a page's other words. What stands in the way of an article says so in its first sentences."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No article text could be read, and why; with the page's own title, if it has one, and what else it shows (see `aside`)."""

    reason: str
    title: str = ""
    page_sha256: str = ""
    noarchive: bool = False
    aside: str = ""


def read_page(body: bytes, content_type: str = "", *, url: str = "", extractor: str = "") -> Reading | Unreadable:
    """Headline, body, dates and the rest of one page. Text is never empty in a Reading.

    `url` is where it was found; `extractor` the way in which the article's text was found before.
    """
    text = decode(body, content_type)
    if _is_noise(text):
        return Unreadable("not HTML: no elements" if "<" not in text else "not HTML: binary")
    html = _without_long_scripts(_XML_DECLARATION.sub("", plainly_set(text)))
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, ValueError, AssertionError) as error:
        return Unreadable(f"not HTML: {error}")
    if _too_deep(tree):
        return Unreadable(f"elements lie more than {DEEPEST} deep in each other")
    about, page_sha256 = Metadata(tree), _visible_sha256(tree)
    unwrap_layout(tree)
    found = _text(Page(html, tree), about, extractor)
    if not found.text.strip():
        shown = storable(all_text(html)[:LONGEST_ASIDE])
        return Unreadable("no article text found", about.headlines.title, page_sha256, about.noarchive, shown)
    return replace(_reading(found, about, url, tree), page_sha256=page_sha256)


def _is_noise(text: str) -> bool:
    """Whether there is no page in it: no element at all, or one character in twenty that no text has."""
    return "<" not in text or len(NO_TEXT.findall(text)) * 20 > len(text)


NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")


def _reading(found: Found, about: Metadata, url: str, tree: lxml.html.HtmlElement) -> Reading:
    text = storable(found.text)
    return Reading(
        headline=about.headline,
        text=text,
        headlines=about.headlines,
        authors=about.authors,
        published_at=instant(about.published) or _dated(tree, url),
        modified_at=instant(about.modified),
        language=language_of(text, about.language),
        canonical_url=about.canonical,
        extractor=found.extractor,
        addresses=about.addresses,
        noarchive=about.noarchive,
        paid=about.paid,
        live=about.live,
        declared_words=about.words,
        aside=storable(found.aside[:LONGEST_ASIDE]),
    )


def _parser() -> lxml.html.HTMLParser:
    """As trafilatura parses, with comments and instructions gone: what stands between two of them is one text."""
    return lxml.html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)


_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
"""lxml refuses text that names an encoding, and XHTML pages begin with one."""

_SCRIPT = re.compile(r"<(/?)script\b", re.IGNORECASE)


def _without_long_scripts(html: str) -> str:
    """The page without scripts that no parser should have to hold, whether they are closed or not."""
    if len(html) <= LONGEST_SCRIPT:
        return html
    kept, start, opened = [], 0, -1
    for mark in (*_SCRIPT.finditer(html), None):
        at = mark.start() if mark else len(html)
        if opened >= 0 and at - opened > LONGEST_SCRIPT:
            kept.append(html[start:opened])
            start = at
        opened = at if mark and not mark[1] else -1
    return "".join([*kept, html[start:]])


def _text(page: Page, about: Metadata, extractor: str) -> Found:
    if page.html.count("<") > MOST_MARKUP:
        return Found(plain_text(page.html), PLAIN)
    return article_text(page, extractor, about.description)


def _too_deep(tree: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


_UNSEEN = {"script", "style", "noscript", "template", "head"}


def _visible_sha256(tree: etree._Element) -> str:
    """Over all words that a reader of the page may see, whatever they belong to."""
    body = tree.find(".//body")
    seen = hashlib.sha256()
    for text in (tree if body is None else body).xpath(".//text()"):
        owner = text.getparent() if text.is_text else text.getparent().getparent()
        if owner is None or owner.tag not in _UNSEEN:
            seen.update("".join(f"{word} " for word in text.split()).encode("utf-8", "replace"))
    return seen.hexdigest()


def _dated(tree: lxml.html.HtmlElement, url: str) -> datetime | None:
    """The day that the page itself or its address shows, where its metadata names none. A guess from scattered numbers is no date."""
    found = htmldate.find_date(tree, extensive_search=False, original_date=True, url=url or None, outputformat="%Y-%m-%d")
    return instant(found or "")
