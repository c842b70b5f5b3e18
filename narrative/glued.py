"""Where something that is none of an article is glued to its sentences: a label in front of one, a counter or an appeal behind the last.

Pages whose paragraphs are text between boxes come out of extractors so. A seam in front of a sentence is seen only where the other of two
texts has its first words, so that a sentence that merely begins like a label stays whole.
"""

import re
from collections.abc import Iterator
from itertools import islice

from narrative.noise import LONGEST, is_fragment
from narrative.text import sentences

WORDS = 9
"""Of the longest label that is looked for in front of a sentence."""
BESIDE = 40
"""Characters of the sentence that the other text has to have, as far as it has so many."""
LEAST = 12
"""Fewer characters could stand anywhere."""
MOST_SENTENCES = 3
"""At the end of a line that may be none of the article's."""

_GAP = re.compile(r"\s+")
_OPENING = "\"'([-–—*• "
_ENDS = ("\n", ".", "!", "?", "…", '"')


def plain_lines(text: str) -> str:
    """A text as `seams` looks into it: single blanks, and a line break around each line."""
    return "\n".join(["", *(" ".join(line.split()) for line in text.split("\n")), ""])


def seams(line: str, other: str) -> tuple[int, ...]:
    """Where pieces of one changed line begin, apart from its first: offsets in order, none when the line is all of one kind.

    `other` as `plain_lines` gives it. Where a line of it begins, or ends, like this one, nothing came or went there.
    """
    if len(line) < 2 * LEAST:
        return ()
    said = " ".join(line.split())
    front = _front(line, other) if "\n" + said[:BESIDE] not in other else ()
    behind = _behind(line) if said[-BESIDE:] + "\n" not in other else ()
    return tuple(sorted({*front, *behind}))


def _front(line: str, other: str) -> tuple[int, ...]:
    """Where the article begins behind a label: where a line or a sentence of the other text begins alike, else behind the longest one."""
    found = [(_begins(line[at:], other), at) for at in _behind_labels(line, other)]
    return (max(found)[1],) if found else ()


def _behind_labels(line: str, other: str) -> Iterator[int]:
    for gap in islice(_GAP.finditer(line, 0, len(line) - LEAST), WORDS):
        at = gap.end()
        if line[at : at + 3].lstrip(_OPENING)[:1].isupper() and _start(line[at:]) in other and is_fragment(line[: gap.start()]):
            yield at


def _begins(rest: str, other: str) -> bool:
    return other[: other.find(_start(rest))].rstrip(" ")[-1:] in _ENDS


def _start(rest: str) -> str:
    return " ".join(rest[: 2 * BESIDE].split())[:BESIDE]


def _behind(line: str) -> Iterator[int]:
    """Where the last sentences begin that are all none of the article's."""
    for span in reversed(sentences(line, max(0, len(line) - LONGEST))[1:][-MOST_SENTENCES:]):
        if not is_fragment(line[span.start : span.end]):
            return
        yield span.start
