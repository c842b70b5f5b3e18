"""A page → the text of its article, chosen among several ways of finding it. Pure.

The gated medoid: trafilatura's precise mode is believed where a cheap second opinion sees about the same words, which it does
on 202 of 203 real pages. Elsewhere more ways are asked, and the one that the others agree with most is taken. A way is named with the
text, and pinned to the article: one page read in two ways differs without having changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import html_text
import lxml.html
import readability
import trafilatura
from lxml.etree import LxmlError
from resiliparse.extract.html2text import extract_plain_text

from ingest.furniture import Furniture, Grams, word_grams, words

PRECISE, ROOMY, READABLE, PLAIN = "precise", "roomy", "readable", "plain"
"""The ways, as they are named in a reading: trafilatura's two modes, readability, resiliparse."""

AGREED = 0.6
"""Share of word 4-grams that two texts have in common, of the one with more of its own. Flat from 0.5 to 0.7 on 203 pages."""
BIAS = 0.05
"""In favour of the precise way, among texts that the others agree with alike."""
ENOUGH = 250
"""Characters. With less, the text may be all that stands before a wall, or nothing but a caption."""

FEWEST = 5
"""Words, or characters of scripts without blanks: with fewer, it is a label of the page's."""

_SKIPPED = ["figure", "figcaption", "aside", "nav", "form", "footer", "blockquote.twitter-tweet"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the two forms in which the ways take it."""

    html: str
    tree: lxml.html.HtmlElement


@dataclass(frozen=True, slots=True)
class Found:
    """A text and the way it was found, both empty when there is none; and the lines beside it that are none of it."""

    text: str = ""
    extractor: str = ""
    aside: str = ""


def article_text(page: Page, pinned: str, description: str) -> Found:
    """The article's text. `pinned` is the way that found it before; it is left only where it finds something else entirely.

    `description` is what the page offers as the sentence under its headline: put back where it stands there and was left out.
    """
    furniture = Furniture(page.tree)
    witness = plain_text(page.html)
    found = _chosen(page, pinned if pinned in _WAYS else PRECISE, witness)
    if len(words(found.text)) < FEWEST:
        return Found()
    text, aside = furniture.parted(furniture.restored(found.text, witness))
    return Found(furniture.under_headline(text, witness, description), found.extractor, aside)


def plain_text(html: str) -> str:
    """What stands in the middle of a page, found without a model of it: fast, and never far off."""
    return str(extract_plain_text(html, main_content=True, alt_texts=False, comments=False, skip_elements=_SKIPPED))


def all_text(html: str) -> str:
    """Everything that a page shows, menus and all."""
    return str(extract_plain_text(html, alt_texts=False))


def _chosen(page: Page, way: str, witness: str) -> Found:
    text, seen = _WAYS[way](page), _grams(witness)
    if _agree(_grams(text), seen):
        return Found(text, way)
    texts = {way: text} | {other: _WAYS[other](page) for other in _WAYS if other not in (way, PLAIN)} | {PLAIN: witness}
    return _medoid({name: t for name, t in texts.items() if t.strip()})


def _medoid(texts: Mapping[str, str]) -> Found:
    """The text that the others have most in common with. The plain way has a vote, but too much of the page around to be taken."""
    grams = {name: _grams(text) for name, text in texts.items()}
    long = {name for name, text in texts.items() if len(text) >= ENOUGH} or set(texts) & {PRECISE}
    names = [name for name in texts if name in long and name != PLAIN] or sorted(long)
    if not names:
        return Found()
    best = max(names, key=lambda n: sum(_dice(grams[n], grams[o]) for o in texts if o != n) + BIAS * (n == PRECISE))
    return Found(texts[best], best)


def _grams(text: str) -> Grams:
    return word_grams(text, 4)


def _agree(some: Grams, others: Grams) -> bool:
    return bool(some and others) and len(some & others) >= AGREED * max(len(some), len(others))


def _dice(some: Grams, others: Grams) -> float:
    return 2 * len(some & others) / (len(some) + len(others)) if some and others else 0.0


def _precise(page: Page) -> str:
    return trafilatura.extract(page.tree, favor_precision=True, include_comments=False) or ""


def _roomy(page: Page) -> str:
    return trafilatura.extract(page.tree, include_comments=False) or ""


def _readable(page: Page) -> str:
    try:
        return str(html_text.extract_text(readability.Document(page.html).summary()))
    except (ValueError, AssertionError, LxmlError):  # it calls what it cannot parse a ValueError
        return ""


def _plain(page: Page) -> str:
    return plain_text(page.html)


_WAYS: Mapping[str, Callable[[Page], str]] = {PRECISE: _precise, ROOMY: _roomy, READABLE: _readable, PLAIN: _plain}
