import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.story import Article, Behaviour, Move, Story, load_story
from cli.ticks import APART, REPLAYED, choose_ticks, plan_ticks, unseen
from ingest.hazard import USUAL
from ingest.schedule import Known, learn, next_look
from tests.cli.small_stories import START, article, hour, story, version

ROOT = Path(__file__).parents[2]
DAYS = 24
NEVER_LISTED = "pontoon/second-tube-of-gotthard-road-tunnel-ahead-of-plan"
"""It is pushed out of its feed's window at the instant at which it appears."""


def at_least(age: float) -> int:
    """Hours for which a version of that age in hours stands, at the least, as docs/stories.md asks."""
    return next((h for days, h in ((1, 3), (7, 6)) if age < days * DAYS), 48)


@st.composite
def articles(draw: st.DrawFn, slug: str, paced: bool) -> Article:
    """Published on some whole hour; `paced`: every version stands as long as the guide asks."""
    born = draw(st.integers(0, 60 * DAYS))
    stands = [draw(st.integers(1, 40 * DAYS)) for _ in range(draw(st.integers(0, 4)))]
    starts = [born]
    for hours in stands:
        starts.append(starts[-1] + max(hours, at_least(starts[-1] - born) if paced else 1))
    return article(slug, *map(version, starts), listed_for_hours=draw(st.integers(3, 72)))


@st.composite
def stories(draw: st.DrawFn, paced: bool = False) -> Story:
    return story(*(draw(articles(f"a{i}", paced)) for i in range(draw(st.integers(1, 5)))))


def played(told: Story, ticks: tuple[datetime, ...]) -> set[tuple[str, int]]:
    """(article, version) of everything a replay sees: polls and looks, tick by tick."""
    due: dict[str, datetime] = {}
    known = {a.key: Known(a.published_at) for a in told.articles}
    last: dict[str, int] = {}
    seen = set()
    for tick in ticks:
        for a in told.articles:
            standing = a.version_at(tick)
            if standing and tick < told.listed_until(a):
                due.setdefault(a.key, tick)
            if standing and a.key in due and due[a.key] <= tick:
                n, at = a.versions.index(standing), tick + timedelta(minutes=5)
                weights = learn(at, known[a.key], n != last.get(a.key), USUAL)
                known[a.key] = replace(known[a.key], seen_at=at, weights=weights)
                last[a.key] = n
                seen.add((a.key, n))
                due[a.key] = next_look(at, known[a.key], REPLAYED)
    return seen


@given(stories(), st.integers(0, 12))
@settings(deadline=None)
def test_ticks_are_in_order_apart_within_the_story_and_not_too_many(told: Story, most: int) -> None:
    ticks = choose_ticks(told, most)
    assert len(ticks) <= most
    assert all(b - a >= APART for a, b in itertools.pairwise(ticks))
    assert all(told.from_ <= tick <= told.to for tick in ticks)


@given(stories(), st.integers(0, 8))
@settings(deadline=None)
def test_unseen_is_what_playing_the_ticks_does_not_see(told: Story, most: int) -> None:
    ticks = choose_ticks(told, most)
    everything = {(a.key, i) for a in told.articles for i in range(len(a.versions))}
    assert set(unseen(told, ticks)) == everything - played(told, ticks)


@given(stories(paced=True))
@settings(deadline=None)
def test_a_story_paced_as_the_guide_asks_is_seen_whole(told: Story) -> None:
    assert unseen(told, choose_ticks(told, most=1000)) == ()


@given(stories(paced=True), st.integers(1, 6))
@settings(deadline=None)
def test_fewer_ticks_are_a_choice_among_the_ticks_of_the_whole_story(told: Story, most: int) -> None:
    whole = choose_ticks(told, most=1000)
    assert set(choose_ticks(told, most)) <= set(whole)


def test_the_bundled_story_needs_few_ticks() -> None:
    told = load_story(ROOT / "stories" / "azal-8243")
    ticks = choose_ticks(told)
    assert len(ticks) <= 18
    assert unseen(told, ticks) == ((NEVER_LISTED, 0),)
    first = [{a.key: a.version_at(tick) for a in told.articles} for tick in ticks[:3]]
    assert any(before[key] and after[key] != before[key] for before, after in itertools.pairwise(first) for key in before)


def test_every_tick_of_the_bundled_story_is_needed() -> None:
    told = load_story(ROOT / "stories" / "azal-8243")
    ticks = choose_ticks(told)
    for left_out in (t for t in ticks if t < hour(0) - timedelta(days=30)):  # later ones also confirm what is gone
        assert len(unseen(told, [t for t in ticks if t != left_out])) > 1, left_out


def test_a_version_is_looked_at_shortly_before_it_ends() -> None:
    told = story(article("a", version(2), version(8)), hours=30)
    assert choose_ticks(told) == (hour(8) - timedelta(minutes=10), hour(30))


def test_an_article_that_no_feed_listed_in_time_is_not_seen_at_all() -> None:
    told = story(article("a", version(2), version(8), listed_for_hours=3))
    assert unseen(told, [hour(6), hour(9)]) == (("shore-news/a", 0), ("shore-news/a", 1))
    assert unseen(told, [hour(4), hour(9)]) == ()


def test_a_version_between_two_looks_is_missed() -> None:
    told = story(article("a", version(0), version(40 * DAYS), version(41 * DAYS)))
    assert unseen(told, [hour(1), hour(40 * DAYS - 1), hour(41 * DAYS - 1), hour(60 * DAYS)]) == (("shore-news/a", 1),)


@pytest.mark.parametrize("gone_for", [30, 48, 24 * 100])
def test_what_is_gone_is_looked_at_three_times_over_more_than_a_day(gone_for: int) -> None:
    told = story(article("a", version(0), version(6, status=404)), hours=6 + gone_for)
    looks = [t for t in choose_ticks(told) if t >= hour(6)]
    assert len(looks) == 3
    assert looks[-1] - looks[0] > timedelta(hours=24)


def test_when_there_are_too_many_ticks_those_that_see_most_are_kept() -> None:
    together = [article(f"same-{i}", version(0), version(5)) for i in range(3)]
    alone = [article(f"alone-{day}", version(24 * day), listed_for_hours=3) for day in (10, 20)]
    told = story(*together, *alone, hours=24 * 40)
    whole = choose_ticks(told)
    assert len(whole) == 3
    assert choose_ticks(told, 2) == whole[:2]
    assert choose_ticks(told, 1) == whole[:1]


def test_a_story_of_the_past_has_no_ticks_outside_it() -> None:
    told = story(article("a", version(0), listed_for_hours=1000), hours=10)
    assert choose_ticks(told) == (START + timedelta(hours=10),)


@given(stories())
@settings(deadline=None, max_examples=50)
def test_spare_ticks_cost_nothing_that_was_seen_without_them(told: Story) -> None:
    few, more = choose_ticks(told, 12), plan_ticks(told, 12)
    assert set(few) <= set(more)
    assert len(more) <= 12
    assert len(unseen(told, more)) <= len(unseen(told, few))
    assert all(b - a >= APART for a, b in itertools.pairwise(more))


def test_a_spare_tick_is_taken_soon_after_an_edit() -> None:
    told = story(article("a", version(2), version(8)), hours=30)
    assert plan_ticks(told) == (hour(8) - timedelta(minutes=10), hour(8) + timedelta(minutes=56), hour(30))


def test_an_article_that_moves_is_looked_at_in_every_place() -> None:
    moves = (Move(at=hour(50), to="b"), Move(at=hour(100), to="c", redirect="temporary"))
    ticks = choose_ticks(story(article("a", version(2), moves=moves), hours=300))
    assert [sum(start <= tick < end for tick in ticks) for start, end in ((hour(2), hour(50)), (hour(50), hour(100)))] == [1, 1]
    assert ticks[-1] >= hour(100)


def test_a_move_that_only_feeds_tell_of_is_looked_at_while_they_list_it() -> None:
    told = story(article("a-1", version(2), moves=(Move(at=hour(30), to="b-1", redirect="none"),), listed_for_hours=60), hours=200)
    assert any(hour(30) <= tick < hour(62) for tick in choose_ticks(told))


def test_what_is_pushed_out_of_a_window_at_once_is_not_seen() -> None:
    told = story(article("a", version(2)), article("b", version(2)), hours=30)
    narrow = told.model_copy(update={"behaviour": {"shore-news": Behaviour(window=1)}})
    assert unseen(narrow, choose_ticks(narrow)) == (("shore-news/b", 0),)
    assert unseen(told, choose_ticks(told)) == ()
