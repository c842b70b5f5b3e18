"""A store with very many texts in its index, so many that it matters, and what the stage costs there.

The texts themselves are not made up, only what the index has of each; the rows around them are there, one for one. Every text is a
cluster of its own, and has the shape of one of the texts to come: its scale, and as many fingerprints. A fingerprint is held by one text,
or by 2 to 5 (nobody posts it then any more), the more the rarer: of rows of five words about k^-2.5 stand in k texts (what follows for five
words from Zipf's law for one). New texts meet those that are widely held as often as the stored ones do; who holds one is a text whose
scale samples it, the likelier the longer it is.
"""

import gc
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.copies import Labelled
from bench.stage import WHO, Cost, bytes_of_index, middle, opened, put, timed
from db import bloom, clusters, fingerprints, hot
from db.fingerprints import FOLDED_AT
from db.session import Store
from ingest.clustering import BATCH, cluster, fold
from narrative.fingerprints import CONTENT_BIT, Sketch, low, sampled, sketch_all
from narrative.shelf import WIDELY_HELD

SHARED = 0.15
"""Of what a text posts, held by others too. Among 200 real articles it was .002, among 1,679 of them .006: it grows with their number."""
POWER, MOST = 2.5, WIDELY_HELD + 1
OUTLETS = 1_000
SLICES = 5
CHUNK = 500_000
"""Rows that are handed to SQLite at once."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Of texts numbered from 1, text by text in turn: at which scale each is sampled, and into how many fingerprints."""

    scales: Numbers
    sizes: Numbers

    def of(self, texts: int) -> "Shapes":
        """Of so many texts."""
        turn = np.arange(1, texts + 1) % len(self.scales)
        return Shapes(self.scales[turn], self.sizes[turn])


def shapes(sketches: Sequence[Sketch]) -> Shapes:
    """Those that texts have."""
    return Shapes(np.array([s.scale for s in sketches]), np.array([len(s.prints) for s in sketches]))


@dataclass(frozen=True, slots=True)
class Known:
    """Distinct fingerprints of texts to come, and the coarsest scale at which each is sampled: only texts up to that scale can hold it."""

    prints: Numbers
    scales: Numbers


def known(sketches: Sequence[Sketch]) -> Known:
    """Everything that texts are looked for by."""
    prints = np.unique(np.concatenate([s.prints for s in sketches]))
    scales = np.zeros(len(prints), np.int64)
    for scale in sorted({s.scale for s in sketches}):
        held = [low(s.shingles[sampled(s.shingles, scale)]) for s in sketches if s.scale <= scale]
        scales[np.isin(prints, np.concatenate(held))] = scale
    return Known(prints, scales)


@dataclass(frozen=True, slots=True)
class Postings:
    """Fingerprint by fingerprint, ascending, and which text holds it."""

    prints: Numbers
    texts: Numbers


def postings(of: Shapes, met: Known) -> Postings:
    """Of texts with these shapes, each with a fingerprint of its content, too. Of what is known of texts to come as large a share is widely
    held as of the stored ones'."""
    rng = np.random.default_rng(8243)
    texts, rows = len(of.scales), int(of.sizes.sum())
    lists = _lists(rng, SHARED * rows, min(MOST, texts))
    names, reach = rng.integers(0, 1 << 32, len(lists)), np.full(len(lists), of.scales.max())
    owners = np.repeat(np.arange(len(lists)), lists)
    chosen = rng.permutation(len(met.prints))[: round(SHARED * len(met.prints))]
    at = rng.permutation(np.unique(rng.choice(owners, len(chosen))))  # what is held by more is met by more
    names[at], reach[at] = met.prints[chosen[: len(at)]], met.scales[chosen[: len(at)]]
    finest = of.scales.argsort(kind="stable")
    shingles = np.append(0, (of.scales * of.sizes)[finest].cumsum())  # of a text and those before it: who has more of them holds more
    most = shingles[of.scales[finest].searchsorted(reach[owners], "right")]
    sharing = finest[shingles.searchsorted(rng.random(len(owners)) * most, "right") - 1]
    others = rng.permutation(np.repeat(np.arange(texts), of.sizes))[: max(0, rows - len(owners))]
    alone = rng.integers(0, 1 << 32, len(others))
    content = rng.integers(0, 1 << 61, texts) | CONTENT_BIT
    return _sorted(np.concatenate((names[owners], alone, content)), np.concatenate((sharing, others, np.arange(texts))) + 1)


def _sorted(prints: Numbers, holders: Numbers) -> Postings:
    """Each row once."""
    order = np.lexsort((holders, prints))
    prints, holders = prints[order], holders[order]
    distinct = np.append(True, (np.diff(prints) != 0) | (np.diff(holders) != 0))
    return Postings(prints[distinct], holders[distinct])


def _lists(rng: np.random.Generator, rows: float, most: int) -> Numbers:
    """How many texts hold each of the widely held fingerprints, together about so many."""
    sizes = np.arange(2, most + 1)
    odds = sizes**-POWER / (sizes**-POWER).sum()
    return rng.choice(sizes, max(1, round(rows / float(sizes @ odds))), p=odds)


LIKE_THE_FIRST: Mapping[str, Mapping[str, str]] = {
    "outlet": {"id": "i", "key": "'stored' || i"},
    "article": {"id": "i", "outlet_id": f"1 + (i - 1) % {OUTLETS}", "url": "'https://stored.test/' || i"},
    "attempt": {"id": "i", "article_id": "i"},
    "reading": {"id": "i", "attempt_id": "i"},
    "snapshot": {"id": "i", "article_id": "i", "opened_by": "i", "reading_id": "i"},
    "judgment": {"id": "i", "snapshot_id": "i"},
    "cluster": {"id": "i", "key": "'snapshot:' || i"},
    "membership": {"id": "i", "judgment_id": "i", "cluster_id": "i"},
    "fingerprinted": {
        "snapshot_id": "i", "judgment_id": "i", "article_id": "i", "voice": f"'stored' || (1 + (i - 1) % {OUTLETS})", "cluster": "i",
        "scale": "(SELECT scale FROM shape WHERE n = i % {turn})", "prints": "(SELECT prints FROM shape WHERE n = i % {turn})",
    },
    "clustering": {"first": "i", "cluster_id": "i", "reference": "i", "sole": "i"},
}  # fmt: skip
"""Table → what differs between its first row and the i-th; the key comes first."""


def fill(path: Path, texts: int, like: Sequence[Sketch]) -> None:
    """Make a store with so many texts in its index, shaped like others. The hot table is half full, as it is on average."""
    shaped = shapes(like)
    made = postings(shaped.of(texts), known(like))
    new = made.texts > texts - FOLDED_AT // 2 // round(float(shaped.sizes.mean()))
    store = opened(path)
    put(store, [Labelled("", "", "", "stored1", "")])
    cluster(store, WHO)
    with store.write() as session:
        bloom.add(session, made.prints[~new])
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=MEMORY", "foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TEMP TABLE shape (n INTEGER PRIMARY KEY, scale INTEGER, prints INTEGER)")
        rows = zip(range(len(like)), shaped.scales.tolist(), shaped.sizes.tolist(), strict=True)
        connection.executemany("INSERT INTO shape VALUES (?, ?, ?)", rows)
        for table, differs in LIKE_THE_FIRST.items():
            told(f"{table} of {texts:,} texts")
            _multiply(connection, table, differs, OUTLETS if table == "outlet" else texts, len(like))
        connection.execute("UPDATE lacking SET snapshot_id = ?", (texts + 1,))
        _post(connection, Postings(made.prints[~new], made.texts[~new]))
        connection.execute("PRAGMA journal_mode=WAL")
    store = opened(path)
    _post_new(store, Postings(made.prints[new], made.texts[new]))
    store.close()


def _multiply(connection: sqlite3.Connection, table: str, differs: Mapping[str, str], rows: int, turn: int) -> None:
    """Rows like the first one up to so many; of shapes there are `turn`, one after the other."""
    key = next(iter(differs))
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(differs.get(name, f"one.{name}").format(turn=turn) for name in names)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
    connection.execute(f"{numbers} INSERT INTO {table} SELECT {values} FROM n CROSS JOIN {table} AS one WHERE one.{key} = 1")


def _post(connection: sqlite3.Connection, of: Postings) -> None:
    connection.execute("BEGIN")
    for at in range(0, len(of.prints), CHUNK):
        told(f"{at:,} of {len(of.prints):,} fingerprints")
        rows = zip(of.prints[at : at + CHUNK].tolist(), of.texts[at : at + CHUNK].tolist(), strict=True)
        connection.executemany("INSERT INTO fingerprint VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    told("")


def _post_new(store: Store, of: Postings) -> None:
    """Where the stage puts new ones."""
    with store.write() as session:
        hot.add(session, hot.Postings(of.prints, of.texts))


def _fill_up(store: Store, rows: int) -> None:
    """Add so many new ones that nobody meets."""
    rng = np.random.default_rng(8244)
    _post_new(store, Postings(np.sort(rng.integers(0, 1 << 32, rows)), np.arange(1, rows + 1)))


def told(what: str) -> None:
    """Say how far it is, in a line that is overwritten."""
    if sys.stderr.isatty():
        print(f"\r{what:<60}\r", end="", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the stage costs for a text, in an empty store and in a filled one; the text's part of a fold; and, out of what the filled store
    costs, looking for candidates. `pending` is what a run costs before its first text: to see what has to be judged; `run` texts were
    judged in one."""

    empty: Cost
    filled: Cost
    folding: Cost
    look_up: Cost
    pending: Cost
    run: int
    bytes_of_index: float
    """For a text."""


def measured(texts: Sequence[Labelled], count: int, folder: Path) -> Stored:
    """The stage on the same texts, slice by slice, in both stores by turns."""
    sketches = sketch_all([text.text for text in texts])
    path = folder / "filled.db"
    fill(path, count, sketches)
    empty, filled = opened(folder / "empty.db"), opened(path)
    costs: dict[str, list[Cost]] = {"empty": [], "filled": [], "look up": [], "pending": []}
    size, before = len(texts) // SLICES, _hot(filled)
    _in_memory(path)
    for at in range(0, size * SLICES, size):
        told(f"texts {at} to {at + size} beside {count:,}")
        for name, store in (("empty", empty), ("filled", filled)):
            put(store, texts[at : at + size], count + 1 + at)
            costs[name].append(timed(lambda store=store: cluster(store, WHO)))  # type: ignore[misc]
        costs["pending"].append(timed(lambda: _pending(filled)))
        gc.collect()  # of the stage; and behind it, for which these look-ups would bring the index near
        costs["look up"].append(timed(lambda at=at: _look_up(filled, sketches[at : at + size])))  # type: ignore[misc]
    told("")
    new, each = _hot(filled) - before, sum(len(s.prints) for s in sketches) / len(sketches)
    _fill_up(filled, before)  # there were half as many as are folded at once
    rows: list[int] = []
    folding = timed(lambda: rows.append(fold(filled, at_least=1)))
    for store in (empty, filled):
        store.close()
    a_text = {name: middle(found).over(size) for name, found in costs.items()}
    return Stored(
        a_text["empty"], a_text["filled"], folding.over(rows[0] / new * size * SLICES), a_text["look up"],
        middle(costs["pending"]), size, bytes_of_index(path) / (count + size * SLICES + before / each),
    )  # fmt: skip


def _in_memory(path: Path) -> None:
    """Read a file, so that the system has it in memory as it has one that is worked on all day: this measures no disk."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def _hot(store: Store) -> int:
    with store.read() as session:
        return hot.count(session)


def _look_up(store: Store, sketches: Sequence[Sketch]) -> None:
    """Which texts hold what these hold: batch by batch, as the stage asks."""
    with store.read() as session:
        for at in range(0, len(sketches), BATCH):
            batch = sketches[at : at + BATCH]
            fingerprints.postings(session, sorted({print_ for one in batch for print_ in (*one.prints.tolist(), one.content)}))


def _pending(store: Store) -> None:
    with store.read() as session:
        clusters.pending(session, WHO.reader)
