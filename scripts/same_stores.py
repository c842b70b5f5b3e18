"""Whether two plays of one story left the same stores: every row of every view of both, held against each other.

What cannot be the same, and how it is read instead:

* **Ids** count rows as they were committed, and several workers commit in another order each time. An id is read as the
  natural key of the row that it numbers: an article's address, a look's article and tick, and so on down to the statement.
* **Instants of the replay's clock** are the tick plus the seconds since the task began, to the microsecond. They are read as
  that tick. Instants that pages and feeds state have whole seconds, and are compared as they are.
* **Lags** in minutes are differences of two such instants, which stand beside them in the same row. They are left out.
* **Which look of a tick came first** is chance where workers run beside each other (two replays of LocalExecutor agreed). It decides a few
  columns (`BY_ORDER`), such as which of several equal statements stands for them. Rows that differ in these alone are counted apart.
* SQLite and PostgreSQL show truth values, numbers and instants in forms of their own; numbers are compared to nine digits.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from db.tables import Base
from db.views import ORDER
from narrative.errors import BadInput

DIGITS = 9
INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")
KEYS = {
    "attempt": ("article_id", "captured_at", "outcome"),
    "event": ("incident", "kind", "article_id", "claim", "outlet_id", "until_at", "edit_id"),
    "overrule": ("subject", "decision", "reason"),
}
"""Natural keys of tables without one that says so, or (of `event`) whose own is made of numbers."""
NUMBERS_OF = {"returned_from_id": "snapshot", "local_id": None}
"""Columns of views whose name does not end with the table whose rows they number; `local_id` is an outlet's own number, and stays."""
JUDGE = "annotator"
"""Named by its name alone in the keys of what it judged: that another version or definition judged is told once, by `v_active`."""
LEFT_OUT = "_minutes"
BY_ORDER = {
    "v_cluster": {"relation", "other_snapshot_id"},  # the cluster's first text is the one that was looked at first
    "v_contradiction": {"other_statement_id"},  # of several outlets that have the number, the statement stored first
    "v_event": {"other_statement_id", "other_text"},  # likewise
    "v_event.silence": {"statement_id", "text"},  # with which the third voice had the claim
    "v_first": {"place"},  # whether another outlet was seen with a claim seconds before or behind a look that did not find it here
    "v_revision": {"outlet_dated_edits"},  # how many of the outlet's edits had been judged before this one
    "v_silence": {"statement_id"},  # likewise
}
"""Columns that the order of looks within a tick decides, by view, or by view and kind of row."""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One view of two stores: how many rows each has, those that only one of them has, and how many differ by the order of looks alone."""

    view: str
    here: int
    there: int
    only_here: tuple[Row, ...]
    only_there: tuple[Row, ...]
    by_order: int

    @property
    def same(self) -> bool:
        return not (self.only_here or self.only_there)


def compare(here: Connection, there: Connection, ticks: Sequence[datetime]) -> Iterator[Compared]:
    """Each view in turn. `ticks`: every instant at which the replay's clock was set, in order. Raises BadInput."""
    first, second = Reader(here, ticks), Reader(there, ticks)
    for view in ORDER:
        a, b = Counter(first.rows(view)), Counter(second.rows(view))
        yield compared(view, (a.total(), b.total()), _sorted(a - b), _sorted(b - a))


def _sorted(rows: Counter[Row]) -> list[Row]:
    return sorted(rows.elements(), key=repr)


def compared(view: str, totals: tuple[int, int], here: list[Row], there: list[Row]) -> Compared:
    """Takes out of both what differs by the order of looks alone, row for row."""
    differing = len(here)
    for row in tuple(here):
        chance = BY_ORDER.get(view, set()) | BY_ORDER.get(f"{view}.{dict(row).get('kind')}", set())
        twin = next((other for other in there if _without(other, chance) == _without(row, chance)), None) if chance else None
        if twin is not None:
            here.remove(row)
            there.remove(twin)
    return Compared(view, *totals, tuple(here), tuple(there), differing - len(here))


def _without(row: Row, columns: set[str]) -> Row:
    return tuple(pair for pair in row if pair[0] not in columns)


class Reader:
    """One store, read so that another play's reads the same."""

    def __init__(self, connection: Connection, ticks: Sequence[datetime]) -> None:
        self._connection = connection
        self._ticks = ticks
        self._tables: dict[str, Mapping[int, Mapping[str, Any]]] = {}
        self._clusters: dict[int, str] = {}

    def rows(self, view: str) -> Iterator[Row]:
        """The view's rows, each as (column, value) pairs in the order of the columns."""
        found = self._connection.execute(sa.text(f"SELECT * FROM {view}"))
        columns = [(c, table_of(view, c)) for c in found.keys() if not c.endswith(LEFT_OUT)]  # noqa: SIM118  # no mapping
        for row in found.mappings():
            yield tuple((c, self._key(table, row[c]) if table else self._plain(row[c])) for c, table in columns)

    def _key(self, table: str, number: int | None) -> str | None:
        if number is None:
            return None
        if table == "cluster":
            return self._cluster(number)
        row = self._table(table)[number]
        return f"{table}({', '.join(str(self._part(table, column, row[column])) for column in key_columns(table))})"

    def _cluster(self, number: int) -> str:
        """By its first member in the order of keys: its own name is that of the member which was looked at first."""
        if not self._clusters:
            members: dict[int, set[str]] = {}
            for cluster_id, snapshot_id in self._connection.execute(sa.text("SELECT cluster_id, snapshot_id FROM v_cluster")):
                members.setdefault(cluster_id, set()).add(str(self._key("snapshot", snapshot_id)))
            self._clusters = {cluster_id: f"cluster({min(keys)})" for cluster_id, keys in members.items()}
        return self._clusters[number]

    def _part(self, table: str, column: str, value: Any) -> Any:
        keys = Base.metadata.tables[table].c[column].foreign_keys
        if keys:
            of = next(iter(keys)).column.table.name
            return self._table(of)[value]["name"] if of == JUDGE else self._key(of, value)
        return self._plain(value)

    def _table(self, name: str) -> Mapping[int, Mapping[str, Any]]:
        if name not in self._tables:
            rows = self._connection.execute(sa.select(Base.metadata.tables[name])).mappings()
            self._tables[name] = {row["id"]: dict(row) for row in rows}
        return self._tables[name]

    def _plain(self, value: Any) -> Any:
        if isinstance(value, str) and INSTANT.fullmatch(value):
            value = datetime.fromisoformat(value).replace(tzinfo=UTC)
        if isinstance(value, datetime):
            return self._instant(value.astimezone(UTC))
        return round(float(value), DIGITS) if isinstance(value, int | float | Decimal) else value

    def _instant(self, at: datetime) -> str:
        passed = bisect_right(self._ticks, at)
        return f"{(self._ticks[passed - 1] if passed and at.microsecond else at):%Y-%m-%d %H:%M:%S}"


def table_of(view: str, column: str) -> str | None:
    """Of which table a view's column numbers rows; None for a column that is no id. Raises BadInput."""
    if column in NUMBERS_OF or not column.endswith("_id"):
        return NUMBERS_OF.get(column)
    name = column.removesuffix("_id")
    table = max((t for t in Base.metadata.tables if name == t or name.endswith(f"_{t}")), key=len, default=None)
    if table is None:
        raise BadInput(f"{view}.{column}: say in NUMBERS_OF of scripts/same_stores.py which table's rows it numbers")
    return table


def key_columns(table: str) -> tuple[str, ...]:
    """The columns of a table's natural key: its first unique constraint, as a rule. Raises BadInput."""
    unique = (c for c in Base.metadata.tables[table].constraints if isinstance(c, sa.UniqueConstraint))
    found = KEYS.get(table) or min((tuple(u.columns.keys()) for u in unique), key=len, default=None)
    if found is None:
        raise BadInput(f"{table}: say in KEYS of scripts/same_stores.py which columns name a row")
    return found
