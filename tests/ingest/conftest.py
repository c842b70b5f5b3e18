"""A desk with a web of our own, and an outlet to ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.session import Store
from ingest.desk import Desk
from ingest.evidence import Archive
from ingest.sandbox import Inline
from ingest.settings import IngestSettings
from tests.clocks import HandClock
from tests.ingest.fakes import FakeWeb


@pytest.fixture
def web(clock: HandClock) -> FakeWeb:
    return FakeWeb(clock)


@pytest.fixture
def desk(store: Store, web: FakeWeb, clock: HandClock, tmp_path: Path) -> Iterator[Desk]:
    """Everything a step works with, on either dialect."""
    with Archive(tmp_path / "evidence", clock()) as archive:
        yield Desk(store, web, archive, Inline(), IngestSettings(evidence_dir=tmp_path / "evidence"))
