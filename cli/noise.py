"""What differs from look to look at a page although no word of the article does. Pure: by article and instant.

Each kind is one that made false versions of real pages: links and boxes inside the text column, counters, captions,
quotation marks that a new editor sets otherwise, leftovers of HTML, boxes in another order.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from cli.furniture import Labels

Link = tuple[str, str]
"""A headline, and where it leads."""
Chosen = TypeVar("Chosen")


@dataclass(frozen=True, slots=True)
class Block:
    """One thing in the text column: a paragraph of the article, or what stands between two of them."""

    kind: Literal["paragraph", "related", "promo"]
    text: str
    link: str = ""
    title: str = ""
    time: str = ""
    """When an update of a live page was written; empty for what is none."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the paragraphs at one look. Empty or 0: nothing of that kind."""

    token: str = ""
    minutes: int = 0
    views: int = 0
    counter: str = ""
    caption: str = ""
    most_read: tuple[Link, ...] = ()
    boxes_first: bool = False


class Look:
    """One look at one article: `kinds` are what differs there. The same article and instant always give the same."""

    def __init__(self, article: str, at: datetime, kinds: frozenset[str]) -> None:
        self._seed = f"{article} {at.isoformat()}"
        self._kinds = kinds

    def number(self, kind: str, below: int) -> int:
        """0 to `below` - 1, for each kind another."""
        return int(hashlib.sha256(f"{self._seed} {kind}".encode()).hexdigest(), 16) % below

    def choice(self, kind: str, among: Sequence[Chosen]) -> Chosen:
        return among[self.number(kind, len(among))]

    def around(self, labels: Labels, links: Sequence[Link], most: int) -> Around:
        """What is no paragraph. Of `links`, at most `most` are the most read."""
        has = self._kinds.__contains__
        turn = self.number("most_read", len(links)) if links else 0
        views, comments = 1000 + self.number("views", 90_000), self.number("comments", 300)
        return Around(
            token=f"{self.number('advert', 16**8):08x}" if has("advert") else "",
            minutes=1 + self.number("updated", 59) if has("updated") else 0,
            views=views if has("views") else 0,
            counter=labels.counter.format(views, comments) if has("counter") else "",
            caption=self.choice("caption", labels.captions) if has("caption") else "",
            most_read=tuple([*links[turn:], *links[:turn]][:most]) if has("most_read") else (),
            boxes_first=has("order") and self.number("order", 2) == 1,
        )

    def column(self, paragraphs: Sequence[Block], labels: Labels, links: Sequence[Link]) -> tuple[Block, ...]:
        """The paragraphs as this look sees them, and the boxes that stand between them or below."""
        blocks = [self._worded(block, n) for n, block in enumerate(paragraphs)]
        for n, box in enumerate(self._boxes(labels, links)):
            blocks.insert(1 + self.number(f"place {n}", len(blocks)), box)
        return tuple(blocks)

    def _boxes(self, labels: Labels, links: Sequence[Link]) -> Iterator[Block]:
        """A link on most looks, an appeal on every second one."""
        if "related" in self._kinds and links and self.number("is related", 4):
            headline, address = self.choice("related", links)
            yield Block("related", headline, address, labels.related)
        if "promo" in self._kinds and self.number("is promo", 2):
            title, text = self.choice("promo", labels.promos)
            yield Block("promo", text, title=title)

    def _worded(self, block: Block, n: int) -> Block:
        text = block.text
        if "quotes" in self._kinds:
            text = _QUOTES[self.number("quotes", len(_QUOTES))](text)
        if "residue" in self._kinds and self.number(f"residue {n}", 4) == 0:
            text = text.replace(" ", " &nbsp;", 1)
        return Block(block.kind, text, block.link, block.title, block.time)


def _straight(text: str) -> str:
    return text.translate(str.maketrans("“”„’‘", '"""\'\''))


def _curled(text: str) -> str:
    """Straight marks become pairs of “ and ”, and ’; marks that open nothing are left alone."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", re.sub(r'"([^"]+)"', r"“\1”", text))


_QUOTES = (str, _straight, _curled)
