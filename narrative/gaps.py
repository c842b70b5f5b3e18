"""What the rules miss: sentences near the incident that look like statements and yielded none, and which of them say something alike.

What looks like a statement is decided by marks of the language (who says, why, how many, in quotation marks), never by what is said:
a catalogue of claims is blind exactly when something new is said.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log

from narrative import modality
from narrative.definition import Compiled
from narrative.lexicon import WORD, Hit
from narrative.model import Document, Part, Statement
from narrative.notices import is_notice
from narrative.numerals import VALUES
from narrative.phrases import FUNCTION_WORDS
from narrative.tags import anchors
from narrative.text import Span, fold, sentences

NEAR = 3
"""Sentences after one that names the incident in which it is still spoken of, unless another incident is named."""
SHORTEST, LONGEST = 5, 80
"""Words of a sentence that can be a statement: fewer are captions and crumbs, more are lists and what lost its full stops."""


class Cue(StrEnum):
    """Why a sentence looks like a statement, the weightiest first."""

    CAUSE = "cause"
    REPORT = "report"
    NUMBER = "number"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A sentence that looks like a statement about the incident and yielded none. `text` is what stands at start:end of its part."""

    cues: tuple[Cue, ...]
    part: Part
    start: int
    end: int
    text: str


_CAUSE = re.compile(
    r"(?<!\w)(?:caus(?:e|es|ed|ing)|because of|due to|owing to|as a result of|result(?:s|ed|ing) (?:in|from)|led to|leads to"
    r"|trigger(?:s|ed)|blam(?:e|es|ed|ing)|responsib\w+|to blame|accus(?:e|es|ed|ing)"
    r"|by (?:an?|the) \w+ (?:attack|strike|explosion|blast|failure|fault|error)"
    r"|из-за|по вине|по причине|причин\w+|вызва(?:л\w*|н\w*)|привел\w* к|вследствие"
    r"|в результате|виновн\w+|обвин\w+|ответственност\w+)(?!\w)"
)
_NUMBER_WORDS = "|".join(sorted((word for word, value in VALUES.items() if value > 1), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?:[$€£¥₽₼] ?\d|(?<![\w.,:/-])(?!(?:19|20)\d\d(?!\d))(?:\d[\d.,]*|{_NUMBER_WORDS})(?: %|%|[ -](?!(?:o'clock|a\.?m|p\.?m|utc|gmt"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|март|апр|мая|июн|июл|авг|сен|окт|ноя|дек|час\w* \d)\w*)[^\W\d_]{3}))"
)
_QUOTE = re.compile(r'"(?:[^"\s]+ +){3}[^"\n]+"')
"""Four words at least: fewer in quotation marks are a name."""


def unmapped(document: Document, incident: Compiled, found: Sequence[Statement]) -> tuple[Unmapped, ...]:
    """What `found`, all statements of the document, leaves out, in text order, the heading's first."""
    rows: list[Unmapped] = []
    near = _Near()
    for part, text in ((Part.HEADING, document.title), (Part.BODY, document.text)):
        folded = fold(text)
        taken = [Span(s.start, s.end) for s in found if s.part is part]
        hits = incident.lexicon.find(folded)
        for sentence in sentences(text):
            here = [h for h in hits if sentence.start <= h.start < sentence.end]
            if near.hear(here, incident) and not any(s.start < sentence.end and sentence.start < s.end for s in taken):
                cues = _cues(sentence.of(folded), sentence.of(text))
                if cues:
                    rows.append(Unmapped(cues, part, *sentence, sentence.of(text)))
    return tuple(rows)


@dataclass(slots=True)
class _Near:
    """Whether a text still speaks of the incident, as its sentences go by."""

    named: bool = False
    left: int = 0

    def hear(self, hits: Sequence[Hit], incident: Compiled) -> bool:
        names = bool(anchors(hits, incident))
        other = not names and any(h.term in incident.competitors for h in hits)
        of_it = self.named and any(h.term in incident.context for h in hits)
        self.named = self.named or names
        if other:
            self.left = 0
        elif names or of_it:
            self.left = NEAR
        else:
            self.left = max(0, self.left - 1)
        return self.left > 0


def _cues(folded: str, text: str) -> tuple[Cue, ...]:
    if not SHORTEST <= len(WORD.findall(folded)) <= LONGEST or modality.TEASER.match(folded) or is_notice(text):
        return ()
    marks = (
        (Cue.CAUSE, _CAUSE.search(folded)),
        (Cue.REPORT, modality.REPORT.search(folded) or modality.ACCORDING.search(folded)),
        (Cue.NUMBER, _NUMBER.search(folded)),
        (Cue.QUOTE, _QUOTE.search(folded)),
    )
    return tuple(cue for cue, mark in marks if mark)


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence, and whose voice it is: what copies took from their origin is the origin's."""

    text: str
    voice: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Sentences that say something alike, as places in what was given, the most typical first, and the voices that they are of.

    `words` are what they have in common, the rarest elsewhere first, each in its commonest form.
    """

    members: tuple[int, ...]
    voices: frozenset[str]
    words: tuple[str, ...]


ALIKE = 0.34
"""Share of the weight of two sentences' words (Dice, each word weighted by its rarity) from which they say something alike, and
SHARED, the stems that they must have in common. Set on headlines and summaries of two incidents: more joins what only shares a scene."""
SHARED = 3
STEM = 6
"""Letters by which words count as the same, in any language that inflects at the end."""
LEAST_LETTERS = 4
_ENDING = re.compile(r"(?<=\w{4})(?:ing|ed|er|ly|e)?s?$|(?<=\w{4})es$")


def stem(word: str) -> str:
    """What a folded word is compared by: its beginning, without the endings of English."""
    return (_ENDING.sub("", word) if word.isascii() else word)[:STEM]


def themes(heard: Sequence[Heard]) -> tuple[Theme, ...]:
    """The sentences in groups, those that most voices say first, then the larger ones, then in order of appearance."""
    stems = [frozenset(stem(w) for w in _content(one.text)) for one in heard]
    frequency = Counter(s for found in stems for s in found)
    weight = {s: log(1 + len(heard) / n) for s, n in frequency.items()}
    groups = _grouped(stems, weight)
    found = [_theme(members, heard, stems, weight) for members in groups]
    return tuple(sorted(found, key=lambda t: (-len(t.voices), -len(t.members), min(t.members))))


def _content(text: str) -> Iterator[str]:
    return (w for w in WORD.findall(fold(text)) if len(w) >= LEAST_LETTERS and not w.isdigit() and w not in FUNCTION_WORDS)


def _grouped(stems: Sequence[frozenset[str]], weight: dict[str, float]) -> list[list[int]]:
    """Each sentence joins the group whose first one it is most alike; one that is like none begins its own."""
    groups: list[list[int]] = []
    leading: defaultdict[str, list[int]] = defaultdict(list)
    for n, own in enumerate(stems):
        shared = Counter(g for s in own for g in leading[s])
        near = [(_alike(own, stems[groups[g][0]], weight), -g) for g, count in shared.items() if count >= SHARED]
        best, g = max(near, default=(0.0, 0))
        if best >= ALIKE:
            groups[-g].append(n)
            continue
        for s in own:
            leading[s].append(len(groups))
        groups.append([n])
    return groups


def _alike(a: frozenset[str], b: frozenset[str], weight: dict[str, float]) -> float:
    return 2 * _weigh(a & b, weight) / (_weigh(a, weight) + _weigh(b, weight))


def _weigh(stems: Iterable[str], weight: dict[str, float]) -> float:
    return sum(sorted(weight[s] for s in stems))


def _theme(members: Sequence[int], heard: Sequence[Heard], stems: Sequence[frozenset[str]], weight: dict[str, float]) -> Theme:
    counts = Counter(s for n in members for s in stems[n])
    common = [s for s, n in counts.items() if 2 * n > len(members)]
    forms = Counter(w for n in members for w in _content(heard[n].text))
    spoken: dict[str, str] = {}
    for word, _ in sorted(forms.items(), key=lambda f: (-f[1], f[0])):
        spoken.setdefault(stem(word), word)
    typical = sorted(members, key=lambda n: (-_weigh(stems[n] & set(common), weight) / max(1, len(stems[n])), n))
    words = tuple(spoken[s] for s in sorted(common, key=lambda s: (-weight[s] * counts[s], s)))
    return Theme(tuple(typical), frozenset(heard[n].voice for n in members), words)
