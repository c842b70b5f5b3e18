"""Clusters as texts arrive: what joins, what merges, what an article's versions do, and what a person decided."""

from itertools import permutations
from random import Random

import pytest

from narrative.clustering import Judged, merged_into, settled
from narrative.duplicates import EXACT_WORDS, NEAR_WORDS, Relation, Why
from narrative.shelf import HUB_STRANGERS, HUB_TEXTS, WIDELY_HELD, Cluster, Held, Shelf
from tests.narrative.arrivals import Arrived, Piece, apart, arrive, article, looked, paragraph, paragraphs, sentence, together, words


def copies(rng: Random) -> list[str]:
    """A report, half of it, the report in another order, and half of it between a local lead and local news."""
    report = paragraphs(rng, 6)
    return [
        "\n".join(report),
        "\n".join(report[:3]),
        "\n".join(report[::-1]),
        "\n".join((sentence(rng), *report[:3], *paragraphs(rng, 2))),
    ]


def test_copies_are_one_cluster_and_say_how_they_stand_to_each_other() -> None:
    report, half, turned, local = copies(Random(1))
    arrived = arrive((report, half, turned, local, article(Random(2))))
    assert arrived.clusters == [0, 0, 0, 0, 4]
    kinds = [one.relation for one in arrived.judged]
    assert kinds == [Why.FIRST, Relation.CONTAINED, Relation.NEAR, Relation.PARTIAL, Why.FIRST]
    assert [one.other for one in arrived.judged] == [None, 0, 0, 0, None]


def test_copies_are_one_cluster_in_any_order_of_arrival() -> None:
    found = {tuple(arrive(order).clusters) for order in permutations(copies(Random(3)))}
    assert found == {(0, 0, 0, 0)}


def test_the_same_texts_in_the_same_order_are_judged_the_same() -> None:
    rng = Random(4)
    texts = [text for _ in range(20) for text in copies(rng)]
    rng.shuffle(texts)
    first, second = arrive(texts), arrive(texts)
    assert first.judged == second.judged
    assert len(first.members) == 20


def test_edges_show_the_shared_words_in_both_texts() -> None:
    texts = copies(Random(5))
    for one in arrive(texts).judged:
        for edge in one.edges:
            assert sum(s.end - s.start for s in edge.shared) > 500
            for s in edge.shared:
                there = texts[edge.other][s.other_start : s.other_end]
                assert looked(texts[one.id][s.start : s.end]).sketch.content == looked(there).sketch.content


def test_overlaps_that_joined_nothing_are_kept_when_they_are_long() -> None:
    rng = Random(6)
    quotation = paragraph(rng, 4)
    arrived = arrive([f"{article(rng)}\n{quotation}", f"{quotation}\n{article(rng)}", f"{words(quotation, 0, 40)}\n{article(rng)}"])
    assert arrived.clusters == [0, 1, 2]
    assert [[(edge.other, edge.relation) for edge in one.edges] for one in arrived.judged] == [[], [(0, Relation.PARTIAL)], []]


def test_the_same_words_post_nothing_and_new_words_post_what_is_new() -> None:
    rng = Random(7)
    report = article(rng)
    longer = f"{report}\n{paragraph(rng)}"
    first, same, more = arrive([report, report.upper(), longer]).judged
    assert set(first.posted) == {*looked(report).sketch.prints.tolist(), looked(report).sketch.content}
    assert (same.relation, same.other, same.posted) == (Relation.EXACT, 0, ())
    assert more.cluster == 0
    assert 0 < len(more.posted) < len(first.posted)
    assert not set(more.posted) & set(first.posted)


@pytest.mark.parametrize(("count", "relation"), [(EXACT_WORDS - 1, Why.SHORT), (EXACT_WORDS, Relation.EXACT)])
def test_texts_of_less_than_twelve_words_are_copies_of_nothing(count: int, relation: Relation | Why) -> None:
    line = words(article(Random(8)), 0, count)
    assert arrive([line, line]).judged[1].relation is relation


@pytest.mark.parametrize(("count", "clusters"), [(NEAR_WORDS - 1, [0, 1]), (NEAR_WORDS, [0, 0])])
def test_texts_of_less_than_forty_words_join_by_the_same_words_only(count: int, clusters: list[int]) -> None:
    brief = words(article(Random(9)), 0, count)
    changed = " ".join([*brief.split()[:-1], "otherwise"])
    assert arrive([brief, changed]).clusters == clusters
    assert arrive([brief, brief]).clusters == [0, 0]


def test_a_fingerprint_that_too_many_texts_hold_is_not_posted_any_more() -> None:
    rng = Random(10)
    notice = paragraph(rng, 4)
    arrived = arrive(f"{notice}\n{article(rng, 4)}" for _ in range(WIDELY_HELD + 20))
    assert len(arrived.members) == WIDELY_HELD + 20
    longest = max(map(len, arrived.shelf.postings.values()))
    assert longest == WIDELY_HELD + 1
    assert arrived.shelf.candidates(looked(notice).sketch, -1) == []


@pytest.mark.parametrize(("clusters", "found"), [((0, 0, 0, 0), [0, 1, 2, 3]), ((0, 1, 2, 3), [])])
def test_a_cluster_is_found_by_what_all_its_texts_have_posted(clusters: tuple[int, ...], found: list[int]) -> None:
    sketch = looked(article(Random(32), 12)).sketch
    assert 12 < len(sketch.prints) < 33
    shelf = Shelf()
    for id_, (cluster, print_) in enumerate(zip(clusters, sketch.prints.tolist(), strict=False)):
        shelf.put(Held(id_, id_, "", float(id_), cluster, sketch.scale, len(sketch.prints)))
        shelf.postings[print_].append(id_)
    assert shelf.candidates(sketch, -1) == found


@pytest.mark.parametrize("merged", [True, False])
def test_what_was_foreseen_is_looked_for_again_when_clusters_that_it_met_merge_or_more_is_posted(*, merged: bool) -> None:
    sketch = looked(article(Random(32), 12)).sketch
    prints, shelf = sketch.prints.tolist(), Shelf()
    for id_ in range(4):
        shelf.put(Held(id_, id_, "", float(id_), id_, sketch.scale, len(prints)))
        shelf.clusters[id_] = Cluster(id_, id_, float(id_), id_)
        shelf.post(id_, prints[id_ : id_ + 1])
    assert shelf.foresee(sketch, -1) == []
    for id_ in (1, 2, 3):
        if merged:
            shelf.merge(0, id_)
        else:
            shelf.post(0, prints[id_ + 3 : id_ + 4])
    assert shelf.candidates(sketch, -1) == ([0, 1, 2, 3] if merged else [0])


# Merging


def bridge(rng: Random) -> tuple[str, str, str]:
    """The two halves of a report, which share nothing, and the report."""
    parts = paragraphs(rng, 6)
    return "\n".join(parts[:3]), "\n".join(parts[3:]), "\n".join(parts)


def test_a_text_that_two_clusters_are_parts_of_makes_them_one_and_the_younger_goes_up_in_the_older() -> None:
    first, second, report = bridge(Random(11))
    arrived = arrive([first, second, second.upper(), report])
    assert arrived.judged[3].merged == (1,)
    assert arrived.clusters == [0, 0, 0, 0]
    assert list(arrived.shelf.clusters) == [0]
    assert arrived.cluster(0).texts == 4


def test_the_younger_goes_up_in_the_older_whichever_the_text_is_more_like() -> None:
    rng = Random(12)
    parts = paragraphs(rng, 7)
    arrived = arrive(["\n".join(parts[:3]), "\n".join(parts[3:]), "\n".join(parts)])
    assert arrived.judged[2].other == 1
    assert arrived.judged[2].merged == (1,)
    assert arrived.clusters == [0, 0, 0]


def test_a_part_of_a_wire_that_came_before_the_wire_is_joined_with_it() -> None:
    """It has a third of the longer version, which is too little by itself, and half of the report, which comes last."""
    rng = Random(13)
    report = paragraphs(rng, 4, 2)
    local = "\n".join((*report[:2], *paragraphs(rng, 3)))
    longer = "\n".join((*report, *paragraphs(rng, 7, 2)))
    assert arrive([longer, local]).clusters == [0, 1]
    arrived = arrive([longer, local, "\n".join(report)])
    assert arrived.judged[2].merged == (1,)
    assert arrived.clusters == [0, 0, 0]


def test_texts_in_one_page_do_not_become_one() -> None:
    rng = Random(14)
    texts = [article(rng, 2) for _ in range(4)]
    arrived = arrive([*texts, "\n".join(texts)])
    assert arrived.clusters == [0, 1, 2, 3, 4]
    assert [edge.relation for edge in arrived.judged[4].edges] == [Relation.CONTAINS] * 4


def test_what_merged_twice_is_named_by_where_it_ended() -> None:
    rows = [
        Judged(1, 1, Why.FIRST, None), Judged(2, 2, Why.FIRST, None), Judged(3, 3, Why.FIRST, None),
        Judged(4, 2, Relation.NEAR, 2, merged=(3,)), Judged(5, 1, Relation.NEAR, 1, merged=(2,)),
    ]  # fmt: skip
    assert merged_into(rows) == {3: 2, 2: 1}
    assert [one.cluster for one in settled(rows)] == [1, 1, 1, 1, 1]


def test_the_reference_is_the_longest_text_that_still_holds_the_first() -> None:
    rng = Random(15)
    report = article(rng)
    longer = f"{report}\n{paragraph(rng)}"
    other_end = f"{words(report, 0, 200)}\n{article(rng)}"
    assert arrive([report, longer]).cluster(0).reference == 1
    assert arrive([report, longer, report]).cluster(0).reference == 1
    assert arrive([report, other_end]).cluster(0).reference == 0


def test_an_article_and_the_page_of_navigation_around_it_are_one_cluster_measured_by_the_article() -> None:
    rng = Random(16)
    report, navigation = article(rng, 3), [sentence(rng) for _ in range(60)]
    page = "\n".join((*navigation[:30], report, *navigation[30:]))
    for order in ((report, page), (page, report)):
        arrived = arrive(order)
        assert arrived.clusters == [0, 0]
        assert arrived.cluster(0).reference == order.index(report)


# Hubs


def test_a_wall_that_came_through_is_closed_when_too_many_short_texts_are_in_it() -> None:
    notice = paragraph(Random(17), 6)
    variants = [f"{notice} {word}" for word in (f"a{n}" for n in range(HUB_TEXTS + 40))]
    arrived = arrive(variants)
    assert arrived.cluster(0).hub
    assert arrived.largest == HUB_TEXTS + 1
    assert arrived.clusters[-1] != 0


def test_a_cluster_of_many_outlets_whose_texts_have_nothing_of_their_headlines_is_closed() -> None:
    rng = Random(18)
    page = article(rng, 4)
    arrived = arrive(Piece(f"{page} a{n}", headline=f"Elections in Uxbridge {n}") for n in range(60))
    assert len(arrived.cluster(0).strangers) == HUB_STRANGERS + 1
    assert arrived.largest == 2 * HUB_STRANGERS + 1


def test_a_report_that_many_outlets_copy_is_no_hub() -> None:
    page = article(Random(19), 4)
    arrived = arrive(Piece(f"{page} a{n}", headline=words(page, 1, 6)) for n in range(100))
    assert arrived.largest == 100


# Versions of an article


def test_an_article_that_changes_stays_in_its_cluster() -> None:
    rng = Random(20)
    report = paragraphs(rng, 6)
    changed = "\n".join((*report[:3], *paragraphs(rng, 3)))
    arrived = arrive([Piece("\n".join(report), article=1), Piece("\n".join(report), article=2), Piece(changed, article=2)])
    assert arrived.clusters == [0, 0, 0]
    assert arrived.judged[2].other == 0


def test_an_article_that_was_alone_and_is_rewritten_is_a_version_still() -> None:
    rng = Random(21)
    arrived = arrive(Piece(article(rng), article=1) for _ in range(3))
    assert arrived.clusters == [0, 0, 0]
    assert [one.relation for one in arrived.judged] == [Why.FIRST, Why.VERSION, Why.VERSION]
    assert arrived.judged[2].other is None


def test_an_articles_own_cluster_goes_with_it() -> None:
    """What copies its newest version is measured by that, not by what the article once said."""
    rng = Random(22)
    new = article(rng)
    arrived = arrive([Piece(article(rng), article=1), Piece(new, article=1), Piece(words(new, 0, 200), article=2)])
    assert arrived.cluster(1).reference == 1
    assert arrived.clusters == [0, 0, 0]


def test_an_article_that_was_alone_and_is_rewritten_into_a_copy_joins_what_it_copies() -> None:
    rng = Random(23)
    report = article(rng)
    arrived = arrive([Piece(report, article=1), Piece(article(rng), article=2), Piece(f"{report}\n{sentence(rng)}", article=2)])
    assert arrived.clusters == [0, 1, 0]
    assert arrived.judged[2].relation is Relation.NEAR
    assert arrive([Piece(report, article=1), Piece(article(rng), article=2), Piece(report, article=2)]).clusters == [0, 1, 0]


def test_an_article_that_leaves_what_its_cluster_says_leaves_the_cluster() -> None:
    rng = Random(24)
    report = article(rng)
    arrived = arrive([Piece(report, article=1), Piece(report, article=2), Piece(article(rng), article=2)])
    assert arrived.clusters == [0, 0, 2]
    assert arrived.judged[2].relation is Why.FIRST


def test_versions_of_one_article_are_not_its_copies() -> None:
    rng = Random(25)
    report = article(rng)
    shelf = arrive([Piece(report, article=1), Piece(f"{report} Again.", article=1)]).shelf
    assert shelf.candidates(looked(report).sketch, 1) == [] == shelf.exact(looked(report).sketch, 1)
    assert shelf.candidates(looked(report).sketch, 2) == [0]


# What a person decided


def decided(order: tuple[str, ...], texts: dict[str, Piece], constraints: object) -> dict[str, int]:
    """Text → the one that began its cluster."""
    arrived: Arrived = arrive([texts[name] for name in order], constraints)  # type: ignore[arg-type]
    return {name: arrived.clusters[n] for n, name in enumerate(order)}


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_what_is_no_copy_is_kept_apart_whichever_came_first(order: tuple[str, ...]) -> None:
    report = article(Random(26))
    texts = {name: Piece(f"{report} {name}", article=n) for n, name in enumerate("abc")}
    found = decided(order, texts, apart((0, 1)))
    assert found["a"] != found["b"]
    assert found["c"] in (found["a"], found["b"])


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_a_text_that_two_are_parts_of_does_not_join_what_is_kept_apart(order: tuple[str, ...]) -> None:
    texts = {name: Piece(text, article=n) for n, (name, text) in enumerate(zip("abc", bridge(Random(27)), strict=True))}
    found = decided(order, texts, apart((0, 1)))
    assert found["a"] != found["b"]
    free = decided(order, texts, apart())
    assert free["a"] == free["b"]


def test_exact_copies_are_kept_apart_too() -> None:
    report = article(Random(28))
    assert arrive([report, report, report], apart((0, 1))).clusters[:2] == [0, 1]


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_what_a_person_put_together_is_together_whatever_it_says(order: tuple[str, ...]) -> None:
    rng = Random(29)
    texts = {name: Piece(article(rng), article=n) for n, name in enumerate("abc")}
    found = decided(order, texts, together((0, 1)))
    assert found["a"] == found["b"] != found["c"]


def test_together_holds_for_later_versions_too() -> None:
    rng = Random(30)
    arrived = arrive([Piece(article(rng), article=n) for n in (0, 1, 1, 0)], together((0, 1)))
    assert arrived.clusters == [0, 0, 0, 0]


def test_a_text_that_was_never_put_there_is_not_on_the_shelf() -> None:
    arrived = arrive([article(Random(31))])
    arrived.shelf.texts[0].look = None
    with pytest.raises(LookupError):
        arrived.shelf.whole(arrived.shelf.texts[0])
    assert Shelf().placed(1) is None
