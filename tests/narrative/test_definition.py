"""An incident file is either usable or says, at its field, why it is not."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.catalog import Source, parse_yaml
from narrative.claims import statements
from narrative.definition import Compiled, Definition, compile_definition
from narrative.errors import BadInput
from narrative.examples import failures
from narrative.model import Decision, Document
from narrative.tags import tag

NAMES_ONLY = """\
id: bridge
title: A bridge
version: 1
window: {from: 2024-03-26}
languages: [en]
terms:
  bridge: {any: [Key Bridge]}
tests:
  - {text: The Key Bridge fell., expect: primary}
"""


def parsed(text: str) -> Definition:
    return parse_yaml(Source(Path("bridge.yaml"), text), Definition)


def test_names_dates_and_languages_are_enough() -> None:
    incident = compile_definition(parsed(NAMES_ONLY))
    assert failures(incident) == ()
    assert tag(Document("Another bridge fell."), incident).decision is Decision.NONE


def test_the_definition_that_ships_reads_its_own_examples_right(azal: Compiled) -> None:
    assert len(azal.definition.tests) >= 10
    assert failures(azal) == ()


def test_a_wrong_example_is_reported_with_what_was_found() -> None:
    incident = compile_definition(parsed(NAMES_ONLY.replace("expect: primary", "expect: none")))
    assert [line.split(":")[0] for line in failures(incident)] == ["tests.0.expect"]
    assert "expected none, found primary" in failures(incident)[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tests:", "rules:\n  - {id: r, all: [bridg], weight: 1}\ntests:", "bridge.yaml:9: rules.0.all: no term is called 'bridg'"),
        ("tests:", "context: [river]\ntests:", "bridge.yaml:8: context: no term is called 'river'"),
        ("Key Bridge]", "br*]", "bridge.yaml:7: terms.bridge.any.0: Value error, a word that ends in * needs at least 3 letters"),
        ("any: [Key Bridge]", "regex: ['(']", "bridge.yaml:7: terms.bridge.regex.0: Value error, not a regular expression"),
        ("from: 2024-03-26", "from: 2024-03-26, to: 2024-03-01", "bridge.yaml:4: window: Value error, `to` (2024-03-01) lies before"),
        ("expect: primary", "expect: maybe", "bridge.yaml:9: tests.0.expect: Input should be"),
        ("- {text", "- {colour: red, text", "bridge.yaml:9: tests.0.colour: Extra inputs are not permitted"),
        ("[en]", "[english]", "bridge.yaml:5: languages: Value error, not an ISO 639 code: english"),
        (
            "tests:",
            "quantities:\n  - {id: q, label: q, rules: ['x']}\ntests:",
            "bridge.yaml:9: quantities.0.rules.0: Value error, has to hold {value}",
        ),
        (
            "tests:",
            "claims:\n  - {id: c, label: c, family: f, parent: d, rules: [{id: r, all: [bridge]}]}\ntests:",
            "bridge.yaml:9: claims.0.parent: no claim is called 'd'",
        ),
    ],
)
def test_a_mistake_is_located(old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        parsed(NAMES_ONLY.replace(old, new, 1))
    assert said in str(caught.value)


def test_a_definition_without_examples_is_refused() -> None:
    with pytest.raises(BadInput, match=r"tests: Field required"):
        parsed(NAMES_ONLY[: NAMES_ONLY.index("tests:")])


def test_a_reference_that_points_nowhere_is_a_value_error_too() -> None:
    data = {**parsed(NAMES_ONLY).model_dump(by_alias=True), "context": ["river"]}
    with pytest.raises(ValidationError, match="river"):
        Definition.model_validate(data)


def test_every_claim_has_a_pole_only_among_the_two_that_exclude_each_other(azal: Compiled) -> None:
    poles = {claim.pole for claim in azal.definition.claims}
    assert poles == {None, "external_force", "accident"}


def test_an_example_of_the_schema_uses_every_field() -> None:
    incident = compile_definition(parsed(EVERY_FIELD))
    assert failures(incident) == ()
    assert incident.definition.quantities[0].label == "qty.dead"


EVERY_FIELD = """\
id: ferry
title: A ferry
version: 1
window: {from: 2023-11-04, to: 2024-11-04, grace_hours: 24}
languages: [en, ru]
terms:
  ferry: {any: [ferry], ru: [паром]}
  sink: {any: [sank, sinking], ru: [затонуть], regex: ['went (?:all )?down']}
  strait: {any: [norre], ru: [Норре]}
  film: {any: [film]}
  storm: {any: [storm*]}
rules: [{id: sinks, all: [ferry, sink], near: 12, within: sentence, weight: 0.5}]
support: [{all: [strait], weight: 0.5}]
negatives: [film]
context: [storm]
actors: {coastguard: {ru: [береговая охрана], names: [coast guard], kind: organisation}}
claims:
  - {id: cause.storm, label: a storm, family: cause, pole: nature, rules: [{id: storm, all: [storm]}]}
  - {id: event.averted, label: averted, family: event, rules: [{id: averted, regex: 'disaster was averted', presupposes: true}]}
quantities:
  - {id: qty.dead, rules: ['{value} dead']}
  - {id: qty.saved, rules: ['{value} saved']}
  - {id: qty.aboard, rules: ['{value} aboard']}
reference_values: [{quantity: qty.dead, value: 3, source: inquiry, since: 2023-12-01}]
consistency:
  sums: [{total: qty.aboard, parts: [qty.dead, qty.saved]}]
  excludes: [{claim: event.averted, quantity: qty.dead}]
  opposed: [[cause.storm, event.averted]]
tests:
  - {text: The ferry sank at Norre., expect: primary}
  - {text: "Паромы затонули у Норре.", language: ru, expect: primary}
  - {text: The ferry went all down., expect: review}
  - {text: A film about a ferry that sank at Norre., expect: none}
  - {text: "A storm, the coast guard said.", statements: [{claim: cause.storm}]}
"""


def test_support_raises_what_fired_and_nothing_else() -> None:
    incident = compile_definition(parsed(EVERY_FIELD))
    assert tag(Document("The ferry sank."), incident).score == 0.5
    assert tag(Document("The ferry sank. Norre is deep."), incident).score == 0.75
    assert tag(Document("Norre is deep."), incident).score == 0


def test_a_source_is_found_in_every_form_of_its_name() -> None:
    incident = compile_definition(parsed(EVERY_FIELD.replace("any: [storm*]", "any: [storm*], ru: [шторм]")))
    (found,) = statements(Document("Причиной был шторм, сообщили в береговой охране."), incident)
    assert found.source == "coastguard"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("total: qty.aboard", "total: qty.abroad", "consistency.sums.0: no quantity is called 'qty.abroad'"),
        ("excludes: [{claim: event.averted", "excludes: [{claim: event", "consistency.excludes.0.claim: no claim is called 'event'"),
        ("opposed: [[cause.storm", "opposed: [[cause", "consistency.opposed.0: no claim is called 'cause'"),
        ("negatives: [film]", "negatives: [movie]", "negatives: no term is called 'movie'"),
        ("support: [{all: [strait]", "support: [{all: [straits]", "support.0.all: no term is called 'straits'"),
        ("ru: [паром]", "ru: [ferry]", "terms.ferry.ru.0: String should match pattern"),
        ("ru: [береговая охрана], names: [coast guard], ", "", "actors.coastguard: Value error, an actor needs names"),
    ],
)
def test_a_mistake_in_what_holds_together_is_located(old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        parsed(EVERY_FIELD.replace(old, new, 1))
    assert said in str(caught.value)
