"""The definition that ships, compiled once."""

from pathlib import Path

import pytest

from ingest.catalog import read_yaml
from narrative.definition import Compiled, Definition, compile_definition

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def azal() -> Compiled:
    return compile_definition(read_yaml(ROOT / "config/incidents/azal-8243.yaml", Definition))
