"""How a person writes down what to look for: terms, slots that terms fill, patterns that hold a number.

Mistakes are found when a file is read, never when a text is judged.
"""

import re
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from narrative.lexicon import STEM_MIN, phrase_words
from narrative.numerals import BARE, NUMBER

VALUE = "{value}"
"""Stands for a number, in digits or words, in a quantity's rule."""


class Strict(BaseModel):
    """Unknown fields are mistakes; values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _usable_phrase(phrase: str) -> str:
    parts = phrase_words(phrase)
    if not parts:
        raise ValueError("a name or word is expected")
    if any(is_open and len(letters) < STEM_MIN for letters, is_open in parts):
        raise ValueError(f"a word that ends in * needs at least {STEM_MIN} letters: {phrase!r}")
    return phrase


def _usable_regex(pattern: str) -> str:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    if compiled.match(""):
        raise ValueError("matches the empty text")
    return pattern


def _usable_measure(pattern: str) -> str:
    expanded = _usable_regex(measure(pattern))
    if "value" not in re.compile(expanded).groupindex:
        raise ValueError(f"has to hold {VALUE} where the number stands")
    return pattern


_APART = re.compile(r"(?:^|[ )?*+}]|\\s|\\b|\\W)$")
_UNIT = re.compile(r"(?: \?|\\s[?*])?(?:\(\?:)?\\?[%°a-zа-я]")


def measure(pattern: str) -> str:
    """A quantity's rule with the number's own pattern, in group `value`, put in.

    A number written together with a sign or unit of the rule's own ("${value}", "{value}%", "{value}km") is taken as it stands there.
    """
    before, holds, after = pattern.partition(VALUE)
    glued = holds and (not _APART.search(before) or _UNIT.match(after))
    return pattern.replace(VALUE, f"(?P<value>{BARE if glued else NUMBER})")


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=80)]
Phrase = Annotated[str, AfterValidator(_usable_phrase)]
Lemma = Annotated[str, Field(pattern=r"^[\s\-А-Яа-яЁё]*[А-Яа-яЁё][\s\-А-Яа-яЁё]*$")]
Regex = Annotated[str, AfterValidator(_usable_regex)]
Measure = Annotated[str, AfterValidator(_usable_measure)]


class Term(Strict):
    """Words and phrases that mean one thing. A word's trailing `*` stands for up to eight letters; regexes see folded text.

    `ru`: Russian words and phrases in dictionary form; every form of them counts.
    """

    any: tuple[Phrase, ...] = ()
    ru: tuple[Lemma, ...] = ()
    regex: tuple[Regex, ...] = ()

    @model_validator(mode="after")
    def not_empty(self) -> Self:
        if not self.any and not self.ru and not self.regex:
            raise ValueError("a term needs words or a regex")
        return self


class Slots(Strict):
    """One hit for each slot of `all`, in any order unless `ordered`, within `near` words (0: one sentence).

    A slot is a term, or several joined by `|`. `need` stands anywhere in the text, `unless` not in the same sentence
    (for a claim: clause).
    """

    id: Id
    all: tuple[str, ...] = ()
    near: int = Field(default=0, ge=0)
    ordered: bool = False
    need: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class TagRule(Slots):
    """`weight`: how surely a sentence that fits is about the incident, 0 to 1. A rule never reaches beyond its sentence."""

    all: tuple[str, ...] = Field(min_length=1)
    within: Literal["sentence"] = "sentence"
    weight: float = Field(gt=0, le=1)


class ClaimRule(Slots):
    """Slots, or a regex over one folded sentence. `presupposes`: its words take the matter for granted ("the downing of the plane")."""

    presupposes: bool = False
    regex: Regex | None = None

    @model_validator(mode="after")
    def one_way(self) -> Self:
        if bool(self.all) == bool(self.regex):
            raise ValueError("a claim's rule has either `all` or `regex`")
        return self


class SlotMatcher(NamedTuple):
    """A slot rule, taken apart. `terms` is every term that can fill a slot."""

    id: str
    slots: tuple[frozenset[str], ...]
    near: int
    ordered: bool
    need: frozenset[str]
    unless: frozenset[str]


def slot_matcher(rule: Slots) -> SlotMatcher:
    slots = tuple(frozenset(slot.split("|")) for slot in rule.all)
    return SlotMatcher(rule.id, slots, rule.near, rule.ordered, frozenset(rule.need), frozenset(rule.unless))
