"""The stage that finds near-duplicates: snapshots in the order in which they were captured, batch by batch."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog

from db import cluster_overrules, clusters, fingerprints, lacking
from db.clusters import Change
from db.fingerprints import Looks
from db.session import Store
from ingest.annotators import Annotators
from narrative.fingerprints import sketch_all
from narrative.overlap import Looked

log = structlog.get_logger()
BATCH = 1_000
"""Texts of one transaction: some more than a second for whoever waits. The newest fingerprints are read once for each: beside a million
texts that costs a text of 500 twice as much."""
SETTLED_AT_ONCE = 1_000

Progress = Callable[[int, int], None]
"""Is told how many texts have been judged, and of how many."""


def _unseen(_done: int, _of: int) -> None:
    """Nobody looks."""


def cluster(store: Store, who: Annotators) -> int:
    """Judge what the index lacks; how many snapshots that were."""
    judged, _ = place(store, who)
    return judged


def rebuild(store: Store, who: Annotators, told: Progress = _unseen, size: int = BATCH) -> tuple[int, list[Change]]:
    """Drop the index and judge every text again; as `place`. Killed meanwhile, whoever judges next goes on where it ended."""
    with store.write() as session:
        fingerprints.clear(session)
    return place(store, who, told, size)


def place(store: Store, who: Annotators, told: Progress = _unseen, size: int = BATCH) -> tuple[int, list[Change]]:
    """How many snapshots were judged, and which of them are in another cluster than before."""
    _owned(store, who)
    judged, changes = _waiting(store, who, told, size)
    return judged, clusters.net([*changes, *_finished(store, who)])


def place_again(store: Store, who: Annotators, texts: frozenset[int]) -> list[Change]:
    """As `place`, for texts that were taken out of the index: which snapshots are in another cluster than before.

    A cluster that they join, which was not taken out, has later texts than they are. It is judged again with them, in order of capture:
    else they would come last, and the cluster that an early text begins would have the name of a late one.
    """
    _owned(store, who)
    _, changes = _waiting(store, who)
    while joined := _joined(store, texts):
        with store.write() as session:
            texts |= fingerprints.forget(session, joined)
        changes += _waiting(store, who)[1]
    return clusters.net([*changes, *_finished(store, who)])


def _joined(store: Store, texts: frozenset[int]) -> set[int]:
    with store.read() as session:
        return fingerprints.joined(session, texts)


def _waiting(store: Store, who: Annotators, told: Progress = _unseen, size: int = BATCH) -> tuple[int, list[Change]]:
    """Judge what the index lacks."""
    with store.read() as session:
        waiting, newest = clusters.pending(session, who.reader), lacking.newest(session)
    looks, changes = Looks(), []
    for start in range(0, len(waiting), size):
        with _unsearched():
            changes += _batch(store, who, waiting[start : start + size], looks)
        told(min(start + size, len(waiting)), len(waiting))
    with store.write() as session:
        if fingerprints.belongs_to(session, who.duplicates, who.reader):
            lacking.looked_through(session, who.reader, newest)
    return len(waiting), changes


@contextmanager
def _unsearched() -> Iterator[None]:
    """Nobody looks for cycles of references meanwhile: a batch makes values by the hundred thousand and hardly a cycle, and every seventh
    part of its time went into that search."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _owned(store: Store, who: Annotators) -> None:
    """Drop an index that others have made."""
    with store.write() as session:
        if not fingerprints.belongs_to(session, who.duplicates, who.reader):
            log.info("index of fingerprints dropped", reason="it is one of other code or other readings")
            fingerprints.clear(session)


def _batch(store: Store, who: Annotators, ids: Sequence[int], looks: Looks) -> list[Change]:
    with store.read() as session:
        texts = clusters.texts(session, ids)
    looked = [Looked(sketch) for sketch in sketch_all([text.text for text in texts])]
    with store.write() as session:
        if not fingerprints.belongs_to(session, who.duplicates, who.reader):
            return []  # other code has dropped it meanwhile, and builds its own: an index of two would be neither's
        told = cluster_overrules.constraints(session)
        return clusters.judge(session, who.duplicates, list(zip(texts, looked, strict=True)), looks, told)


def _finished(store: Store, who: Annotators) -> list[Change]:
    """Write down what has changed of the texts that were judged again, and put the index in order."""
    changes, left = [], SETTLED_AT_ONCE
    while left == SETTLED_AT_ONCE:
        with store.write() as session:
            left, found = clusters.settle(session, who.duplicates, SETTLED_AT_ONCE)
        changes += found
    fold(store)
    return changes


def fold(store: Store, at_least: int = fingerprints.FOLDED_AT) -> int:
    """Put what is new in the index among what is old, once there is enough of it, little by little; how many rows that were."""
    moved = 0
    while folded := _folded(store, 1 if moved else at_least):
        moved += folded
    return moved


def _folded(store: Store, at_least: int) -> int:
    with store.write() as session:
        return fingerprints.fold(session, at_least)
