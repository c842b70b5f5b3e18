"""The ledger on invented texts: sentence by sentence on those it was worked on, by shares on those it was not.

Four incidents, two of them invented with their definitions: what the code knows of news must not be what it knows of one incident.
"""

import pytest

from ingest.catalog import read_yaml
from narrative.definition import Compiled, Definition, compile_definition
from tests.narrative import ledger
from tests.narrative.conftest import ROOT
from tests.narrative.ledger import Case, cases, read, score


def incident(name: str) -> Compiled:
    return compile_definition(read_yaml(ledger.HERE / f"{name}.yaml", Definition))


@pytest.fixture(scope="session")
def ferry() -> Compiled:
    return incident("ferry")


@pytest.fixture(scope="session")
def train() -> Compiled:
    return incident("train")


@pytest.fixture(scope="session")
def kakhovka() -> Compiled:
    return compile_definition(read_yaml(ROOT / "config/incidents/kakhovka-dam.yaml", Definition))


def named(case: Case) -> str:
    return (case.title or case.text)[:60]


@pytest.mark.parametrize("case", cases("azal_dev"), ids=named)
def test_an_article_about_the_plane_is_read_as_a_person_reads_it(azal: Compiled, case: Case) -> None:
    assert read(case, azal).faults == []


@pytest.mark.parametrize("case", cases("ferry_dev"), ids=named)
def test_an_article_about_an_invented_ferry_is_read_as_a_person_reads_it(ferry: Compiled, case: Case) -> None:
    assert read(case, ferry).faults == []


@pytest.mark.parametrize("case", cases("traps"), ids=named)
def test_a_sentence_written_to_mislead_does_not(azal: Compiled, case: Case) -> None:
    assert read(case, azal).faults == []


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        ("azal_more", (0.97, 0.96, 0.91)),
        ("ferry_more", (0.97, 0.93, 0.90)),
        ("train_more", (0.96, 0.97, 0.92)),
        ("kakhovka_more", (0.88, 0.90, 0.90)),
    ],
)
def test_of_other_texts_nearly_everything_is_found_and_little_else(
    request: pytest.FixtureRequest, name: str, floors: tuple[float, float, float]
) -> None:
    found = score(name, request.getfixturevalue(name.removesuffix("_more")))
    assert found.expected > 25
    assert all(value >= floor for value, floor in zip((found.precision, found.recall, found.certainty), floors, strict=True)), found


def test_enough_sentences_of_every_register_are_read() -> None:
    assert len(cases("azal_dev")) >= 120
