"""A word diff in a terminal of any width: in colour where that is wanted, and with signs everywhere."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from narrative.diff import Hunk, Kind
from narrative.markup import pieces

STYLES: dict[Kind, str] = {"equal": "", "removed": "bold red", "added": "bold green"}
LEAST_ROOM = 20
"""Columns for the words, however narrow the terminal is."""


def draw(out: Console, hunks: Iterable[Hunk], indent: int) -> None:
    """Write the hunks as a paragraph, wrapped between `indent` and the terminal's edge."""
    text = Text.assemble(*((piece.text, STYLES[piece.kind]) for piece in pieces(hunks)))
    for line in text.wrap(out, max(out.width - indent, LEAST_ROOM)):
        line.rstrip()
        out.print(Text(" " * indent) + line, soft_wrap=True)


def console(color: bool | None) -> Console:
    """A terminal in colour when that is asked for, or when it is one and nobody asked."""
    if color is None:
        return Console(highlight=False)
    return Console(highlight=False, force_terminal=color or None, no_color=not color, color_system="standard" if color else None)
