"""What kind of edit one sentence underwent, which rule says so, and whether it is material.

Labels are those of the NewsEdits line of work as far as words alone can tell them; claims need an incident's definition
and are judged elsewhere. Rules are asked in order, the first that answers decides. Cues compare as sequences, so that
"Russia blamed Ukraine" is not "Ukraine blamed Russia".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA, Indel

from narrative.diff import Place, places
from narrative.notices import is_notice
from narrative.protected import Cue, cues
from narrative.text import fold, tokens


@dataclass(frozen=True, slots=True)
class Judgment:
    """A label out of the closed list, the id of the rule that decided, and whether readers were told something else."""

    label: str
    rule: str
    material: bool


WORDING_MIN = 0.8
"""Sentences that share at least this much of their words (Indel similarity, 0 to 1) were reworded, others rewritten."""
TYPO_LETTERS = 5
"""Shorter words are too close to each other to tell a slip from another word ("now", "not")."""
RESTYLED_WORDS = 3
"""From so many words on, a change of case is a style of headlines and not a name ("Plane Crashes Near Aktau")."""


def judge_lone(sentence: str, *, added: bool) -> Judgment:
    """The judgment on a whole sentence that only one version has."""
    if is_notice(sentence):
        return Judgment("notice", "notice_sentence", True)
    if not any(c.isalnum() for c in sentence):
        return Judgment("style.format", "no_words", False)
    return Judgment("background.added", "sentence_added", True) if added else Judgment("background.removed", "sentence_removed", True)


def judge_pair(before: str, after: str, common: frozenset[str] = frozenset()) -> Judgment:
    """The judgment on a sentence that became another one; both normalised, and different.

    `common` are words of the articles that a capital at a sentence's start does not make names.
    """
    pair = _Pair(_Sentence(_canonical(before), common), _Sentence(_canonical(after), common))
    return next(judgment for rule in _RULES if (judgment := rule(pair)))


_BLANKS = re.compile(r"(?<=\d)\s*-\s*(?=\d)"), re.compile(r"(?<=\d)\s+(?=[%‰])"), re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def _canonical(sentence: str) -> str:
    """Ranges, percentages and thousands written one way: "28 - 30", "5 %" and "6,000" as "28-30", "5%" and "6000"."""
    dash, percent, thousands = _BLANKS
    return thousands.sub("", percent.sub("", dash.sub("-", sentence)))


@dataclass(frozen=True)
class _Sentence:
    text: str
    common: frozenset[str]

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(span.of(self.text) for span in tokens(self.text))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Words and numbers only, without case."""
        return tuple(fold(word) for word in self.words if any(c.isalnum() for c in word))

    @cached_property
    def cues(self) -> tuple[Cue | None, ...]:
        return cues(self.text, self.common)

    def of(self, cue: Cue) -> tuple[str, ...]:
        return tuple(word for word, found in zip(self.words, self.cues, strict=True) if found is cue)

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        return tuple(fold("".join(re.findall(r"\w+", quote[0] or quote[1]))) for quote in _QUOTED.findall(self.text))

    @cached_property
    def speech(self) -> tuple[str, ...]:
        return tuple(_SAID.get(word, word[:5]) for word in map(fold, self.of(Cue.ATTRIBUTION)))


_QUOTED = re.compile(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)")
_SAID = dict.fromkeys(
    "say said says saying told tell tells stated states according сказал сказала сказали заявил заявила заявили сообщил сообщила сообщили "
    "dedi deyib bildirib bildirdi söylədi söyledi sagte sagt sagten dit dijo".split(),
    "say",
)
"""Verbs of speech that do not judge what is said: one for another changes nothing."""


@dataclass(frozen=True)
class _Pair:
    before: _Sentence
    after: _Sentence

    def differs(self, cue: Cue) -> bool:
        return tuple(map(fold, self.before.of(cue))) != tuple(map(fold, self.after.of(cue)))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return places(self.before.words, self.after.words)

    @cached_property
    def changed(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Old and new words of every changed place."""
        return tuple((self.before.words[p.before_start : p.before_end], self.after.words[p.after_start : p.after_end]) for p in self.places)

    def touches(self, cue: Cue) -> bool:
        touched = ((*self.before.cues[p.before_start : p.before_end], *self.after.cues[p.after_start : p.after_end]) for p in self.places)
        return any(cue in found for found in touched)

    @cached_property
    def similarity(self) -> float:
        return Indel.normalized_similarity(self.before.folded, self.after.folded)


def _notice(pair: _Pair) -> Judgment | None:
    return Judgment("notice", "notice_sentence", True) if is_notice(pair.after.text) or is_notice(pair.before.text) else None


def _restyled(pair: _Pair) -> Judgment | None:
    """Only the case of several words changed: all of them to or from capitals throughout, or none, as an acronym would."""
    if len(pair.before.words) != len(pair.after.words):
        return None
    changed = [(a, b) for a, b in zip(pair.before.words, pair.after.words, strict=True) if a != b]
    shouted = {len(a) > 1 and (a.isupper() or b.isupper()) for a, b in changed}
    plain = len(changed) >= RESTYLED_WORDS and len(shouted) == 1 and all(fold(a) == fold(b) for a, b in changed)
    return Judgment("style.format", "letter_case", False) if plain else None


def _quantity(pair: _Pair) -> Judgment | None:
    for cue in (Cue.NUMBER, Cue.DATE):
        if pair.differs(cue):
            return Judgment("fact.quantity", cue.value, True)
    return Judgment("fact.quantity", "counted_thing", True) if any(_recounts(pair, place) for place in pair.places) else None


def _recounts(pair: _Pair, place: Place) -> bool:
    """The word right behind a number became another: "29 survivors", "29 victims"."""
    number = pair.before.words[place.before_start - 1] if place.before_start else ""
    if not number.isdigit() or (len(number) == 4 and number[:2] in ("19", "20")):
        return False
    old, new = pair.before.words[place.before_start : place.before_end], pair.after.words[place.after_start : place.after_end]
    return bool(old and new and old[0].isalpha() and new[0].isalpha() and fold(old[0]) != fold(new[0]))


def _negation(pair: _Pair) -> Judgment | None:
    """A negation changed, moved, or got or lost the comma beside it ("no, missiles")."""
    if pair.touches(Cue.NEGATION) or any(_beside_negation(pair, place) for place in pair.places):
        return Judgment("rewrite", "negation", True)
    return None


def _beside_negation(pair: _Pair, place: Place) -> bool:
    words = (*pair.before.words[place.before_start : place.before_end], *pair.after.words[place.after_start : place.after_end])
    if any(c.isalnum() for word in words for c in word):
        return False
    around = (
        *pair.before.cues[max(0, place.before_start - 1) : place.before_start],
        *pair.before.cues[place.before_end : place.before_end + 1],
    )
    return Cue.NEGATION in around


def _quotation(pair: _Pair) -> Judgment | None:
    old, new = len(pair.before.of(Cue.QUOTATION)), len(pair.after.of(Cue.QUOTATION))
    if old != new:
        return Judgment("quote.added" if new > old else "quote.removed", "quotation_marks", True)
    if pair.before.quoted != pair.after.quoted:
        return Judgment("quote.altered", "quoted_words", True)
    return None


def _attribution(pair: _Pair) -> Judgment | None:
    old, new = pair.before.speech, pair.after.speech
    if old == new:
        return None
    label = "attribution.changed" if old and new else "attribution.added" if new else "attribution.removed"
    return Judgment(label, "speech_words", True)


def _hedging(pair: _Pair) -> Judgment | None:
    """`weaker` says that less is claimed than before, `stronger` that more is."""
    old, new = pair.before.of(Cue.HEDGE), pair.after.of(Cue.HEDGE)
    if len(old) != len(new):
        return Judgment("hedging.weaker" if len(new) > len(old) else "hedging.stronger", "hedge_words", True)
    return Judgment("rewrite", "hedge_exchanged", True) if pair.differs(Cue.HEDGE) else None


def _entity(pair: _Pair) -> Judgment | None:
    old, new = ([name.removesuffix("'s") for name in side.of(Cue.NAME)] for side in (pair.before, pair.after))
    return Judgment("fact.entity", "name", True) if old != new else None


def _modal(pair: _Pair) -> Judgment | None:
    return Judgment("rewrite", "modal", True) if pair.differs(Cue.MODAL) else None


def _format(pair: _Pair) -> Judgment | None:
    return Judgment("style.format", "case_or_punctuation", False) if pair.before.folded == pair.after.folded else None


def _reorder(pair: _Pair) -> Judgment | None:
    return Judgment("style.reorder", "same_words_reordered", False) if sorted(pair.before.folded) == sorted(pair.after.folded) else None


def _typo(pair: _Pair) -> Judgment | None:
    """Every change is one slip of a letter inside a word; a longer or shorter ending is grammar, not a slip."""
    slips = all(len(old) == len(new) == 1 and _is_slip(fold(old[0]), fold(new[0])) for old, new in pair.changed)
    return Judgment("style.typo", "one_letter", False) if slips else None


def _is_slip(old: str, new: str) -> bool:
    words = old.isalpha() and new.isalpha() and min(len(old), len(new)) >= TYPO_LETTERS
    return words and OSA.distance(old, new) == 1 and not (old in new or new in old) and old[-2:] == new[-2:]


def _wording(pair: _Pair) -> Judgment:
    if pair.similarity >= WORDING_MIN:
        return Judgment("style.wording", "mostly_same_words", False)
    return Judgment("rewrite", "mostly_other_words", False)


_RULES: tuple[Callable[[_Pair], Judgment | None], ...] = (
    _notice,
    _restyled,
    _quantity,
    _negation,
    _quotation,
    _attribution,
    _hedging,
    _entity,
    _modal,
    _format,
    _reorder,
    _typo,
    _wording,
)
