"""A feed that was made to do harm costs seconds and megabytes, never more, and reads nothing but itself."""

import json
import subprocess
import sys

import pytest

from tests.ingest.hostile import BODIES, Ended

MOST_SECONDS = 5
MOST_MEGABYTES = 350
"""A document of ten million characters is held a few times over while it is parsed."""

EMPTY = {
    "an endless title", "a million empty items", "a sitemap 50,000 deep", "noise in a feed",
    "as many tags as are allowed, nested in a title",
}  # fmt: skip
"""Documents that list entries of which nothing can be read."""


@pytest.fixture(scope="module")
def ended() -> dict[str, Ended]:
    """How each reading ended, in processes that have imported nothing else."""
    run = subprocess.run([sys.executable, "-m", "tests.ingest.hostile"], capture_output=True, text=True, check=True, timeout=600)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {line.pop("name"): Ended(**line) for line in lines}


@pytest.mark.parametrize("name", BODIES)
def test_it_ends_in_time_and_in_bounds(ended: dict[str, Ended], name: str) -> None:
    found = ended[name]
    assert found.entries >= 0, found.reason
    assert bool(found.entries) != bool(found.reason), "entries or a reason"
    assert found.seconds < MOST_SECONDS
    assert found.megabytes < MOST_MEGABYTES
    assert not found.leaked


@pytest.mark.parametrize(
    "name",
    [
        "billion laughs", "laughs in parameters", "quadratic blow-up", "a million entities", "more than ten megabytes",
        "a gigabyte in a gzip", "100,000 attributes", "nothing but ampersands", "an endless title of tags", "opened tags in a title",
    ],
)  # fmt: skip
def test_what_would_grow_is_refused_before_it_is_parsed(ended: dict[str, Ended], name: str) -> None:
    assert ended[name].reason.startswith("refused: ")


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("200,000 items", 5000), ("50,000 deep", 1), ("ten megabytes of text", 1), ("NULs", 1), ("lone surrogates", 1),
        ("a number of 10,000 digits", 1), ("an external entity", 1), ("an external document type", 1), ("nothing but white space", 1),
    ],
)  # fmt: skip
def test_what_can_be_read_is_read(ended: dict[str, Ended], name: str, entries: int) -> None:
    assert ended[name].entries == entries


def test_what_lists_entries_that_say_nothing_has_that_as_its_reason(ended: dict[str, Ended]) -> None:
    assert {name for name, found in ended.items() if found.reason.startswith("none of ")} == EMPTY
