"""Which names two sentences do not share: a case ending, a title or another place in the sentence is no other name.

Nothing is known of grammar but endings: Путина is Путин, Putin'in is Putin, Əliyevin is Əliyev; Ирак is not Иран.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from narrative.text import fold


class Name(NamedTuple):
    """One token that names somebody or something, with the words on both sides of it (folded)."""

    word: str
    previous: str = ""
    following: str = ""


class Grammar(NamedTuple):
    """What endings the sentences' language puts on a name, and whether its every noun looks like one."""

    endings: frozenset[str]
    nouns: bool = False


NAME_MAX = 64
"""Letters of the longest word that is looked into: endings of longer ones, which no language has, are part of the word."""
STEM_MIN = 3
"""Letters that an inflected name has to keep."""
_CYRILLIC = frozenset(
    "а у ом ем е ы и я ю ой ей ого ому ым их им ыми ими ами ам ах ями ям ях ов ев ь ью ий ый ая яя ую юю ое ее ые ие его ему ою ию ия ии "
    "ией иям иях".split()
) | {""}
_TURKIC = frozenset(
    fold(e)
    for e in "a ə e ya yə ye ı i u ü nı ni nu nü yı yi yu yü ın in un ün nın nin nun nün da də de ta tə te dan dən den tan tən ten "
    "na nə ne nda ndə nde ndan ndən nden la lə le lar lər ler sı si su sü dır dir".split()
) | {""}
_GERMAN = frozenset("s es n en e er ern ns".split()) | {""}
_ADJECTIVES = frozenset({"n", "i", "an", "ian"})
_PLAIN = frozenset({"", "'s", "'"})
_TURKIC_LETTERS = re.compile("[əığş]")
_WORD = re.compile(r"\w+")
_GERMAN_WORDS = frozenset(
    "der das und eine einen einem einer ist wurde wurden nicht bei sich auf für zum zur nach vom beim hat haben sagte seien sei".split()
)
_TITLES = frozenset(
    fold(t)
    for t in "mr mrs ms dr prof sir president prime minister chancellor herr frau m mme monsieur madame señor señora sr sra bay bayan bəy "
    "cənab sayın г-н г-жа господин господина госпожа президент президента президентом prezident prezidenti präsident président "
    "presidente".split()
)


def grammar(sentence: str) -> Grammar:
    """The grammar of a sentence, as far as its letters and its small words tell."""
    if _TURKIC_LETTERS.search(sentence.lower()):
        return Grammar(_PLAIN | _TURKIC)
    if sum(map(_GERMAN_WORDS.__contains__, _WORD.findall(fold(sentence)))) > 1:
        return Grammar(_PLAIN | _GERMAN, nouns=True)
    return Grammar(_PLAIN | _CYRILLIC)


def other_names(before: Sequence[Name], after: Sequence[Name], rules: Grammar) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The names that only one side has, or that changed places; None where both name the same.

    A title in front of a name is no name. In a language whose nouns are capitalised a noun counts only where another one
    stands for it.
    """
    old, new = _untitled(before), _untitled(after)
    gone, come = _unlike(old, new, rules), _unlike(new, old, rules)
    if gone or come:
        return None if _one_noun(gone, come, rules) else (gone, come)
    swapped = len(old) == len(new) and not all(_same(n.word, m.word, rules) for n, m in zip(old, new, strict=True))
    if swapped and not rules.nouns and _settings(old) != _settings(new):
        return tuple(n.word for n in old), tuple(m.word for m in new)
    return None


def _unlike(names: Sequence[Name], others: Sequence[Name], rules: Grammar) -> tuple[str, ...]:
    """The names that are none of the others."""
    words = {other.word for other in others}
    return tuple(n.word for n in names if n.word not in words and not any(_same(n.word, word, rules) for word in words))


def _one_noun(gone: tuple[str, ...], come: tuple[str, ...], rules: Grammar) -> bool:
    """A compound written otherwise, and in a language of capitalised nouns any noun that merely came or went."""
    joined = len(gone) != len(come) and fold("".join(gone)) == fold("".join(come))
    return joined or (rules.nouns and not (gone and come))


def _untitled(names: Sequence[Name]) -> list[Name]:
    """Without titles that stand before another name, a dot between them or not."""
    kept = []
    for i, name in enumerate(names):
        follower = names[i + 1] if i + 1 < len(names) else None
        title = fold(name.word) in _TITLES and follower and name.following in (fold(follower.word), ".")
        if not title:
            kept.append(name)
    return kept


def _same(a: str, b: str, rules: Grammar) -> bool:
    """One name in two cases, or a possessive for an adjective ("Russia's", "Russian")."""
    x, y = _bare(fold(a)), _bare(fold(b))
    if x == y:
        return True
    shorter, longer = sorted((x, y), key=len)
    if len(longer) > NAME_MAX:
        return False
    if a.endswith("'s") != b.endswith("'s") and longer.startswith(shorter) and longer[len(shorter) :] in _ADJECTIVES:
        return True
    return any(x[k:] in rules.endings and y[k:] in rules.endings for k in range(_shared(x, y), STEM_MIN - 1, -1))


def _bare(word: str) -> str:
    """Without what stands behind an apostrophe, as Turkish sets its endings off; "O'Brien" stays whole."""
    head, mark, tail = word.rpartition("'")
    return head if mark and len(head) >= STEM_MIN and len(tail) <= len("ndan") else word


def _shared(a: str, b: str) -> int:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length


def _settings(names: Sequence[Name]) -> list[tuple[str, str]]:
    """Each name with the word before it: "in Aktau" is the same wherever it stands."""
    return sorted((name.previous, fold(name.word)) for name in names)
