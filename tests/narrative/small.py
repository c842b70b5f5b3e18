"""A small invented incident, for tests of what does not depend on any real one."""

from functools import cache
from pathlib import Path

from ingest.catalog import Source, Watched, parse_yaml
from narrative.definition import Compiled, Definition, compile_definition

NAMES_ONLY = """\
id: amber-star
title: Amber Star
version: 1
window: {from: 2025-01-01}
languages: [en, ru]
terms:
  ship: {any: [Amber Star]}
tests:
  - {text: The Amber Star sank., expect: primary}
"""
FERRY = NAMES_ONLY.replace(
    "tests:\n",
    """\
  fire: {any: [fire, пожар*]}
rules:
  - {id: named, all: [ship], weight: 0.9}
competitors:
  baltic_queen: {any: [Baltic Queen]}
claims:
  - {id: cause.fire, label: fire on board, family: cause, pole: fire, rules: [{id: fire, all: [fire]}]}
quantities:
  - {id: qty.killed, label: killed, unit: people, low: 1, high: 500, rules: ['{value} people died']}
tests:
  - text: Fire broke out on the Amber Star and 3 people died.
    statements: [{claim: cause.fire}, {claim: qty.killed, value: 3}]
""",
)


def watched(text: str, name: str = "amber-star.yaml") -> Watched:
    """A definition as if it had been read from a file."""
    source = Source(Path(name), text)
    definition = parse_yaml(source, Definition)
    return Watched(definition, compile_definition(definition), source)


@cache
def ferry() -> Compiled:
    return watched(FERRY).compiled
