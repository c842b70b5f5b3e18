"""`palimpsest query`: a view, or one's own SQL, as a table, as comma-separated values or as JSON."""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated

import typer

from cli.console import say, table
from cli.export import named
from cli.looking import AsOf, Db, opened
from db import history, rows_of_views
from db.as_of import look_back
from db.session import Session
from db.settings import StoreSettings
from db.views.dictionary import dictionary
from narrative.errors import BadInput

Row = tuple[object, ...]


def add(app: typer.Typer) -> None:
    """Put the command of this module under `app`."""
    app.command()(query)


def query(
    asked: Annotated[
        str | None, typer.Argument(metavar="[NAME|SQL]", help="a view, or one SELECT; without it: which views there are")
    ] = None,
    db: Db = "",
    as_of: AsOf = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="comma-separated, for other programs")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="a list of objects")] = False,
) -> None:
    """Ask the store, read-only: a whole view, or one's own SQL. The views v_… are made for this."""
    if as_csv and as_json:
        raise BadInput("--csv and --json: one of them")
    if asked is None:
        table("", ("view", "one row is"), [(view.name, view.row) for view in dictionary().values()])
        return
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        if as_of:
            look_back(session, as_of)
        columns, rows = _answer(session, asked)
        if as_csv:
            _write_csv(columns, rows)
        elif as_json:
            _write_json(columns, rows)
        else:
            table("", columns, list(rows))


def _answer(session: Session, asked: str) -> tuple[tuple[str, ...], Iterable[Row]]:
    if re.fullmatch(r"\s*\w+\s*", asked):
        view = named(asked.strip())
        return tuple(c.name for c in view.columns), (row for batch in rows_of_views.rows(session, view) for row in batch)
    found = history.ask(session, asked)
    return found.columns, found.rows


def _write_csv(columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    out = csv.writer(sys.stdout)
    out.writerow(columns)
    out.writerows([_plain(cell) for cell in row] for row in rows)


def _write_json(columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    """A list with an object on each line, written while it is read."""
    say("[" + ",\n".join(_objects(columns, rows)) + "]")


def _objects(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(zip(columns, map(_plain, row), strict=True)), ensure_ascii=False)


def _plain(cell: object) -> object:
    """A cell as other programs read it: instants and days in ISO 8601, numbers as numbers."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, int | float | str) else str(cell)
