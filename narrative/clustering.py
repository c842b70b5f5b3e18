"""Clusters of near-duplicates, made text by text in the order in which they were captured.

Nothing depends on where a batch begins or what an index is kept in: clusters follow from the texts, their order and a person's constraints.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from narrative import duplicates
from narrative.duplicates import Relation, Title, Why
from narrative.overlap import Looked, Meeting, Overlap, Shared, all_of, common_length, overlap, whole
from narrative.shelf import HUB_STRANGERS, MOST_ALIKE, WIDELY_HELD, Cluster, Held, Shelf, Text


class Edge(NamedTuple):
    """What a text shares with another one, and where."""

    other: int
    relation: Relation
    overlap: Overlap
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Where a text belongs. `other` is the text by which it got there; `merged` are clusters that it showed to be its own.

    `posted` are the fingerprints that its cluster did not have before.
    """

    id: int
    cluster: int
    relation: Relation | Why
    other: int | None
    edges: tuple[Edge, ...] = ()
    merged: tuple[int, ...] = ()
    posted: tuple[int, ...] = ()


class _Match(NamedTuple):
    held: Held
    overlap: Overlap


def edge(text: Looked, id_: int, other: Looked, meet: Callable[[], Meeting]) -> Edge:
    """What a text shares with another one. They are held against each other, by `meet`, only if their words are not the same."""
    if other.has_the_words_of(text):
        return Edge(id_, Relation.EXACT, whole(text.sketch.tokens), all_of(text, other))
    met = meet()
    return Edge(id_, duplicates.relation(met.overlap), met.overlap, met.shared())


def judge(shelf: Shelf, text: Text, look: Looked) -> Judged:
    """The cluster of one text, given everything that was captured before; the shelf has it from then on."""
    return _Judge(shelf, text, look).judged()


def judge_all(shelf: Shelf, texts: Iterable[tuple[Text, Looked]]) -> list[Judged]:
    """Texts in their order, each in the cluster that it is in when all are judged."""
    return settled([judge(shelf, text, look) for text, look in texts])


class _Judge:
    """One text and the shelf."""

    def __init__(self, shelf: Shelf, text: Text, look: Looked) -> None:
        self.shelf, self.text, self.look = shelf, text, look
        self.title: Title = duplicates.title(text.headline)
        words = look.sketch.tokens
        self.wall = words < duplicates.WALL_WORDS and not self.title.fits(text.text)
        self.exact_only = self.wall or words < duplicates.NEAR_WORDS
        self._meetings: dict[int, Meeting] = {}

    def judged(self) -> Judged:
        if self.look.sketch.tokens < duplicates.EXACT_WORDS:
            return self._shelve(Why.SHORT, None, [], [])
        same = self._same_words()
        found = [] if self.exact_only or same else self._found()
        by = self._home(same, found)
        edges = [m for m in (same, *found) if m and (m is same or duplicates.worth_keeping(m.overlap) or self._joins(m))]
        if by is None:
            return self._shelve(Why.WALL if self.wall else Why.FIRST, None, edges, [])
        merged = self._merged(by.held.cluster, [m for m in found if self._joins(m)])
        return self._shelve(self._relation(by, same), by, edges, merged)

    def _relation(self, by: _Match, same: _Match | None) -> Relation | Why:
        if by.held.article == self.text.article:
            return Why.VERSION
        return Relation.EXACT if by is same else duplicates.relation(by.overlap)

    def _same_words(self) -> _Match | None:
        """A text of the same words. Where one has nothing of its headline the headlines must be alike: walls have the same words, too."""
        for id_ in self.shelf.exact(self.look.sketch, self.text.article):
            held = self.shelf.texts[id_]
            alike = not (self.wall or held.wall) or self._headed_alike(held)
            if alike and self._allowed(held.cluster):
                return _Match(held, whole(self.look.sketch.tokens))
        return None

    def _headed_alike(self, held: Held) -> bool:
        self.shelf.whole(held)
        return self.title.like(duplicates.title(held.headline))

    def _found(self) -> list[_Match]:
        held = [self.shelf.texts[id_] for id_ in self.shelf.candidates(self.look.sketch, self.text.article)]
        found = [_Match(one, self._overlap(one)) for one in held]
        return sorted((m for m in found if m.overlap.words), key=lambda m: (-m.overlap.words, m.held.at, m.held.id))

    def _meeting(self, held: Held) -> Meeting:
        if held.id not in self._meetings:
            self._meetings[held.id] = Meeting(self.look, self.shelf.whole(held), self._common)
        return self._meetings[held.id]

    def _overlap(self, held: Held) -> Overlap:
        return self._meeting(held).overlap

    @cached_property
    def _common(self) -> NDArray[np.int64]:
        """This text's fingerprints that too many others hold, sorted."""
        held = self.shelf.postings
        prints = [print_ for print_ in self.look.sketch.prints.tolist() if len(held.get(print_, ())) > WIDELY_HELD]
        return np.array(prints, np.int64)

    def _joins(self, match: _Match) -> bool:
        return duplicates.joins(match.overlap, one_voice=match.held.voice == self.text.voice)

    def _allowed(self, cluster: int) -> bool:
        return all(self.shelf.placed(article) != cluster for article in self.shelf.constraints.apart.get(self.text.article, ()))

    def _open(self, cluster: int) -> bool:
        return not self.shelf.cluster(cluster).hub and self._allowed(cluster)

    def _home(self, same: _Match | None, found: Sequence[_Match]) -> _Match | None:
        """The text by which it joins a cluster: a person's word first, then where the article was, the same words, nearly the same."""
        own = self._previous()
        alone = own is not None and self.shelf.cluster(own.cluster).sole is not None
        if told := self._told_together():
            return told
        if own and not alone and self._stays(own, own.cluster):
            return next((m for m in found if m.held.cluster == own.cluster), _Match(own, self._overlap(own)))
        if same:
            return same
        matches = (m for m in found if self._joins(m) and self._open(m.held.cluster) and self._stays(m.held, m.held.cluster))
        best = next(matches, None)
        if best is None or (best.overlap.coverage < duplicates.HALF and self._is_round_up(found)):
            return _Match(own, self._overlap(own)) if own and alone else None
        return best

    def _is_round_up(self, found: Sequence[_Match]) -> bool:
        """Whether the text is made of several clusters' texts, each in another place, and mostly of none: it is no copy of the largest."""
        covered: list[tuple[int, int]] = []
        clusters: set[int] = set()
        for held, has in found:
            if has.coverage >= duplicates.HALF:
                return False
            if has.long_words >= duplicates.NEAR_WORDS and held.cluster not in clusters:
                spans = [(s.start, s.end) for s in self._meeting(held).shared()]
                if 2 * common_length(spans, covered) < sum(end - start for start, end in spans):
                    clusters.add(held.cluster)
                    covered += spans
        return len(clusters) >= duplicates.ROUND_UP

    def _previous(self) -> Held | None:
        """The article's text before this one."""
        id_ = self.shelf.newest.get(self.text.article)
        return self.shelf.texts[id_] if id_ is not None and self._allowed(self.shelf.texts[id_].cluster) else None

    def _told_together(self) -> _Match | None:
        articles = sorted(self.shelf.constraints.together.get(self.text.article, ()))
        placed = [self.shelf.texts[self.shelf.newest[a]] for a in articles if a in self.shelf.newest]
        return _Match(placed[0], self._overlap(placed[0])) if placed else None

    def _stays(self, member: Held, cluster: int) -> bool:
        """The star check: what matches a member must have something of the cluster's reference text, too."""
        reference = self.shelf.texts[self.shelf.cluster(cluster).reference]
        one_voice = reference.voice == self.text.voice and reference.article != self.text.article
        return reference is member or duplicates.stays(self._overlap(reference), one_voice=one_voice)

    def _merged(self, home: int, matches: Sequence[_Match]) -> list[int]:
        """Other clusters that the text shows to be the same one."""
        gone = []
        for match in matches:
            other = match.held.cluster
            if other != home and self._open(other) and self._open(home) and not self._kept_apart(home, other) and self._one(home, other):
                home, young = self.shelf.merge(home, other)
                gone.append(young)
        return gone

    def _one(self, home: int, other: int) -> bool:
        """Whether two clusters that the text has matches in are one, by their reference texts."""
        references = (self.shelf.texts[self.shelf.cluster(c).reference] for c in (home, other))
        one, two = (_Match(reference, self._overlap(reference)) for reference in references)
        if duplicates.bridges(one.overlap, two.overlap):
            return True
        if not (self._joins(one) and self._joins(two)):
            return False
        return duplicates.akin(overlap(self.shelf.whole(one.held), self.shelf.whole(two.held), self._common))

    def _kept_apart(self, one: int, other: int) -> bool:
        pairs = ((a, b) for a, others in self.shelf.constraints.apart.items() for b in others)
        return any({self.shelf.placed(a), self.shelf.placed(b)} == {one, other} for a, b in pairs)

    def _shelve(self, relation: Relation | Why, by: _Match | None, matches: Sequence[_Match], merged: Sequence[int]) -> Judged:
        """Put the text on the shelf where it belongs, and say so."""
        sketch, id_ = self.look.sketch, self.text.id
        cluster = self._cluster(by.held.cluster if by else None)
        posted = () if relation is Relation.EXACT or sketch.tokens < duplicates.EXACT_WORDS else tuple(self._posted(cluster))
        self.shelf.put(
            Held(
                id_, self.text.article, self.text.voice, self.text.at, cluster.first, sketch.scale, len(sketch.prints), self.wall,
                self.look, self.text.headline,
            )
        )  # fmt: skip
        self.shelf.post(id_, posted)
        edges = tuple(edge(self.look, m.held.id, self.shelf.whole(m.held), partial(self._meeting, m.held)) for m in matches)
        other = by.held.id if by and relation is not Why.VERSION else None
        return Judged(id_, cluster.first, relation, other, edges, tuple(merged), posted)

    def _cluster(self, home: int | None) -> Cluster:
        """The cluster with this text in it."""
        words = self.look.sketch.tokens
        if home is None:
            found = Cluster(self.text.id, self.text.id, self.text.at, self.text.article)
            self.shelf.clusters[self.text.id] = found
        else:
            found = self.shelf.cluster(home)
            found.reference = self._reference(found)
            found.sole = found.sole if found.sole == self.text.article else None
            if found.texts >= HUB_STRANGERS and self.text.voice not in found.strangers and not self.title.fits(self.text.text):
                found.strangers = (*found.strangers, self.text.voice)
        found.texts += 1
        found.short += words < duplicates.WALL_WORDS
        return found

    def _reference(self, cluster: Cluster) -> int:
        reference, first = self.shelf.texts[cluster.reference], self.shelf.texts[cluster.first]
        if cluster.sole == self.text.article:
            return self.text.id  # an article's cluster of its own goes with it
        words, most = self.look.sketch.tokens, self.shelf.whole(reference).sketch.tokens
        if words <= most:
            page = 3 * words < most and duplicates.is_the_article(self._overlap(reference))  # looked at only where there can be one
            return self.text.id if page else cluster.reference
        replaces = duplicates.replaces(self._overlap(reference), self._overlap(first))
        return self.text.id if replaces else cluster.reference

    def _posted(self, cluster: Cluster) -> Iterator[int]:
        """Fingerprints that are to be found by: those that no text of the cluster has posted, unless everybody has them."""
        sketch, postings, texts = self.look.sketch, self.shelf.postings, self.shelf.texts
        prints = [] if self.exact_only else sketch.prints.tolist()
        for print_ in (*prints, sketch.content):
            held = postings.get(print_)
            if held and len(held) > (MOST_ALIKE if print_ == sketch.content else WIDELY_HELD):
                continue
            if not held or cluster.texts == 1 or all(texts[id_].cluster != cluster.first for id_ in held):
                yield print_


def merged_into(judged: Sequence[Judged]) -> dict[int, int]:
    """Cluster that is gone → the one that it went up in, as far as these judgments say."""
    return {gone: one.cluster for one in judged for gone in one.merged}


def settled(judged: Sequence[Judged]) -> list[Judged]:
    """The judgments with the clusters as they were in the end: what merged later is named by what it merged into."""
    into = merged_into(judged)

    def final(cluster: int) -> int:
        while cluster in into:
            cluster = into[cluster]
        return cluster

    return [replace(one, cluster=final(one.cluster)) for one in judged]
