"""Every form of a Russian word, so that a definition can name it once. The dictionary is a library's own.

Only the compiling of a definition pays for it, and only of one that holds such words: judging a text looks forms up, it makes none.
"""

from functools import cache

from pymorphy3 import MorphAnalyzer

from narrative.text import fold

Inflected = tuple[frozenset[str], ...]
"""A phrase: for each of its words, the folded forms that it may have."""


_PARTICIPLES = frozenset({"PRTF", "PRTS"})


@cache
def inflected(phrase: str) -> Inflected:
    """The forms of each word of a phrase that is written in dictionary form: «паром», «носовая дверь», «затонуть».

    Words are inflected one by one, so an adjective given as the noun demands («носовая») has all its forms as well. A word that the
    dictionary does not know (a name) is inflected like the words that end as it does.
    """
    return tuple(_forms(word) for word in fold(phrase).replace("-", " ").split())


@cache
def _forms(word: str) -> frozenset[str]:
    parses = _analyzer().parse(word)
    named = [p for p in parses if fold(p.normal_form) == word]
    participles = [p for p in parses if p.tag.POS == "PRTF"]
    found = [form for parse in named or (() if participles else parses[:1]) for form in parse.lexeme]
    found += [form for parse in participles for form in parse.lexeme if form.tag.POS in _PARTICIPLES and form.tag.voice == parse.tag.voice]
    return frozenset([word, *(fold(form.word) for form in found)])


@cache
def _analyzer() -> MorphAnalyzer:
    """Takes a tenth of a second, once."""
    return MorphAnalyzer(lang="ru")
