"""What kind of edit one sentence underwent, which rule says so by which words, and whether it is material.

Labels are those of the NewsEdits line of work as far as words alone can tell them; claims need an incident's definition
and are judged elsewhere. Rules are asked in order, the first that answers decides. Cues compare as sequences, so that
"Russia blamed Ukraine" is not "Ukraine blamed Russia".
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import OSA

from narrative.amounts import Amount
from narrative.diff import Place
from narrative.names import other_names
from narrative.notices import is_notice
from narrative.pairs import Pair, became, canonical, clip, read_sentence
from narrative.progress import moved_on, speaks
from narrative.protected import Cue
from narrative.text import fold, shared_start


class Kind(NamedTuple):
    """What goes for every edit of one label.

    `coarse` is its class in NewsEdits 2.0; `material` is None where it depends on what the edit touches.
    """

    coarse: str
    material: bool | None


LABELS = {
    "claim.reversed": Kind("fact", True),
    "claim.replaced": Kind("fact", True),
    "claim.added": Kind("fact", True),
    "claim.removed": Kind("fact", True),
    "quote.added": Kind("fact", True),
    "quote.removed": Kind("fact", True),
    "quote.altered": Kind("fact", True),
    "fact.quantity": Kind("fact", True),
    "fact.entity": Kind("fact", True),
    "fact.event_progress": Kind("fact", True),
    "attribution.added": Kind("fact", True),
    "attribution.removed": Kind("fact", True),
    "attribution.changed": Kind("fact", True),
    "hedging.weaker": Kind("fact", True),
    "hedging.stronger": Kind("fact", True),
    "rewrite": Kind("narrative", None),
    "bulk.added": Kind("narrative", True),
    "bulk.removed": Kind("narrative", True),
    "background.added": Kind("narrative", True),
    "background.removed": Kind("narrative", True),
    "notice": Kind("fact", True),
    "style.typo": Kind("style", False),
    "style.format": Kind("style", False),
    "style.wording": Kind("style", False),
    "style.reorder": Kind("style", False),
    "style.truncation": Kind("style", False),
    "boilerplate": Kind("style", False),
}
"""Every label there is. Events, quotes, sourcing and corrections are facts there; background and analysis are narrative."""


@dataclass(frozen=True, slots=True)
class Judgment:
    """A label out of the closed list, the rule that decided, whether readers were told something else, and the words it went by."""

    label: str
    rule: str
    material: bool
    evidence: str = ""


def coarse(label: str) -> str:
    """The class of a label in NewsEdits 2.0: `fact`, `style` or `narrative`. Raises KeyError for no label of the list."""
    return LABELS[label].coarse


WORDING_MIN = 0.8
"""Sentences that share at least this much of their words (Indel similarity, 0 to 1) were reworded, others rewritten."""
WORDING_WORDS = 2
"""So few words exchanged are no rewriting, however short the sentence."""
TYPO_LETTERS = 5
"""Shorter words are too close to each other to tell a slip from another word ("now", "not")."""
NAME_LETTERS = 6
"""The same for names ("Iran", "Iraq"; "Zambia" and "Gambia" differ in their first letter, which no slip does)."""
RESTYLED_WORDS = 3
"""From so many words on, a change of case is a style of headlines and not a name ("Plane Crashes Near Aktau")."""
CUT_WORDS = 3
"""A sentence that was cut off has kept at least so many words of its beginning."""


def judge_lone(sentence: str, *, added: bool) -> Judgment:
    """The judgment on a whole sentence that only one version has: a notice, else a quotation, else background."""
    how = "added" if added else "removed"
    if is_notice(sentence):
        return Judgment("notice", "notice_sentence", True, clip(sentence))
    if not any(c.isalnum() for c in sentence):
        return Judgment("style.format", "no_words", False, clip(sentence))
    lone = read_sentence(sentence) if _MARK.search(sentence) else None
    if lone and lone.of(Cue.QUOTATION):
        return Judgment(f"quote.{how}", f"quotation_{how}", True, clip(" ".join(lone.quotes) or sentence))
    return Judgment(f"background.{how}", f"sentence_{how}", True, clip(sentence))


_MARK = re.compile("[\"'\u2018-\u201f«»]")
"""Without one of these no sentence quotes."""


def judge_pair(before: str, after: str, common: Container[str] = frozenset()) -> Judgment:
    """The judgment on a sentence that became another one; both normalised, and different.

    `common` are words of the articles that a capital at a sentence's start does not make names.
    """
    judged = [_judge(old, new, common) for old, new in islice(_changed_parts(before, after), JUDGED_PARTS)]
    return next((judgment for judgment in judged if judgment.material), judged[0])


def _judge(before: str, after: str, common: Container[str]) -> Judgment:
    pair = Pair(read_sentence(canonical(before), common), read_sentence(canonical(after), common))
    judged = next(judgment for rule in _RULES if (judgment := rule(pair)))
    return judged if judged.evidence else replace(judged, evidence=Pair(read_sentence(before), read_sentence(after)).evidence())


JUDGED = 10_000
"""Characters that are read for cues at a time. No sentence is as long; what is, is read in parts, each from its first change."""
JUDGED_PARTS = 20
AROUND = 200
"""Characters before a change that are read with it."""


def _changed_parts(before: str, after: str) -> Iterator[tuple[str, str]]:
    if max(len(before), len(after)) <= JUDGED:
        yield before, after
        return
    while before != after:
        near = max(0, shared_start(before, after) - AROUND)
        start = before.rfind(" ", max(0, near - AROUND), near) + 1 or near
        yield before[start : start + JUDGED], after[start : start + JUDGED]
        before, after = before[start + JUDGED :], after[start + JUDGED :]


def _notice(pair: Pair) -> Judgment | None:
    found = next((side.text for side in (pair.after, pair.before) if is_notice(side.text)), "")
    return Judgment("notice", "notice_sentence", True, clip(found)) if found else None


_CUT = re.compile(
    r"(?:\s*[\[(]?(?:\.\.\.|…)[\])]?|\s*[\[(]?(?:read more|read on|continue reading|show more|see more|читать далее|читать полностью|"
    r"devami|daha çox|weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo)[\])]?)+[^\w\"]*$"
)
"""What stands where a text was cut off, in folded text."""


def _truncation(pair: Pair) -> Judgment | None:
    """One side stops in mid-sentence, with dots or an invitation to read on, where the other goes on."""
    for cut, whole in ((pair.before, pair.after), (pair.after, pair.before)):
        folded = fold(cut.text)
        end = _CUT.search(folded, max(0, len(folded) - CUT_TAIL)) if any(map(folded[-CUT_TAIL:].__contains__, _CUT_SHORT)) else None
        kept = folded[: end.start()].rstrip() if end else ""
        if len(kept.split()) >= CUT_WORDS and fold(whole.text).startswith(kept) and len(whole.plain) > len(kept.split()) + 1:
            return Judgment("style.truncation", "cut_off", False, clip(cut.text[max(0, len(kept) - CUT_SHOWN) :]))
    return None


_CUT_SHORT = ("..", "…", "more", "read on", "reading", "читать", "devami", "daha çox", "lesen", "lire la suite", "leyendo")
"""One of these stands in all of them: looked for first, since most sentences have none."""
CUT_TAIL = 120
"""Characters at the end of a sentence among which they stand."""
CUT_SHOWN = 40
"""Characters before a cut that are given as its evidence."""


def _restyled(pair: Pair) -> Judgment | None:
    """Only the case of several words changed: all of them to or from capitals throughout, or none, as an acronym would."""
    if len(pair.before.words) != len(pair.after.words):
        return None
    changed = [(a, b) for a, b in zip(pair.before.words, pair.after.words, strict=True) if a != b]
    if len(changed) < RESTYLED_WORDS:
        return None
    shouted = {len(a) > 1 and (a.isupper() or b.isupper()) for a, b in changed}
    plain = len(shouted) == 1 and all(fold(a) == fold(b) for a, b in changed)
    return Judgment("style.format", "letter_case", False, pair.evidence()) if plain else None


def _quantity(pair: Pair) -> Judgment | None:
    if not pair.before.amounts and not pair.after.amounts:
        return None
    for cue in (Cue.NUMBER, Cue.DATE):
        old, new = ([amount for amount in side.amounts if amount.cue is cue] for side in (pair.before, pair.after))
        if [a.key for a in old] == [a.key for a in new]:
            continue
        if sorted((a.key, pair.before.behind(a)) for a in old) == sorted((a.key, pair.after.behind(a)) for a in new):
            continue
        gone, come = _without(old, new), _without(new, old)
        if not gone and not come:
            gone, come = old, new
        return Judgment("fact.quantity", cue.value, True, became(map(pair.before.shown, gone), map(pair.after.shown, come)))
    compared = _compared(pair)
    if compared and not _typo(pair):
        return Judgment("fact.quantity", "comparator", True, compared)
    recounted = _found(pair, _recounts) if any(amount.cue is Cue.NUMBER for amount in pair.before.amounts) else None
    return None if recounted is None else Judgment("fact.quantity", "counted_thing", True, recounted)


def _compared(pair: Pair) -> str:
    """A number that both sides give, said to be another bound on one of them: "61 → at least 61", "over 61 → about 61"."""
    old, new = pair.before.bounds, pair.after.bounds
    return became(map(pair.before.shown, _without(old, new)), map(pair.after.shown, _without(new, old)))


def _found(pair: Pair, test: Callable[[Pair, Place], bool]) -> str | None:
    """The words of the first changed place that passes, looked at in both directions."""
    for seen in (pair, pair.reversed):
        for place in seen.places:
            if test(seen, place):
                old, new = seen.before.cut(*place[:2]), seen.after.cut(*place[2:])
                return became([old], [new]) if seen is pair else became([new], [old])
    return None


def _without(amounts: Sequence[Amount], others: Sequence[Amount]) -> list[Amount]:
    """Those that the other side does not give."""
    left = Counter(amount.key for amount in others)
    found = []
    for amount in amounts:
        left[amount.key] -= 1
        if left[amount.key] < 0:
            found.append(amount)
    return found


def _recounts(pair: Pair, place: Place) -> bool:
    """The word right behind a number became another: "29 survivors", "29 victims"."""
    number = pair.before.words[place.before_start - 1] if place.before_start else ""
    if not number.isdigit() or (len(number) == 4 and number[:2] in ("19", "20")):
        return False
    old, new = pair.before.words[place.before_start : place.before_end], pair.after.words[place.after_start : place.after_end]
    return bool(old and new and old[0].isalpha() and new[0].isalpha() and fold(old[0]) != fold(new[0]))


def _negation(pair: Pair) -> Judgment | None:
    """A negation changed, moved, or got or lost the comma beside it ("no, missiles")."""
    if not pair.has(Cue.NEGATION):
        return None
    touched = _found(pair, lambda seen, place: seen.touches(place, Cue.NEGATION) or _beside_negation(seen, place))
    return None if touched is None else Judgment("rewrite", "negation", True, touched)


def _beside_negation(pair: Pair, place: Place) -> bool:
    words = (*pair.before.words[place.before_start : place.before_end], *pair.after.words[place.after_start : place.after_end])
    if any(c.isalnum() for word in words for c in word):
        return False
    around = (
        *pair.before.cues[max(0, place.before_start - 1) : place.before_start],
        *pair.before.cues[place.before_end : place.before_end + 1],
    )
    return Cue.NEGATION in around


def _quotation(pair: Pair) -> Judgment | None:
    if not any(mark in side.plain for side in (pair.before, pair.after) for mark in "\"'"):
        return None
    old, new = len(pair.before.of(Cue.QUOTATION)), len(pair.after.of(Cue.QUOTATION))
    kept = {fold(q) for q in pair.before.quotes} & {fold(q) for q in pair.after.quotes}
    gone, come = ([q for q in side.quotes if fold(q) not in kept] for side in (pair.before, pair.after))
    if old != new:
        return Judgment("quote.added" if new > old else "quote.removed", "quotation_marks", True, became(gone, come) or pair.evidence())
    if pair.before.quoted != pair.after.quoted:
        return Judgment("quote.altered", "quoted_words", True, became(gone, come) or pair.evidence())
    return None


def _progress(pair: Pair) -> Judgment | None:
    """Something moved on between the versions ("is being treated", "died"), or is no longer said to have."""
    if not any(map(speaks, pair.before.plain)) and not any(map(speaks, pair.after.plain)):
        return None
    for seen in (pair, pair.reversed):
        changed = [
            ([*seen.before.plain[p.before_start : p.before_end]], [*seen.after.plain[p.after_start : p.after_end]]) for p in seen.places
        ]
        together = [word for old, _ in changed for word in old], [word for _, new in changed for word in new]
        found = next((told for old, new in (*changed, together) if (told := moved_on(old, new, seen.before.plain))), None)
        if found:
            forwards = seen is pair
            words = [[word] for word in (found if forwards else found[::-1])]
            return Judgment("fact.event_progress", "moved_on" if forwards else "moved_back", True, became(*words))
    return None


def _attribution(pair: Pair) -> Judgment | None:
    old, new = pair.before.speech, pair.after.speech
    if old == new:
        speaker = _found(pair, _other_speaker) if old else None
        return None if speaker is None else Judgment("attribution.changed", "speaker", True, speaker)
    gone, come = pair.only(Cue.ATTRIBUTION)
    label = "attribution.changed" if gone and come else "attribution.added" if len(new) > len(old) else "attribution.removed"
    label = "attribution.changed" if len(old) == len(new) else label
    return Judgment(label, "speech_words", True, became(gone, come) or pair.evidence())


def _other_speaker(pair: Pair, place: Place) -> bool:
    """The word in front of a verb of speech became another: "officials said", "witnesses said"."""
    beside = pair.before.cues[place.before_end : place.before_end + 1]
    old, new = pair.before.words[place.before_start : place.before_end], pair.after.words[place.after_start : place.after_end]
    nouns = bool(old and new) and all(words[-1].isalpha() and len(words[-1]) >= TYPO_LETTERS for words in (old, new))
    return beside == (Cue.ATTRIBUTION,) and nouns and not _related(fold(old[-1]), fold(new[-1]))


def _related(a: str, b: str) -> bool:
    """Two forms of one word, or one that begins the other."""
    return a[:TYPO_LETTERS] == b[:TYPO_LETTERS] or OSA.distance(a, b) == 1


def _hedging(pair: Pair) -> Judgment | None:
    """`weaker` says that less is claimed than before, `stronger` that more is."""
    old, new = pair.before.of(Cue.HEDGE), pair.after.of(Cue.HEDGE)
    if old == new:
        return None
    evidence = became(*pair.only(Cue.HEDGE))
    if len(old) != len(new):
        return Judgment("hedging.weaker" if len(new) > len(old) else "hedging.stronger", "hedge_words", True, evidence)
    return Judgment("rewrite", "hedge_exchanged", True, evidence or pair.evidence()) if pair.differs(Cue.HEDGE) else None


def _entity(pair: Pair) -> Judgment | None:
    """Somebody else is named; a word that the other side has in small letters was no name."""
    if pair.before.names == pair.after.names:
        return None
    other = other_names(pair.before.names, pair.after.names, pair.grammar())
    if other is None:
        return None
    gone, come = (
        [name for name in names if _is_acronym(name) or fold(name) not in there.words]
        for names, there in ((other[0], pair.after), (other[1], pair.before))
    )
    slips = len(gone) == len(come) and all(_is_slip(fold(a), fold(b), NAME_LETTERS) for a, b in zip(gone, come, strict=True))
    return Judgment("fact.entity", "name", True, became(gone, come)) if (gone or come) and not slips else None


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _modal(pair: Pair) -> Judgment | None:
    if not pair.differs(Cue.MODAL):
        return None
    return Judgment("rewrite", "modal", True, became(*pair.only(Cue.MODAL)) or pair.evidence())


def _format(pair: Pair) -> Judgment | None:
    same = pair.before.folded == pair.after.folded
    return Judgment("style.format", "case_or_punctuation", False, pair.evidence()) if same else None


def _reorder(pair: Pair) -> Judgment | None:
    same = sorted(pair.before.folded) == sorted(pair.after.folded)
    return Judgment("style.reorder", "same_words_reordered", False, pair.evidence()) if same else None


def _typo(pair: Pair) -> Judgment | None:
    """Every change is one slip of a letter inside a word; a longer or shorter ending is grammar, not a slip."""
    slips = all(len(old) == len(new) == 1 and _is_slip(fold(old[0]), fold(new[0]), TYPO_LETTERS) for old, new in pair.changed)
    return Judgment("style.typo", "one_letter", False, pair.evidence()) if slips else None


def _is_slip(old: str, new: str, letters: int) -> bool:
    words = old.isalpha() and new.isalpha() and min(len(old), len(new)) >= letters
    return words and OSA.distance(old, new) == 1 and not (old in new or new in old) and old[-2:] == new[-2:]


def _wording(pair: Pair) -> Judgment:
    words = max(sum(len(old) for old, _ in pair.changed), sum(len(new) for _, new in pair.changed))
    if pair.similarity >= WORDING_MIN or words <= WORDING_WORDS:
        return Judgment("style.wording", "mostly_same_words", False, pair.evidence())
    return Judgment("rewrite", "mostly_other_words", False, pair.evidence())


_RULES: tuple[Callable[[Pair], Judgment | None], ...] = (
    _notice,
    _truncation,
    _restyled,
    _quantity,
    _negation,
    _quotation,
    _progress,
    _attribution,
    _hedging,
    _entity,
    _modal,
    _format,
    _reorder,
    _typo,
    _wording,
)
