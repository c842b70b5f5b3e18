"""What every view and every column is, and of which type: read out of `dictionary.yaml`, which a test holds against the views."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.types import TypeEngine

from db.types import Instant
from db.views import ORDER

TYPES: MappingProxyType[str, TypeEngine[Any]] = MappingProxyType(
    {"integer": sa.BigInteger(), "text": sa.Text(), "real": sa.Double(), "truth": sa.Boolean(), "instant": Instant(), "day": sa.Date()}
)  # fmt: skip
"""The words for types in `dictionary.yaml` → the type that gives the same Python value on both dialects."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a view; `type` is a word of TYPES, `means` a phrase with code between backticks."""

    name: str
    type: str
    means: str


@dataclass(frozen=True, slots=True)
class View:
    """What one row of a view is, its columns by groups that share a description, and perhaps a query to begin with."""

    name: str
    row: str
    about: str
    groups: tuple[tuple[Column, ...], ...]
    example: str

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for group in self.groups for column in group)


@cache
def dictionary() -> MappingProxyType[str, View]:
    """Every view by its name, in the order in which they are made of each other."""
    written = yaml.safe_load((Path(__file__).parent / "dictionary.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _view(name, written[name]) for name in ORDER})


def _view(name: str, written: dict[str, object]) -> View:
    columns = written["columns"]
    assert isinstance(columns, dict), f"{name}: columns is a mapping"
    groups = tuple(_group(names, said["type"], said["is"]) for names, said in columns.items())
    return View(name, str(written["row"]), str(written.get("about", "")), groups, str(written.get("example", "")).strip())


def _group(names: str, types: str, means: str) -> tuple[Column, ...]:
    listed, each = names.split(", "), types.split(", ")
    kinds = each * len(listed) if len(each) == 1 else each
    return tuple(Column(name, kind, means) for name, kind in zip(listed, kinds, strict=True))
