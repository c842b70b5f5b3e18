"""What does not fit together in one text: its numbers, its heading and its lead, a tragedy averted and people dead.

What has to add up, and what excludes what, stands in the definition. A number derived from others (62 passengers and 5 crew are 67 aboard)
is no statement: it names the statements that it was added up from.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

from narrative.contradictions import Value, compatible
from narrative.definition import Definition, Sum
from narrative.model import Certainty, Document, Part, Polarity, Statement
from narrative.numerals import NUMBER
from narrative.stance import ancestors
from narrative.text import Span, fold, sentences

INCLUDING = re.compile(
    r"[^.;!?]{0,24}?(?<!\w)(?:including|among them|of them|в том числе|включая|из них|среди них)(?!\w)([^.,;!?0-9]{0,24})"
)
"""What may stand between a whole and the first of its parts. In "29 survived, among them two children, and 38 died", the children are
that, and not the dead: where a comma or another number comes first, nothing is said of parts that are counted."""
_ANY_NUMBER = re.compile(NUMBER)

LEAD_SENTENCES = 2
"""Sentences in which a text has to say what its heading says, or at least nothing that is opposed to it."""


class Kind(StrEnum):
    """`SUM`: parts do not make the whole. `PARTS`: those named as included are more than the whole. `COUNTED`: one number of two kinds of
    people. `AVERTED`: what is said to have been averted is on record. `HEADING`: the lead says otherwise than the heading."""

    SUM = "sum"
    PARTS = "parts"
    COUNTED = "counted"
    AVERTED = "averted"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """What does not fit, the statements it rests on, and in words why."""

    kind: Kind
    statements: tuple[Statement, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A whole as it is stated, or as the sum of parts that are: its value, and the statements that it comes from."""

    quantity: str
    value: Value
    statements: tuple[Statement, ...]


def contradictions(statements: Sequence[Statement], definition: Definition, document: Document) -> tuple[Inconsistency, ...]:
    """Everything that does not fit together in the document, of which `statements` are the ledger's."""
    standing = [s for s in statements if s.time != "superseded" and s.certainty is not Certainty.QUESTIONED]
    return (
        *_sums(standing, definition),
        *_parts(standing, definition, document),
        *_counted(standing, definition),
        *_averted(standing, definition),
        *_headings(standing, definition, document),
    )


def derived(statements: Sequence[Statement], rule: Sum) -> tuple[Derived, ...]:
    """Every value that the statements give for the whole of a sum: those stated, and those added up from all of its parts."""
    stated = [Derived(rule.total, _value(s), (s,)) for s in statements if s.claim == rule.total]
    parts = [[s for s in statements if s.claim == part] for part in rule.parts]
    return (*stated, *(Derived(rule.total, _added(chosen), chosen) for chosen in product(*parts)))


def _value(statement: Statement) -> Value:
    return Value(statement.value or 0.0, statement.comparator or "=")


def _added(parts: Sequence[Statement]) -> Value:
    """The sum; as vague as the vaguest part. A bound on each side leaves nothing to be held against anything."""
    signs = {part.comparator or "=" for part in parts} - {"="}
    total = sum(part.value or 0.0 for part in parts)
    return Value(total, signs.pop() if len(signs) == 1 else "=" if not signs else "~")


def _sums(statements: Sequence[Statement], definition: Definition) -> Iterator[Inconsistency]:
    """Two ways to a whole no values of which agree. A text that gives two tolls, one of which fits, is left alone."""
    totals = dict.fromkeys(rule.total for rule in definition.consistency.sums)
    for total in totals:
        ways = [derived([s for s in statements if s.claim != total], rule) for rule in definition.consistency.sums if rule.total == total]
        stated = tuple(Derived(total, _value(s), (s,)) for s in statements if s.claim == total)
        for one, other in combinations([way for way in (stated, *ways) if way], 2):
            if not any(compatible(a.value, b.value) for a, b in product(one, other)):
                yield Inconsistency(Kind.SUM, (*one[0].statements, *other[0].statements), f"{_told(one[0])}, but {_told(other[0])}")


def _told(found: Derived) -> str:
    said = " + ".join(f"“{s.text}”" for s in found.statements)
    return said if len(found.statements) == 1 else f"{said} = {found.value.value:g}"


def _parts(statements: Sequence[Statement], definition: Definition, document: Document) -> Iterator[Inconsistency]:
    """ "38 dead, including 62 passengers and 5 crew"."""
    counted = {quantity for rule in definition.consistency.sums for quantity in (rule.total, *rule.parts)}
    numbers = sorted((s for s in statements if s.claim in counted), key=lambda s: (s.part, s.start))
    for n, whole in enumerate(numbers):
        text = document.title if whole.part is Part.HEADING else document.text
        folded, end = fold(text), _sentence(text, whole).end
        parts = [s for s in numbers[n + 1 :] if s.part is whole.part and s.end <= end and s.claim != whole.claim]
        including = INCLUDING.fullmatch(folded, whole.end, parts[0].start) if parts and whole.comparator == "=" else None
        if including is None or _ANY_NUMBER.search(including[1]):
            continue
        named = [part for part in parts if part.claim in _siblings(parts[0].claim, definition)]
        if sum(part.value or 0 for part in named) > (whole.value or 0):
            said = " + ".join(f"“{s.text}”" for s in named)
            yield Inconsistency(Kind.PARTS, (whole, *named), f"“{whole.text}” is said to include {said}")


def _sentence(text: str, statement: Statement) -> Span:
    return next(span for span in sentences(text) if span.start <= statement.start < span.end)


def _siblings(quantity: str, definition: Definition) -> frozenset[str]:
    """The quantities that one is added up with."""
    return frozenset((quantity, *(part for rule in definition.consistency.sums if quantity in rule.parts for part in rule.parts)))


def _counted(statements: Sequence[Statement], definition: Definition) -> Iterator[Inconsistency]:
    """One number, once of one kind of people and once of all: 38 passengers killed, and 38 people."""
    units = {quantity.id: quantity.unit for quantity in definition.quantities}
    for quantity, unit in units.items():
        numbers = [s for s in statements if s.claim == quantity]
        narrow = [s for s in numbers if s.unit and s.unit != unit]
        wide = [s for s in numbers if s.unit == unit]
        for one in narrow[:1]:
            for other in (s for s in wide[:1] if s.value == one.value):
                yield Inconsistency(Kind.COUNTED, (one, other), f"“{one.text}” counts {one.unit}, “{other.text}” counts {other.unit}")


def _averted(statements: Sequence[Statement], definition: Definition) -> Iterator[Inconsistency]:
    known = {r.quantity: r for r in definition.reference_values}
    for rule in definition.consistency.excludes:
        counted = [s for s in statements if s.claim == rule.quantity and (s.value or 0) > 0][:1]
        for said in (s for s in statements if s.claim == rule.claim and s.polarity is Polarity.AFFIRM):
            if counted:
                yield Inconsistency(Kind.AVERTED, (said, counted[0]), f"“{said.text}”, but “{counted[0].text}”")
            elif rule.quantity in known and known[rule.quantity].value > 0:
                reference = known[rule.quantity]
                yield Inconsistency(
                    Kind.AVERTED,
                    (said,),
                    f"“{said.text}”, but {reference.value:g} {units_of(definition, rule.quantity)} ({reference.source})",
                )


def units_of(definition: Definition, quantity: str) -> str:
    """What a quantity is called in a sentence."""
    return next((q.label for q in definition.quantities if q.id == quantity), quantity)


def _headings(statements: Sequence[Statement], definition: Definition, document: Document) -> Iterator[Inconsistency]:
    """The first claim of the lead that is opposed to what the heading says, where the lead does not say that as well."""
    heading, lead = _heading_and_lead(statements, document)
    above = ancestors(definition)
    said = {claim for s in lead if s.polarity is Polarity.AFFIRM for claim in (s.claim, *above.get(s.claim, ()))}
    for claimed in (s for s in heading if s.polarity is Polarity.AFFIRM and s.claim not in said and not said & set(above.get(s.claim, ()))):
        otherwise = next((s for s in lead if s.polarity is Polarity.AFFIRM and _opposed(claimed.claim, s.claim, definition)), None)
        if otherwise:
            yield Inconsistency(Kind.HEADING, (claimed, otherwise), f"the heading says “{claimed.text}”, the lead “{otherwise.text}”")
            return


def _heading_and_lead(statements: Sequence[Statement], document: Document) -> tuple[list[Statement], list[Statement]]:
    """The heading's statements and those of the first sentences below. Without a title, a first line that no mark ends is the heading."""
    spans = sentences(document.text)
    if not document.title and spans and (document.text[spans[0].end - 1].isalnum() or document.text[spans[0].end - 1] in "\"'”’»"):
        first, rest = spans[0].end, spans[1 : 1 + LEAD_SENTENCES]
        heading = [s for s in statements if s.end <= first]
    else:
        rest = spans[:LEAD_SENTENCES]
        heading = [s for s in statements if s.part is Part.HEADING]
    lead = [s for s in statements if s.part is Part.BODY and any(span.start <= s.start < span.end for span in rest)]
    return heading, lead


def _opposed(one: str, other: str, definition: Definition) -> bool:
    claims = {claim.id: claim for claim in definition.claims}
    a, b = claims.get(one), claims.get(other)
    poles = bool(a and b and a.pole and b.pole and a.family == b.family and a.pole != b.pole)
    return poles or any({one, other} == set(pair) for pair in definition.consistency.opposed)
