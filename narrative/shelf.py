"""What is known around texts that are judged: which texts hold a fingerprint, which cluster each is in.

In memory a shelf is the whole of what there is; beside a store it is filled with what one batch needs (`db.fingerprints`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from narrative import duplicates
from narrative.fingerprints import Sketch, size_at
from narrative.overlap import Looked

WIDELY_HELD = 4
"""Texts that may hold a fingerprint before it proves nothing: each cluster posts one once, so these are so many clusters. Nobody posts it
any more then: a fifth text says all that there is to say."""
MOST_ALIKE = 200
"""Texts of the same words that are kept apart, as walls are, before no more of them are known by these."""
MOST_CANDIDATES = 12
FEW = 6
"""Fingerprints below which one in common makes a candidate; otherwise it takes two."""
LEAST_SHARE = 0.12
"""Of the smaller sample of two texts, which has to be in common."""
HUB_TEXTS, HUB_STRANGERS = 50, 10
"""A cluster of more texts that are short in the median, or of more outlets whose texts have nothing of their headlines, is a wall that
came through: nothing more joins it by itself."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text to be judged: a snapshot of an article. `at` orders clusters by age; any value that sorts as capture does."""

    id: int
    article: int
    voice: str
    headline: str
    text: str
    at: float = 0.0


@dataclass(slots=True)
class Held:
    """A text in the index. `prints` is the size of its sample; `look` what it is compared by, and its headline, once they are there."""

    id: int
    article: int
    voice: str
    at: float
    cluster: int
    scale: int
    prints: int
    wall: bool = False
    look: Looked | None = None
    headline: str = ""


@dataclass(slots=True)
class Cluster:
    """A cluster at work. Its number is its first text's; `reference` is the longest text that still holds the first one.

    `sole` is the article that all its texts are versions of, None when there are several.
    """

    first: int
    reference: int
    at: float
    sole: int | None
    texts: int = 0
    short: int = 0
    strangers: tuple[str, ...] = ()

    @property
    def hub(self) -> bool:
        return (self.texts > HUB_TEXTS and 2 * self.short > self.texts) or len(self.strangers) > HUB_STRANGERS


@dataclass(frozen=True, slots=True)
class Constraints:
    """A person's decisions, article by article and both ways: which are no copies of each other, which are."""

    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)
    together: Mapping[int, frozenset[int]] = field(default_factory=dict)


FREE = Constraints()


Fetch = Callable[[int], tuple[Looked, str]]
"""A text's id → what it is compared by, and its headline."""
Around = Callable[[int], tuple[Cluster, Iterable[Held]]]
"""A cluster's number → the cluster, with its first text and its reference."""


def _nowhere(id_: int) -> tuple[Looked, str]:
    raise LookupError(f"text {id_} is not on the shelf")


def _nothing(first: int) -> tuple[Cluster, Iterable[Held]]:
    raise LookupError(f"cluster {first} is not on the shelf")


class _Sample:
    """A text's fingerprints as they are held against many samples: how many there are at a coarser scale is counted once."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch, self._scale, self._size = sketch, sketch.scale, len(sketch.prints)
        self._coarser: dict[int, int] = {}

    def has_enough(self, held: Held, hits: int) -> bool:
        """Whether so many in common make a candidate."""
        if held.scale <= self._scale:
            fewer = min(self._size, held.prints * held.scale / self._scale)
        else:
            fewer = min(self._at(held.scale), held.prints)
        return hits >= (1 if fewer < FEW else 2) and hits >= LEAST_SHARE * fewer

    def _at(self, scale: int) -> int:
        if scale not in self._coarser:
            self._coarser[scale] = size_at(self._sketch, scale)
        return self._coarser[scale]


class _Foreseen(NamedTuple):
    """A text's candidates, and in which clusters it has any fingerprint in common."""

    candidates: list[int]
    met: Collection[int]


class Shelf:
    """What is known around the texts that are judged; each judgment adds to it."""

    def __init__(self, constraints: Constraints = FREE, fetch: Fetch = _nowhere, around: Around = _nothing) -> None:
        """`fetch` gets what a text is compared by when it was not put here whole, `around` a cluster that was not put here."""
        self.constraints, self.fetch, self.around = constraints, fetch, around
        self.texts: dict[int, Held] = {}
        self.clusters: dict[int, Cluster] = {}
        self.postings: defaultdict[int, list[int]] = defaultdict(list)
        self.newest: dict[int, int] = {}
        """Article → its text that was judged last."""
        self._foreseen: dict[Sketch, _Foreseen] = {}
        self._posted: set[int] = set()
        self._merged: set[int] = set()
        """Fingerprints that were posted since, and clusters that were merged."""

    def put(self, held: Held) -> None:
        """Know a text that is in the index already."""
        self.texts[held.id] = held
        self.newest[held.article] = held.id

    def whole(self, held: Held) -> Looked:
        """What a text is compared by."""
        if held.look is None:
            held.look, held.headline = self.fetch(held.id)
        return held.look

    def cluster(self, first: int) -> Cluster:
        """A cluster by its number."""
        if first not in self.clusters:
            self.clusters[first], held = self.around(first)
            for one in held:
                self.texts.setdefault(one.id, one)
        return self.clusters[first]

    def post(self, id_: int, prints: Sequence[int]) -> None:
        """Let a text be found by these fingerprints."""
        for print_ in prints:
            self.postings[print_].append(id_)
        if self._foreseen:
            self._posted.update(prints)

    def placed(self, article: int) -> int | None:
        """The cluster that an article is in by its text that was judged last."""
        id_ = self.newest.get(article)
        return None if id_ is None else self.texts[id_].cluster

    def foresee(self, sketch: Sketch, article: int) -> list[int]:
        """The candidates, kept for whoever asks for them: as long as nothing has changed about this text they are not looked for again."""
        self._foreseen[sketch] = self._candidates(sketch, article)
        return self._foreseen[sketch].candidates

    def candidates(self, sketch: Sketch, article: int) -> list[int]:
        """Texts of other articles that can be copies, the likeliest first."""
        known = self._foreseen.get(sketch)
        if known and self._merged.isdisjoint(known.met) and self._posted.isdisjoint(sketch.prints.tolist()):
            return known.candidates
        return self._candidates(sketch, article).candidates

    def _candidates(self, sketch: Sketch, article: int) -> _Foreseen:
        sample = _Sample(sketch)
        hits = [(self.texts[id_], count) for id_, count in self._hits(sketch).items()]
        met: dict[int, int] = {}  # each posts a fingerprint once: what one text has of it may be posted by several
        for held, count in hits:
            met[held.cluster] = met.get(held.cluster, 0) + count
        found = [
            (-count, held.at, held.id) for held, count in hits if held.article != article and sample.has_enough(held, met[held.cluster])
        ]
        return _Foreseen([id_ for _, _, id_ in sorted(found)[:MOST_CANDIDATES]], met)

    def _hits(self, sketch: Sketch) -> dict[int, int]:
        """Text → how many fingerprints it has in common with this one, of those that tell anything."""
        hits: dict[int, int] = {}  # no Counter: counting a few things, most of its time goes into being made
        for print_ in sketch.prints.tolist():
            ids = self.postings.get(print_)
            if ids and len(ids) <= WIDELY_HELD:
                for id_ in ids:
                    hits[id_] = hits.get(id_, 0) + 1
        return hits

    def exact(self, sketch: Sketch, article: int) -> list[int]:
        """Texts of other articles that have the same words."""
        if sketch.tokens < duplicates.EXACT_WORDS:
            return []
        return [text for text in self.postings.get(sketch.content, ()) if self.texts[text].article != article]

    def merge(self, one: int, other: int) -> tuple[int, int]:
        """Make two clusters one: the younger goes up in the older. Returns (the one that stays, the one that is gone)."""
        self._merged |= {one, other}
        old, young = sorted((self.cluster(one), self.cluster(other)), key=lambda c: (c.at, c.first))
        for held in self.texts.values():
            if held.cluster == young.first:
                held.cluster = old.first
        old.sole = old.sole if old.sole == young.sole else None
        old.texts, old.short = old.texts + young.texts, old.short + young.short
        old.strangers = tuple(sorted({*old.strangers, *young.strangers}))
        del self.clusters[young.first]
        return old.first, young.first
