"""How far two ways to cluster agree, and what is said of pairs that the clusters have otherwise than the rules."""

import numpy as np
import pytest

from narrative.auditing import Agreement, Because, agreement, apart, stranger
from narrative.clustering import judge
from narrative.fingerprints import sketch
from narrative.overlap import NOTHING, Looked
from narrative.shelf import Cluster, Constraints, Held, Shelf, Text

REPORT = " ".join(f"sentence {n} tells of the ferry number {n * 7} that left harbour {n * 13} at dawn" for n in range(12))
OTHER = " ".join(f"paragraph {n} is about budget line {n * 17} of the council and school {n * 19} in spring" for n in range(12))


def test_agreement_counts_pairs_of_texts_in_one_cluster() -> None:
    assert agreement({1: 1, 2: 1, 3: 1, 4: 4}, {1: 1, 2: 1, 3: 3, 4: 3}) == Agreement(pairs=3, of_other=2, both=1)
    assert agreement({1: 1, 2: 1}, {1: 5, 2: 5}).f1 == 1.0
    assert agreement({1: 1, 2: 2}, {1: 1, 2: 1}).f1 == 0.0
    assert agreement({}, {}).f1 == 1.0
    counted = agreement(dict(enumerate("xxyyy")), dict(enumerate("aaabb")))
    assert (counted.precision, counted.recall, counted.f1) == (2 / 4, 2 / 4, 2 / 4)
    assert (agreement({1: 1, 2: 2}, {1: 1, 2: 1}).precision, agreement({1: 1, 2: 2}, {1: 1, 2: 1}).recall) == (1.0, 0.0)


def shelved(*texts: str, constraints: Constraints | None = None) -> Shelf:
    shelf = Shelf(constraints or Constraints())
    for n, text in enumerate(texts):
        judge(shelf, Text(n, n, f"outlet {n}", "Ferry sentence budget", text, n), Looked(sketch(text)))
    return shelf


def moved(shelf: Shelf, id_: int, to: int | None = None) -> tuple[Held, Held]:
    """Put a text into a cluster of its own, or into another one, as no rule would; that text, and the first."""
    held = shelf.texts[id_]
    held.cluster = id_ if to is None else to
    shelf.clusters.setdefault(held.cluster, Cluster(id_, id_, held.at, held.article, 1))
    return held, shelf.texts[0]


def test_copies_in_two_clusters_are_named_and_where_no_rule_says_why_that_is_said() -> None:
    found = apart(shelf := shelved(REPORT, REPORT + " and more was told"), *moved(shelf, 1), NOTHING)
    assert found is not None
    assert (found.text, found.other, found.copies, found.because) == (1, 0, True, Because.UNKNOWN)


def test_what_a_person_decided_is_the_reason() -> None:
    shelf = shelved(REPORT, REPORT, constraints=Constraints({0: frozenset({1}), 1: frozenset({0})}))
    found = apart(shelf, shelf.texts[1], shelf.texts[0], NOTHING)
    assert found is not None
    assert found.because is Because.APART


def test_a_hub_is_a_reason() -> None:
    shelf = shelved(REPORT, REPORT)
    late, early = moved(shelf, 1)
    shelf.clusters[0].strangers = tuple(map(str, range(11)))
    found = apart(shelf, late, early, NOTHING)
    assert found is not None
    assert found.because is Because.HUB


def test_texts_that_are_no_copies_are_nothing_to_speak_of() -> None:
    shelf = shelved(REPORT, OTHER)
    assert apart(shelf, shelf.texts[1], shelf.texts[0], NOTHING) is None


def test_a_member_that_has_nothing_of_its_cluster_is_named() -> None:
    shelf = shelved(REPORT, OTHER)
    held, _ = moved(shelf, 1, to=0)
    found = stranger(shelf, held, "near", NOTHING)
    assert found is not None
    assert (found.copies, found.because) == (False, Because.UNKNOWN)
    assert stranger(shelf, shelf.texts[0], "first", NOTHING) is None


@pytest.mark.parametrize(("relation", "because"), [("version", Because.VERSION), ("exact", Because.SAME_WORDS)])
def test_how_a_text_came_into_its_cluster_is_a_reason(relation: str, because: Because) -> None:
    shelf = shelved(REPORT, OTHER)
    found = stranger(shelf, moved(shelf, 1, to=0)[0], relation, NOTHING)
    assert found is not None
    assert found.because is because


def test_the_first_version_of_an_article_whose_later_one_stands_for_the_cluster_is_known_for_one() -> None:
    shelf = Shelf(Constraints())
    for n, text in enumerate((REPORT, OTHER)):
        judge(shelf, Text(n, 7, "outlet", "Ferry sentence budget", text, n), Looked(sketch(text)))
    shelf.clusters[0].reference = 1
    found = stranger(shelf, shelf.texts[0], "first", NOTHING)
    assert found is not None
    assert found.because is Because.VERSION


def test_what_has_become_common_is_a_reason() -> None:
    shelf = shelved(REPORT, REPORT + " and more was told")
    found = stranger(shelf, shelf.texts[0], "near", np.sort(sketch(REPORT).prints)) if shelf.clusters[0].reference else None
    assert found is not None
    assert found.because is Because.COMMON
