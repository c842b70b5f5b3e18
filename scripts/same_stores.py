"""Whether two plays of one story left the same stores: every row of every view of both, held against each other.

What cannot be the same, and how it is read instead:

* **Ids** count rows as they were committed, and several workers commit in another order each time. An id is read as the
  natural key of the row that it numbers: an article's address, a look's article and tick, and so on down to the statement.
* **Instants of the replay's clock** are the tick plus the seconds since the task began, to the microsecond. They are read as
  that tick. Instants that pages and feeds state have whole seconds, and are compared as they are.
* **Lags** in minutes are differences of two such instants, which stand beside them in the same row. They are left out.
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
NUMBERED = re.compile(r"([a-z_]+):(\d+)")
"""How a key column names a row: `snapshot:12`."""
KEYS = {
    "attempt": ("article_id", "captured_at", "outcome"),
    "event": ("incident", "kind", "article_id", "claim", "outlet_id", "until_at", "statement_id", "edit_id"),
    "overrule": ("subject", "decision", "reason"),
}
"""Natural keys of tables without one that says so, or (of `event`) whose own is made of numbers."""
NUMBERS_OF = {"returned_from_id": "snapshot", "local_id": None}
"""Columns of views whose name does not end with the table whose rows they number; `local_id` is an outlet's own number, and stays."""
LEFT_OUT = "_minutes"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One view of two stores: how many rows each has, and those that only one of them has."""

    view: str
    here: int
    there: int
    only_here: tuple[Row, ...]
    only_there: tuple[Row, ...]

    @property
    def same(self) -> bool:
        return not (self.only_here or self.only_there)


def compare(here: Connection, there: Connection, ticks: Sequence[datetime]) -> Iterator[Compared]:
    """Each view in turn. `ticks`: every instant at which the replay's clock was set, in order. Raises BadInput."""
    first, second = Reader(here, ticks), Reader(there, ticks)
    for view in ORDER:
        a, b = Counter(first.rows(view)), Counter(second.rows(view))
        yield Compared(view, a.total(), b.total(), _sorted(a - b), _sorted(b - a))


def _sorted(rows: Counter[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows.elements(), key=repr))


class Reader:
    """One store, read so that another play's reads the same."""

    def __init__(self, connection: Connection, ticks: Sequence[datetime]) -> None:
        self._connection = connection
        self._ticks = ticks
        self._tables: dict[str, Mapping[int, Mapping[str, Any]]] = {}

    def rows(self, view: str) -> Iterator[Row]:
        """The view's rows, each as (column, value) pairs in the order of the columns."""
        found = self._connection.execute(sa.text(f"SELECT * FROM {view}"))
        columns = [(c, table_of(view, c)) for c in found.keys() if not c.endswith(LEFT_OUT)]  # noqa: SIM118  # no mapping
        for row in found.mappings():
            yield tuple((c, self._key(table, row[c]) if table else self._plain(row[c])) for c, table in columns)

    def _key(self, table: str, number: int | None) -> str | None:
        if number is None:
            return None
        row = self._table(table)[number]
        return f"{table}({', '.join(str(self._part(table, column, row[column])) for column in key_columns(table))})"

    def _part(self, table: str, column: str, value: Any) -> Any:
        keys = Base.metadata.tables[table].c[column].foreign_keys
        if keys:
            return self._key(next(iter(keys)).column.table.name, value)
        named = NUMBERED.fullmatch(value) if isinstance(value, str) else None
        return self._key(named[1], int(named[2])) if named else self._plain(value)

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
