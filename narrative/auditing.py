"""Clusters checked in another way than they were made: pair by pair against the rules, and as a whole against other clusters."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from narrative import duplicates
from narrative.fingerprints import Sketch
from narrative.overlap import Looked, Overlap, overlap, whole
from narrative.shelf import Cluster, Constraints, Fetch, Held, Shelf


class Because(StrEnum):
    """Why copies can be in two clusters all the same, or why what shares nothing with its cluster's reference text can be in it."""

    APART = "apart"
    """A person decided so."""
    HUB = "hub"
    """One of the clusters takes nothing in by itself any more."""
    STAR = "star"
    """The later text has too little of the reference text of the other cluster."""
    ROUND_UP = "round-up"
    """Less than half of the later text is the other: one of several that it is made of, maybe."""
    BRIDGE = "bridge"
    """The later text is a copy in both, but their reference texts are not one."""
    TOGETHER = "together"
    """A person decided so."""
    VERSION = "version"
    """Its article was there before, or its cluster's reference text is a later version of it."""
    SAME_WORDS = "same words"
    """It has the same words as a member."""
    COMMON = "common"
    """What both have has come to stand in so many other clusters since that it would prove nothing any more."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two texts of which the clusters say something else than the rules do: copies that are apart, or strangers that are together."""

    text: int
    other: int
    copies: bool
    because: Because
    overlap: Overlap


def apart(shelf: Shelf, late: Held, early: Held, common: NDArray[np.int64]) -> Disagreement | None:
    """What is to be said of two texts in two clusters; None when they are no copies. `common`: fingerprints that prove nothing, sorted."""
    look, other = shelf.whole(late), shelf.whole(early)
    found = whole(look.sketch.tokens) if _same(look, other) else overlap(look, other, common)
    one_voice = late.voice == early.voice
    if not _same(look, other) and (_exact_only(look, late) or _exact_only(other, early)):
        return None
    if (late.wall or early.wall) and not duplicates.title(late.headline).like(duplicates.title(early.headline)):
        return None
    if not duplicates.joins(found, one_voice=one_voice):
        return None
    return Disagreement(late.id, early.id, True, _why_apart(shelf, late, early, common), found)


def _same(look: Looked, other: Looked) -> bool:
    return look.sketch.tokens >= duplicates.EXACT_WORDS and look.has_the_words_of(other)


def _exact_only(look: Looked, held: Held) -> bool:
    return held.wall or look.sketch.tokens < duplicates.NEAR_WORDS


def _why_apart(shelf: Shelf, late: Held, early: Held, common: NDArray[np.int64]) -> Because:
    clusters = [shelf.clusters[held.cluster] for held in (late, early)]
    if any(_decided(shelf.constraints.apart, shelf, one, other) for one, other in (clusters, clusters[::-1])):
        return Because.APART
    if any(cluster.hub for cluster in clusters):
        return Because.HUB
    here, there = (overlap(shelf.whole(late), shelf.whole(shelf.texts[cluster.reference]), common) for cluster in clusters)
    if not duplicates.stays(there, one_voice=late.voice == shelf.texts[clusters[1].reference].voice):
        return Because.STAR
    if clusters[0].first != late.id:
        return Because.UNKNOWN if duplicates.bridges(here, there) else Because.BRIDGE
    return Because.ROUND_UP if overlap(shelf.whole(late), shelf.whole(early), common).coverage < duplicates.HALF else Because.UNKNOWN


def _decided(told: Mapping[int, frozenset[int]], shelf: Shelf, one: Cluster, other: Cluster) -> bool:
    """Whether a person's decision names an article in each of two clusters."""
    return any(
        shelf.placed(article) == one.first and any(shelf.placed(other_id) == other.first for other_id in others)
        for article, others in told.items()
    )


def stranger(shelf: Shelf, held: Held, relation: str, common: NDArray[np.int64]) -> Disagreement | None:
    """What is to be said of a text in its cluster; None when it has enough of the cluster's reference text."""
    reference = shelf.texts[shelf.clusters[held.cluster].reference]
    if reference is held:
        return None
    found = overlap(shelf.whole(held), shelf.whole(reference), common)
    if duplicates.stays(found, one_voice=held.voice == reference.voice and held.article != reference.article):
        return None
    return Disagreement(held.id, reference.id, False, _why_together(shelf, held, relation), found)


def _why_together(shelf: Shelf, held: Held, relation: str) -> Because:
    others = shelf.constraints.together.get(held.article, frozenset())
    if any(shelf.placed(article) == held.cluster for article in others):
        return Because.TOGETHER
    reference = shelf.texts[shelf.clusters[held.cluster].reference]
    if relation == duplicates.Why.VERSION or held.article == reference.article:
        return Because.VERSION
    if relation == duplicates.Relation.EXACT:
        return Because.SAME_WORDS
    shares = overlap(shelf.whole(held), shelf.whole(reference)).most >= duplicates.HOLDS
    return Because.COMMON if shares else Because.UNKNOWN


class PairShelf(Shelf):
    """A shelf whose candidates were found before, all at once: `pairs` are the earlier texts that the one judged now can be a copy of."""

    def __init__(self, constraints: Constraints, fetch: Fetch) -> None:
        super().__init__(constraints, fetch)
        self.pairs: Collection[int] = ()

    def candidates(self, sketch: Sketch, article: int) -> list[int]:
        """Of these, the ones that an index would show, in its order.

        All of them would find more: a text that shares its sample with one that had nothing left to post is paired with it, too. Of 2,000
        clusters of labelled copies 10 became larger by that, all rightly; but then a batch could not tell whether an index is whole.
        """
        return [id_ for id_ in super().candidates(sketch, article) if id_ in self.pairs]

    def whole(self, held: Held) -> Looked:
        """What a text is compared by, asked for each time: a whole store's does not fit into memory."""
        look, held.headline = self.fetch(held.id)
        return look


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two ways to cluster the same texts agree, in pairs of texts that are in one cluster."""

    pairs: int
    of_other: int
    both: int

    @property
    def precision(self) -> float:
        """The share of the first way's pairs that the other has, too; 1 where there are none."""
        return self.both / self.pairs if self.pairs else 1.0

    @property
    def recall(self) -> float:
        """The share of the other way's pairs that the first has, too; 1 where there are none."""
        return self.both / self.of_other if self.of_other else 1.0

    @property
    def f1(self) -> float:
        """1 when they are the same; 1 also when neither has a pair."""
        return 2 * self.both / (self.pairs + self.of_other) if self.pairs + self.of_other else 1.0


def agreement(clusters: Mapping[int, Hashable], others: Mapping[int, Hashable]) -> Agreement:
    """Text → cluster, twice, of the same texts."""
    both = Counter((cluster, others[text]) for text, cluster in clusters.items())
    of = Counter(clusters.values()), Counter(others.values())
    pairs, of_other = (_pairs(counts.values()) for counts in of)
    return Agreement(pairs, of_other, _pairs(both.values()))


def _pairs(counts: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in counts)


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at, and what the rules say otherwise of it than the clusters."""

    texts: int
    clusters: int
    pairs: int
    members: int
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """How many texts were judged a second time, from how many pairs, and how far the clusters agree with those in the index."""

    texts: int
    pairs: int
    agreement: Agreement
    clusters: Mapping[int, int]
