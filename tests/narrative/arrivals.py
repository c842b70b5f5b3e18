"""Invented articles for tests of near-duplicates, and what becomes of them when they arrive one after the other.

Sentences are drawn from word lists, so that two articles share names and phrases and no passage.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from narrative.clustering import Judged, judge, settled
from narrative.fingerprints import Sketch, low, sampled, sketch, sketch_all
from narrative.overlap import Looked, Overlap, overlap
from narrative.shelf import FREE, Cluster, Constraints, Shelf, Text

ADJECTIVES = (
    "narrow quiet rusty northern crowded broken early heavy local private careful hidden frozen yellow remote modern costly shallow "
    "patient sudden famous bitter steep wooden public hollow distant gentle muddy ancient"
).split()
NOUNS = (
    "harbour bridge orchard council ferry quarry library market tunnel glacier museum railway brewery lighthouse reservoir stadium "
    "vineyard theatre hospital refinery cathedral airfield monastery factory nursery canal workshop valley archive greenhouse"
).split()
VERBS = (
    "repaired inspected abandoned painted flooded described borrowed measured rebuilt ignored praised photographed searched guarded "
    "emptied renamed crossed mapped rented restored questioned visited defended counted admired evacuated surveyed sold closed bought"
).split()
NAMES = "Orlin Maresa Tavik Belune Corvo Dastan Elmira Fenwick Galdor Hestia Iravan Jorund Kalimo Lestari Morwen Nadir".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def sentence(rng: Random) -> str:
    """About 16 words that hardly any other sentence has in this order."""
    a, n, v = (rng.sample(words, 3) for words in (ADJECTIVES, NOUNS, VERBS))
    day, count = rng.choice(DAYS), rng.randint(2, 900)
    begin = f"The {a[0]} {n[0]} of {rng.choice(NAMES)} {v[0]} {count} {a[1]} {n[1]}s on {day}"
    return f"{begin} and {v[1]} a {a[2]} {n[2]} near {rng.choice(NAMES)}."


def paragraph(rng: Random, sentences: int = 3) -> str:
    return " ".join(sentence(rng) for _ in range(sentences))


def paragraphs(rng: Random, count: int, sentences: int = 3) -> list[str]:
    return [paragraph(rng, sentences) for _ in range(count)]


def article(rng: Random, count: int = 6) -> str:
    """About 55 words in each paragraph."""
    return "\n".join(paragraphs(rng, count))


def words(text: str, first: int, behind: int | None = None) -> str:
    """A piece of a text, counted in words."""
    return " ".join(text.split()[first:behind])


def headline(rng: Random) -> str:
    return f"{rng.choice(ADJECTIVES).title()} {rng.choice(NOUNS)} {rng.choice(VERBS)} in {rng.choice(NAMES)}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text as it arrives. Without a number it is an article of its own; without a voice it comes from an outlet of its own."""

    text: str
    voice: str = ""
    headline: str = ""
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Everything that was judged, in its order: ids count from 0."""

    judged: tuple[Judged, ...]
    shelf: Shelf
    looks: tuple[Looked, ...]

    @property
    def clusters(self) -> list[int]:
        return [one.cluster for one in self.judged]

    @property
    def members(self) -> dict[int, list[int]]:
        found = defaultdict(list)
        for one in self.judged:
            found[one.cluster].append(one.id)
        return dict(found)

    @property
    def largest(self) -> int:
        return max(map(len, self.members.values()))

    @property
    def glued(self) -> int:
        """Texts that are in a cluster which another one began."""
        return len(self.judged) - len(self.members)

    def cluster(self, id_: int) -> Cluster:
        return self.shelf.clusters[self.judged[id_].cluster]

    def shared_with_reference(self, id_: int) -> Overlap:
        return overlap(self.looks[id_], self.looks[self.cluster(id_).reference])


def looked(text: str) -> Looked:
    return Looked(sketch(text))


def prints_at(of: Sketch, scale: int) -> NDArray[np.int64]:
    """The fingerprints of a text as a scale samples them, ascending."""
    return np.unique(low(of.shingles[sampled(of.shingles, scale)]))


def arrive(pieces: Iterable[Piece | str], constraints: Constraints = FREE) -> Arrived:
    """Judge texts one after the other."""
    known = [Piece(p) if isinstance(p, str) else p for p in pieces]
    shelf, looks = Shelf(constraints), tuple(map(Looked, sketch_all([piece.text for piece in known])))
    judged = []
    for n, (piece, look) in enumerate(zip(known, looks, strict=True)):
        number = n if piece.article is None else piece.article
        judged.append(judge(shelf, Text(n, number, piece.voice or f"outlet {n}", piece.headline, piece.text, float(n)), look))
    return Arrived(tuple(settled(judged)), shelf, looks)


def apart(*pairs: tuple[int, int]) -> Constraints:
    """Articles of which a person said that they are no copies of each other."""
    return Constraints(apart=_both_ways(pairs))


def together(*pairs: tuple[int, int]) -> Constraints:
    return Constraints(together=_both_ways(pairs))


def _both_ways(pairs: Sequence[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return {article: frozenset(others) for article, others in found.items()}
