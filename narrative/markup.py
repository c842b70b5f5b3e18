"""The word diff as people read it: the same hunks in a terminal, in plain text and in HTML.

This is the one place where hunks become text. Every form carries signs or elements of its own, so that colour is never the only signal,
and white space stays outside of them: `[-gone-]` and `{+come+}`, `<del>` and `<ins>`.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from narrative.diff import Hunk, Kind, word_diff

SIGNS: dict[Kind, tuple[str, str]] = {"equal": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
"""What stands around the words of a hunk, as in `git diff --word-diff`."""
_ELEMENTS: dict[Kind, str] = {"equal": "", "removed": "del", "added": "ins"}

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, among them what a terminal obeys, direction overrides, lone surrogates; tab and line feed stay."""


class Piece(NamedTuple):
    """A stretch of a marked text, and the fate of its words."""

    kind: Kind
    text: str


def harmless(text: str) -> str:
    """A text of somebody else's without the characters that are not seen but felt: none of it commands a terminal or turns a line."""
    return _UNSEEN.sub("", text)


def pieces(hunks: Iterable[Hunk]) -> Iterator[Piece]:
    """The hunks' text with its signs, in order; white space at the ends of what changed is told as equal."""
    for hunk in hunks:
        left, right = SIGNS[hunk.kind]
        before, core, after = _around(hunk.text)
        if hunk.kind == "equal" or not core:
            yield Piece("equal", hunk.text)
            continue
        yield from (Piece("equal", before),) if before else ()
        yield Piece(hunk.kind, f"{left}{core}{right}")
        yield from (Piece("equal", after),) if after else ()


def signed(hunks: Iterable[Hunk]) -> str:
    """The hunks as plain text: `[-38-]{+39+} people`."""
    return "".join(piece.text for piece in pieces(hunks))


def html(hunks: Iterable[Hunk], *, signs: bool = True) -> str:
    """The hunks as HTML, every text escaped: `<del>[-38-]</del><ins>{+39+}</ins> people`.

    Without `signs` where what stands around it says which side is which.
    """
    return "".join(_element(hunk, signs) for hunk in hunks)


def _element(hunk: Hunk, signs: bool) -> str:
    name, (left, right) = _ELEMENTS[hunk.kind], SIGNS[hunk.kind] if signs else ("", "")
    before, core, after = _around(hunk.text)
    if not (name and core):
        return escape(hunk.text)
    return f"{before}<{name}>{left}{escape(core)}{right}</{name}>{after}"


def _around(text: str) -> tuple[str, str, str]:
    """White space before, what it surrounds, white space behind."""
    core = text.strip()
    start = text.index(core) if core else len(text)
    return text[:start], core, text[start + len(core) :]


def difference(before: str, after: str) -> tuple[Hunk, ...]:
    """The hunks between two sentences that somebody else wrote, fit for a terminal or a page."""
    return word_diff(harmless(before), harmless(after))
