"""Checks the near-duplicates of a whole store in batch: by the index's own postings, or by judging everything a second time in memory."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from db import candidates, clusters, whole_index
from db.candidates import Join, Rows
from db.fingerprints import Looks
from db.session import Session, Store
from ingest.clustering import Progress
from narrative.auditing import Audit, Disagreement, PairShelf, Replay, agreement, apart, stranger
from narrative.clustering import judge
from narrative.fingerprints import Sketch, sketch_all
from narrative.overlap import Looked
from narrative.shelf import Held, Shelf

SKETCHED_AT_ONCE = 1_000


def audit(store: Store, told: Progress) -> Audit:
    """Hold every pair of texts that the index shows to be alike against the rules, and every member against its cluster's reference."""
    with store.read() as session, candidates.opened() as join:
        shelf = whole_index.shelf(session, Looks())
        join.add_texts(_rows(shelf.texts.values(), {id_: held.cluster for id_, held in shelf.texts.items()}))
        for prints, texts in whole_index.postings(session):
            join.add_postings(prints, texts)
        common, pairs = join.widely_held(), [(late, hit.text) for late, hits in join.of_postings() for hit in hits]
        relations = clusters.relations(session)
        members = [held for held in shelf.texts.values() if shelf.clusters[held.cluster].texts > 1]
        found: list[Disagreement] = []
        for done, (late, early) in enumerate(pairs, 1):
            found += filter(None, [apart(shelf, shelf.texts[late], shelf.texts[early], common)])
            told(done, len(pairs) + len(members))
            _let_go(shelf, late, early)
        for done, held in enumerate(members, 1):
            found += filter(None, [stranger(shelf, held, relations.get(held.id, ""), common)])
            told(len(pairs) + done, len(pairs) + len(members))
            _let_go(shelf, held.id)
    return Audit(len(shelf.texts), len(shelf.clusters), len(pairs), len(members), tuple(found))


def _let_go(shelf: Shelf, *ids: int) -> None:
    """A whole store's words do not fit into memory; those read last are kept where they are read."""
    for id_ in ids:
        held = shelf.texts[id_]
        held.look = shelf.texts[shelf.clusters[held.cluster].reference].look = None


def replay(store: Store, told: Progress) -> Replay:
    """Judge all texts in the index again in order of capture, in memory, by pairs that were found at once by whole samples."""
    with store.read() as session, candidates.opened() as join:
        looks = Looks()
        index = whole_index.shelf(session, looks)
        for sketches in _sketches(session, list(index.texts)):
            prints = [np.append(s.prints, s.content) for s in sketches.values()]
            join.add_postings(np.concatenate(prints), np.repeat(np.fromiter(sketches, np.int64), [len(p) for p in prints]))
        join.add_texts(_rows(index.texts.values(), dict.fromkeys(index.texts, 0)))
        shelf = PairShelf(index.constraints, lambda id_: looks.get(session, [id_])[id_])
        pairs = _judged(session, shelf, join, (list(index.texts), looks), told)
        now = {id_: held.cluster for id_, held in shelf.texts.items()}
        before = {id_: index.texts[id_].cluster for id_ in now}
    return Replay(len(now), pairs, agreement(now, before), now)


def _judged(session: Session, shelf: PairShelf, join: Join, texts: tuple[list[int], Looks], told: Progress) -> int:
    """Put all texts on the shelf, in their order; how many pairs that took."""
    ids, looks = texts
    found, pairs, done = join.of_samples(), 0, 0
    late, hits = next(found, (0, []))
    for start in range(0, len(ids), SKETCHED_AT_ONCE):
        batch = clusters.texts(session, ids[start : start + SKETCHED_AT_ONCE])
        for text, sketch in zip(batch, sketch_all([text.text for text in batch]), strict=True):
            shelf.pairs = frozenset(hit.text for hit in hits) if late == text.id else ()
            if late == text.id:
                pairs += len(hits)
                late, hits = next(found, (0, []))
            look = Looked(sketch)
            looks.put(text.id, look, text.headline)
            judge(shelf, text, look)
            shelf.texts[text.id].look = None
        done += len(batch)
        told(done, len(ids))
    return pairs


def _sketches(session: Session, ids: list[int]) -> Iterator[dict[int, Sketch]]:
    """Text → its sketch, of a thousand texts after the other."""
    for start in range(0, len(ids), SKETCHED_AT_ONCE):
        batch = clusters.texts(session, ids[start : start + SKETCHED_AT_ONCE])
        yield dict(zip((text.id for text in batch), sketch_all([text.text for text in batch]), strict=True))


def _rows(texts: Collection[Held], of: Mapping[int, int]) -> Rows:
    """The texts as columns; `of`: text → its cluster, where clusters count."""
    columns = np.array([(t.id, t.article, of[t.id], place, t.scale, t.prints) for place, t in enumerate(texts)], np.int64).reshape(-1, 6)
    return Rows(*(column.copy() for column in columns.T))
