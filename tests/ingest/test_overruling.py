"""People overrule clusters, and whole stores are judged again: nothing else changes, and nothing that was decided is lost."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from db import annotations, cluster_overrules, fingerprints
from db.annotations import AnnotatorFacts
from db.cluster_overrules import Wanted
from db.clusters import Change
from db.overrules import APART, AS_JUDGED, TOGETHER
from db.session import Store
from db.tables import Article, Fingerprinted, Membership, Overrule, Rejudged, Snapshot
from ingest.annotators import Annotators
from ingest.clustering import cluster, place, rebuild
from ingest.origins import trace
from ingest.overruling import overrule_cluster
from tests.clocks import START, HandClock
from tests.db.examples import count
from tests.db.test_copies import rows
from tests.ingest.test_clustering import arrive, batches, copy, report, stored, who
from tests.ingest.test_poll import DyingStore, Killed

__all__ = ["who"]  # fixtures, by being here


REPORTS = 4


@pytest.fixture
def texts(store: Store, clock: HandClock, who: Annotators) -> list[str]:
    """Of every report its halves, then all of it, which shows them to be one, then a copy; and a report that nobody copies."""
    rng = random.Random(5)
    found: list[str] = []
    for _ in range(REPORTS):
        original = report(rng)
        half = len(original) // 2
        parts = [original[:half], original[half:], original, copy(rng, original), report(rng)]
        found += ["\n".join(part) for part in parts]
    arrive(store, clock, found)
    return found


def article_of(store: Store, snapshot_id: int) -> int:
    with store.read() as session:
        return session.get_one(Snapshot, snapshot_id).article_id


def articles_by_cluster(store: Store) -> dict[int, list[int]]:
    """Cluster → its articles, in the order of capture; the largest cluster first."""
    with store.read() as session:
        found = session.execute(sa.select(Fingerprinted.cluster, Fingerprinted.article_id).order_by(Fingerprinted.snapshot_id)).all()
    sizes = Counter(first for first, _ in found)
    return {first: [article for other, article in found if other == first] for first in sorted(sizes, key=lambda f: (-sizes[f], f))}


def cluster_of(store: Store, article_id: int) -> int:
    with store.read() as session:
        (found,) = fingerprints.clusters_of(session, [article_id])
        return found


def decided(store: Store, who: Annotators, *wanted: int | str | None) -> list[Change]:
    return overrule_cluster(store, who, Wanted(*wanted), ("I read both", "ann"))  # type: ignore[arg-type]


@pytest.fixture
def clustered(store: Store, who: Annotators, texts: list[str]) -> dict[int, list[int]]:
    """Everything is judged, text by text: clusters had to be merged later."""
    batches(store, who, 1)
    trace(store, who)
    assert count(store, Membership) > len(texts), "some clusters were merged after their members had been told"
    return articles_by_cluster(store)


def test_an_article_that_is_split_off_is_in_another_cluster_and_those_of_nobody_else_change(
    store: Store, who: Annotators, clustered: dict[int, list[int]]
) -> None:
    first, members = next(iter(clustered.items()))
    one, other = members[-1], members[0]
    changes = decided(store, who, one, APART, other)
    assert cluster_of(store, one) != cluster_of(store, other)
    assert {article_of(store, c.snapshot_id) for c in changes} <= set(members)
    assert {c.before for c in changes} == {first}
    assert {k: v for k, v in articles_by_cluster(store).items() if set(v).isdisjoint(members)} == {
        k: v for k, v in clustered.items() if k != first
    }


def test_articles_that_are_joined_are_in_one_cluster_whatever_their_words(
    store: Store, who: Annotators, clustered: dict[int, list[int]]
) -> None:
    (_, some), (_, others), *_ = clustered.items()
    changes = decided(store, who, some[-1], TOGETHER, others[-1])
    assert changes
    assert cluster_of(store, some[-1]) == cluster_of(store, others[-1])


def test_a_decision_that_is_taken_back_leaves_everything_as_it_was_judged(
    store: Store, who: Annotators, clustered: dict[int, list[int]]
) -> None:
    members = next(iter(clustered.values()))
    there = decided(store, who, members[-1], APART, members[0])
    back = decided(store, who, members[-1], AS_JUDGED)
    assert {(c.snapshot_id, c.after, c.before) for c in back} == {(c.snapshot_id, c.before, c.after) for c in there}
    assert articles_by_cluster(store) == clustered


def test_of_two_articles_that_were_split_neither_is_a_copy_any_more(store: Store, who: Annotators, clustered: dict[int, list[int]]) -> None:
    """Nor the one that stays where it was, although the origin of that cluster is the one that has left."""
    first, second, *_ = (articles[0] for articles in clustered.values() if len(articles) == 1)
    with store.write() as session:
        session.get_one(Article, second).published_at = START - timedelta(days=1)
    before = {row["article_id"] for row in rows(store, "v_copy")}
    decided(store, who, second, TOGETHER, first)
    assert {row["article_id"] for row in rows(store, "v_copy")} == before | {first}
    decided(store, who, second, APART, first)
    assert {row["article_id"] for row in rows(store, "v_copy")} == before


def test_a_decision_that_was_killed_at_any_transaction_is_made_up_for_by_the_next_run(
    store: Store, who: Annotators, clustered: dict[int, list[int]]
) -> None:
    members = next(iter(clustered.values()))
    left = 0
    while True:
        try:
            overrule_cluster(DyingStore(store, left), who, Wanted(members[-1], APART, members[0]), ("I read both", "ann"))
            break
        except Killed:
            assert count(store, Overrule) == min(left, 1) + (left - 1 if left > 1 else 0)
            cluster(store, who)
            assert left == 0 or cluster_of(store, members[-1]) != cluster_of(store, members[0])
            stored(store)
            left += 1
    assert left > 3
    assert count(store, Rejudged) == 0


def test_a_decision_is_respected_by_those_who_judge_for_the_first_time(store: Store, who: Annotators, texts: list[str]) -> None:
    whole, its_copy = article_of(store, 3), article_of(store, 4)
    with store.write() as session:
        cluster_overrules.decide(session, Wanted(its_copy, APART, whole), "I read both", "ann")
    cluster(store, who)
    assert cluster_of(store, its_copy) != cluster_of(store, whole)


@pytest.mark.parametrize("size", [1, 200])
def test_a_text_that_shows_two_clusters_to_be_one_merges_none_that_are_decided_to_be_apart(
    store: Store, who: Annotators, clock: HandClock, size: int
) -> None:
    """Nor where those who are apart are exact copies, which no fingerprint leads to."""
    original = report(random.Random(5))
    halves = ["\n".join(part) for part in (original[: len(original) // 2], original[len(original) // 2 :])]
    arrive(store, clock, [halves[0], halves[0], halves[1], halves[1], "\n".join(original)])
    first, second = article_of(store, 2), article_of(store, 4)
    place(store, who, size=size)
    assert cluster_of(store, first) == cluster_of(store, second), "else the decision decides nothing"
    with store.write() as session:
        cluster_overrules.decide(session, Wanted(first, APART, second), "I read both", "ann")
    rebuild(store, who, size=size)
    assert cluster_of(store, first) != cluster_of(store, second)


@pytest.fixture
def overruled(store: Store, who: Annotators, clustered: dict[int, list[int]]) -> list[int]:
    """With decisions of both kinds; the clusters."""
    (_, some), (_, others), (_, more), *_ = clustered.items()
    decided(store, who, some[-1], APART, some[0])
    decided(store, who, others[-1], TOGETHER, more[0])
    return stored(store)


@pytest.mark.parametrize("size", [1, 7, 200])
def test_a_rebuild_of_unchanged_code_and_data_changes_nothing_and_writes_no_membership(
    store: Store, who: Annotators, overruled: list[int], size: int
) -> None:
    memberships = count(store, Membership)
    seen: list[tuple[int, int]] = []
    judged, changes = rebuild(store, who, lambda done, of: seen.append((done, of)), size)
    assert (judged, changes) == (len(overruled), [])
    assert seen[-1] == (judged, judged)
    assert stored(store) == overruled
    assert count(store, Membership) == memberships
    assert count(store, Rejudged) == 0


@pytest.mark.parametrize("left", [1, 2, 3, 6, 9])
def test_a_rebuild_that_was_killed_is_finished_by_whoever_judges_next(
    store: Store, who: Annotators, overruled: list[int], left: int
) -> None:
    memberships = count(store, Membership)
    with pytest.raises(Killed):
        rebuild(DyingStore(store, left), who, size=3)
    assert place(store, who)[1] == []
    assert stored(store) == overruled
    assert count(store, Membership) == memberships


def test_a_rebuild_tells_what_has_changed_since(store: Store, who: Annotators, clustered: dict[int, list[int]]) -> None:
    first, members = next(iter(clustered.items()))
    with store.write() as session:
        cluster_overrules.decide(session, Wanted(members[-1], APART, members[0]), "I read both", "ann")
    _, changes = rebuild(store, who)
    assert {c.before for c in changes} == {first}
    assert cluster_of(store, members[-1]) != cluster_of(store, members[0])
    assert rebuild(store, who)[1] == []


def test_an_index_that_other_code_has_taken_over_meanwhile_is_left_to_it(store: Store, who: Annotators, texts: list[str]) -> None:
    with store.write() as session:
        newer = replace(who, duplicates=annotations.activate(session, AnnotatorFacts("duplicates", "2", "e" * 64)))

    def taken_over(done: int, _of: int) -> None:
        if done == 3:
            with pytest.raises(Killed):
                place(DyingStore(store, 3), newer, size=3)

    rebuild(store, who, taken_over, size=3)
    with store.read() as session:
        found = session.execute(sa.select(Fingerprinted.annotator_id, sa.func.count()).group_by(Fingerprinted.annotator_id)).all()
    assert [tuple(row) for row in found] == [(newer.duplicates, 6)]
