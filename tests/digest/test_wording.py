"""The words of a digest say no more than is known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.bottom_line import bottom_line
from digest.content import Digest, LivePage, Ruling
from digest.narrated import FirstLook, Hindsight
from digest.wording import (
    clipped,
    decided_words,
    first_look_words,
    flip_words,
    ground_words,
    hindsight_words,
    interval_words,
    kind_words,
    listed,
    live_words,
    made_words,
    places_words,
    plural,
    ruling_words,
    silence_words,
    stance_words,
)
from narrative.model import Action, Certainty, Interval, Part, Polarity, Verdict
from tests.digest.examples import BODY_EDIT, CAUSE, FLIP, HEADLINE_EDIT, LIVE, NUMBER_EDIT, REMOVED, REVISED, SILENCE, at, busy, quiet

MOVES = ("flips", "clashes", "inconsistencies", "silences")


def still() -> Digest:
    """The busy day without flips and contradictions."""
    return replace(busy(), flips=(), clashes=(), inconsistencies=())


def test_an_edit_lies_between_two_looks() -> None:
    assert interval_words(Interval(at(25, 10, 5), at(25, 10, 32))) == "between 10:05 and 10:32 UTC, 25 Dec"


def test_an_interval_over_midnight_names_both_days() -> None:
    assert interval_words(Interval(at(24, 23, 50), at(25, 0, 10))) == "between 23:50 UTC, 24 Dec and 00:10 UTC, 25 Dec"


def test_without_an_earlier_look_only_the_end_is_known() -> None:
    assert interval_words(Interval(None, at(25, 10, 32))) == "no later than 10:32 UTC, 25 Dec"


def test_instants_are_printed_in_utc_whatever_zone_they_come_in() -> None:
    baku = datetime.fromisoformat("2024-12-25T14:32:00+04:00")
    assert interval_words(Interval(None, baku)) == interval_words(Interval(None, baku.astimezone(UTC)))


def test_the_bottom_line_begins_with_the_unmarked_edit_and_has_three_sentences() -> None:
    lines = bottom_line(still())
    assert len(lines) == 3
    assert lines[0].startswith("Volga Dispatch changed a headline from “Airline blames bird strike")
    assert "between 10:05 and 10:32 UTC" in lines[0]
    assert "2 further revisions were material" in lines[0]


def test_the_bottom_line_prefers_the_claim_that_was_seen_first() -> None:
    [line] = [line for line in bottom_line(still()) if "claim" in line]
    assert line.startswith(
        "First of the outlets watched, Northern Herald carries the claim “hit by air defence” (hedged; source: a US official)"
    )


def test_an_undetermined_edit_accuses_nobody() -> None:
    unsure = replace(REVISED[1], verdict=Verdict.UNDETERMINED)
    line = bottom_line(replace(still(), revised=(unsure,)))[2]
    assert "cannot be determined" in line
    assert "without a notice" not in line


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            BODY_EDIT,
            "changed a sentence from “a bird strike … would continue” to “‘physical and technical external interference’ … are suspended”",
        ),
        (REMOVED, "removed “‘There is no reason to look for another explanation,’"),
        (replace(REMOVED, action=Action.ADDED, before="", after="It was hit."), "added “It was hit.”"),
    ],
)
def test_an_edit_of_the_text_is_told_by_its_own_words(edit, words) -> None:
    [line, *_] = bottom_line(replace(still(), revised=(replace(REVISED[1], edits=(edit,)),)))
    assert words in line


def test_a_quiet_day_is_said_in_one_sentence_that_names_what_was_watched() -> None:
    assert bottom_line(quiet()) == (
        "Nothing material was seen at the 9 outlets watched: no flip, material edit, new claim, new article or vanished page.",
    )


def test_a_standing_disagreement_alone_leaves_the_day_quiet() -> None:
    assert replace(quiet(), quantities=still().quantities).quiet


@pytest.mark.parametrize("part", [*MOVES, "statements", "first_look", "pages", "articles", "revised", "live"])
def test_whatever_is_new_ends_the_quiet(part: str) -> None:
    day: Digest = replace(quiet(), **{part: getattr(busy(), part)})
    assert not day.quiet
    assert bottom_line(day)


def test_edits_of_style_only_leave_the_day_quiet() -> None:
    style = tuple(r for r in REVISED if not r.material)
    assert len(style) == 1
    assert replace(quiet(), revised=style).quiet


def test_numbers_that_came_to_clash_are_given_with_their_outlets_and_what_else_is_known() -> None:
    [line] = [line for line in bottom_line(busy()) if "two numbers" in line]
    assert line == (
        "On “killed” two numbers cannot both be right: 38 (Caspian Wire and Baku Courier); at least 42 (Volga Dispatch); "
        "2 others of the outlets watched have 38; reference: 38 (the investigating commission)."
    )


def test_the_bottom_line_tells_a_flip_first_then_the_unmarked_edit_then_numbers() -> None:
    flip, edit, numbers = bottom_line(busy())
    assert flip == (
        "Volga Dispatch moved from “accident” to “external force” on “cause”, provisional, between 10:05 and 10:32 UTC, 25 Dec: "
        "“Airline names ‘external interference’ after crash near Aktau”."
    )
    assert edit.startswith("Volga Dispatch changed a headline")
    assert numbers.startswith("On “killed” two numbers")


def test_only_an_unmarked_edit_stands_before_what_is_claimed() -> None:
    dated = tuple(replace(r, verdict=Verdict.DATE_BUMPED) for r in REVISED)
    lines = bottom_line(replace(still(), revised=dated, pages=()))
    assert lines[0].startswith("First of the outlets watched")
    assert "with a newer modification date" in lines[1]


def test_a_page_that_moved_is_no_news_that_stands_before_a_claim() -> None:
    _, moved = busy().pages
    assert bottom_line(replace(still(), revised=(), pages=(moved,)))[0].startswith("First of the outlets watched")


def test_the_bottom_line_quotes_what_an_article_says_against_itself() -> None:
    [line, *_] = bottom_line(replace(busy(), flips=(), revised=(), clashes=()))
    assert line.startswith(
        "An article of Aktau Today contradicts itself: “67 on board: 38 killed, 32 survived”: killed and survivors add up"
    )


@pytest.mark.parametrize(
    ("changes", "words", "ground"),
    [
        (
            {},
            "Held “accident” on “cause”, last on 24 Dec; holds “external force” since 25 Dec",
            "Provisional: it rests on one article so far",
        ),
        ({"state": "confirmed", "articles": 2}, "holds “external force” since 25 Dec", "Confirmed by 2 articles of that day"),
        ({"state": "confirmed", "was_provisional": True}, "since 25 Dec", "Confirmed by what it wrote next"),
        ({"state": "lapsed", "was_provisional": True}, "held “external force” on 25 Dec and went back", "did not bear it out. An earlier"),
    ],
)
def test_a_flip_tells_what_was_held_until_when_and_how_sure_it_is(changes, words: str, ground: str) -> None:
    flip = replace(FLIP, **changes)
    assert words in flip_words(flip)
    assert ground in ground_words(flip)
    assert ("An earlier digest told it as provisional" in ground_words(flip)) == flip.was_provisional


@pytest.mark.parametrize(
    ("state", "words"), [("confirmed", "told as provisional, is confirmed."), ("lapsed", "told as provisional, did not last.")]
)
def test_a_flip_that_was_told_before_is_no_new_one(state: str, words: str) -> None:
    day = replace(quiet(), flips=(replace(FLIP, state=state, was_provisional=True),))
    assert day.turned == ()
    assert bottom_line(day)[0].endswith(words)


def test_what_made_a_flip_is_named_with_how_it_is_put() -> None:
    assert made_words(FLIP) == "Claim “outside interference”, attributed to the airline, first of the outlets watched"
    assert made_words(replace(FLIP, certainty=None, first=False)) == "Claim “outside interference”"


def test_silence_names_who_was_silent_and_of_whom_it_is_not_known() -> None:
    assert silence_words(SILENCE) == (
        "A day after three independent voices had carried it (09:15 UTC, 24 Dec), it had not been seen at Baku Courier. Not known, because "
        "we could not see: Northern Observer (no feed of it answered in the second half of that day)."
    )


def test_what_was_there_at_the_first_look_is_one_line() -> None:
    assert first_look_words(FirstLook(62, ("A", "B"))) == "62 claims of A and B were there at our first look; since when is not known."
    assert first_look_words(FirstLook(1, ("A",))).startswith("1 claim of A was there")


def test_what_is_seen_in_hindsight_is_counted_and_no_news() -> None:
    assert hindsight_words(Hindsight(1, 2, 0)) == "Judged anew, 1 flip and 2 contradictions of earlier days came to light; that is no news."


@pytest.mark.parametrize(
    ("polarity", "certainty", "source", "words"),
    [
        (Polarity.AFFIRM, Certainty.ASSERTED, None, "asserted"),
        (Polarity.AFFIRM, Certainty.ATTRIBUTED, "the airline", "attributed to the airline"),
        (Polarity.AFFIRM, Certainty.HEDGED, "an official", "hedged; source: an official"),
        (Polarity.NEGATE, Certainty.ASSERTED, None, "negated"),
        (Polarity.NEGATE, Certainty.DENIED, "a spokesman", "denied; source: a spokesman"),
    ],
)
def test_how_a_claim_is_put_has_its_words(polarity, certainty, source, words) -> None:
    assert stance_words(polarity, certainty, source) == words


@pytest.mark.parametrize("polarity", Polarity)
@pytest.mark.parametrize("certainty", Certainty)
def test_no_way_of_putting_a_claim_is_without_words(polarity, certainty) -> None:
    assert stance_words(polarity, certainty)


def test_labels_of_edits_are_said_in_plain_words() -> None:
    assert kind_words(NUMBER_EDIT) == "number"
    assert kind_words(REMOVED) == "quotation removed"
    assert kind_words(replace(REMOVED, label="new_kind.odd_change")) == "new_kind odd change"


def test_clipping_ends_at_a_word_and_within_the_length() -> None:
    assert clipped("one two three", 9) == "one two…"
    assert clipped("x" * 50, 10) == "x" * 9 + "…"
    assert clipped("short", 10) == "short"


def test_lists_and_plurals() -> None:
    assert listed(()) == ""
    assert listed(("A",)) == "A"
    assert listed(("A", "B", "C")) == "A, B and C"
    assert listed(("A", "B", "C"), 2) == "A, B and 1 more"
    assert (plural(1, "look"), plural(0, "look"), plural(2, "copy", "copies")) == ("1 look", "0 looks", "2 copies")


def test_a_page_that_vanished_and_one_that_came_back_are_told_apart() -> None:
    gone, moved = still().pages
    back = replace(gone, kind="restored")
    assert "vanished between 09:10 and 11:40 UTC" in bottom_line(replace(still(), revised=()))[0]
    assert "came back between 09:10 and 11:40 UTC" in bottom_line(replace(still(), revised=(), pages=(back,)))[0]
    assert "moved to another address between 17:10 and 19:05 UTC" in bottom_line(replace(quiet(), pages=(moved,)))[0]
    assert "vanished" in bottom_line(replace(still(), revised=(), pages=(moved, gone)))[0]


def test_a_headline_edit_outranks_an_edit_of_the_body() -> None:
    assert CAUSE.headline.startswith("Airline names")
    both = replace(REVISED[1], edits=tuple(reversed(REVISED[1].edits)))
    assert both.edits[-1].part is Part.HEADING
    assert "changed a headline" in bottom_line(replace(still(), revised=(both,)))[0]


@pytest.mark.parametrize(
    ("changed", "carried", "feeds", "words"),
    [
        (("h1", "og", "title"), ("h1", "og", "title"), (), ""),
        (("h1", "og"), ("h1", "og", "title"), (), "changed in the page (h1) and shared links (og:title), not alike in the window's title"),
        (("h1",), ("h1",), (HEADLINE_EDIT.before,), "changed in the page (h1), not alike in the feed"),
        (("h1",), ("h1",), (HEADLINE_EDIT.after,), ""),
        (("h1",), ("h1",), ("Something shorter",), ""),
        (("og",), ("h1", "og"), (HEADLINE_EDIT.after,), "changed in shared links (og:title) and the feed, not alike in the page (h1)"),
        ((), ("h1", "og"), (), ""),
    ],
)
def test_a_headline_s_places_are_named_when_they_do_not_agree(changed, carried, feeds, words: str) -> None:
    edit = replace(HEADLINE_EDIT, headlines=changed)
    assert places_words(replace(REVISED[1], carried=carried, feeds=feeds), edit) == words


def test_a_sentence_has_no_places() -> None:
    assert places_words(replace(REVISED[1], carried=("h1", "og")), replace(BODY_EDIT, headlines=("h1",))) == ""


@pytest.mark.parametrize(
    ("decision", "judged", "words"),
    [
        ("notice_given", "undetermined", "Notice given, where the rules had said undetermined"),
        ("not material", "material", "Not material, where the rules had said material"),
        ("shown", "noise", "Shown, where the rules had seen noise"),
        ("as judged", "unmarked", "Decision taken back, unmarked again"),
    ],
)
def test_a_decision_is_told_beside_what_was_judged(decision: str, judged: str, words: str) -> None:
    ruling = Ruling(decision, judged, "why", "A. Analyst", at(25, 8, 15))
    assert (ruling_words(ruling), decided_words(ruling)) == (words, "Decided by A. Analyst, 08:15 UTC, 25 Dec")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((3, 12, 2, 1), "3 updates seen: 12 sentences added, 2 changed, 1 removed"),
        ((1, 0, 1, 0), "1 update seen: 1 sentence changed"),
        ((2, 0, 0, 0), "2 updates seen: sentences moved only"),
    ],
)
def test_a_live_page_is_counted(counts: tuple[int, int, int, int], words: str) -> None:
    assert live_words(LivePage(LIVE.article, LIVE.interval, *counts, 1, 2)) == words


def test_a_verdict_that_a_person_decided_names_the_person() -> None:
    ruled = replace(REVISED[1], rulings=(Ruling("unmarked", "undetermined", "why", "A. Analyst", at(25, 8)),))
    assert bottom_line(replace(still(), revised=(ruled,)))[0].endswith("without a newer modification date, as A. Analyst decided.")


def test_a_headline_that_is_back_was_changed_back() -> None:
    back = replace(REVISED[1], back_to=at(24, 8))
    assert "changed a headline back from “Airline blames" in bottom_line(replace(still(), revised=(back,)))[0]


def test_what_an_earlier_digest_told_is_no_edit_of_today() -> None:
    old = tuple(r for r in REVISED if r.told_before)
    day = replace(quiet(), revised=old)
    assert (len(old), day.material, day.minor, day.decided, day.quiet) == (1, (), (), old, False)
    assert bottom_line(day) == ("A person decided on 1 revision, told below.",)


def test_the_headline_that_readers_see_is_told_before_one_that_machines_read() -> None:
    machines = replace(HEADLINE_EDIT, headlines=("og",), after="Another headline")
    seen = replace(HEADLINE_EDIT, headlines=("h1",))
    assert "Another headline" not in bottom_line(replace(still(), revised=(replace(REVISED[1], edits=(machines, seen)),)))[0]


def test_the_bottom_line_names_what_a_copy_still_says_in_the_words_that_were_taken_back() -> None:
    only = replace(quiet(), uncorrected=still().uncorrected)
    assert bottom_line(only) == ("Aktau Today still said “72”, which Caspian Wire had taken back between 09:10 and 11:40 UTC, 24 Dec.",)
