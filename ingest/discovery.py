"""A page, an address, a robots.txt → addresses at which feeds may lie, the likely ones first. Pure; whether one answers is asked elsewhere.

Tags are read one by one, without a tree: what a page nests, leaves open or never closes cannot matter. Nothing is ever read twice.
"""

import re
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

from ingest.charset import decode
from ingest.urls import LONGEST

LARGEST = 3_000_000
"""Characters of a page that are looked at. Of 203 real pages the largest has 2.1 million, and the head comes first."""
MOST_TAGS = 5_000
"""Links of a page that are looked at; the 203 have 631 at most."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address without fragment, absolute, and what the page calls it."""

    url: str
    title: str = ""


def links(body: bytes, url: str, content_type: str = "") -> tuple[Link, ...]:
    """Every address that a page names as a feed, or that looks like one, once; those of comments and single authors come last.

    Relative addresses are resolved against the page's base, or `url`.
    """
    html = _HIDDEN.sub(" ", decode(body, content_type)[:LARGEST])
    base = url
    ranked: list[tuple[int, Link]] = []
    for tag in islice(_TAG.finditer(html), MOST_TAGS):
        name, said = tag[1].lower(), _attributes(tag[2])
        words = said.get("title") or (_words(html, tag.end()) if name == "a" else "")
        rank = _rank(name, said, words)
        if name == "base" and base == url:
            base = _joined(url, said.get("href", "")) or url
        elif rank is not None and (address := _joined(base, said.get("href", ""))):
            ranked.append((rank, Link(address, words)))
    ranked.sort(key=lambda one: one[0])
    found: dict[str, Link] = {}
    for _, link in ranked:
        found.setdefault(link.url, link)
    found.pop(url.partition("#")[0], None)
    return tuple(found.values())


_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"""<(base|link|a)\s((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")


def _attributes(text: str) -> dict[str, str]:
    """The attributes of a tag; the first of a name counts, as in a browser."""
    found: dict[str, str] = {}
    for one in _ATTRIBUTE.finditer(text):
        found.setdefault(one[1].lower(), " ".join(unescape(one[2] or one[3] or one[4] or "").split()))
    return found


def _words(html: str, at: int) -> str:
    """What stands in a link, without the tags around it."""
    return " ".join(unescape(re.sub(r"<[^<>]{0,1000}>", " ", html[at : at + 500].partition("</a")[0])).split())[:200]


FEED_TYPES = re.compile(r"(application/(rss|atom|rdf)\+xml|application/feed\+json|application/rss|text/rss)\s*(;|$)", re.IGNORECASE)
ANY_TYPES = re.compile(r"((application|text)/(xml|rdf|json))\s*(;|$)", re.IGNORECASE)
"""Types of feeds, and of much else: a link of such a type must look like a feed, too."""

LOOKS = re.compile(
    r"(^|[/._-])(rss\d?|(rss)?feeds?|atom|rdf)([/._-]|$)|\.(rss|atom|rdf)$|/(rss|feed(?!back)|atom)[a-z]{0,12}\.(xml|json|php|aspx?)$|/index\.xml$",
    re.IGNORECASE,
)
"""Of a path. `/feedback` and `/rssi` are none."""
ASKS = re.compile(r"(^|&)(feed|format|type|output)=(rss2?|atom|rdf|json|feed)\d?(&|$)", re.IGNORECASE)
NO_FEED = re.compile(r"\.(png|gif|jpe?g|svg|webp|ico|css|js|pdf|mp3|html?)$|/(wp-json|oembed)\b", re.IGNORECASE)
SAYS = re.compile(r"\W*(rss( ?[\d.]{1,3})?|atom|rdf|xml|json feed|(rss|atom|xml|news)[ -]feeds?|feeds?)\W*", re.IGNORECASE)
"""All that a link says which leads to a feed. Articles about RSS say more."""
LAST = re.compile(r"comment|коммент|şərh|yorum|пікір|replies|podcast|tag/|author/", re.IGNORECASE)
"""Feeds that list no news, or only a little of it."""

NAMED, LINKED, LATER = 0, 1, 2


def _rank(name: str, said: dict[str, str], words: str) -> int | None:
    """How likely a tag leads to the feed that is looked for; None when it leads to none."""
    rel, href = said.get("rel", "").lower().split(), said.get("href", "")
    if not href or len(href) > LONGEST or "stylesheet" in rel:
        return None
    kind, looks = said.get("type", ""), _looks(href)
    if name == "link":
        feed = FEED_TYPES.match(kind) or (ANY_TYPES.match(kind) and looks)
        named = "feed" in rel or ("alternate" in rel and feed)
    else:
        named = looks or FEED_TYPES.match(kind) or (SAYS.fullmatch(words) and not NO_FEED.search(re.split("[?#]", href)[0]))
    if not named:
        return None
    return LATER if LAST.search(f"{href} {words}") else NAMED if name == "link" else LINKED


def _looks(href: str) -> bool:
    """Does the address look like one of a feed? Services that subscribe to another address are none."""
    plain = href.partition("#")[0]
    path, _, query = plain.partition("?")
    path = re.sub(r"^(https?:)?//[^/]+", "", path)
    if "http" in path.lower() or "http" in query.lower() or NO_FEED.search(path):
        return False
    return bool(LOOKS.search(path) or ASKS.search(query))


def _joined(base: str, href: str) -> str:
    """An absolute address without fragment; '' for what cannot be asked over HTTP."""
    try:
        found = urljoin(base, href.strip()).partition("#")[0]
        parts = urlsplit(found)
        return found if parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""


PLACES = ("feed", "rss", "rss.xml", "index.xml", "feed.xml", "atom.xml", "feed.json")
"""By how many of 781 feeds in a public collection lie there (201, 48, 18, 6, 5, 2); JSON Feed's own place last."""


def guesses(url: str) -> tuple[str, ...]:
    """The usual places: below the page's own folder first, which may be one language of many, then below the host."""
    parts = urlsplit(url)
    folder = parts.path.rpartition("/")[0] if "." in parts.path.rpartition("/")[2] else parts.path.rstrip("/")
    roots = dict.fromkeys((folder, ""))
    few = PLACES[:3] if len(roots) > 1 else ()
    own = [f"{folder}/{place}" for place in few]
    return tuple(dict.fromkeys(f"{parts.scheme}://{parts.netloc}{path}" for path in (*own, *(f"/{place}" for place in PLACES))))


_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
NEWS = re.compile(r"news|latest|recent|last|noticias|novosti|google", re.IGNORECASE)
"""In the path of a sitemap that lists the last two days, and not the whole archive."""


def sitemaps(robots_text: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names and that say to be about news, once, in its order."""
    named = (found[1] for found in _SITEMAP.finditer(robots_text))
    return tuple(dict.fromkeys(url for url in named if _joined(url, url) and NEWS.search(_path(url))))


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
