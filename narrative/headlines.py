"""The headlines of two versions, place by place: which differ, and which differ only by an outlet's name or a counter beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from narrative.model import Headlines
from narrative.residue import key


class Headed(Protocol):
    """What of a version counts here."""

    @property
    def headline(self) -> str: ...

    @property
    def headlines(self) -> Headlines: ...


@dataclass(frozen=True, slots=True)
class Heading:
    """Two headlines that stood in the same `places`, and the rule by which they say the same; empty when they do not."""

    before: str
    after: str
    rule: str
    places: tuple[str, ...] = ()


PLACES = ("h1", "og", "jsonld", "title")
NAMED = frozenset({"og", "title"})
"""The places that carry the outlet's name behind a dash; behind a bar it may stand in any."""
NAME_WORDS = 5
"""The longest name of an outlet with its section."""
_COUNTER = re.compile(r"\(\d{1,3}\+?\) (?=\w)")
_BAR = re.compile(r"(.+?) ?(?:\||•|·|»|::) ?([^|•·»]+)")
_DASH = re.compile(r"(.+) - ((?:(?! - ).)+)")


def headings(before: Headed, after: Headed) -> Iterator[Heading]:
    """Every distinct pair of headlines that differ by a code point; the one an article is known by comes first.

    A place that is empty on one side was lost by extraction, not by the outlet.
    """
    found: dict[tuple[str, str, str], Heading] = {}
    own: tuple[frozenset[str], frozenset[str]] | None = None
    for place, old, new in _places(before, after):
        if old == new:
            continue
        own = own or (_keys(before), _keys(after))
        rule, said = _compared(place, old, new, own)
        at = (rule, old, new) if rule else (rule, *said)
        known = found.get(at, Heading(old, new, rule))
        found[at] = replace(known, places=(*known.places, *([place] if place else [])))
    yield from found.values()


def _places(before: Headed, after: Headed) -> Iterator[tuple[str, str, str]]:
    yield "", before.headline, after.headline
    if before.headlines == after.headlines:
        return
    for place in PLACES:
        old, new = getattr(before.headlines, place), getattr(after.headlines, place)
        if old and new:
            yield place, old, new


def _keys(version: Headed) -> frozenset[str]:
    return frozenset(key(headline) for headline in (version.headline, *(getattr(version.headlines, place) for place in PLACES)))


def _compared(place: str, before: str, after: str, own: tuple[frozenset[str], frozenset[str]]) -> tuple[str, tuple[str, str]]:
    """The rule by which two headlines are the same, if they are, and what each says without counter and name."""
    old, new = key(before), key(after)
    if old == new:
        return "same", (old, new)
    if not old or not new:
        return "headline.missing", (old, new)
    old, new = (_COUNTER.sub("", text, count=1) if _COUNTER.match(text) else text for text in (old, new))
    if old == new:
        return "headline.counter", (old, new)
    (old_head, old_name), (new_head, new_name) = _parted(place, old, own[0]), _parted(place, new, own[1])
    if old_name == new_name or not (old_name and new_name) or (old_head in own[0] and new_head in own[1]):
        old, new = old_head, new_head
    return "headline.site_name" if old == new else "", (old, new)


def _parted(place: str, text: str, own: frozenset[str]) -> tuple[str, str]:
    """The headline and the outlet's name behind it, if that is what stands there."""
    bar, dash = _BAR.fullmatch(text), _DASH.fullmatch(text)
    if bar and _is_named(bar, own):
        head, section = (bar[1], "") if bar[1] in own else _parted(place, bar[1], own)
        return head, f"{section} | {bar[2]}"
    if dash and place in NAMED and _is_named(dash, own):
        return dash[1], dash[2]
    return text, ""


def _is_named(found: re.Match[str], own: frozenset[str]) -> bool:
    """Whether a name follows: few words and no number, a capital in each; in the first where the page has the headline without it too."""
    head, words = found[1], found[2].split()
    if len(words) > NAME_WORDS or re.search(r"\d", found[2]):
        return False
    named = [word[0].isupper() or not word[0].isalpha() or "." in word for word in words]
    return named[0] if head in own else all(named) and len(head) > len(found[2])
