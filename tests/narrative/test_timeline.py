"""What was said first, what came into a text and what went out of it, which page went away."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from narrative.model import Interval, Outcome, Polarity
from narrative.presence import Look
from narrative.timeline import ROUND, Carried, Happening, Saying, Telling, happenings, of_copies, of_page

NOON = datetime(2024, 12, 25, 12, tzinfo=UTC)
STEP = timedelta(hours=1)


def saying(claim: str, polarity: Polarity = Polarity.AFFIRM, statement_id: int = 1) -> Saying:
    return Saying(claim, polarity, statement_id)


def telling(
    article_id: int, seen_by: int, after: timedelta, *claims: str, copy: bool = False, language: str = "", version: int = 0
) -> Telling:
    """A version that was first seen `after` noon and affirms the claims; one that is back, when `version` names it."""
    said = tuple(saying(claim, statement_id=100 * (version or seen_by) + n) for n, claim in enumerate(claims))
    return Telling(
        article_id, version or seen_by, seen_by, Interval(NOON + after - timedelta(minutes=5), NOON + after), said, copy, language
    )


def kinds(*tellings: Telling) -> list[tuple[str, str | None, int]]:
    return [(h.kind, h.claim, h.article_id) for h in happenings(tellings)]


def test_the_first_of_the_outlets_to_affirm_a_claim_is_named_once() -> None:
    assert kinds(telling(1, 1, 0 * STEP, "birds"), telling(2, 2, STEP, "birds"), telling(1, 3, 2 * STEP, "birds")) == [
        ("claim_first", "birds", 1),
    ]


def test_who_came_with_a_claim_in_one_round_of_looking_came_first_together() -> None:
    found = kinds(telling(1, 1, 0 * STEP, "birds"), telling(2, 2, ROUND, "birds"), telling(3, 3, ROUND + timedelta(seconds=1), "birds"))
    assert found == [("claim_first", "birds", 1), ("claim_first", "birds", 2)]


def test_a_round_is_counted_from_the_first_and_does_not_grow() -> None:
    near = ROUND - timedelta(minutes=1)
    found = kinds(telling(1, 1, 0 * STEP, "birds"), telling(2, 2, near, "birds"), telling(3, 3, 2 * near, "birds"))
    assert [article for _, _, article in found] == [1, 2]


def test_an_article_that_says_it_in_two_versions_of_one_round_is_named_once() -> None:
    found = kinds(telling(1, 1, 0 * STEP, "birds"), telling(1, 2, timedelta(minutes=10), "birds"))
    assert found == [("claim_first", "birds", 1)]


def test_a_copy_is_no_voice() -> None:
    assert kinds(telling(1, 1, 0 * STEP, "birds", copy=True)) == []
    assert kinds(telling(1, 1, 0 * STEP, "birds", copy=True), telling(2, 2, STEP, "birds")) == [("claim_first", "birds", 2)]


def test_a_denial_is_not_a_first_affirmation() -> None:
    denied = Telling(1, 1, 1, Interval(None, NOON), (saying("birds", Polarity.NEGATE),))
    assert happenings([denied]) == ()


def test_what_a_version_says_anew_and_no_longer_is_told() -> None:
    found = kinds(telling(1, 1, 0 * STEP, "birds", "toll"), telling(1, 2, STEP, "toll", "missile"))
    assert found == [
        ("claim_first", "birds", 1),
        ("claim_first", "toll", 1),
        ("claim_added", "missile", 1),
        ("claim_first", "missile", 1),
        ("claim_withdrawn", "birds", 1),
    ]


def test_a_claim_that_turned_into_its_denial_was_withdrawn() -> None:
    before = telling(1, 1, 0 * STEP, "birds")
    after = Telling(1, 2, 2, Interval(NOON, NOON + STEP), (saying("birds", Polarity.NEGATE),))
    assert kinds(before, after)[1:] == [("claim_withdrawn", "birds", 1)]


def test_a_claim_that_is_said_elsewhere_in_the_text_was_not_withdrawn() -> None:
    before = Telling(1, 1, 1, Interval(None, NOON), (saying("birds", statement_id=1), saying("birds", statement_id=2)))
    after = Telling(1, 2, 2, Interval(NOON, NOON + STEP), (saying("birds", statement_id=3),))
    assert [h.kind for h in happenings([before, after])] == ["claim_first"]


def test_what_is_added_names_the_new_statement_and_what_is_withdrawn_the_old_one() -> None:
    before, after = telling(1, 1, 0 * STEP, "birds"), telling(1, 2, STEP, "missile")
    by_kind = {h.kind: h for h in happenings([before, after]) if h.kind != "claim_first"}
    assert by_kind["claim_added"].statement_id == 200
    assert by_kind["claim_withdrawn"].statement_id == 100
    assert by_kind["claim_added"].when == by_kind["claim_withdrawn"].when == after.appeared


def test_the_first_of_several_statements_is_the_one_that_is_named() -> None:
    twice = Telling(1, 1, 1, Interval(None, NOON), (saying("birds", statement_id=4), saying("birds", statement_id=9)))
    assert [h.statement_id for h in happenings([twice])] == [4]


def test_what_was_there_at_the_first_look_has_no_lower_bound() -> None:
    (first,) = happenings([Telling(1, 1, 1, Interval(None, NOON), (saying("birds"),))])
    assert first.when == Interval(None, NOON)


def test_versions_of_different_articles_are_not_steps_of_each_other() -> None:
    assert kinds(telling(1, 1, 0 * STEP, "birds"), telling(2, 2, STEP)) == [("claim_first", "birds", 1)]


@st.composite
def stories(draw: st.DrawFn, *, back: bool = True) -> list[Telling]:
    """Versions of a few articles, in the order in which they were seen, minutes to hours apart; some are `back` after others."""
    gaps = draw(st.lists(st.integers(1, 90), min_size=1, max_size=8))
    found: list[Telling] = []
    at = 0
    for n, gap in enumerate(gaps, 1):
        at += gap
        article_id = draw(st.integers(1, 3))
        older = [t for t in found if t.article_id == article_id]
        if back and older and draw(st.booleans()):
            claims, version = [s.claim for s in older[0].sayings], older[0].version
        else:
            claims, version = draw(st.lists(st.sampled_from(["birds", "missile", "fog"]), max_size=3)), n
        found.append(telling(article_id, n, timedelta(minutes=at), *claims, copy=draw(st.booleans()), version=version))
    return found


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_in_which_versions_are_given_does_not_matter(told: list[Telling], random: object) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert happenings(shuffled) == happenings(told)


@given(stories())
def test_happenings_have_keys_of_their_own(told: list[Telling]) -> None:
    counted = Counter((h.kind, h.key) for h in happenings(told))
    assert set(counted.values()) <= {1}


@given(stories())
def test_what_is_known_to_have_happened_stays_so_when_more_is_seen(told: list[Telling]) -> None:
    grown = [happenings(told[:n]) for n in range(len(told) + 1)]
    for before, after in pairwise(grown):
        assert set(before) <= set(after)


@given(stories(back=False))
def test_an_article_s_gains_and_losses_of_a_claim_take_turns(told: list[Telling]) -> None:
    for article_id in {t.article_id for t in told}:
        for claim in ("birds", "missile", "fog"):
            moves = [h.kind for h in happenings(told) if (h.article_id, h.claim) == (article_id, claim) and h.kind != "claim_first"]
            assert all(a != b for a, b in pairwise(moves))


def moved_claims(*tellings: Telling) -> list[tuple[str, str | None, str]]:
    return [(h.kind, h.claim, h.key) for h in happenings(tellings) if h.kind != "claim_first"]


def test_a_version_that_is_back_brings_its_claims_back_and_takes_the_others_away() -> None:
    found = moved_claims(telling(1, 1, 0 * STEP, "birds"), telling(1, 2, STEP, "missile"), telling(1, 5, 2 * STEP, "birds", version=1))
    assert found[2:] == [("claim_added", "birds", "1<2:birds"), ("claim_withdrawn", "missile", "1<2:missile")]


def test_a_text_that_goes_back_and_forth_is_told_once_each_way() -> None:
    once = [telling(1, 1, 0 * STEP, "birds"), telling(1, 2, STEP), telling(1, 3, 2 * STEP, "birds", version=1)]
    more = [telling(1, n, n * STEP, *([] if n % 2 == 0 else ["birds"]), version=2 - n % 2) for n in range(4, 12)]
    assert moved_claims(*once, *more) == moved_claims(*once)
    assert len(moved_claims(*once)) == 2


def test_a_return_from_yet_another_version_is_another_step() -> None:
    found = moved_claims(
        telling(1, 1, 0 * STEP, "birds"), telling(1, 2, STEP), telling(1, 3, 2 * STEP, "fog"), telling(1, 4, 3 * STEP, "birds", version=1)
    )
    assert [key for _, _, key in found] == ["2:birds", "3:fog", "1<3:birds", "1<3:fog"]


def test_versions_in_two_languages_are_no_steps_of_each_other() -> None:
    one, other = telling(1, 1, 0 * STEP, "birds", language="en"), telling(1, 2, STEP, "fog", language="ru")
    assert moved_claims(one, other) == []
    assert moved_claims(one, other, telling(1, 3, 2 * STEP, language="en")) == [("claim_withdrawn", "birds", "3:birds")]


def test_a_version_whose_language_is_not_known_is_a_step_from_any() -> None:
    assert moved_claims(telling(1, 1, 0 * STEP, "birds", language="en"), telling(1, 2, STEP)) == [("claim_withdrawn", "birds", "2:birds")]


GONE_AT = tuple(Look(NOON + n * STEP, Outcome.GONE) for n in (1, 10, 30))
SEEN_FIRST, SEEN_AGAIN = Look(NOON, Outcome.NEW), Look(NOON + 31 * STEP, Outcome.UNCHANGED)


def test_a_page_that_went_away_and_came_back_is_told_twice() -> None:
    assert list(of_page(7, [SEEN_FIRST, *GONE_AT, SEEN_AGAIN])) == [
        Happening("vanished", "7:2024-12-25T13:00:00", Interval(NOON, NOON + STEP), 7),
        Happening("restored", "7:2024-12-25T13:00:00", Interval(NOON + 30 * STEP, NOON + 31 * STEP), 7),
    ]


def test_a_page_that_is_still_away_keeps_its_key_when_it_comes_back() -> None:
    assert list(of_page(7, [SEEN_FIRST, *GONE_AT])) == list(of_page(7, [SEEN_FIRST, *GONE_AT, SEEN_AGAIN]))[:1]


def test_two_absences_of_one_page_are_two() -> None:
    later = tuple(Look(look.at + 40 * STEP, look.outcome) for look in GONE_AT)
    found = list(of_page(7, [SEEN_FIRST, *GONE_AT, SEEN_AGAIN, *later]))
    assert [h.kind for h in found] == ["vanished", "restored", "vanished"]
    assert len({(h.kind, h.key) for h in found}) == 3


def test_a_page_that_is_elsewhere_for_good_moved() -> None:
    there = Look(NOON + STEP, Outcome.UNCHANGED, relocated=True)
    assert list(of_page(7, [SEEN_FIRST, there])) == [Happening("moved", "7:2024-12-25T13:00:00", Interval(NOON, NOON + STEP), 7)]


def test_a_copy_that_does_not_follow_within_a_day_is_told_once_by_the_first_look_that_shows_it() -> None:
    hour = timedelta(hours=1)
    edited = Interval(NOON, NOON + hour)
    looks = tuple(edited.until_at + n * hour for n in (1, 23, 25, 49))
    (told,) = of_copies([Carried(7, 3, 0, edited, looks)])
    assert (told.kind, told.key, told.article_id) == ("uncorrected", "3:0:7", 7)
    assert told.when == Interval(edited.until_at, looks[2])
    assert list(of_copies([Carried(7, 3, 0, edited, looks[:2])])) == []
