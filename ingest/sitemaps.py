"""The text of a sitemap, plain or with Google News' extension → what it lists. Pure.

https://www.sitemaps.org/protocol.html, https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
Names of elements count, namespaces do not: many outlets leave them out or get them wrong.
"""

from itertools import islice

from lxml import etree

from ingest.entries import Item, Listing, Said, newest
from ingest.markup import root_name, tree

ALLOWED = 50_000
"""Addresses of one sitemap, by the protocol."""

NAMED = 20
"""Child sitemaps that a reason names; an archive's index has thousands."""


def is_sitemap(text: str) -> bool:
    """Is the document's first element that of a sitemap?"""
    return root_name(text).rpartition(":")[2] in {"urlset", "sitemapindex"}


def read_sitemap(text: str) -> Listing:
    """What the sitemap lists: its addresses are its guids. An index of sitemaps is no feed; the reason names its children."""
    root, wrong = tree(text, mend=True)
    first = wrong[0] if wrong else ""
    if root is None:
        return Listing(reason=f"not a sitemap: {first or 'no elements'}")
    if _name(root) == "sitemapindex":
        return Listing(ill_formed=first, reason=_index(root))
    addresses = (e for e in root.iter(etree.Element) if _name(e) == "url")
    items, unread = newest([_item(e) for e in islice(addresses, ALLOWED)])
    return Listing(items, first, unread=unread + sum(1 for _ in addresses))


def _index(root: etree._Element) -> str:
    children = [loc for e in root.iter(etree.Element) if _name(e) == "sitemap" and (loc := _fields(e).get("loc"))]
    more = f" and {len(children) - NAMED:,} more" if len(children) > NAMED else ""
    return f"an index of {len(children):,} sitemaps: {', '.join(children[:NAMED]) or 'none'}{more}"


def _item(url: etree._Element) -> Item:
    said = _fields(url)
    return Item(
        guid=said.get("loc", ""),
        links=tuple(filter(None, [said.get("loc", "")])),
        title=said.get("title", ""),
        published=Said(said.get("publication_date", "")),
        updated=Said(said.get("lastmod", "")),
    )


def _fields(parent: etree._Element) -> dict[str, str]:
    """The texts of an url element's own fields and of its news; an image's location and title are not the article's."""
    found: dict[str, str] = {}
    news = [e for e in parent.iterchildren(etree.Element) if _name(e) == "news"]
    for holder in (parent, *news):
        for element in holder.iterchildren(etree.Element):
            text = " ".join("".join(element.itertext(etree.Element, with_tail=True)).split())
            found.setdefault(_name(element), text)
    return found


def _name(element: etree._Element) -> str:
    """Without its namespace; also without a prefix that no namespace was declared for, which lxml leaves in the name."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
