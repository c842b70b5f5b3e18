"""The bench of near-duplicates: what it invents is what it says it is, its figures are right, and it runs."""

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bench import agreement, copies, duplicates, stage, stored
from bench.copies import Labelled


def labelled(gold: str, kind: str = "base") -> Labelled:
    return Labelled(gold, gold, kind, "courier.test", "")


def test_invented_texts_are_articles_and_as_many_copies_of_every_kind_as_one_asks_for() -> None:
    texts = copies.invented(60, share=0.5)
    kinds = Counter(text.kind for text in texts)
    assert kinds == {"base": 30, "exact": 6, "typo": 6, "cut": 6, "wire": 6, "reorder": 6}
    assert len({text.host for text in texts}) == 60
    originals = {text.gold: text for text in texts if text.kind == "base"}
    of_kind = {text.kind: (originals[text.gold].text, text.text) for text in texts}
    assert of_kind["exact"][0] == of_kind["exact"][1]
    assert of_kind["cut"][0].startswith(of_kind["cut"][1])
    assert sorted(of_kind["reorder"][0].split("\n")) == sorted(of_kind["reorder"][1].split("\n"))
    assert Counter("".join(of_kind["typo"][0].split())) == Counter("".join(of_kind["typo"][1].split()))
    assert all(before != after for kind, (before, after) in of_kind.items() if kind not in ("base", "exact"))
    assert min(text.words for text in originals.values()) >= copies.SHORTEST


def test_a_thinned_stream_has_every_story_and_the_share_of_copies() -> None:
    texts = copies.invented(100, share=0.6)
    thin = copies.thinned(texts, 0.2)
    assert {text.gold for text in thin} == {text.gold for text in texts}
    assert copies.copied(texts) == pytest.approx(0.6)
    assert copies.copied(thin) == pytest.approx(0.2)


def test_labelled_texts_are_read_with_what_else_a_line_has_left_out(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl.gz"
    with gzip.open(path, "wt") as lines:
        lines.write(json.dumps({"id": 7, "gold": "a", "kind": "wire", "host": "h.test", "text": "Fog.", "title": "left out"}) + "\n")
    assert copies.read(path) == [Labelled("7", "a", "wire", "h.test", "Fog.")]


def test_recall_is_by_kind_paraphrases_aside_and_seeds_are_merged_with_whatever_else() -> None:
    texts = [labelled("a"), labelled("a", "wire"), labelled("a", "rewrite18"), labelled("b", "neg-seed"), labelled("c", "neg-seed")]
    found = agreement.quality(texts, [1, 1, 2, 3, 1])
    assert found.recalls == {"base": 1.0, "wire": 1.0}
    assert found.seeds == 1
    assert (found.whole.precision, found.whole.recall) == (1 / 3, 1 / 3)
    assert (found.without_paraphrase.precision, found.without_paraphrase.recall) == (1 / 3, 1.0)


@pytest.mark.parametrize("way", agreement.WAYS)
def test_both_ways_put_a_copy_to_its_original_and_nothing_else(way: str) -> None:
    texts = [text for text in copies.invented(30) if text.kind in ("base", "exact")]
    found = agreement.WAYS[way](texts)
    assert len(set(found)) < len(texts)
    assert agreement.quality(texts, found).whole.f1 == 1.0


def test_the_stage_writes_a_membership_for_every_text_and_what_it_shares(tmp_path: Path) -> None:
    texts = copies.invented(40)
    found = stage.end_to_end(texts, tmp_path, rounds=1)
    assert set(found.costs) == {"ours", "datasketch", "rensa"}
    assert found.written["membership"] == 40
    assert found.written["overlap"] >= 40 - len({text.gold for text in texts})
    assert found.bytes_of_index > 8 * found.written["fingerprint"]


def test_made_up_postings_are_mostly_held_once_and_some_of_what_comes_is_widely_held() -> None:
    shapes = stored.Shapes(np.tile([8, 32], 1_000), np.full(2_000, 10))
    known = stored.Known(np.arange(1_000), np.tile([8, 32], 500))
    made = stored.postings(shapes, known)
    assert np.all(np.diff(made.prints) >= 0)
    assert np.all(np.bincount(made.texts)[1:] >= 1)
    held = Counter(made.prints.tolist())
    assert max(held.values()) <= stored.MOST
    assert sum(n for n in held.values() if n > 1) / len(made.prints) == pytest.approx(stored.SHARED, abs=0.03)
    met = [n for print_, n in held.items() if print_ < 1_000]
    assert 0.5 * stored.SHARED * 1_000 < len(met) <= stored.SHARED * 1_000
    assert np.mean(met) > np.mean([n for n in held.values() if n > 1]), "what more texts hold is met more often"
    finely = made.texts[(made.prints < 1_000) & (made.prints % 2 == 0)]
    assert np.all(shapes.scales[finely - 1] == 8), "nobody holds what his scale does not sample"


def test_texts_are_judged_beside_stored_ones_as_in_an_empty_store(tmp_path: Path) -> None:
    texts = copies.invented(40)
    found = stored.measured(texts, 300, tmp_path)
    assert found.empty.wall > 0
    assert found.filled.wall > 0
    assert found.folding.wall > 0
    assert found.look_up.wall > 0
    assert found.bytes_of_index > 0
    sizes = []
    for name in ("empty", "filled"):
        store = stage.opened(tmp_path / f"{name}.db")
        sizes.append(stage.written(store))
        store.close()
    assert sizes[1]["membership"] == sizes[0]["membership"] + 300
    assert sizes[1]["overlap"] == sizes[0]["overlap"]


def test_a_command_line_says_what_is_measured() -> None:
    quick = duplicates.planned(["--quick", "--stored", "0"])
    assert (len(quick.texts), quick.rounds, quick.stored) == (duplicates.QUICK_TEXTS, 1, 0)
