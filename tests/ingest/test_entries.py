"""Who each entry of a document is, what was odd about it, and that none that says anything is lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.entries import (
    AHEAD,
    MOST,
    SUMMARY,
    TITLE,
    WRONG_CLOCK,
    Item,
    Remarks,
    Said,
    address,
    content_sha256,
    entries,
    listing_sha256,
    newest,
)
from narrative.model import Entry
from tests.clocks import START

BASE = "https://courier.test/feeds/news.xml"


def an_item(guid: str = "", link: str = "", title: str = "", summary: str = "", published: str = "") -> Item:
    return Item(guid, (link,) if link else (), title, summary, Said(published))


def read(*items: Item) -> tuple[tuple[Entry, ...], Remarks]:
    remarks = Remarks()
    return entries(items, BASE, START, remarks), remarks


def kinds(*items: Item) -> list[str]:
    return [q.kind for q in read(*items)[1].quirks()]


@pytest.mark.parametrize(
    ("one", "guid"),
    [
        (an_item("g", "/a", "t"), "g"),
        (an_item("", "/a", "t"), "https://courier.test/a"),
        (an_item(" g\n", ""), "g"),
    ],
)
def test_an_entry_is_its_guid_and_without_one_its_link(one: Item, guid: str) -> None:
    assert [e.guid for e in read(one)[0]] == [guid]


def test_without_guid_and_link_an_entry_is_its_words_and_another_is_another() -> None:
    found, _ = read(an_item(title="Crash"), an_item(title="Snow"), an_item(summary="Snow"))
    assert len({e.guid for e in found}) == 3
    assert {e.url for e in found} == {""}


def test_one_guid_for_two_links_is_two_entries_whose_names_do_not_depend_on_each_other() -> None:
    (a, b), remarks = read(an_item("same", "/a", "A"), an_item("same", "/b", "B"))
    assert (a.guid, b.guid) == ("same|https://courier.test/a", "same|https://courier.test/b")
    assert remarks.problems[0] == "entry 2: its guid is that of entry 1 too, which is another article"
    assert [q.kind for q in remarks.quirks()].count("repeated_guid") == 1


def test_one_guid_and_one_link_for_two_texts_are_both_kept_oldest_first() -> None:
    new, old = an_item("g", "/a", "Shot down", published="2025-01-06"), an_item("g", "/a", "Crash", published="2025-01-05")
    found, remarks = read(new, old)
    assert [(e.guid, e.title) for e in found] == [("g", "Crash"), ("g", "Shot down")]
    assert remarks.problems == ["entry 2: its guid and link are those of entry 1, which says something else"]


def test_what_is_listed_twice_in_the_same_words_is_one_entry_with_the_newer_date() -> None:
    found, remarks = read(an_item("g", "/a", "Crash", published="2025-01-05"), an_item("g", "/a", "Crash", published="2025-01-06"))
    assert [e.published_at for e in found] == [datetime(2025, 1, 6, tzinfo=START.tzinfo)]
    assert remarks.problems == ["entry 2: lists entry 1 again"]


def test_a_ticker_that_links_to_itself_is_as_many_entries_as_it_has_headlines() -> None:
    found, _ = read(an_item("", "/live", "10:00 A plane is missing"), an_item("", "/live", "10:05 It is found"))
    assert len({e.guid for e in found}) == 2
    assert {e.url for e in found} == {"https://courier.test/live"}


def test_what_says_nothing_at_all_is_left_out_and_its_number_is_told() -> None:
    found, remarks = read(an_item("g", "/a"), Item(published=Said("2025-01-05")))
    assert len(found) == 1
    assert remarks.problems[-1] == "entry 2: says nothing"


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (an_item("", "/a", "t", published="2025-01-05"), "no_guid"),
        (an_item("g", "/a", "t"), "no_date"),
        (an_item("g", "/a", "t", published="2025-01-06T13:00:00Z"), "future_date"),
        (an_item("g", "/a", "t", published="2035-01-06"), "future_date"),
        (an_item("g", "/a", "t", published="1970-01-01"), "unbelievable_date"),
        (an_item("g", "/a", "t", published="next week"), "unbelievable_date"),
        (an_item("g", "/a", "t"), "relative_link"),
        (an_item("g", "javascript:x", "t"), "unusable_link"),
        (an_item("g", "/a", "a <i>b</i>"), "html_in_title"),
        (an_item("g", "/a", "a &amp; b"), "html_in_title"),
        (an_item("g", "/a", "t" * (TITLE + 1)), "long_text"),
        (an_item("g", "/a", "t", "s " * SUMMARY), "long_text"),
    ],
)
def test_each_oddity_is_a_quirk_that_is_named_once(one: Item, kind: str) -> None:
    said = kinds(*[replace(one, title=f"{one.title}{n}", guid=one.guid and f"{one.guid}{n}") for n in range(3)])
    assert said.count(kind) == 1


def test_what_is_as_it_should_be_is_no_quirk() -> None:
    assert kinds(an_item("g", "https://courier.test/a", "3 < 5 & more", "<p>It fell.</p>", "2025-01-05")) == []


def test_dates_that_are_all_the_same_are_those_of_the_document() -> None:
    same = [an_item(str(n), f"https://courier.test/{n}", published="2025-01-05T10:00:00Z") for n in range(5)]
    assert kinds(*same) == ["equal_dates"]
    assert kinds(*same[:4]) == []


@pytest.mark.parametrize(
    ("ahead", "kept"), [(timedelta(), True), (WRONG_CLOCK, True), (AHEAD, True), (AHEAD + timedelta(seconds=1), False)]
)
def test_a_date_ahead_of_the_clock_is_kept_for_two_days(ahead: timedelta, kept: bool) -> None:
    one = an_item("g", "/a", published=(START + ahead).isoformat())
    assert (read(one)[0][0].published_at is not None) is kept
    assert ("future_date" in kinds(one)) is (ahead > WRONG_CLOCK)


def test_a_parsers_own_date_counts_only_where_its_figures_stand_in_the_string() -> None:
    believed = replace(an_item("g", "/a"), published=Said("06 Sebat 2025", datetime(2025, 2, 6, tzinfo=START.tzinfo) - timedelta(31)))
    made_up = replace(an_item("g", "/a"), published=Said("1672653600 or so", datetime(1999, 6, 5, tzinfo=START.tzinfo)))
    assert read(believed)[0][0].published_at == datetime(2025, 1, 6, tzinfo=START.tzinfo)
    assert read(made_up)[0][0].published_at is None


@pytest.mark.parametrize(
    ("link", "found"),
    [("/a", "https://courier.test/a"), ("a", "https://courier.test/feeds/a"), ("//b.test/", "https://b.test/"), ("ftp://b.test/", "")],
)
def test_an_address_is_one_that_can_be_asked_for(link: str, found: str) -> None:
    assert address(link, BASE) == found


def test_the_first_link_that_can_be_asked_for_counts() -> None:
    one = Item("g", ("mailto:desk@courier.test", "/a", "/b"))
    assert read(one)[0][0].url == "https://courier.test/a"


def test_of_too_many_the_newest_are_kept_in_their_order() -> None:
    listed = [an_item(str(n), published=f"20{n % 90 + 10}-01-01") for n in range(MOST + 10)]
    kept, left_out = newest(listed)
    assert (len(kept), left_out) == (MOST, 10)
    assert [int(one.guid) for one in kept] == sorted(int(one.guid) for one in kept)
    assert {one.published.raw for one in set(listed) - set(kept)} == {"2010-01-01"}


WORDS = st.sampled_from(["", "Crash", "Snow", "a <b>"])
ITEMS = st.lists(
    st.builds(
        an_item, st.sampled_from(["", "g", "h"]), st.sampled_from(["", "/a", "/b", "x:"]), WORDS, WORDS, st.sampled_from(["", "2025-01-05"])
    ),
    max_size=7,
)


@given(ITEMS, st.randoms())
def test_the_order_of_entries_does_not_change_who_they_are(items: list[Item], random: Random) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    here, there = read(*items)[0], read(*shuffled)[0]
    assert {(e.guid, e.url, e.title, e.summary) for e in here} == {(e.guid, e.url, e.title, e.summary) for e in there}
    assert listing_sha256(here) == listing_sha256(there)


@given(ITEMS)
def test_no_entry_that_says_anything_is_lost(items: Sequence[Item]) -> None:
    found, remarks = read(*items)
    silent = sum(p.endswith("says nothing") for p in remarks.problems)
    again = sum(p.endswith(" again") for p in remarks.problems)
    assert len(found) + silent + again == len(items)
    assert len({(e.guid, content_sha256(e)) for e in found}) == len(found)


@given(st.text(), st.text(), st.none() | st.just(START))
def test_dates_do_not_count_in_the_hash_of_what_an_entry_says(title: str, summary: str, at: datetime | None) -> None:
    one = Entry("g", BASE, title, at, at, summary)
    other = replace(one, published_at=None, updated_at=START)
    assert content_sha256(one) == content_sha256(other)
    assert listing_sha256([one]) == listing_sha256([other])
