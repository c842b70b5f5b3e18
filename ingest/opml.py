"""Bytes of an OPML file → the feeds that it lists, and the other way round. Pure.

http://opml.org/spec2.opml. Names of attributes and elements count, their case and namespaces do not, nor where an outline stands.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from html.entities import name2codepoint

from lxml import etree

from ingest.countries import country_of, named
from ingest.markup import Markup, Refusal, read_markup, tree

MOST_PROBLEMS = 20
"""That are told of one file; what is wrong with one outline is often wrong with all."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One feed of a list. `country` and `language` are as in feeds.yaml; every text may be empty but the address of the feed."""

    title: str
    feed_url: str
    home: str = ""
    country: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The feeds in the file's order, and located problems. `reason` says why nothing at all could be read."""

    listed: tuple[Listed, ...] = ()
    problems: tuple[str, ...] = ()
    reason: str = ""


def read_opml(body: bytes) -> Outlines:
    """Every feed that a file lists, in whatever folder. Of an ill-formed file what can be read is read."""
    markup = read_markup(body)
    if isinstance(markup, Refusal):
        return Outlines(reason=markup.reason)
    root, wrong = _root(markup)
    problems = [f"ill-formed: {trouble}" for trouble in (*markup.repairs, *wrong[:1])]
    if root is None:
        return Outlines(problems=tuple(problems), reason=f"not OPML: {wrong[0] if wrong else 'no elements'}")
    outlines = [e for e in root.iter(etree.Element) if _name(e) == "outline"]
    if not outlines and _name(root) != "opml":
        return Outlines(problems=tuple(problems), reason=f"not OPML: line {root.sourceline}: the document begins with <{_name(root)}>")
    listed = tuple(_listed(outlines, problems))
    reason = "" if listed else f"lists no feed: {len(outlines)} outlines, none of them with an xmlUrl"
    return Outlines(listed, (*problems[:MOST_PROBLEMS], *_more(len(problems) - MOST_PROBLEMS)), reason)


def _more(left: int) -> tuple[str, ...]:
    return (f"and {left:,} more",) if left > 0 else ()


def _root(markup: Markup) -> tuple[etree._Element | None, tuple[str, ...]]:
    """The document's root, mended where it has to be, and what was wrong with it as it was written."""
    root, wrong = tree(markup.text)
    if root is None:
        root, still = tree(_mended(markup.text), mend=True)
        wrong = wrong or still
    return root, wrong


_FIRST = re.compile(r"<outline[\s/>]", re.IGNORECASE)
_LOOSE = re.compile(
    r"&(?!#|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,10});)?"
    r"|<(?!/?(?:outline|body|opml)[\s/>]|!--|!\[CDATA\[|\?)(?:/?[a-z]\w{0,20}(?:\s(?![^<>]{0,400}xmlUrl)[^<>\n]{0,400})?>)?"
    r"""|(?<!=)(?<!=[ ])"(?!\s{0,20}[/?]?>|\s{1,20}[\w:.-]{1,40}\s{0,9}=\s{0,9}["'])""",
    re.IGNORECASE,
)
"""What stands where only its escape can: ampersands, tags of HTML, quotation marks in titles. 80 of 118 real files have some."""


def _mended(text: str) -> str:
    """The text with what is loose in its outlines escaped, on the same lines: a parser that recovers drops it, and what is around it.

    It would ask `?a=1=2` for `?a=1&b=2`, and lose each outline whose title has a word in quotation marks.
    """
    first = _FIRST.search(text)
    start = first.start() if first else len(text)
    return text[:start] + _LOOSE.sub(_escaped, text[start:])


def _escaped(found: re.Match[str]) -> str:
    if found[1] in name2codepoint:
        return f"&#{name2codepoint[found[1]]};"
    return escape(found[0])


def _listed(outlines: Sequence[etree._Element], problems: list[str]) -> Iterator[Listed]:
    for outline in outlines:
        said = _said(outline)
        title, kind = said.get("text") or said.get("title", ""), said.get("type", "").lower()
        address = said.get("xmlurl") or (said.get("url", "") if kind in FEED_TYPES else "")
        if address:
            home, language = said.get("htmlurl", ""), _language(said.get("language", ""))
            yield Listed(title, _address(address), home, _country(outline), language)
        elif kind in FEED_TYPES:
            problems.append(f"line {outline.sourceline}: “{title}” is called a feed, but has no address")
        elif said.get("url", "").lower().endswith(".opml"):
            problems.append(f"line {outline.sourceline}: another list, to be read by itself: {said['url']}")


FEED_TYPES = frozenset({"rss", "atom", "rdf", "feed", "pie"})


def _said(outline: etree._Element) -> dict[str, str]:
    """An outline's attributes by their names in lower case, white space as single spaces."""
    return {etree.QName(str(name)).localname.lower(): " ".join(str(value).split()) for name, value in outline.attrib.items()}


def _address(url: str) -> str:
    """Without the scheme by which browsers once handed feeds to a reader: `feed://host/…`, `feed:https://…`."""
    scheme, _, rest = url.partition(":")
    return url if scheme.lower() != "feed" else f"http:{rest}" if rest.startswith("//") else rest


_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)


def _language(said: str) -> str:
    found = _LANGUAGE.fullmatch(said)
    return found[1].lower() if found else ""


_CODED = re.compile(r"/([A-Z]{2})")


def _country(outline: etree._Element) -> str:
    """The country that a category of the outline, or of the nearest folder around it, or such a folder's name means."""
    for one in (outline, *outline.iterancestors(etree.Element)):
        said = _said(one)
        for category in said.get("category", "").split(","):
            coded = _CODED.fullmatch(category.strip())
            if found := coded[1] if coded else next(filter(None, map(country_of, reversed(category.split("/")))), ""):
                return found
        if one is not outline and (found := country_of(said.get("text", "")) or country_of(said.get("title", ""))):
            return found
    return ""


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname).lower()


# ── The other way round ──

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_opml(title: str, listed: Sequence[Listed]) -> str:
    """An OPML 2.0 file, a folder for each country, which says the same to `read_opml`. Characters that XML forbids are left out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _sound(title)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {"": body}
    for one in listed:
        if one.country not in folders:
            name = named(one.country)
            folders[one.country] = etree.SubElement(body, "outline", text=name, title=name)
        etree.SubElement(folders[one.country], "outline", _attributes(one))
    etree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{etree.tostring(root, encoding="unicode")}'


def _attributes(one: Listed) -> Mapping[str, str]:
    """The country is said twice: a folder's name is for people, and not every code has one."""
    said = {
        "type": "rss", "text": one.title or one.feed_url, "title": one.title, "xmlUrl": one.feed_url, "htmlUrl": one.home,
        "language": one.language, "category": f"/{one.country}" if one.country else "",
    }  # fmt: skip
    return {name: _sound(value) for name, value in said.items() if value}


def _sound(text: str) -> str:
    return _FORBIDDEN.sub("", text)
