"""The store as it answered at an earlier instant: rows recorded up to then, and nothing else.

For one transaction, views of one's own connection stand before the tables: each shows what was there. The views `v_…` are made once more
over them, out of the same files, so that whatever can be asked now can be asked of any instant.

Two things are as they are now: words that were taken down since stay withheld, and the columns that say when to ask or look next.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import views
from db.tables import Article, Base, Takedown

SINCE_SET = {Article.__tablename__: {"same_as_id": "joined_at", "joined_at": "joined_at"}}
"""Columns that are set once, long after their row was written → the column that says when."""
AS_NOW = frozenset({Takedown.__tablename__})


def look_back(session: Session, at: datetime) -> None:
    """Let everything that is read in this transaction be as it was at `at`. The transaction cannot write any more."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    schema = "main" if sqlite else session.scalar(sa.text("SELECT current_schema()"))
    for statement in _statements(str(schema), at):
        session.execute(sa.text(statement))
    if not sqlite:  # where a transaction of SQLite would write, the view that stands before the table refuses
        session.execute(sa.text("SET TRANSACTION READ ONLY"))


def _statements(schema: str, at: datetime) -> Iterator[str]:
    instant = f"'{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00'"  # SQLite compares texts: equal but for the zone is not later
    for table in Base.metadata.sorted_tables:
        if "recorded_at" in table.c and table.name not in AS_NOW:
            columns = ", ".join(_column(table, column.name, instant) for column in table.c)
            shown = f'SELECT {columns} FROM {schema}."{table.name}" WHERE recorded_at <= {instant}'  # noqa: S608  # names of ours
            yield f'CREATE TEMP VIEW "{table.name}" AS {shown}'
    for name in views.ORDER:
        yield f"CREATE TEMP VIEW {name} AS\n{views.definition(name)}"


def _column(table: sa.Table, name: str, instant: str) -> str:
    since = SINCE_SET.get(table.name, {}).get(name)
    return f'CASE WHEN {since} <= {instant} THEN "{name}" END AS "{name}"' if since else f'"{name}"'
