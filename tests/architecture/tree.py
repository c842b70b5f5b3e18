"""The project's own source, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("dags", "plugins", "ingest", "db", "narrative", "digest", "cli")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    path: Path
    text: str

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    def functions(self) -> Iterator[Function]:
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def sources(*packages: str) -> tuple[Source, ...]:
    """Every module of the packages; migrations are history and are left out."""
    files = [f for p in packages for f in sorted((ROOT / p).rglob("*.py")) if "migrations/versions" not in f.as_posix()]
    return tuple(Source(f, f.read_text(encoding="utf-8")) for f in files)


def lines(function: Function) -> int:
    """Lines from `def` to the last statement, without decorators and without the docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        whole -= (first.end_lineno or first.lineno) - first.lineno + 1
    return whole


def parameters(function: Function) -> int:
    """Everything a caller may hand over; `self` and `cls` are not handed over."""
    a = function.args
    named = [p.arg for p in (*a.posonlyargs, *a.args)]
    own = 1 if named[:1] in (["self"], ["cls"]) else 0
    return len(named) - own + len(a.kwonlyargs) + bool(a.vararg) + bool(a.kwarg)
