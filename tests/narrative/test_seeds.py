"""The five articles the project began with, measured against statements labelled by hand.

The rules were written in sight of these texts, so the numbers say that nothing was lost, not how new texts would fare.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from narrative.claims import statements
from narrative.definition import Compiled
from narrative.model import Decision, Document, Statement
from narrative.tags import tag

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
GOLD = SHARED / "data/gold"

pytestmark = pytest.mark.skipif(not SEEDS or not GOLD.is_dir(), reason="the labelled articles are not beside this repository (../shared)")

FINER = {"cause.oxygen_cylinder": "cause.technical_fault"}
"""Where the catalogue tells apart what the labels do not."""


class Labelled(NamedTuple):
    text: str
    gold: list[dict[str, Any]]


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


def labelled() -> list[Labelled]:
    rows = lines("seeds_statements.jsonl")
    files = {row["file"] for row in rows}
    articles = [Labelled((SHARED / "seeds" / f).read_text(encoding="utf-8"), [r for r in rows if r["file"] == f]) for f in sorted(files)]
    return articles + [Labelled(row["text"], row["statements"]) for row in lines("trap_sentences.jsonl")]


def same(found: Statement, gold: dict[str, Any]) -> bool:
    return FINER.get(found.claim, found.claim) == gold["claim"] and found.start < gold["end"] and gold["start"] < found.end


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_every_seed_is_about_the_incident(azal: Compiled, path: Path) -> None:
    assert tag(Document(path.read_text(encoding="utf-8")), azal).decision is Decision.PRIMARY


def test_claims_are_found_with_precision_and_recall_above_their_floors(azal: Compiled) -> None:
    texts = labelled()
    known = {g["claim"] for t in texts for g in t.gold}
    found = [[s for s in statements(Document(t.text), azal) if FINER.get(s.claim, s.claim) in known] for t in texts]
    right = sum(any(same(s, g) for g in t.gold) for t, rows in zip(texts, found, strict=True) for s in rows)
    recalled = sum(any(same(s, g) for s in rows) for t, rows in zip(texts, found, strict=True) for g in t.gold)
    assert sum(len(t.gold) for t in texts) == 198
    assert right / sum(map(len, found)) >= 0.94
    assert recalled / sum(len(t.gold) for t in texts) >= 0.90


def test_polarity_is_right_where_a_claim_was_found(azal: Compiled) -> None:
    pairs = [(s, g) for t in labelled() for s in statements(Document(t.text), azal) for g in t.gold if same(s, g)]
    assert len(pairs) > 150
    assert sum(s.polarity == g["polarity"] for s, g in pairs) / len(pairs) >= 0.98


def test_the_dead_of_another_incident_are_not_counted(azal: Compiled) -> None:
    values = {s.value for path in SEEDS for s in statements(Document(path.read_text(encoding="utf-8")), azal) if s.claim == "qty.killed"}
    assert values == {38.0}
