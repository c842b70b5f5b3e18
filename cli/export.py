"""`palimpsest export`: every view as a Parquet file, with a dictionary of what its columns are."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.console import say
from cli.looking import AsOf, Db, opened
from cli.wording import instant
from db import rows_of_views
from db.as_of import look_back
from db.session import Session, newest_recorded_at
from db.settings import StoreSettings
from db.views.dictionary import Column, View, dictionary
from narrative.errors import BadInput

ARROW = MappingProxyType(
    {
        "integer": pa.int64(), "text": pa.string(), "real": pa.float64(), "truth": pa.bool_(), "instant": pa.timestamp("us", tz="UTC"),
        "day": pa.date32(),
    }
)  # fmt: skip
"""The dictionary's words for types → those of Parquet. Instants are stored to the microsecond, as both dialects keep them."""
DICTIONARY = "dictionary.csv"


def add(app: typer.Typer) -> None:
    """Put the command of this module under `app`."""
    app.command()(export)


def export(
    views: Annotated[list[str] | None, typer.Argument(metavar="[VIEW]…", help="these only; default: every view")] = None,
    parquet: Annotated[Path | None, typer.Option(metavar="DIR", help="the folder; files of an earlier export are replaced")] = None,
    db: Db = "",
    as_of: AsOf = None,
) -> None:
    """Write every view as a Parquet file, and what their columns are."""
    if not parquet:
        raise BadInput("say where to: `palimpsest export --parquet DIR`")
    chosen = [named(name) for name in views] if views else list(dictionary().values())
    _make(parquet)
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        newest = newest_recorded_at(store.engine)
        if as_of:
            look_back(session, as_of)
        counts = [_write(session, view, parquet, as_of or newest) for view in _shown(chosen)]
    _describe(chosen, parquet / DICTIONARY)
    at = as_of or newest
    stand = f"as of {instant(at)}" if at else "of an empty store"
    say(f"{sum(counts)} rows of {len(chosen)} views, {stand}, in {parquet}; what they are in {DICTIONARY}")


def named(name: str) -> View:
    """The view of that name; `v_` can be left out. Raises BadInput."""
    known = dictionary()
    view = known.get(name) or known.get(f"v_{name}")
    if view is None:
        raise BadInput(f"no view {name!r}; there are {', '.join(known)}")
    return view


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: cannot be made: {error.strerror}") from error


def _shown(views: list[View]) -> Iterator[View]:
    """The views, each when its turn comes; how far it is in a terminal."""
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(views))
        for view in views:
            progress.update(task, description=view.name)
            yield view
            progress.advance(task)


def _write(session: Session, view: View, folder: Path, at: datetime | None) -> int:
    """The view's file; it has its name only when it is whole. Returns how many rows it has."""
    schema = _schema(view, at)
    begun = folder / f".{view.name}.parquet.part"
    total = 0
    with pq.ParquetWriter(begun, schema, compression="zstd") as writer:
        for batch in rows_of_views.rows(session, view):
            arrays = [pa.array(values, field.type) for values, field in zip(zip(*batch, strict=True), schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            total += len(batch)
    begun.replace(folder / f"{view.name}.parquet")
    return total


def _schema(view: View, at: datetime | None) -> pa.Schema:
    fields = [pa.field(c.name, ARROW[c.type], metadata={"description": c.means}) for c in view.columns]
    return pa.schema(fields, metadata={"row": view.row, "as_of": at.isoformat() if at else ""})


def _describe(views: list[View], file: Path) -> None:
    """The data dictionary: a row for each column."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("view", "one_row_is", "column", "type", "is"))
        writer.writerows((view.name, view.row, *_told(column)) for view in views for column in view.columns)


def _told(column: Column) -> tuple[str, str, str]:
    return column.name, column.type, column.means
