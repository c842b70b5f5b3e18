"""The stage that finds near-duplicates, as it is shipped, on a store on disk; and what would be done instead in memory.

Both get texts that are there already: ours reads them from the store, and writes postings, judgments, memberships and overlaps.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from statistics import median

import sqlalchemy as sa
from datasketch import MinHashLSH
from rensa import RMinHashLSH

from bench.agreement import THRESHOLD
from bench.copies import Labelled
from bench.fingerprints import PERMUTATIONS, by_datasketch, by_rensa
from db import hot, migrations
from db.session import Session, Store, make_engine
from db.tables import (
    Annotator,
    Article,
    Attempt,
    Clustering,
    Fingerprint,
    Fingerprinted,
    FingerprintFilter,
    HotFingerprint,
    Membership,
    Outlet,
    Overlap,
    Reading,
    Row,
    Snapshot,
)
from ingest.annotators import Annotators
from ingest.clustering import cluster

START = datetime(2025, 1, 1, tzinfo=UTC)
WHO = Annotators(reader=1, compare=0, duplicates=2, incidents=())
BANDS = 32
"""Of rensa's index: with 4 rows each, about the peer's threshold."""
INDEX = (Fingerprint, FingerprintFilter, HotFingerprint, Fingerprinted, Clustering)


def opened(path: Path) -> Store:
    """The store in this file, made if it is not there, with who reads and who clusters."""
    new = not path.exists()
    engine = make_engine(f"sqlite:///{path}")
    store = Store(engine, lambda: START + timedelta(days=365))
    if new:
        migrations.upgrade(engine)
        with store.write() as session:
            _add(
                session,
                Annotator,
                [{"id": n, "name": name, "version": "", "content_sha256": ""} for n, name in ((1, "read"), (2, "duplicates"))],
            )
    return store


def _add(session: Session, table: type[Row], rows: list[dict[str, object]]) -> None:
    if rows:
        session.execute(sa.insert(table), [{**row, "recorded_at": session.info["recorded_at"]} for row in rows])


def put(store: Store, texts: Sequence[Labelled], first: int = 1) -> None:
    """Each as an article of its own that was looked at once, a second after the one before; all their rows are numbered from `first` on."""
    numbered = [(first + n, START + timedelta(seconds=first + n), text) for n, text in enumerate(texts)]
    looked = {"url": "", "final_url": "", "outcome": "new", "reason": "", "headers": {}, "robots": ""}
    said = {
        "annotator_id": 1,
        "headline": "",
        "headlines": {},
        "authors": [],
        "language": "en",
        "live": False,
        "extractor": "",
        "text_sha256": "",
    }
    with store.write() as session:
        outlets = _outlets(session, {text.host for text in texts})
        _add(
            session,
            Article,
            [{"id": n, "outlet_id": outlets[text.host], "url": f"https://{text.host}/{n}", "failures": 0} for n, _, text in numbered],
        )
        _add(session, Attempt, [{"id": n, "article_id": n, "started_at": at, "captured_at": at, **looked} for n, at, _ in numbered])
        _add(session, Reading, [{"id": n, "attempt_id": n, "text": text.text, **said} for n, _, text in numbered])
        _add(session, Snapshot, [{"id": n, "article_id": n, "opened_by": n, "reading_id": n, "annotator_id": 1} for n, _, _ in numbered])


def _outlets(session: Session, hosts: set[str]) -> dict[str, int]:
    known = set(session.scalars(sa.select(Outlet.key)))
    _add(session, Outlet, [{"key": host} for host in sorted(hosts - known)])
    return {key: id_ for key, id_ in session.execute(sa.select(Outlet.key, Outlet.id))}  # noqa: C416  # a row is not a pair


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds: by the clock on the wall, and of the processor."""

    wall: float
    processor: float

    def over(self, n: float) -> "Cost":
        """Each of n."""
        return Cost(self.wall / n, self.processor / n)

    def plus(self, other: "Cost") -> "Cost":
        return Cost(self.wall + other.wall, self.processor + other.processor)

    def times(self, other: "Cost") -> tuple[float, float]:
        """How many of the other it is, of both."""
        return self.wall / other.wall, self.processor / other.processor


def timed(work: Callable[[], object]) -> Cost:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - processor)


def middle(costs: Sequence[Cost]) -> Cost:
    return Cost(median(cost.wall for cost in costs), median(cost.processor for cost in costs))


def by_datasketch_lsh(texts: Sequence[Labelled]) -> None:
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for n, text in enumerate(texts):
        (signature,) = by_datasketch([text.text])
        index.query(signature)
        index.insert(n, signature, check_duplication=False)


def by_rensa_lsh(texts: Sequence[Labelled]) -> None:
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    for n, text in enumerate(texts):
        (signature,) = by_rensa([text.text])
        index.query(signature)
        index.insert(n, signature)


PEERS: dict[str, Callable[[Sequence[Labelled]], None]] = {"datasketch": by_datasketch_lsh, "rensa": by_rensa_lsh}


@dataclass(frozen=True, slots=True)
class EndToEnd:
    """Who → what the texts cost; and what ours wrote of them."""

    costs: dict[str, Cost]
    written: dict[str, int]
    bytes_of_index: int


def end_to_end(texts: Sequence[Labelled], folder: Path, rounds: int) -> EndToEnd:
    """Everybody takes a turn in every round; ours in a store that has the texts and nothing else."""
    filled = folder / "filled.db"
    store = opened(filled)
    put(store, texts)
    store.close()
    costs: dict[str, list[Cost]] = {"ours": [], **{name: [] for name in PEERS}}
    for n in range(rounds):
        path = folder / f"round{n}.db"
        copyfile(filled, path)
        store = opened(path)
        costs["ours"].append(timed(lambda store=store: cluster(store, WHO)))  # type: ignore[misc]
        for name, peer in PEERS.items():
            costs[name].append(timed(lambda peer=peer: peer(texts)))  # type: ignore[misc]
        counted = written(store)
        store.close()
    return EndToEnd({name: middle(found) for name, found in costs.items()}, counted, bytes_of_index(path))


def written(store: Store) -> dict[str, int]:
    with store.read() as session:
        counted = {t.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in (Membership, Overlap)}
        return {"fingerprint": hot.count(session), **counted}


def bytes_of_index(path: Path) -> int:
    """Of the index's tables, and of what finds their rows. Where SQLite does not count pages by table, the index is gone afterwards."""
    names = [table.__tablename__ for table in INDEX]
    quoted = ", ".join(f"'{name}'" for name in names)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        pages = f"SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name IN ({quoted}))"
        try:
            return int(connection.execute(pages).fetchone()[0])
        except sqlite3.OperationalError:  # built without that table
            with_it = _vacuumed(connection)
            for name in names:
                connection.execute(f"DELETE FROM {name}")
            return with_it - _vacuumed(connection)


def _vacuumed(connection: sqlite3.Connection) -> int:
    connection.execute("VACUUM")
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages * size)
