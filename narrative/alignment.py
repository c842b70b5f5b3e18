"""Which sentence of one text is which of another: equal ones in order, then elsewhere, then the most similar; the rest came or went.

Measured on generated edit scripts (see tests/narrative/test_alignment.py): F1 of pairs 1.00 with edits, moves, additions and removals.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq

from narrative.glued import plain_lines, seams
from narrative.noise import LONGEST, LineRules
from narrative.residue import Meant, key, meant
from narrative.text import Span, fold, sentences, shared_sentences

SIMILARITY_MIN = 0.6
"""Two sentences alike at least this much (Indel over folded characters, 0 to 1) are one sentence, edited."""
JOINED = (2, 3)
"""So many sentences may have been one."""
FRESH_MAX, GONE_MAX = 1, 2
"""Words that a sentence may gain and lose as it is cut in two ("and", "it")."""


MOST_PAIRS = 250_000
"""Where more sentences than 500 by 500 are left over, a text was exchanged for another, and nothing is looked for in it."""
MOST_WORK = 30_000_000_000
"""The same for characters of one side times those of the other, which is what it costs to compare them: about a second."""
MOST_RUNS = 50
"""More neighbours that begin with the same words are a formula, and none of them is looked for in a sentence."""
COMPARED = 2_000
"""Characters of a sentence that are compared with others: the longest sentences of real texts have a few hundred."""
OPENING = 60
"""Characters that hold the first two words of a sentence."""


class Sentence(NamedTuple):
    """A sentence or a line set aside: where it stands, as it stands there, and what of it counts. `whole` when it is its whole line."""

    span: Span
    raw: str
    key: str
    whole: bool = False
    rule: str = ""


Pair = tuple[Sentence, Sentence]
_Texts = tuple[str, str]


class Text(NamedTuple):
    """A text cut up: the sentences (whole lines where nothing in them changed) in order, and the lines that are none of the article.

    Every code point but white space belongs to exactly one of them.
    """

    text: str
    sentences: list[Sentence]
    noise: list[Sentence]


class Alignment(NamedTuple):
    """The fate of every sentence. `kept` are in the order of both texts; pairs of the others differ in key, or in place."""

    before: Text
    after: Text
    kept: list[Pair]
    moved: list[Pair]
    replaced: list[Pair]
    removed: list[Sentence]
    added: list[Sentence]


_Step = tuple[list[Pair], list[Sentence], list[Sentence]]


def align(before: str, after: str, aside: Mapping[str, str]) -> Alignment:
    """Both texts cut up, and every sentence's one fate. The same pairs are found in either direction.

    Lines that did not change are not looked into; `aside` as in `revisions.compare`.
    """
    cutter = _Cutter(aside)
    cleared = meant(before), meant(after)
    found = [_ruled(*side, cutter) for side in zip((before, after), cleared, (cleared[1].text, cleared[0].text), strict=True)]
    lines, noise = zip(*(_parted(*sides) for sides in (found, found[::-1])), strict=True)
    old, new = Text(before, [], noise[0]), Text(after, [], noise[1])
    kept: list[Pair] = []
    removed: list[Sentence] = []
    added: list[Sentence] = []
    for changed, *sides in _stretches(lines[0], lines[1]):
        if changed:
            here, there = cutter.cut(sides, (before, after), cleared)
            same, gone, came = _in_order(here, there, (before, after))
            kept, removed, added = kept + same, removed + gone, added + came
        else:
            here, there = map(list, sides)
            kept += zip(here, there, strict=True)
        old.sentences.extend(here)
        new.sentences.extend(there)
    return Alignment(old, new, kept, *_matched(removed, added, (before, after)))


def _matched(
    removed: list[Sentence], added: list[Sentence], texts: _Texts
) -> tuple[list[Pair], list[Pair], list[Sentence], list[Sentence]]:
    moved, removed, added = _elsewhere(removed, added)
    if len(removed) * len(added) > MOST_PAIRS or _size(removed) * _size(added) > MOST_WORK:
        return moved, [], removed, added
    joined, removed, added = _joined(removed, added, texts)
    similar, removed, added = _similar(removed, added)
    return moved, joined + similar, removed, added


def _size(side: Sequence[Sentence]) -> int:
    return sum(min(len(sentence.key), COMPARED) for sentence in side)


def _stretches(before: Sequence[Sentence], after: Sequence[Sentence]) -> Iterator[tuple[bool, Sequence[Sentence], Sequence[Sentence]]]:
    """What two sequences share by their keys, and what they do not, in turns: whether it changed, and both sides of it."""
    index: dict[str, int] = {}
    coded = [[index.setdefault(s.key, len(index)) for s in side] for side in (before, after)]
    for changed, blocks in groupby(LCSseq.opcodes(*coded), key=lambda block: block.tag != "equal"):
        run = list(blocks)
        yield changed, before[run[0].src_start : run[-1].src_end], after[run[0].dest_start : run[-1].dest_end]


def _ruled(text: str, clear: Meant, other: str, cutter: "_Cutter") -> list[Sentence]:
    """The lines of a text, with the rules of those that are none of the article."""
    found = list(_lines(text, clear, other))
    keys = [cutter.line_key(raw) for _, raw in found]
    return [Sentence(span, raw, key, True, rule) for (span, raw), key, rule in zip(found, keys, cutter.rules.of(keys), strict=True)]


def _parted(lines: Sequence[Sentence], others: Sequence[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """The lines of the article, and those that are none of it. One that only its place speaks against is of it where it is in the other."""
    known = {line.key for line in others if not line.rule}
    body: list[Sentence] = []
    noise: list[Sentence] = []
    for line in lines:
        if line.rule and not (line.rule == "related_item" and line.key in known):
            noise.append(line)
        else:
            body.append(line)
    return body, noise


def _lines(text: str, clear: Meant, other: str) -> Iterator[tuple[Span, str]]:
    """The lines that say something, each with what stands around it and says nothing, such as tags.

    Of a line that the other text has not, what is glued to its sentences is a line of its own.
    """
    starts, at, known, beside = [], 0, set(other.split("\n")), plain_lines(other)
    for line in clear.text.split("\n"):
        if line and not line.isspace():
            starts.append(clear.at[at])
            if line not in known:
                starts += (clear.at[at + seam] for seam in seams(line, beside))
        at += len(line) + 1
    return _tiled(text, Span(0, len(text)), starts)


def _tiled(text: str, whole: Span, starts: Sequence[int]) -> Iterator[tuple[Span, str]]:
    """What stands from each start to the next, without the white space around it; the first takes what is before it."""
    for start, end in pairwise((whole.start, *starts[1:], whole.end)):
        raw = text[start:end]
        if stripped := raw.strip(_BLANKS):
            begun = start + len(raw) - len(raw.lstrip(_BLANKS)) if raw[0] in _BLANKS else start
            yield Span(begun, begun + len(stripped)), stripped


_BLANKS = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""White space, but for two signs that are also halves of letters decoded wrongly."""


class _Keys(dict[str, str]):
    """The key of each sentence and line, found when it is first asked for."""

    def __missing__(self, raw: str) -> str:
        self[raw] = found = key(raw)
        return found


class _Cutter:
    """Remembers the keys and rules of what stands in both texts."""

    def __init__(self, aside: Mapping[str, str]) -> None:
        self.rules = LineRules(aside)
        self._all_known = bool(aside)
        self._keys = _Keys()

    def line_key(self, raw: str) -> str:
        """The key of a line that may be none of the article; a line too long for that is itself one."""
        return self._keys[raw] if self._all_known or len(raw) <= 2 * LONGEST else raw

    def cut(
        self, sides: Sequence[Sequence[Sentence]], texts: _Texts, cleared: tuple[Meant, Meant]
    ) -> tuple[list[Sentence], list[Sentence]]:
        """The sentences of lines that changed. What two lines of them begin or end with alike stays in one piece."""
        meant_lines = [[clear.of(line.span) for line in side] for side, clear in zip(sides, cleared, strict=True)]
        shared = _shared(*meant_lines)
        old, new = (
            [
                sentence
                for i, line in enumerate(side)
                for sentence in self._cut(texts[k], line, (meant_lines[k][i], cleared[k]), shared[k][i])
            ]
            for k, side in enumerate(sides)
        )
        return old, new

    def _cut(self, text: str, line: Sentence, meant_line: tuple[str, Meant], shared: tuple[int, int]) -> Iterator[Sentence]:
        said, clear = meant_line
        head, tail = shared
        found = [span.start for span in sentences(said, head, len(said) - tail)]
        starts = [*([0] if head else []), *found, *([len(said) - len(said[-tail:].lstrip())] if tail else [])]
        begin = clear.find(line.span.start)
        spans = list(_tiled(text, line.span, [clear.at[begin + start] for start in starts]))
        for span, raw in spans:
            yield Sentence(span, raw, self._keys[raw], len(spans) == 1)


def _shared(before: Sequence[str], after: Sequence[str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """For each line what it shares with the one in its place, where as many lines became as many (see `text.shared_sentences`)."""
    if len(before) != len(after):
        return [(0, 0)] * len(before), [(0, 0)] * len(after)
    found = list(map(shared_sentences, before, after))
    return found, found


def _in_order(before: Sequence[Sentence], after: Sequence[Sentence], texts: _Texts) -> _Step:
    kept: list[Pair] = []
    removed: list[Sentence] = []
    added: list[Sentence] = []
    for changed, old, new in _stretches(before, after):
        if not changed:
            kept += zip(old, new, strict=True)
        elif pair := _cut_otherwise(old, new, texts):
            kept.append(pair)
        else:
            removed += old
            added += new
    return kept, removed, added


def _cut_otherwise(old: Sequence[Sentence], new: Sequence[Sentence], texts: _Texts) -> Pair | None:
    """The sentences of one changed place as one, where they differ in the white space between them only."""
    if not old or not new or _closed(old) != _closed(new):
        return None
    one, other = _as_one(old, texts[0]), _as_one(new, texts[1])
    return (one, other) if one and other else None


def _closed(run: Sequence[Sentence]) -> str:
    return "".join(s.key for s in run).replace(" ", "")


def _as_one(run: Sequence[Sentence], text: str) -> Sentence | None:
    """Neighbours as one sentence; None where something else stands between them."""
    if any(text[a.span.end : b.span.start].strip() for a, b in pairwise(run)):
        return None
    span = Span(run[0].span.start, run[-1].span.end)
    return Sentence(span, span.of(text), " ".join(s.key for s in run), False)


def _elsewhere(removed: list[Sentence], added: list[Sentence]) -> _Step:
    places: defaultdict[str, list[Sentence]] = defaultdict(list)
    for new in added:
        places[new.key].append(new)
    moved = [(old, places[old.key].pop(0)) for old in removed if places[old.key]]
    return _without(moved, removed, added)


def _joined(removed: list[Sentence], added: list[Sentence], texts: _Texts) -> _Step:
    """Sentences that were cut in two or three, or drawn together, with all their words."""
    pairs: list[Pair] = []
    taken: set[tuple[int, Span]] = set()
    came, gone = _runs(added, texts[1]), _runs(removed, texts[0])
    cut = [(old, run, True) for old in removed for run in came[_opening(old)]] if came else []
    drawn = [(new, run, False) for new in added for run in gone[_opening(new)]] if gone else []
    for one, run, forward in cut + drawn:
        old, new = ([one], run) if forward else (run, [one])
        spans = {(side, s.span) for side, found in enumerate((old, new)) for s in found}
        whole = _as_one(run, texts[1] if forward else texts[0])
        if whole and not spans & taken and _all_there(one, run):
            taken |= spans
            pairs.append((one, whole) if forward else (whole, one))
    return pairs, [s for s in removed if (0, s.span) not in taken], [s for s in added if (1, s.span) not in taken]


def _runs(side: list[Sentence], text: str) -> defaultdict[str, list[list[Sentence]]]:
    """Every two or three neighbours, by the words that they begin with together."""
    found: defaultdict[str, list[list[Sentence]]] = defaultdict(list)
    for first in range(len(side) - 1):
        if not text[side[first].span.end : side[first + 1].span.start].strip():
            found[_opening(side[first])] += (side[first : first + size] for size in JOINED if first + size <= len(side))
    return defaultdict(list, {opening: runs for opening, runs in found.items() if len(runs) <= MOST_RUNS})


def _opening(sentence: Sentence) -> str:
    """The first two words: no cut is before the third."""
    return " ".join(_folded(sentence.key[:OPENING])[:2])


def _all_there(one: Sentence, run: Sequence[Sentence]) -> bool:
    """Nearly all words of `one` are those of the run, in their order, and each sentence of the run has most of its own from there."""
    words, parts = _folded(one.key), [_folded(s.key) for s in run]
    cut = [word for part in parts for word in part]
    shared = int(LCSseq.similarity(words, cut))
    held = Counter(words)
    return (
        len(cut) - shared <= FRESH_MAX and len(words) - shared <= GONE_MAX and all((Counter(p) & held).total() > len(p) / 2 for p in parts)
    )


def _folded(text: str) -> list[str]:
    return [stripped for word in fold(text).split() if (stripped := word.strip(".,;:!?\"'()-"))]


def _similar(removed: list[Sentence], added: list[Sentence]) -> _Step:
    """The most similar pairs first. Ties are broken by the words, so that the same pairs are found in either direction."""
    choices = [fold(new.key[:COMPARED]) for new in added]
    found = []
    for i, old in enumerate(removed):
        text = fold(old.key[:COMPARED])
        for _, score, j in process.extract(text, choices, scorer=Indel.normalized_similarity, score_cutoff=SIMILARITY_MIN, limit=None):
            found.append((-score, sorted((old.key, added[j].key)), abs(old.span.start - added[j].span.start), i, j))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    replaced = []
    for *_, i, j in sorted(found):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            replaced.append((removed[i], added[j]))
    return _without(replaced, removed, added)


def _without(pairs: list[Pair], removed: list[Sentence], added: list[Sentence]) -> _Step:
    old, new = {a.span for a, _ in pairs}, {b.span for _, b in pairs}
    return pairs, [s for s in removed if s.span not in old], [s for s in added if s.span not in new]
