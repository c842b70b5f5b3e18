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

from narrative.inflection import inflected
from narrative.lexicon import Lexicon
from narrative.model import Decision, Polarity
from narrative.numerals import NUMBER
from narrative.rules import VALUE, ClaimRule, Id, Lemma, Measure, Phrase, SlotMatcher, Slots, Strict, TagRule, Term, measure, slot_matcher

_LEADS = re.compile(r"(?:\(\?<!(?:[^()\\]|\\.)*\))*" + re.escape(VALUE))

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
    label: str = Field(default="", description="its id, where there is none")
    unit: str = ""
    low: float = 0
    high: float = 1_000_000
    rules: tuple[Measure, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def labelled(cls, data: object) -> object:
        return {"label": data.get("id", ""), **data} if isinstance(data, dict) else data


class Actor(Strict):
    """Somebody who acts or speaks. `ru`: names in dictionary form, of which every form counts."""

    names: tuple[Phrase, ...] = ()
    ru: tuple[Lemma, ...] = ()
    kind: Literal["person", "state", "organisation"]
    belongs_to: Id | None = None

    @model_validator(mode="after")
    def named(self) -> Self:
        if not self.names and not self.ru:
            raise ValueError("an actor needs names")
        return self


class Support(Strict):
    """Terms that, all standing somewhere in a text, make it surer that a rule which fired is right. They never tag by themselves."""

    all: tuple[str, ...] = Field(min_length=1)
    weight: float = Field(gt=0, le=1)


class Sum(Strict):
    """A quantity that is the sum of others."""

    total: Id
    parts: tuple[Id, ...] = Field(min_length=2)


class Exclusion(Strict):
    """A claim that cannot be true when the quantity is above zero: a tragedy averted, and people dead."""

    claim: Id
    quantity: Id


class Consistency(Strict):
    """What does not go together in one text. Claims of different poles never do, and need not be named."""

    sums: tuple[Sum, ...] = ()
    excludes: tuple[Exclusion, ...] = ()
    opposed: tuple[tuple[Id, Id], ...] = Field(default=(), description="when the heading says one, the lead should not say the other alone")


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
    support: tuple[Support, ...] = ()
    negatives: tuple[str, ...] = Field(default=(), description="terms in whose sentence no rule fires")
    context: tuple[str, ...] = Field(default=(), description="terms that keep a sentence on the incident once it was named")
    competitors: dict[Id, Term] = Field(default={}, description="other incidents that must not be mistaken for this one")
    decision: Thresholds = Thresholds()
    actors: dict[Id, Actor] = Field(default={})
    claims: tuple[Claim, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    reference_values: tuple[ReferenceValue, ...] = ()
    consistency: Consistency = Consistency()
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
    for name in ("context", "negatives"):
        yield from _unknown((name,), getattr(definition, name), terms, "term")
    for n, support in enumerate(definition.support):
        yield from _unknown(("support", n, "all"), (term for slot in support.all for term in slot.split("|")), terms, "term")
    for n, claim in enumerate(definition.claims):
        yield from _unknown(("claims", n, "parent"), filter(None, [claim.parent]), claims, "claim")
    for name, actor in definition.actors.items():
        yield from _unknown(("actors", name, "belongs_to"), filter(None, [actor.belongs_to]), set(definition.actors), "actor")
    for n, reference in enumerate(definition.reference_values):
        yield from _unknown(("reference_values", n, "quantity"), [reference.quantity], quantities, "quantity")
    yield from _inconsistent(definition.consistency, claims, quantities)
    for n, test in enumerate(definition.tests):
        for k, expected in enumerate(test.statements or ()):
            yield from _unknown(("tests", n, "statements", k, "claim"), [expected.claim], claims | quantities, "claim or quantity")


def _inconsistent(consistency: Consistency, claims: set[str], quantities: set[str]) -> Iterator[Wrong]:
    for n, one in enumerate(consistency.sums):
        yield from _unknown(("consistency", "sums", n), (one.total, *one.parts), quantities, "quantity")
    for n, exclusion in enumerate(consistency.excludes):
        yield from _unknown(("consistency", "excludes", n, "claim"), [exclusion.claim], claims, "claim")
        yield from _unknown(("consistency", "excludes", n, "quantity"), [exclusion.quantity], quantities, "quantity")
    for n, pair in enumerate(consistency.opposed):
        yield from _unknown(("consistency", "opposed", n), pair, claims, "claim")


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
    presupposes: bool


class Measuring(NamedTuple):
    """A pattern around a number. `leads`: nothing but what may not stand before it comes before the number."""

    regex: re.Pattern[str]
    leads: bool


class QuantityMatcher(NamedTuple):
    quantity: Quantity
    patterns: tuple[Measuring, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A definition made ready for judging many texts. `anchors` holds only what can fill a slot of a tag rule."""

    definition: Definition
    lexicon: Lexicon
    anchors: Lexicon
    tag_rules: tuple[TagMatcher, ...]
    support: tuple[TagMatcher, ...]
    claim_rules: tuple[ClaimMatcher, ...]
    quantity_rules: tuple[QuantityMatcher, ...]
    competitors: frozenset[str]
    context: frozenset[str]


NAME_WEIGHT = 0.9
"""Weight of each term of a definition without rules: the person who wrote only names means that they suffice."""


def compile_definition(definition: Definition) -> Compiled:
    """The definition as matchers over folded text."""
    rules = definition.rules or tuple(TagRule(id=f"name-{n}", all=(t,), weight=NAME_WEIGHT) for n, t in enumerate(definition.terms))
    rules = tuple(rule.model_copy(update={"unless": (*rule.unless, *definition.negatives)}) for rule in rules)
    support = tuple(TagRule(id=f"support-{n}", all=s.all, weight=s.weight) for n, s in enumerate(definition.support))
    tag_rules = tuple(TagMatcher(slot_matcher(rule), rule.weight) for rule in rules)
    return Compiled(
        definition,
        _lexicon(definition),
        _lexicon(definition, frozenset(term for rule in tag_rules for slot in rule.slots.slots for term in slot)),
        tag_rules,
        tuple(TagMatcher(slot_matcher(rule), rule.weight) for rule in support),
        tuple(_claim_matcher(claim, rule) for claim in definition.claims for rule in claim.rules),
        tuple(QuantityMatcher(q, tuple(map(_measuring, q.rules))) for q in definition.quantities),
        frozenset(definition.competitors),
        frozenset(definition.context),
    )


def _claim_matcher(claim: Claim, rule: ClaimRule) -> ClaimMatcher:
    return ClaimMatcher(claim, slot_matcher(rule), re.compile(rule.regex) if rule.regex else None, rule.presupposes)


def _measuring(rule: str) -> Measuring:
    pattern = measure(rule)
    return Measuring(re.compile(pattern), bool(_LEADS.match(rule)) and NUMBER in pattern)


def _lexicon(definition: Definition, only: frozenset[str] | None = None) -> Lexicon:
    """The terms, competitors and actors of a definition, or those of them that are named in `only`."""
    terms = {**definition.terms, **definition.competitors}
    phrases = {name: term.any for name, term in terms.items()} | {ACTOR + i: a.names for i, a in definition.actors.items()}
    lemmas = {name: term.ru for name, term in terms.items()} | {ACTOR + i: a.ru for i, a in definition.actors.items()}
    names = [name for name in phrases if only is None or name in only]
    return Lexicon(
        {name: phrases[name] for name in names},
        {name: terms[name].regex for name in names if name in terms},
        {name: map(inflected, lemmas[name]) for name in names},
    )
