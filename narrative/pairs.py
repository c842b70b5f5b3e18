"""A sentence and what it became, read for what a change can touch: words, cues, amounts, names, quotations, verbs of speech."""

import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel

from narrative.amounts import Amount, amounts, month_of
from narrative.comparators import comparator
from narrative.diff import Place, places
from narrative.names import Grammar, Name, grammar
from narrative.protected import Cue, cues_at
from narrative.text import Line, fold, read

EVIDENCE_MAX = 80
"""Characters that evidence has at most."""


def clip(text: str) -> str:
    """A text on one line, short enough for evidence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= EVIDENCE_MAX else plain[: EVIDENCE_MAX - 1].rstrip() + "…"


def became(old: Iterable[str], new: Iterable[str]) -> str:
    """Evidence that names both sides, or the one that there is: "38 → 39", "may"."""
    sides = [" ".join(words) for words in (old, new)]
    room = (EVIDENCE_MAX - 3) // 2
    if all(sides) and len(" → ".join(sides)) > EVIDENCE_MAX:
        sides = [side if len(side) <= room else side[: room - 1].rstrip() + "…" for side in sides]
    return clip(" → ".join(filter(None, sides)))


_DIGITS = (
    ("-", re.compile(r"(?<=\d)\s*-\s*(?=\d)"), "-"),
    ("%", re.compile(r"(?<=\d)\s+(?=%)"), ""),
    ("‰", re.compile(r"(?<=\d)\s+(?=‰)"), ""),
    (",", re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
)
_CONTRACTED = (
    ("an", re.compile(r"\b(c|C)an(?:'t|not)\b"), r"\1an not"),
    ("on't", re.compile(r"\b(w|W)on't\b"), r"\1ill not"),
    ("n't", re.compile(r"(?<=\w)n't\b"), " not"),
)
_ACRONYM = re.compile(r"\b([A-Z])\.([A-Z])\.(?:([A-Z])\.)?")
_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛", "'"))


def canonical(sentence: str) -> str:
    """Marks, ranges, percentages, thousands, negations and acronyms written one way: "28-30", "5%", "6000", "did not", "US"."""
    sentence = sentence if sentence.isascii() else sentence.translate(_MARKS)
    for sign, written, full in (*_DIGITS, *(_CONTRACTED if "'t" in sentence or "annot" in sentence else ())):
        if sign in sentence:
            sentence = written.sub(full, sentence)
    return _ACRONYM.sub(r"\1\2\3", sentence) if "." in sentence[:-1] else sentence


@dataclass(frozen=True)
class Sentence:
    """One sentence, read for all that a change of it can touch: its tokens, also without case, and what each of them does."""

    line: Line
    words: tuple[str, ...]
    plain: tuple[str, ...]
    cues: tuple[Cue | None, ...]
    told: tuple[tuple[int, Cue], ...]
    """The tokens that have a cue, by their numbers: most have none."""

    @property
    def text(self) -> str:
        return self.line.text

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Words and numbers only, without case."""
        return tuple(word for word in self.plain if word.isalnum() or any(map(str.isalnum, word)))

    def of(self, cue: Cue) -> tuple[str, ...]:
        return tuple([self.words[i] for i, found in self.told if found is cue])

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Numbers and dates; words of either kind that have no exact value count by their beginning ("hundreds", "yesterday")."""
        exact = amounts(self.line)
        taken = {i for amount in exact for i in range(amount.start, amount.end)}
        loose = [
            Amount(cue, str(month_of(self.plain[i]) or self.plain[i][:STEM]), i, i + 1)
            for i, cue in self.told
            if (cue is Cue.NUMBER or cue is Cue.DATE) and i not in taken and self.plain[i] not in _PRONOUNS
        ]
        return tuple(sorted((*exact, *loose), key=lambda amount: amount.start)) if loose else exact

    @property
    def bounds(self) -> list[Amount]:
        """The numbers, each together with what the words before it say of it ("at least 61")."""
        found = []
        for amount in self.amounts:
            if amount.cue is Cue.NUMBER:
                meaning, size = comparator(self.plain, amount.start)
                found.append(amount._replace(key=f"{amount.key} {meaning}", start=amount.start - size))
        return found

    def shown(self, amount: Amount) -> str:
        written = self.cut(amount.start, amount.end)
        return written if amount.key.startswith("-") else written.lstrip("-−")

    def cut(self, start: int, end: int) -> str:
        """Tokens `start:end` as they stand in the text."""
        spans = self.line.spans if end > start else ()
        return self.text[spans[start].start : spans[end - 1].end] if spans else ""

    def behind(self, amount: Amount) -> str:
        """The beginning of the word right behind an amount: what is counted."""
        return self.plain[amount.end][:STEM] if amount.end < len(self.plain) else ""

    @cached_property
    def names(self) -> tuple[Name, ...]:
        words = (*self.plain, "")
        counted = {i for amount in self.amounts for i in range(amount.start, amount.end)}
        return tuple([Name(self.words[i], words[i - 1], words[i + 1]) for i, cue in self.told if cue is Cue.NAME and i not in counted])

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        return tuple(quote[0] or quote[1] for quote in _QUOTED.findall(self.text))

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        return tuple(fold("".join(re.findall(r"\w+", quote))) for quote in self.quotes)

    @cached_property
    def speech(self) -> tuple[str, ...]:
        return tuple("say" if word.startswith(_SAID) else word[:STEM] for word in map(fold, self.of(Cue.ATTRIBUTION)))


def read_sentence(text: str, common: Container[str] = frozenset()) -> Sentence:
    """A sentence, read; `common` as in `protected.cues`."""
    line = read(text)
    cues = cues_at(line, common)
    return Sentence(line, line.words, line.plain, cues, tuple([(i, cue) for i, cue in enumerate(cues) if cue is not None]))


STEM = 5
"""Letters by which two forms of one word are known."""
_PRONOUNS = frozenset("one один одна одно одного одной".split())
_QUOTED = re.compile(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)")
_SAID = tuple(
    fold(
        "say said told tell stated states according сказа заяви заявл сообщ рассказ словам данным передае "
        "dedi deyi bildir söylə söyle belirt göre məlumata sagt erklär teilte mitgeteilt laut zufolge "
        "dit déclar indiqu selon dijo según inform"
    ).split()
)
"""Verbs of speech, by their beginnings, that do not judge what is said: one for another changes nothing."""


@dataclass(frozen=True)
class Pair:
    """A sentence and what it became."""

    before: Sentence
    after: Sentence

    def only(self, cue: Cue) -> tuple[list[str], list[str]]:
        """The words of a cue that one side has more often than the other, by their beginnings."""
        old, new = self.before.of(cue), self.after.of(cue)
        return _surplus(old, new), _surplus(new, old)

    def differs(self, cue: Cue) -> bool:
        """Whether the words of a cue are not the same, or in another order, by their beginnings."""
        return self.has(cue) and [fold(w)[:STEM] for w in self.before.of(cue)] != [fold(w)[:STEM] for w in self.after.of(cue)]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return places(self.before.plain, self.after.plain)

    @cached_property
    def changed(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Old and new words of every changed place."""
        return tuple((self.before.words[p.before_start : p.before_end], self.after.words[p.after_start : p.after_end]) for p in self.places)

    def has(self, cue: Cue) -> bool:
        """Whether either side has a word of this cue."""
        return bool(self.before.of(cue) or self.after.of(cue))

    def touches(self, place: Place, cue: Cue) -> bool:
        """Whether a changed place has a word of this cue."""
        return cue in (*self.before.cues[place.before_start : place.before_end], *self.after.cues[place.after_start : place.after_end])

    @cached_property
    def reversed(self) -> "Pair":
        """The same change undone. Where words only moved, which of them did depends on the direction."""
        return Pair(self.after, self.before)

    def evidence(self, place: Place | None = None) -> str:
        """The words of a changed place, or of the first one."""
        place = place or next(iter(self.places), None)
        if place:
            return became([self.before.cut(place.before_start, place.before_end)], [self.after.cut(place.after_start, place.after_end)])
        return became(*_first_apart(self.before.words, self.after.words))

    @cached_property
    def similarity(self) -> float:
        return Indel.normalized_similarity(self.before.folded, self.after.folded)

    def grammar(self) -> Grammar:
        return grammar(f"{self.before.text} {self.after.text}")


def _surplus(words: Iterable[str], others: Iterable[str]) -> list[str]:
    left = Counter(fold(word)[:STEM] for word in others)
    found = []
    for word in words:
        left[fold(word)[:STEM]] -= 1
        if left[fold(word)[:STEM]] < 0:
            found.append(word)
    return found


def _first_apart(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return next((((a,), (b,)) for a, b in zip(old, new, strict=False) if a != b), ((), ()))
