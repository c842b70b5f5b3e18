"""Decisions on clusters: of an article the newest counts, and what cannot be decided is refused."""

import pytest

from db import cluster_overrules, overrules, takedowns
from db.cluster_overrules import Wanted
from db.overrules import APART, AS_JUDGED, CLUSTER, TOGETHER, Subject
from db.session import Store
from db.tables import Article
from narrative.errors import BadInput
from narrative.shelf import Constraints
from tests.db.examples import an_article
from tests.db.test_views import rows


@pytest.fixture
def articles(store: Store) -> list[int]:
    return [an_article(store, slug) for slug in ("one", "two", "three", "four")]


def decide(store: Store, article_id: int, kind: str, other_id: int | None = None, reason: str = "I read both") -> frozenset[int]:
    with store.write() as session:
        return cluster_overrules.decide(session, Wanted(article_id, kind, other_id), reason, "ann")


def constraints(store: Store) -> Constraints:
    with store.read() as session:
        return cluster_overrules.constraints(session)


def test_a_decision_holds_both_ways(store: Store, articles: list[int]) -> None:
    one, two, three, four = articles
    assert decide(store, one, APART, two) == {one, two}
    decide(store, three, TOGETHER, four)
    assert constraints(store) == Constraints(
        {one: frozenset({two}), two: frozenset({one})}, {three: frozenset({four}), four: frozenset({three})}
    )


def test_of_an_article_the_newest_decision_counts_and_it_is_about_the_one_before_it_too(store: Store, articles: list[int]) -> None:
    one, two, three, _ = articles
    decide(store, one, APART, two)
    assert decide(store, one, TOGETHER, three) == {one, two, three}
    assert constraints(store) == Constraints({}, {one: frozenset({three}), three: frozenset({one})})
    assert decide(store, one, AS_JUDGED) == {one, three}
    assert constraints(store) == Constraints()


def test_of_two_articles_the_newer_of_their_decisions_on_each_other_counts(store: Store, articles: list[int]) -> None:
    one, two, *_ = articles
    decide(store, two, TOGETHER, one)
    decide(store, one, APART, two)
    assert constraints(store).together == {}
    decide(store, two, TOGETHER, one)
    assert constraints(store).apart == {}


def test_an_article_that_turned_out_to_be_another_is_that_one(store: Store, articles: list[int]) -> None:
    one, two, three, _ = articles
    decide(store, three, APART, two)
    with store.write() as session:
        session.get_one(Article, three).same_as_id = one
    assert constraints(store).apart == {one: {two}, two: {one}}
    with pytest.raises(BadInput, match="no copy of itself"):
        decide(store, three, APART, one)


def test_what_does_not_exist_is_withheld_or_is_the_same_is_refused(store: Store, articles: list[int]) -> None:
    one, two, *_ = articles
    with store.write() as session:
        takedowns.take_down(session, (two,), "a court said so", "ann")
    for other, why in ((two, "is withheld"), (one, "no copy of itself"), (999, "no article 999")):
        with pytest.raises(BadInput, match=why):
            decide(store, one, APART, other)
    with pytest.raises(BadInput, match="nothing stands decided"):
        decide(store, one, AS_JUDGED)
    with pytest.raises(BadInput, match="needs a reason"):
        decide(store, one, APART, articles[2], " ")
    assert rows(store, "v_overrule") == []


def test_what_contradicts_other_decisions_is_refused(store: Store, articles: list[int]) -> None:
    one, two, three, _ = articles
    decide(store, one, TOGETHER, two)
    decide(store, two, TOGETHER, three)
    with pytest.raises(BadInput, match="decided to be apart"):
        decide(store, three, APART, one)
    assert constraints(store).apart == {}


@pytest.mark.parametrize("decision", ["apart from N", "apart from 0", "apart from", "together with 7 ", "apart from 7 8", "beside 7"])
def test_only_numbers_of_articles_are_decided_on(store: Store, decision: str) -> None:
    with pytest.raises(BadInput), store.write() as session:
        overrules.decide(session, Subject(CLUSTER, 1), decision, "x", "ann")


def test_the_view_names_both_articles_and_no_look(store: Store, articles: list[int]) -> None:
    one, two, three, four = articles
    decide(store, one, APART, two)
    decide(store, three, TOGETHER, four)
    found = [(r["subject"], r["attempt_id"], r["article_id"], r["other_article_id"], r["decision"]) for r in rows(store, "v_overrule")]
    assert found == [
        ("cluster", None, one, two, f"apart from {two}"), ("cluster", None, three, four, f"together with {four}"),
    ]  # fmt: skip
