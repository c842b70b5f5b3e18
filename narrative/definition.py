"""What an incident is, as a person wrote it down: how to recognise it, what is claimed about it, who speaks.

Everything but names, dates, languages and one test may be left out. Names point at each other (a rule at its terms, a
claim at its parent); one that points nowhere is an error located at its field.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from narrative.lexicon import Lexicon
from narrative.model import Decision, Polarity
from narrative.rules import ClaimRule, Id, Measure, Phrase, SlotMatcher, Slots, Strict, TagRule, Term, measure, slot_matcher

ACTOR = "@"
"""Rules name an actor's names as `@id`."""


class Period(Strict):
    """The days on which an article about the incident can have been published; `to` left out: until further notice."""

    from_: date = Field(alias="from")
    to: date | None = None
    grace_hours: int = Field(default=48, ge=0, description="feeds disagree about time zones and dates")

    @model_validator(mode="after")
    def forwards(self) -> Self:
        if self.to and self.to < self.from_:
            raise ValueError(f"`to` ({self.to}) lies before `from` ({self.from_})")
        return self


class Claim(Strict):
    """Something that is said about the incident. Two poles exclude each other; a child affirmed affirms its parent.

    `act`: done by saying it (an apology, an admission), so the reporting verb is the thing itself, and "must" undoes it.
    `elsewhere`: speaks of other incidents, so their names do not rule it out.
    """

    id: Id
    label: str = Field(min_length=1)
    family: Id
    parent: Id | None = None
    pole: Id | None = None
    act: bool = False
    elsewhere: bool = False
    rules: tuple[ClaimRule, ...] = Field(min_length=1)


class Quantity(Strict):
    """A number of this incident. A value outside `low` to `high` belongs to something else."""

    id: Id
    label: str = Field(min_length=1)
    unit: str = ""
    low: float = 0
    high: float = 1_000_000
    rules: tuple[Measure, ...] = Field(min_length=1)


class Actor(Strict):
    """Somebody who acts or speaks."""

    names: tuple[Phrase, ...] = Field(min_length=1)
    kind: Literal["person", "state", "organisation"]
    belongs_to: Id | None = None


class ReferenceValue(Strict):
    """What a quantity is known to be, who established it, since when."""

    quantity: Id
    value: float
    source: str
    since: date


class Primary(Strict):
    """When a text is about the incident rather than mentioning it. Measured on the labelled entries and five articles."""

    focus_min: float = Field(default=0.45, ge=0, le=1)
    lead_chars: int = Field(default=300, ge=0)
    min_coverage: float = Field(default=0.15, ge=0, le=1)
    solo_coverage: float = Field(default=0.40, ge=0, le=1)


class Thresholds(Strict):
    """Scores at which a text is tagged, or put before a person."""

    tag_at: float = Field(default=0.60, gt=0, le=1)
    review_at: float = Field(default=0.40, gt=0, le=1)
    primary: Primary = Primary()


class Expected(Strict):
    """A statement that a test's text has to yield."""

    claim: Id
    polarity: Polarity = Polarity.AFFIRM
    value: float | None = None


class Test(Strict):
    """An example that the definition has to get right; `statements`, where given, is all that may be found."""

    __test__ = False  # not pytest's

    text: str
    title: str = ""
    language: str = ""
    expect: Decision | None = None
    statements: tuple[Expected, ...] | None = None


class Definition(Strict):
    """One incident file."""

    id: Id
    title: str = Field(min_length=1)
    version: int = Field(ge=1)
    window: Period
    languages: tuple[str, ...] = Field(min_length=1)
    terms: dict[Id, Term] = Field(min_length=1)
    rules: tuple[TagRule, ...] = Field(default=(), description="none: every term names the incident by itself")
    context: tuple[str, ...] = Field(default=(), description="terms that keep a sentence on the incident once it was named")
    competitors: dict[Id, Term] = Field(default={}, description="other incidents that must not be mistaken for this one")
    decision: Thresholds = Thresholds()
    actors: dict[Id, Actor] = Field(default={})
    claims: tuple[Claim, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    reference_values: tuple[ReferenceValue, ...] = ()
    tests: tuple[Test, ...] = Field(min_length=1)

    @field_validator("languages")
    @classmethod
    def known_codes(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [code for code in languages if not re.fullmatch(r"[a-z]{2,3}", code)]
        if wrong:
            raise ValueError(f"not an ISO 639 code: {', '.join(wrong)}")
        return languages

    @model_validator(mode="after")
    def points_somewhere(self) -> Self:
        wrong = [*_dangling(self), *_twice(self)]
        if wrong:
            details = [InitErrorDetails(type=PydanticCustomError("reference", "{m}", {"m": m}), loc=loc, input=None) for loc, m in wrong]
            raise ValidationError.from_exception_data(type(self).__name__, details)
        return self


Wrong = tuple[tuple[str | int, ...], str]
"""Where a mistake stands in the file, and what it is."""


def _dangling(definition: Definition) -> Iterator[Wrong]:
    terms = {*definition.terms, *definition.competitors, *(f"{ACTOR}{actor}" for actor in definition.actors)}
    claims, quantities = {c.id for c in definition.claims}, {q.id for q in definition.quantities}
    for loc, rule in _located_rules(definition):
        for name in ("all", "need", "unless"):
            slots: tuple[str, ...] = getattr(rule, name)
            yield from _unknown((*loc, name), (term for slot in slots for term in slot.split("|")), terms, "term")
    yield from _unknown(("context",), definition.context, terms, "term")
    for n, claim in enumerate(definition.claims):
        yield from _unknown(("claims", n, "parent"), filter(None, [claim.parent]), claims, "claim")
    for name, actor in definition.actors.items():
        yield from _unknown(("actors", name, "belongs_to"), filter(None, [actor.belongs_to]), set(definition.actors), "actor")
    for n, reference in enumerate(definition.reference_values):
        yield from _unknown(("reference_values", n, "quantity"), [reference.quantity], quantities, "quantity")
    for n, test in enumerate(definition.tests):
        for k, expected in enumerate(test.statements or ()):
            yield from _unknown(("tests", n, "statements", k, "claim"), [expected.claim], claims | quantities, "claim or quantity")


def _located_rules(definition: Definition) -> Iterator[tuple[tuple[str | int, ...], Slots]]:
    for n, rule in enumerate(definition.rules):
        yield ("rules", n), rule
    for n, claim in enumerate(definition.claims):
        for k, claim_rule in enumerate(claim.rules):
            yield ("claims", n, "rules", k), claim_rule


def _unknown(loc: tuple[str | int, ...], names: Iterable[str], known: set[str], what: str) -> Iterator[Wrong]:
    for name in names:
        if name not in known:
            yield loc, f"no {what} is called {name!r}"


def _twice(definition: Definition) -> Iterator[Wrong]:
    names: list[tuple[str, list[str]]] = [
        ("rules", [rule.id for rule in definition.rules]),
        ("claims", [*(claim.id for claim in definition.claims), *(quantity.id for quantity in definition.quantities)]),
        ("competitors", [*definition.terms, *definition.competitors]),
    ]
    for field, ids in names:
        yield from (((field,), f"{name!r} is used twice") for name in sorted({i for i in ids if ids.count(i) > 1}))


class TagMatcher(NamedTuple):
    slots: SlotMatcher
    weight: float


class ClaimMatcher(NamedTuple):
    claim: Claim
    slots: SlotMatcher
    regex: re.Pattern[str] | None


class QuantityMatcher(NamedTuple):
    quantity: Quantity
    regexes: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A definition made ready for judging many texts."""

    definition: Definition
    lexicon: Lexicon
    tag_rules: tuple[TagMatcher, ...]
    claim_rules: tuple[ClaimMatcher, ...]
    quantity_rules: tuple[QuantityMatcher, ...]
    competitors: frozenset[str]
    context: frozenset[str]


NAME_WEIGHT = 0.9
"""Weight of each term of a definition without rules: the person who wrote only names means that they suffice."""


def compile_definition(definition: Definition) -> Compiled:
    """The definition as matchers over folded text."""
    terms = {**definition.terms, **definition.competitors}
    phrases = {name: term.any for name, term in terms.items()} | {ACTOR + i: a.names for i, a in definition.actors.items()}
    rules = definition.rules or tuple(TagRule(id=f"name-{n}", all=(t,), weight=NAME_WEIGHT) for n, t in enumerate(definition.terms))
    return Compiled(
        definition,
        Lexicon(phrases, {name: term.regex for name, term in terms.items()}),
        tuple(TagMatcher(slot_matcher(rule), rule.weight) for rule in rules),
        tuple(ClaimMatcher(c, slot_matcher(r), re.compile(r.regex) if r.regex else None) for c in definition.claims for r in c.rules),
        tuple(QuantityMatcher(q, tuple(re.compile(measure(r)) for r in q.rules)) for q in definition.quantities),
        frozenset(definition.competitors),
        frozenset(definition.context),
    )
