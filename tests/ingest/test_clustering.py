"""The stage that finds near-duplicates: in whatever batches, however many workers, however often killed, the clusters are the same."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from db import annotations, clusters, fingerprints, whole_index
from db.annotations import AnnotatorFacts
from db.clusters import Change
from db.fingerprints import Looks
from db.session import Store, make_engine
from db.tables import Article, Feed, Fingerprinted, HotFingerprint, Membership, Snapshot
from ingest import clustering
from ingest.annotators import Annotators
from narrative.clustering import judge, settled
from narrative.fingerprints import sketch_all
from narrative.overlap import Looked
from narrative.shelf import Shelf, Text
from tests.clocks import HandClock
from tests.db.examples import COURIER, count, listed, reader, record_poll, say, watch

WORDS = (
    "harbour ferry pilot engine water passenger minister report signal tower coast winter morning rescue diver channel hotel doctor "
    "captain trawler market bridge school river council budget teacher engineer railway carriage station platform orchard village"
).split()
HEADLINE = "Ferry takes on water"


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(8, 16))).capitalize() + "."


def report(rng: random.Random) -> list[str]:
    return ["Ferry in the harbour.", *(sentence(rng) for _ in range(rng.randint(12, 20)))]


def copy(rng: random.Random, original: Sequence[str]) -> list[str]:
    """Whole, cut, under a lead of its own, or in another order."""
    match rng.randrange(4):
        case 0:
            return [*original]
        case 1:
            return [*original[: 2 * len(original) // 3]]
        case 2:
            return [*(sentence(rng) for _ in range(3)), *original[: 2 * len(original) // 3], sentence(rng)]
        case _:
            return [*original[len(original) // 2 :], *original[: len(original) // 2]]


def arrivals(seed: int, reports: int = 12, copies: int = 3) -> list[str]:
    """Invented reports and their copies, in an order in which a copy can come before what it was made from."""
    rng = random.Random(seed)
    originals = [report(rng) for _ in range(reports)]
    texts = [*originals, *(copy(rng, original) for original in originals for _ in range(copies))]
    rng.shuffle(texts)
    return ["\n".join(text) for text in texts]


def in_memory(texts: Sequence[str]) -> list[int]:
    """The clusters, each by its first text's number."""
    shelf = Shelf()
    looks = [Looked(sketch) for sketch in sketch_all(texts)]
    return [
        one.cluster for one in settled([judge(shelf, Text(n, n, f"outlet {n}", HEADLINE, t, n), looks[n]) for n, t in enumerate(texts)])
    ]


def alike(found: Sequence[object]) -> list[int]:
    """The same clusters have the same numbers, whatever they are called."""
    first: dict[object, int] = {}
    return [first.setdefault(name, n) for n, name in enumerate(found)]


@pytest.fixture
def who(store: Store) -> Annotators:
    with store.write() as session:
        return Annotators(reader(session), 0, annotations.activate(session, AnnotatorFacts("duplicates", "1", "d" * 64)), ())


def arrive(store: Store, clock: HandClock, texts: Sequence[str]) -> None:
    """Each is an article of an outlet of its own, a second after the one before."""
    outlets = [replace(COURIER, key=f"outlet-{n}", feeds=(f"https://outlet-{n}.test/rss",)) for n in range(len(texts))]
    watch(store, *outlets)
    with store.read() as session:
        feeds = session.scalars(sa.select(Feed.id).order_by(Feed.id)).all()
    for n, (feed_id, text) in enumerate(zip(feeds, texts, strict=True)):
        record_poll(store, feed_id, listed(f"ferry-{n}"))
        with store.read() as session:
            article_id = session.scalars(sa.select(Article.id).order_by(Article.id.desc()).limit(1)).one()
        clock.forward(timedelta(seconds=1))
        say(store, article_id, text, HEADLINE)


@pytest.fixture
def texts(store: Store, clock: HandClock, who: Annotators) -> list[str]:
    """They have arrived."""
    found = arrivals(7)
    arrive(store, clock, found)
    return found


def stored(store: Store) -> list[int]:
    """The clusters of all snapshots in the order of capture, as the index has them; the memberships say the same."""
    with store.read() as session:
        index = dict(session.execute(sa.select(Fingerprinted.snapshot_id, Fingerprinted.cluster)).tuples().all())
        rows = session.execute(
            sa.text(
                "SELECT j.snapshot_id, c.key FROM membership m JOIN judgment j ON j.id = m.judgment_id "
                "JOIN cluster c ON c.id = m.cluster_id "
                "ORDER BY m.id"
            )
        )
        assert {snapshot_id: clusters.first_of(key) for snapshot_id, key in rows} == index
        return [index[id_] for id_ in session.scalars(sa.select(Snapshot.id).order_by(Snapshot.id))]


def batches(store: Store, who: Annotators, size: int) -> None:
    """The stage, in batches of a size."""
    with store.read() as session:
        waiting = clusters.pending(session, who.reader)
    looks = Looks()
    for start in range(0, len(waiting), size):
        worked(store, who, waiting[start : start + size], looks)


def worked(store: Store, who: Annotators, ids: Sequence[int], looks: Looks) -> None:
    with store.read() as session:
        found = clusters.texts(session, ids)
    looked = [Looked(sketch) for sketch in sketch_all([text.text for text in found])]
    with store.write() as session:
        clusters.judge(session, who.duplicates, list(zip(found, looked, strict=True)), looks)


@pytest.mark.parametrize("size", [1, 7, 200])
def test_in_whatever_batches_the_clusters_are_those_of_one_shelf_on_both_databases(
    store: Store, who: Annotators, texts: list[str], size: int
) -> None:
    expected = alike(in_memory(texts))
    assert len(set(expected)) < len(texts) / 2
    batches(store, who, size)
    assert alike(stored(store)) == expected


def test_a_text_that_outgrew_the_first_of_its_cluster_is_replaced_as_reference(store: Store, clock: HandClock, who: Annotators) -> None:
    rng = random.Random(3)
    start, rest = (" ".join(sentence(rng) for _ in range(n)) for n in (8, 20))
    arrive(store, clock, [f"{HEADLINE}. {start}", f"{HEADLINE}. {start} {rest}", f"{HEADLINE}. {rest}"])
    batches(store, who, 1)
    assert len({*stored(store)}) == 1


def test_a_second_run_finds_nothing_to_do(store: Store, who: Annotators, texts: list[str]) -> None:
    assert clustering.cluster(store, who) == len(texts)
    before = count(store, Membership), count(store, Fingerprinted)
    assert clustering.cluster(store, who) == 0
    assert (count(store, Membership), count(store, Fingerprinted)) == before


def test_folding_changes_nothing_but_where_postings_lie(store: Store, who: Annotators, texts: list[str]) -> None:
    batches(store, who, 20)
    posted = postings(store)
    assert clustering.fold(store, at_least=10**9) == 0
    new = clustering.fold(store, at_least=1)
    assert (new > 0) == (store.engine.dialect.name == "sqlite")
    assert (postings(store), count(store, HotFingerprint)) == (posted, 0)
    batches(store, who, 20)
    assert alike(stored(store)) == alike(in_memory(texts))


def postings(store: Store) -> list[tuple[int, int]]:
    """Every fingerprint in the index, and who posted it."""
    with store.read() as session:
        parts = list(whole_index.postings(session))
    return sorted(pair for prints, snapshots in parts for pair in zip(prints.tolist(), snapshots.tolist(), strict=True))


def test_fingerprints_are_folded_little_by_little_and_are_found_meanwhile(store: Store, who: Annotators, texts: list[str]) -> None:
    half = len(texts) // 2
    with store.read() as session:
        waiting = clusters.pending(session, who.reader)
    worked(store, who, waiting[:half], Looks())
    posted = postings(store)
    with store.write() as session:
        fingerprints.fold(session, at_least=1, at_most=len(posted) // 2)
    assert postings(store) == posted
    worked(store, who, waiting[half:], Looks())
    assert alike(stored(store)) == alike(in_memory(texts))


def test_an_index_of_other_code_is_dropped_and_everything_judged_again_beside_it(store: Store, who: Annotators, texts: list[str]) -> None:
    clustering.cluster(store, who)
    first = stored(store)
    with store.write() as session:
        other = annotations.activate(session, AnnotatorFacts("duplicates", "2", "d" * 64))
    assert clustering.cluster(store, Annotators(who.reader, 0, other, ())) == len(texts)
    assert count(store, Membership) >= 2 * len(texts)
    with store.read() as session:
        rows = session.execute(sa.select(Fingerprinted.annotator_id, Fingerprinted.cluster).order_by(Fingerprinted.snapshot_id)).all()
        assert clusters.moved_by_new_code(session) == []
    assert [tuple(row) for row in rows] == [(other, cluster) for cluster in first]


def test_what_other_code_has_put_elsewhere_is_listed(store: Store, who: Annotators, texts: list[str]) -> None:
    clustering.cluster(store, who)
    with store.write() as session:
        other = annotations.activate(session, AnnotatorFacts("duplicates", "2", "d" * 64))
    clustering.cluster(store, Annotators(who.reader, 0, other, ()))
    with store.write() as session:
        session.execute(sa.text("UPDATE cluster SET key = 'snapshot:99' WHERE annotator_id = :a AND key = 'snapshot:1'"), {"a": other})
    with store.read() as session:
        moved = clusters.moved_by_new_code(session)
        index = dict(session.execute(sa.select(Fingerprinted.snapshot_id, Fingerprinted.cluster)).tuples().all())
    assert moved == [Change(id_, 1, 99) for id_ in sorted(index) if index[id_] == 1]


class Killed(BaseException):
    """Stands for a process that is gone."""


def killed_at(store: Store, statement: int) -> Iterator[None]:
    """The process is gone before its n-th statement from now."""
    left = iter(range(statement))

    def gone(*_: object) -> None:
        if next(left, None) is None:
            raise Killed

    event.listen(store.engine, "before_cursor_execute", gone)
    yield
    event.remove(store.engine, "before_cursor_execute", gone)


def test_killed_at_any_statement_and_resumed_the_clusters_are_those_of_an_undisturbed_run(
    store: Store, who: Annotators, texts: list[str]
) -> None:
    for statement in range(1, 60):
        listening = killed_at(store, statement)
        next(listening)
        try:
            batches(store, who, 10)
        except Killed:
            pass
        else:
            break
        finally:
            next(listening, None)
    assert 10 < statement < 59, "it was killed at many places, and came through in the end"
    assert alike(stored(store)) == alike(in_memory(texts))


WORKERS = 4


def _in_threads(work: Sequence[Callable[[], None]]) -> None:
    threads = [Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)


COPIES = 3
REPORTS = 20


@pytest.fixture
def copies(store: Store, clock: HandClock, who: Annotators) -> None:
    """Reports, each with copies that differ in their last sentence."""
    rng = random.Random(11)
    originals = [report(rng) for _ in range(REPORTS)]
    arrive(store, clock, ["\n".join([*original, sentence(rng)]) for original in originals for _ in range(1 + COPIES)])


def _shares(store: Store, who: Annotators) -> list[list[int]]:
    """What each worker takes: of every report another copy."""
    with store.read() as session:
        waiting = clusters.pending(session, who.reader)
    return [waiting[n :: 1 + COPIES] for n in range(WORKERS)]


def _lost(found: Mapping[int, int]) -> int:
    """How many links are missing between the copies of a report."""
    ids = sorted(found)
    return sum(len({found[id_] for id_ in ids[n : n + 1 + COPIES]}) - 1 for n in range(0, len(ids), 1 + COPIES))


def test_four_workers_that_race_lose_no_link_and_the_naive_protocol_does(
    store: Store, store_url: str, who: Annotators, copies: None
) -> None:
    shares, together = _shares(store, who), Barrier(WORKERS)
    others = [Store(make_engine(store_url), store.clock) for _ in shares]
    naive: dict[int, int] = {}

    def look_before_anybody_writes(mine: Store, share: Sequence[int]) -> None:
        with mine.read() as session:
            found = clusters.texts(session, share)
            looked = [Looked(sketch) for sketch in sketch_all([text.text for text in found])]
            placed = fingerprints.place(session, list(zip(found, looked, strict=True)), Looks())
        together.wait(60)
        naive.update({one.id: one.cluster for one in settled(placed.judged)})

    def take_turns(mine: Store, share: Sequence[int]) -> None:
        together.wait(60)
        for start in range(0, len(share), 3):
            worked(mine, who, share[start : start + 3], Looks())

    _in_threads([partial(look_before_anybody_writes, *one) for one in zip(others, shares, strict=True)])
    assert _lost(naive) == COPIES * REPORTS, "the race is one"
    _in_threads([partial(take_turns, *one) for one in zip(others, shares, strict=True)])
    with store.read() as session:
        index = dict(session.execute(sa.select(Fingerprinted.snapshot_id, Fingerprinted.cluster)).tuples().all())
    for other in others:
        other.close()
    assert _lost(index) == 0
