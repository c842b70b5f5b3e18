"""Edits that the pages, or the outlet's other articles, prove to be none of the article. Pure.

Where the page around an article changes, what is found as its text can change with it: a box gets in, a paragraph falls out. The page
itself knows: a line that it showed before, and as often, was not added by anybody.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ingest.furniture import ENDED, LINKED, SHORT, words, words_key
from narrative.model import Action, Edit, Part
from narrative.protected import Cue, cues
from narrative.revisions import line_key
from narrative.text import sentences

DRIFT, HEADLINE, BOILERPLATE = "page.drift", "outlet.headline", "outlet.boilerplate"
RULES = frozenset({DRIFT, HEADLINE, BOILERPLATE})

WHOLE_LINE = 5
"""Words. A shorter line is looked for among a page's lines; a longer one also within them: extractors join and part lines."""
SHORTEST_HEADLINE = 4
ARTICLES = 3
"""Other articles of the outlet in which a line stands that belongs to none of them."""
RELATED = 0.12
"""Dice of the sets of longer words of two articles, above which a line in both may be about what both are about. Of 8,449 pairs of
unrelated real articles of one language 95 in 100 have less, of pairs about one event none (0.19 to 0.28)."""
LONG_WORD = 6
MOST_SENTENCES = 40
"""Of one line, as far as they are put together again."""

_TOLD = frozenset({Cue.NUMBER, Cue.DATE, Cue.NEGATION, Cue.QUOTATION})
_POINT = re.compile(r"""[.。]["”’»」)\]]*\s*$""")


class Shown:
    """All words that a page shows, menus and all, as lines are looked up in them."""

    def __init__(self, text: str) -> None:
        keys = [_words(line) for line in text.splitlines()]
        self._lines = Counter(keys)
        self._all = _apart(" ".join(filter(None, keys)))

    def times(self, line: str) -> int:
        """How often the page shows a line."""
        key = _words(line)
        return self._all.count(_apart(key)) if key.count(" ") >= WHOLE_LINE - 1 else self._lines[key] if key else 0


@dataclass(frozen=True)
class Memory:
    """What the outlet's other articles say, as seen from an article with the text `own`: their headlines, and their texts."""

    own: str = ""
    headlines: Sequence[str] = ()
    texts: Sequence[str] = ()

    def rule(self, line: str) -> str:
        """By which rule a line is known to be none of the article; empty when it is not."""
        if len(line.split()) >= 2 * SHORT:
            return ""
        return HEADLINE if self.is_headline(line) else BOILERPLATE if self.is_boilerplate(line) else ""

    def is_headline(self, line: str) -> bool:
        """Whether a line is another article's headline, or little else. A headline has no full stop: with one it is a sentence."""
        key = _words(line)
        if _POINT.search(line) or not key:
            return False
        return key in self._titles or any(t in key and t.count(" ") >= LINKED * key.count(" ") for t in self._titles)

    def is_boilerplate(self, line: str) -> bool:
        """Whether a line that might be furniture stands in articles about other things, too."""
        key = line_key(line)
        return _might_be_furniture(line) and sum(key in said for said in self._unrelated) >= ARTICLES

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(key for title in self.headlines if (key := _words(title)).count(" ") >= SHORTEST_HEADLINE - 1)

    @cached_property
    def _unrelated(self) -> tuple[frozenset[str], ...]:
        mine = _long_words(self.own)
        return tuple(_sentence_keys(text) for text in self.texts if _dice(mine, _long_words(text)) < RELATED)


def aside(edits: Sequence[Edit], before: Shown, after: Shown, memory: Memory) -> Mapping[str, str]:
    """Lines (by their `line_key`) that are none of the article → the rule by which that is known. The pages are both versions'.

    Edits are sentences. Where some of them may have stood in one line, that is named, too: what is no line anywhere does no harm.
    A sentence that went into a longer one, or came out of it, is on both pages, too; but that was written.
    """
    came = [*_lines([side for edit in edits for side in _sides(edit) if side.added])]
    went = [*_lines([side for edit in edits for side in _sides(edit) if not side.added])]
    drifted = {line for line in came if _proved(line, before, after)} | {line for line in went if _proved(line, after, before)}
    written = [
        Shown("\n".join(line for line in said if line not in drifted)) for said in ([e.before for e in edits], [e.after for e in edits])
    ]
    drifted -= {line for line in came if written[0].times(line)} | {line for line in went if written[1].times(line)}
    rules = {line: DRIFT if line in drifted else memory.rule(line) for line in (*came, *went, *_moved(edits))}
    return {line_key(line): rule for line, rule in rules.items() if rule}


def _proved(line: str, there: Shown, here: Shown) -> bool:
    """Whether a line that only `here` was taken for the article's stands `there`, and as often."""
    return there.times(line) >= max(1, here.times(line))


def _lines(sides: Sequence["_Side"]) -> Iterator[str]:
    """Each sentence, and each run of neighbours as the line that they may be."""
    ordered = sorted(sides)
    for n, first in enumerate(ordered):
        line, end = first.line, first.end
        yield line
        for side in ordered[n + 1 : n + MOST_SENTENCES]:
            if side.start - end > 1:
                break
            line, end = f"{line} {side.line}", side.end
            yield line


def lines(edits: Sequence[Edit]) -> tuple[str, ...]:
    """The lines of edits that the outlet's memory can be asked about."""
    return tuple(dict.fromkeys((*(side.line for edit in edits for side in _sides(edit)), *_moved(edits))))


def _moved(edits: Sequence[Edit]) -> Iterator[str]:
    """Lines that stand elsewhere now: only other articles can tell of which."""
    return (edit.after for edit in edits if edit.part is Part.BODY and edit.action is Action.MOVED)


class _Side(NamedTuple):
    """A sentence that came or went, and where it stands in its text."""

    start: int
    end: int
    line: str
    added: bool


def _sides(edit: Edit) -> Iterator[_Side]:
    """The sentences of an edit that may be none of the article.

    A sentence that tells readers something else than before is none: a page may well show the other number, too, under a picture.
    """
    if edit.part is not Part.BODY or edit.action is Action.MOVED or (edit.action is Action.REPLACED and edit.material):
        return
    if edit.after_span:
        yield _Side(*edit.after_span, edit.after, True)
    if edit.before_span:
        yield _Side(*edit.before_span, edit.before, False)


def _might_be_furniture(line: str) -> bool:
    """A label, or a short sentence that says nothing that readers could be told wrongly."""
    if len(words(line)) >= SHORT:
        return False
    return not ENDED.search(line) or _TOLD.isdisjoint(cue for cue in cues(line) if cue)


def _sentence_keys(text: str) -> frozenset[str]:
    """Sentences and lines."""
    return frozenset(line_key(part) for part in (*text.splitlines(), *(span.of(text) for span in sentences(text))))


def _long_words(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if len(word) >= LONG_WORD)


def _dice(some: frozenset[str], others: frozenset[str]) -> float:
    """1 where nothing can be told, as in scripts without blanks."""
    return 2 * len(some & others) / (len(some) + len(others)) if some and others else 1.0


def _apart(key: str) -> str:
    """Each word with blanks of its own, so that neither parts of words nor neighbours are taken for each other."""
    return f" {key.replace(' ', '  ')} "


def _words(text: str) -> str:
    """What of a line counts when it is looked for: no typography, nothing that is not seen, no residue of an encoder."""
    return words_key(line_key(text))
