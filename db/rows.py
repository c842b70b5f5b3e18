"""Many rows at once: read, added and dropped past the session's own bookkeeping, which would take longer over them than the store does."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.base import Base

Columns = TypeVarTuple("Columns")
Row = Mapping[str, Any]
"""Of a table, column by column."""


def insert(session: Session, table: type[Base], rows: Sequence[Row]) -> None:
    """Add rows that have the same columns in the same order; as they are, stamps and all."""
    if rows:
        dialect, of = session.get_bind().dialect, Base.metadata.tables[table.__tablename__]
        columns = zip(*[row.values() for row in rows], strict=True)
        sent = [_sent(of.c[name].type, dialect, values) for name, values in zip(rows[0], columns, strict=True)]
        insert_sent(session, of, list(rows[0]), list(zip(*sent, strict=True)))


def insert_sent(session: Session, table: sa.FromClause, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows of values as the driver takes them; there are some."""
    quote = session.get_bind().dialect.identifier_preparer.quote
    into = f"{quote(str(table.description))} ({', '.join(quote(name) for name in names)})"
    if _is_sqlite(session):
        statement = f"INSERT INTO {into} VALUES ({', '.join(repeat('?', len(names)))})"  # noqa: S608  # names of ours
        session.connection().exec_driver_sql(statement, list(rows))
    else:
        driver: Any = session.connection().connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copied:
            for row in rows:
                copied.write_row(row)


def _sent(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect, values: Sequence[Any]) -> Iterable[Any]:
    """The values of a column as the driver takes them. A stamp is the same in every row: it is made once."""
    made = kind.dialect_impl(dialect).bind_processor(dialect)
    if made is None:
        return values
    if all(value is values[0] for value in values):
        return repeat(made(values[0]), len(values))
    return map(made, values)


def stamped(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Rows that do not pass through the session's own stamping."""
    return [{**row, "recorded_at": session.info["recorded_at"]} for row in rows]


def among(
    session: Session, query: sa.Select[*Columns], column: InstrumentedAttribute[int], values: Iterable[int]
) -> Iterator[sa.Row[*Columns]]:
    """The rows of which a column has one of these values."""
    wanted = sorted(values)
    if wanted:
        session.flush()
        yield from session.connection().execute(query.where(column.in_(listed(session, wanted)))).all()


def delete(session: Session, column: InstrumentedAttribute[int], values: Iterable[int]) -> None:
    """Drop the rows of which a column has one of these values."""
    if wanted := sorted(values):
        session.execute(sa.delete(column.class_).where(column.in_(listed(session, wanted))))


def listed(session: Session, values: Sequence[int]) -> sa.Select[int]:
    """Thousands of values as one parameter: an IN list of as many is text that is made, sent and parsed again for every batch."""
    if _is_sqlite(session):
        return sa.select(sa.func.json_each(json.dumps(values)).table_valued("value").c.value)
    return sa.select(sa.func.unnest(sa.cast(list(values), ARRAY(sa.BigInteger))).column_valued("value"))


@contextmanager
def blob(session: Session, column: InstrumentedAttribute[bytes], id_: int, *, written: bool = False) -> Iterator[sqlite3.Blob]:
    """A large value of SQLite's. It is copied once; as a column of a row twice, into memory asked for anew: that took ten times as long."""
    driver: Any = session.connection().connection.driver_connection
    with driver.blobopen(column.class_.__tablename__, column.key, id_, readonly=not written) as opened:
        yield opened


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
