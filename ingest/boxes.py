"""Boxes between the paragraphs of an article that point elsewhere, told by how they are built and by no name. Pure.

A box begins with a link that stands alone, maybe under a label, and has little text beside its links; or it holds a form, or a label and
something to look at. What outlets call such boxes differs from outlet to outlet, and from week to week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile

import lxml.html
from lxml import etree

LINK = 15
"""Characters of a link that can be another article's headline."""
LABEL = 40
"""Most characters of what stands above links, or under "advertisement"."""
TEASER, FORM = 300, 360
"""Characters: what may stand beside a link of a box before the next one, and all that stands in one with a form."""
MOST_RUNS, MOST_TEXT = 60, 6_000
"""Lines and characters of a box. What has more is a column."""

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark picture q s samp small source span strong strike "
    "sub sup time tt u var wbr".split()
)
_CONTAINERS = frozenset("article aside dd div dl footer li nav ol section ul".split())
_UNSEEN = frozenset("script style noscript template head svg".split())
_FORMS, _SIGHTS = frozenset({"form", "input"}), frozenset({"iframe", "script", "ins", "img", "form", "input"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TELLING = _SIGHTS | _HEADINGS


@dataclass(frozen=True, slots=True)
class Run:
    """Text between two boundaries of blocks, and whether all of it is a link."""

    text: str
    linked: bool

    @property
    def label(self) -> bool:
        return not self.linked and len(self.text) <= LABEL and not self.text.endswith((".", "!", "…"))


@dataclass(slots=True)
class _Open:
    """A block on the way down: where its runs begin, and which telling elements it has."""

    first: int
    holds: set[str]


class _Walk:
    """The runs of a page in their order, and the range of them that each container has."""

    def __init__(self, tree: lxml.html.HtmlElement) -> None:
        self.runs: list[Run] = []
        self.containers: list[tuple[int, int, frozenset[str]]] = []
        self._pieces: list[tuple[str, bool]] = []
        self._links = self._unseen = 0
        self._open = [_Open(0, set())]
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            self._start(element) if event == "start" else self._end(element)
        self._flush()

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _TELLING:
            self._open[-1].holds.add(tag)
        if tag not in _INLINE:
            self._flush()
        self._links += tag == "a"
        self._unseen += tag in _UNSEEN
        if tag in _CONTAINERS:
            self._open.append(_Open(len(self.runs), set()))
        self._say(element.text)

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag not in _INLINE:
            self._flush()
        if tag in _CONTAINERS:
            done = self._open.pop()
            self._open[-1].holds |= done.holds
            if 0 < len(self.runs) - done.first <= MOST_RUNS:
                self.containers.append((done.first, len(self.runs), frozenset(done.holds)))
        self._links -= tag == "a"
        self._unseen -= tag in _UNSEEN
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text and not self._unseen and not text.isspace():
            self._pieces.append((text, self._links > 0))

    def _flush(self) -> None:
        if self._pieces:
            text = " ".join(" ".join(piece for piece, _ in self._pieces).split())
            self.runs.append(Run(text, all(linked for _, linked in self._pieces)))
            self._pieces = []


def boxed(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Every text that stands in a box and nowhere else on the page: line by line, and as extractors join lines."""
    walk = _Walk(tree)
    boxes = [(first, last) for first, last, holds in walk.containers if _is_box(walk.runs[first:last], holds)]
    inside = {n for first, last in boxes for n in range(first, last)}
    outside = {run.text for n, run in enumerate(walk.runs) if n not in inside}
    yield from (walk.runs[n].text for n in inside if walk.runs[n].text not in outside)
    for first, last in boxes:
        yield " ".join(run.text for run in walk.runs[first:last])


def _is_box(runs: list[Run], holds: frozenset[str]) -> bool:
    size = sum(len(run.text) for run in runs)
    if "h1" in holds or size > MOST_TEXT:
        return False
    if holds & _FORMS and size <= FORM:
        return True
    if len(runs) == 1 and runs[0].label:
        return bool(holds & _SIGHTS) and not holds & _HEADINGS
    listed = list(dropwhile(lambda run: run.label, runs))
    return bool(listed and listed[0].linked) and any(run.linked and len(run.text) >= LINK for run in listed) and _teases(listed)


def _teases(runs: list[Run]) -> bool:
    """Whether there is little text behind each of the links."""
    beside = 0
    for run in runs:
        beside = 0 if run.linked else beside + len(run.text)
        if beside > TEASER:
            return False
    return True
