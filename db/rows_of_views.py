"""Whole views, row by row, in Python's own types: the same on both dialects, and never more than a batch in memory."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.views.dictionary import TYPES, View

BATCH = 5_000
"""Rows at a time: some megabytes, where each row is an article's text."""

Row = tuple[object, ...]


def rows(session: Session, view: View, batch: int = BATCH) -> Iterator[tuple[Row, ...]]:
    """Batches of the view's rows, columns in the dictionary's order, in one order whatever the store did before."""
    columns = ", ".join(f'"{c.name}"' for c in view.columns)
    by = ", ".join(f'"{c.name}"' for c in view.columns if c.type != "real")
    query = sa.text(f"SELECT {columns} FROM {view.name} ORDER BY {by}")  # noqa: S608  # names of ours
    typed = query.columns(*(sa.column(c.name, TYPES[c.type]) for c in view.columns))
    found = session.execute(typed, execution_options={"stream_results": True, "yield_per": batch})
    for part in found.partitions():
        yield tuple(tuple(row) for row in part)
