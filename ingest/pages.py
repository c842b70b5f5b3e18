"""Bytes of a page → what it says. Pure."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import lxml.html
import trafilatura
from lxml.etree import ParserError

from ingest.characters import storable
from ingest.charset import decode
from narrative.model import Headlines, Reading

VERSION = f"trafilatura-{trafilatura.__version__}/1"
"""Name of this way of reading. Readings of two versions are never compared with each other."""

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle BlogPosting LiveBlogPosting".split()
)


MOST_MARKUP = 60_000
"""Tags, counted as `<`. Real pages have 8,100 at most; 200,000 unclosed ones keep the extractor busy for ever."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No article text could be read, and why; with the page's own title, if it has one."""

    reason: str
    title: str = ""
    page_sha256: str = ""
    noarchive: bool = False


def read_page(body: bytes, content_type: str = "", *, url: str = "", extractor: str = "") -> Reading | Unreadable:
    """Headline, body, dates and the rest of one page. Text is never empty in a Reading."""
    html = _XML_DECLARATION.sub("", decode(body, content_type))
    if html.count("<") > MOST_MARKUP:
        return Unreadable(f"more than {MOST_MARKUP} tags")
    try:
        tree = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(huge_tree=True))
    except (ParserError, ValueError, AssertionError) as error:
        return Unreadable(f"not HTML: {error}")
    meta = _Meta(tree)
    text = trafilatura.extract(html, favor_precision=True, include_comments=False, include_tables=False) or ""
    if not text.strip():
        return Unreadable("no article text found", meta.title())
    headlines = Headlines(meta.heading(), meta.property("og:title"), meta.title(), meta.article("headline"))
    return Reading(
        headline=headlines.h1 or headlines.jsonld or headlines.og or headlines.title,
        text=storable(text),
        headlines=headlines,
        authors=meta.authors(),
        published_at=instant(meta.article("datePublished") or meta.property("article:published_time")),
        modified_at=instant(meta.article("dateModified") or meta.property("article:modified_time")),
        language=(meta.article("inLanguage") or tree.get("lang") or "").lower()[:2],
        canonical_url=meta.canonical(),
        extractor="trafilatura",
        page_sha256=hashlib.sha256(" ".join(tree.text_content().split()).encode("utf-8", "replace")).hexdigest(),
        addresses=tuple(filter(None, [meta.canonical(), meta.property("og:url")])),
    )


_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
"""lxml refuses text that names an encoding, and XHTML pages begin with one."""

class _Meta:
    """What a page says about itself, in JSON-LD first, meta elements second."""

    def __init__(self, tree: lxml.html.HtmlElement) -> None:
        self._tree = tree
        self._article = next(_articles(tree), {})

    def article(self, name: str) -> str:
        value = self._article.get(name)
        return _line(value) if isinstance(value, str) else ""

    def property(self, name: str) -> str:
        found = self._tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
        return " ".join(found[0].split()) if found else ""

    def heading(self) -> str:
        """The first h1 that stands inside an article, else the first of the page."""
        for path in ("//article//h1", "//main//h1", "//h1"):
            for element in self._tree.xpath(path):
                if text := " ".join(element.text_content().split()):
                    return text
        return ""

    def title(self) -> str:
        return " ".join(self._tree.xpath("string((//head/title)[1])").split())

    def canonical(self) -> str:
        found = self._tree.xpath("//link[@rel='canonical']/@href")
        return found[0].strip() if found else ""

    def authors(self) -> tuple[str, ...]:
        said = self._article.get("author")
        people = said if isinstance(said, list) else [said]
        names = [p.get("name") if isinstance(p, dict) else p for p in people]
        named = tuple(_line(n) for n in names if isinstance(n, str) and n.strip())
        return named or tuple(filter(None, [self.property("author")]))


def _line(text: str) -> str:
    """One line of what JSON says, where escapes can name anything."""
    return " ".join(storable(text).split())


def _articles(tree: lxml.html.HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue  # a broken block says nothing; the meta elements are asked instead
        yield from _article_nodes(data, 0)


def _article_nodes(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:  # @graph lists nest two or three deep on real pages
        return
    if isinstance(node, list):
        for item in node:
            yield from _article_nodes(item, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type")
        if any(isinstance(kind, str) and kind in ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield node
        yield from _article_nodes(node.get("@graph"), depth + 1)


def instant(text: str) -> datetime | None:
    """An ISO 8601 date as an aware instant; a date without a zone is taken as UTC, anything else as unknown."""
    try:
        at = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # the year 1, east of Greenwich, has no UTC
        return None
