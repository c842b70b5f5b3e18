"""Copies and look-alikes made from real articles and labelled by how they were made, measured against the floors that were set for them."""

import gzip
import json
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from narrative.auditing import Agreement, agreement
from tests.narrative.arrivals import Piece, arrive

LABELLED = Path(__file__).parents[3] / "shared/data/duplicates/development.jsonl.gz"

pytestmark = pytest.mark.skipif(not LABELLED.exists(), reason="the labelled copies are not beside this repository (../shared)")


class Copy(NamedTuple):
    """A text, what was done to make it, and the number of what it was made from; `cluster` is what we found."""

    gold: str
    kind: str
    cluster: int


@lru_cache
def judged(seed: int) -> list[Copy]:
    """Every text, in an order of arrival; 0 is that of the file."""
    with gzip.open(LABELLED, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    if seed:
        Random(seed).shuffle(rows)
    arrived = arrive(Piece(row["text"], row["host"]) for row in rows)
    return [Copy(row["gold"], row["kind"], cluster) for row, cluster in zip(rows, arrived.clusters, strict=True)]


def quality(copies: list[Copy]) -> Agreement:
    """Over pairs of texts that are in one cluster."""
    return agreement({n: c.cluster for n, c in enumerate(copies)}, {n: c.gold for n, c in enumerate(copies)})


def found(copies: list[Copy], kind: str) -> float:
    """The share of a kind that is in one cluster with the text it was made from; or, where that is not there, with most of its copies."""
    by_gold: defaultdict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        by_gold[copy.gold].append(copy)
    wanted = [(copy, _home([c for c in by_gold[copy.gold] if c is not copy])) for copy in copies if copy.kind == kind]
    known = [copy.cluster in home for copy, home in wanted if home]
    assert len(known) > 100
    return sum(known) / len(known)


def _home(others: list[Copy]) -> set[int]:
    originals = {c.cluster for c in others if c.kind == "base"}
    most = Counter(c.cluster for c in others).most_common(1)
    return originals or {cluster for cluster, _ in most}


@pytest.fixture(params=[0, 1])
def copies(request: pytest.FixtureRequest) -> list[Copy]:
    return judged(request.param)


def test_pairs_of_copies_are_found_above_the_floors(copies: list[Copy]) -> None:
    whole = quality(copies)
    assert whole.precision >= 0.995
    assert whole.f1 >= 0.955
    assert quality([c for c in copies if c.kind != "rewrite18"]).f1 >= 0.98


def test_a_part_of_a_wire_in_a_local_article_is_found(copies: list[Copy]) -> None:
    """A wire's first paragraphs under a local lead and before local news."""
    assert found(copies, "wire") >= 0.90


def test_a_text_that_was_cut_is_found(copies: list[Copy]) -> None:
    assert found(copies, "cut") >= 0.96


def test_five_articles_about_one_crash_are_no_copies_of_anything(copies: list[Copy]) -> None:
    sizes = Counter(c.cluster for c in copies)
    assert [sizes[c.cluster] for c in copies if c.kind == "neg-seed"] == [1] * 5


def test_round_ups_stay_alone(copies: list[Copy]) -> None:
    sizes = Counter(c.cluster for c in copies)
    found = [sizes[c.cluster] for c in copies if c.kind == "neg-roundup"]
    assert len(found) == 40
    assert len(found) - found.count(1) <= 1


def test_few_reports_out_of_templates_join_another(copies: list[Copy]) -> None:
    found = [c.cluster for c in copies if c.kind in ("neg-weather", "neg-stock", "neg-crime")]
    assert len(found) == 180
    assert len(found) - len(set(found)) <= 6
