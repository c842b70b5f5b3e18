"""Writes to the terminal, at once: what runs for minutes must be seen while it runs."""

import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table


def say(text: str) -> None:
    """One line, or several, to standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tally(counts: Mapping[str, Any]) -> None:
    """What a step did, as `name count` pairs in one line."""
    say("  ".join(f"{name} {_counted(value)}" for name, value in counts.items()))


def _counted(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(f"{n} {what}" for what, n in value) or "none"
    return str(value)


def table(title: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """A table that fits the terminal."""
    drawn = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for name in columns:
        drawn.add_column(name, overflow="fold")
    for row in rows:
        drawn.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(drawn)
