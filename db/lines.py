"""Rows of views as values: each a type whose fields are named like the view's columns."""

from collections.abc import Collection
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from db.types import Instant

Line = TypeVar("Line")

_TYPES: dict[Any, TypeEngine[Any]] = {datetime: Instant(), datetime | None: Instant(), bool: sa.Boolean(), float: sa.Float()}
"""How columns whose values the dialects show differently are read."""


def lines(session: Session, view: str, line: type[Line], *order: str, **where: int | str | Collection[int]) -> tuple[Line, ...]:
    """What a view says where columns have these values, in this order. Fields of `line` with a default are none of the view."""
    named = [(f.name, f.type) for f in fields(line) if f.default is MISSING]  # type: ignore[arg-type]
    columns: list[sa.ColumnClause[Any]] = [sa.column(name, _TYPES.get(kind, sa.types.NULLTYPE)) for name, kind in named]
    rows = sa.select(*columns).select_from(sa.table(view))
    for name, value in where.items():
        rows = rows.where(sa.column(name) == value if isinstance(value, int | str) else sa.column(name).in_(value))
    return tuple(line(*row) for row in session.execute(rows.order_by(*map(sa.column, order))))
