"""Proposed claims as YAML, to be pasted into a definition: it holds with them, and they find their own examples."""

import json
from collections.abc import Iterator, Sequence

from narrative.claims import statements
from narrative.definition import NAME_WEIGHT, Claim, Compiled, compile_definition
from narrative.model import Document, Statement
from narrative.proposals import Proposal
from narrative.rules import ClaimRule, Term

HEAD = """
# Proposed: name each claim, give it a family and, where it excludes others, a pole; put each part under the key of that name.
# Then `palimpsest incidents check` and `palimpsest incidents retro` show what it does."""


def fragment(proposals: Sequence[Proposal], incident: Compiled) -> str:
    """The parts of a definition that the proposals add, each under its key."""
    return "\n".join([HEAD, *_terms(proposals), *_rules(incident), *_claims(proposals), *_tests(proposals, incident)])


def _terms(proposals: Sequence[Proposal]) -> Iterator[str]:
    yield "terms:"
    for p in proposals:
        yield from (f"  {name}: {{any: [{quoted(words)}]}}" for name, words in p.terms)


def _rules(incident: Compiled) -> Iterator[str]:
    """Without rules each term names the incident: with terms for claims, those that do have to be said."""
    if not incident.definition.rules:
        yield "rules:  # there were none, so that every term named the incident; from now on these do"
        for term in incident.definition.terms:
            yield f"  - {{id: name-{term}, all: [{term}], weight: {NAME_WEIGHT}}}"


def _claims(proposals: Sequence[Proposal]) -> Iterator[str]:
    yield "claims:"
    for n, p in enumerate(proposals, start=1):
        yield f"  - id: {p.claim}  # said by {p.voices} independent origin{'' if p.voices == 1 else 's'}"
        yield f"    label: {quoted(p.label)}"
        yield "    family: new"
        yield "    rules:"
        yield f"      - {{id: new-{n}, all: [{', '.join(name for name, _ in p.terms)}], near: {p.near}}}"


def _tests(proposals: Sequence[Proposal], incident: Compiled) -> Iterator[str]:
    grown = compile_definition(incident.definition.model_copy(update=_grown(proposals, incident)))
    yield "tests:"
    for p in proposals:
        found = ", ".join(map(_expected, statements(Document(p.example), grown)))
        yield f"  - text: {quoted(p.example)}\n    statements: [{found}]"


def _grown(proposals: Sequence[Proposal], incident: Compiled) -> dict[str, object]:
    terms = {name: Term(any=(words,)) for p in proposals for name, words in p.terms}
    claims = tuple(
        Claim(id=p.claim, label=p.label, family="new", rules=(ClaimRule(id="new", all=tuple(n for n, _ in p.terms), near=p.near),))
        for p in proposals
    )
    return {"terms": {**incident.definition.terms, **terms}, "claims": (*incident.definition.claims, *claims)}


def _expected(s: Statement) -> str:
    polarity = "" if s.polarity == "affirm" else f", polarity: {s.polarity}"
    value = "" if s.value is None else f", value: {s.value:g}"
    return f"{{claim: {s.claim}{polarity}{value}}}"


def quoted(text: str) -> str:
    """A YAML scalar that is this text, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)
