"""Which texts of a whole store can be copies of each other: fingerprints joined at once, in DuckDB, out of memory if need be.

What an index finds for one text after the other, a join finds for all. Nothing of it is kept.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from narrative.fingerprints import CONTENT_BIT
from narrative.shelf import FEW, LEAST_SHARE, MOST_ALIKE, WIDELY_HELD

MEMORY = "4GB"
"""For joins; what does not fit goes to files. A careless join of a million texts took 20 GB."""
FIRST_HOLDERS = 12
"""Of the texts that hold a fingerprint, the earliest ones, with which all later ones are paired: pairs grow with texts, not with their
square. A text that has more copies before it than that is paired with the first of them, which they are copies of, too."""
ANYBODYS = 20 * MOST_ALIKE
"""Texts that may hold a fingerprint before it says nothing. Copies count here one by one, in an index once for each cluster."""
FETCHED_AT_ONCE = 50_000


class Hit(NamedTuple):
    """An earlier text, and how many fingerprints it has in common with a later one."""

    text: int
    prints: int


class Rows(NamedTuple):
    """Columns of texts, one element for each: `place` is their order of capture."""

    text: NDArray[np.int64]
    article: NDArray[np.int64]
    cluster: NDArray[np.int64]
    place: NDArray[np.int64]
    scale: NDArray[np.int64]
    prints: NDArray[np.int64]


class Join:
    """Texts and fingerprints as they are collected, and the pairs in them. `opened` makes one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._db = connection
        self._db.execute("CREATE TABLE text (text BIGINT, article BIGINT, cluster BIGINT, place BIGINT, scale BIGINT, prints BIGINT)")
        self._db.execute("CREATE TABLE posting (print BIGINT, text BIGINT)")

    def add_texts(self, rows: Rows) -> None:
        self._insert("INSERT INTO text SELECT text, article, cluster, place, scale, prints FROM added", rows._asdict())

    def add_postings(self, prints: NDArray[np.int64], texts: NDArray[np.int64]) -> None:
        self._insert("INSERT INTO posting SELECT print, text FROM added", {"print": prints, "text": texts})

    def _insert(self, into: str, columns: Mapping[str, NDArray[np.int64]]) -> None:
        self._db.register("added", columns)
        self._db.execute(into)
        self._db.unregister("added")

    def widely_held(self) -> NDArray[np.int64]:
        """Fingerprints that so many texts posted that they prove nothing, ascending."""
        found = self._db.execute(_WIDELY, [WIDELY_HELD]).fetchnumpy()["print"]
        return np.asarray(found, np.int64)

    def of_postings(self) -> Iterator[tuple[int, list[Hit]]]:
        """Each text with earlier ones that can be copies, in another cluster, by fingerprints that both clusters posted."""
        return self._pairs(_POSTED, [WIDELY_HELD])

    def of_samples(self) -> Iterator[tuple[int, list[Hit]]]:
        """Each text, in order of capture, with earlier ones that can be copies, by whole samples."""
        return self._pairs(_SAMPLED, [ANYBODYS, FIRST_HOLDERS])

    def _pairs(self, query: str, values: list[int]) -> Iterator[tuple[int, list[Hit]]]:
        found = self._db.execute(query + _ENOUGH, [*values, CONTENT_BIT, FEW, LEAST_SHARE])
        for text, hits in groupby(_fetched(found), key=lambda row: row[0]):
            yield text, [Hit(earlier, prints) for _, earlier, prints in hits]


def _fetched(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int, int]]:
    while rows := found.fetchmany(FETCHED_AT_ONCE):
        yield from rows


@contextmanager
def opened(memory: str = MEMORY) -> Iterator[Join]:
    """An empty join that uses so much memory at most, and a folder of its own for the rest."""
    with (
        tempfile.TemporaryDirectory(prefix="palimpsest-join-") as folder,
        duckdb.connect(config={"memory_limit": memory, "temp_directory": folder, "preserve_insertion_order": "false"}) as connection,
    ):
        yield Join(connection)


_WIDELY = "SELECT print FROM posting GROUP BY print HAVING count(*) > ? ORDER BY print"

_POSTED = """
WITH held AS (
    SELECT print, text.* FROM posting JOIN text USING (text)
    JOIN (SELECT print FROM posting GROUP BY print HAVING count(*) BETWEEN 2 AND ?) USING (print)
),
pair AS (
    SELECT l.text AS late, e.text AS early, sum(count(*)) OVER (PARTITION BY any_value(l.cluster), any_value(e.cluster)) AS hits,
        max(l.print) AS largest
    FROM held l JOIN held e ON e.print = l.print AND e.place < l.place AND e.article <> l.article AND e.cluster <> l.cluster
    GROUP BY l.text, e.text
),
"""
"""Of two clusters, each of which posted a fingerprint once, by whichever text had it first: what they share counts for all of these."""

_SAMPLED = """
WITH held AS (
    SELECT print, text.*, row_number() OVER (PARTITION BY print ORDER BY place) AS nth FROM posting JOIN text USING (text)
    JOIN (SELECT print FROM posting GROUP BY print HAVING count(*) BETWEEN 2 AND ?) USING (print)
),
pair AS (
    SELECT l.text AS late, e.text AS early, count(*) AS hits, max(l.print) AS largest
    FROM held l JOIN held e ON e.print = l.print AND e.place < l.place AND e.article <> l.article
    WHERE e.nth <= ?
    GROUP BY l.text, e.text
),
"""

_ENOUGH = """
measured AS (
    SELECT pair.*, tl.place, te.place AS before, least(tl.prints * tl.scale, te.prints * te.scale) / greatest(tl.scale, te.scale) AS fewer
    FROM pair JOIN text tl ON tl.text = pair.late JOIN text te ON te.text = pair.early
)
SELECT late, early, hits::BIGINT FROM measured
WHERE largest >= ? OR (hits >= CASE WHEN fewer < ? THEN 1 ELSE 2 END AND hits >= ? * fewer)
ORDER BY place, hits DESC, before
"""
"""The thresholds of `narrative.shelf.Shelf`: enough hits, measured by the smaller sample at the coarser scale; or the same words."""
