"""Writes to the terminal, at once: what runs for minutes must be seen while it runs."""

import sys
from collections.abc import Mapping
from typing import Any

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from narrative.errors import BadInput, PalimpsestError


class Plain(TyperGroup):
    """Commands whose mistakes are told in one line each, without a traceback: exit 2 what a person has to change, else 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            _complain(f"PALIMPSEST_…: {error}; JSON is expected")
            raise typer.Exit(2) from None
        except ValidationError as error:
            if not error.title.endswith("Settings"):
                raise  # what else people write is told as BadInput; this would be a mistake of ours
            _complain("\n".join(f"PALIMPSEST_{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()))
            raise typer.Exit(2) from None
        except PalimpsestError as error:
            _complain(str(error))
            raise typer.Exit(2 if isinstance(error, BadInput) else 1) from None


def _complain(text: str) -> None:
    sys.stderr.write(f"palimpsest: {text}\n")


def say(text: str) -> None:
    """One line, or several, to standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def progress_line(text: str) -> None:
    """What goes on meanwhile. In a terminal it counts in one place; elsewhere a line that differs only in its number is left out."""
    words = text.rstrip("0123456789 s)")
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\033[K  … {text}" + ("" if text.startswith("starting") else "\n"))
        sys.stdout.flush()
    elif words != _last_words[0]:
        say(f"  … {text}")
    _last_words[0] = words


_last_words = [""]
WIDEST = 100_000
"""Characters of a line where nothing is folded: in a file, and in a pipe."""


def tally(counts: Mapping[str, Any]) -> None:
    """What a step did, as `name count` pairs in one line."""
    say("  ".join(f"{name} {_counted(value)}" for name, value in counts.items()))


def _counted(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(f"{n} {what}" for what, n in value) or "none"
    return str(value)


def table(title: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """A table that fits the terminal, or, elsewhere, its widest row. Cells are shown as they are: brackets in a text are no markup."""
    drawn = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for name in columns:
        drawn.add_column(Text(name), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else WIDEST).print(drawn)
