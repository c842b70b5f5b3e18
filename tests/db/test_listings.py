"""What a feed had listed before is known again, by its guid, its address or its words."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from db import feeds
from db.feeds import QuirkFacts
from db.identity import Address
from db.listings import AT_ONCE, Listed, Past
from db.session import Store
from db.tables import Article, Entry, Gap, Poll, Quirk, Relisting
from ingest.feeds import content_sha256
from tests.clocks import HandClock
from tests.db.examples import COURIER, LATER, LEDGER, count, listed, polled, record_poll, watch


def homeless(title: str, guid: str) -> Listed:
    entry = replace(listed("x", title, guid).entry, url="")
    return Listed(entry, content_sha256(entry), Address(""))


def before(store: Store, feed_id: int, *found: Listed) -> feeds.Before:
    with store.read() as session:
        return feeds.before(session, feed_id, found)


@pytest.mark.parametrize(
    ("again", "known"),
    [
        (listed("crash"), True),
        (listed("crash", "Another title"), True),
        (listed("crash", guid="another"), True),
        (listed("moved", guid="guid-crash"), True),
        (replace(listed("crash-2", guid="2"), address=Address("https://courier.test/crash-2", key="https://courier.test/crash")), True),
        (listed("snow"), False),
        (homeless("A title", "none"), False),
    ],
)
def test_an_entry_is_known_by_its_guid_or_by_any_spelling_of_its_address(store: Store, again: Listed, known: bool) -> None:
    (feed_id,) = watch(store)
    assert not before(store, feed_id, again).ever
    record_poll(store, feed_id, listed("crash"))
    found = before(store, feed_id, again)
    assert (found.ever, found.known) == (True, int(known))


def test_what_another_feed_listed_is_not_known_to_this_one(store: Store) -> None:
    first, second = watch(store, COURIER, LEDGER)
    record_poll(store, first, listed("crash"))
    assert before(store, second, listed("crash")).known == 0


def test_the_outlets_own_number_makes_an_entry_known_under_another_slug_and_guid(store: Store) -> None:
    (feed_id,) = watch(store)
    one, other = listed("crash-a7", guid="1"), listed("shot-down-a7", guid="2")
    record_poll(store, feed_id, replace(one, address=replace(one.address, local_id="7")))
    assert before(store, feed_id, replace(other, address=replace(other.address, local_id="7"))).known == 1


def test_without_an_address_an_entry_is_known_by_its_words(store: Store) -> None:
    (feed_id,) = watch(store)
    assert record_poll(store, feed_id, homeless("Flash", "1"), homeless("Snow", "2")) == 2
    assert before(store, feed_id, homeless("Flash", "3"), homeless("Rain", "4")).known == 1
    assert record_poll(store, feed_id, homeless("Flash", "3"), homeless("Rain", "4")) == 1
    assert count(store, Article) == 0


def test_a_guid_that_changes_is_told_with_both_and_stores_nothing_twice(store: Store) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id, listed("crash", guid="one"))
    assert before(store, feed_id, listed("crash", guid="two")).regiven == "https://courier.test/crash: was one, is two"
    assert record_poll(store, feed_id, listed("crash", guid="two")) == 0


@pytest.mark.parametrize(
    "found",
    [
        [listed("crash", guid="one")],
        [listed("crash", guid="one"), listed("crash", "Update", guid="two")],
        [listed("crash", "Live, 10:05", guid="two"), listed("crash", "Live, 10:10", guid="three")],
        [listed("crash", guid="https://courier.test/crash")],
    ],
)
def test_several_entries_of_one_page_and_an_address_that_stands_in_are_no_changing_guids(store: Store, found: list[Listed]) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id, listed("crash", guid="one"))
    assert before(store, feed_id, *found).regiven == ""


def test_a_document_larger_than_one_statement_takes_is_known_as_a_whole(store: Store) -> None:
    (feed_id,) = watch(store)
    many = [listed(str(n)) for n in range(AT_ONCE + 2)]
    assert record_poll(store, feed_id, *many) == len(many)
    assert before(store, feed_id, *many, listed("new")).known == len(many)


def test_knowing_costs_the_same_number_of_questions_however_many_entries_there_are(store: Store) -> None:
    (feed_id,) = watch(store)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    counts = []
    for many in (1, 300):
        asked.clear()
        with store.read() as session:
            Past.of(session, feed_id, [listed(str(n)) for n in range(many)])
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_quirk_is_stored_once_with_the_poll_that_first_showed_it(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    noted = []
    for detail in ("first", "second"):
        shown = (QuirkFacts("no_guid", detail), QuirkFacts("no_guid", "again"), QuirkFacts("no_date", detail))
        with store.write() as session:
            noted.append(feeds.record_poll(session, replace(polled(feed_id, clock()), quirks=shown), []).noted)
        clock.forward(LATER)
    assert {q.kind for q in noted[0]} == {"no_guid", "no_date"}
    assert noted[1] == ()
    with store.read() as session:
        rows = session.execute(sa.select(Quirk.kind, Quirk.detail, Quirk.poll_id).order_by(Quirk.kind)).all()
    assert [tuple(r) for r in rows] == [("no_date", "first", 1), ("no_guid", "first", 1)]


def test_a_gap_lies_between_two_polls(store: Store) -> None:
    (feed_id,) = watch(store)
    record_poll(store, feed_id, listed("crash"))
    with store.write() as session:
        feeds.record_poll(session, replace(polled(feed_id), gap_after_id=1), [listed("snow")])
    with store.read() as session:
        assert session.execute(sa.select(Gap.feed_id, Gap.last_poll_id, Gap.first_poll_id)).all() == [(feed_id, 1, 2)]
    assert count(store, Poll) == 2
    assert count(store, Entry) == 2


def relisted(store: Store) -> list[tuple[int, int]]:
    """Entry and poll of everything that was listed again in a form that had been given up."""
    with store.read() as session:
        return [(entry, poll) for entry, poll in session.execute(sa.select(Relisting.entry_id, Relisting.poll_id).order_by(Relisting.id))]


def test_a_title_that_comes_back_is_noted_each_time_and_never_while_it_stands(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    for title in ("A", "A", "B", "B", "A", "A", "B", "A"):
        record_poll(store, feed_id, listed("crash", title), listed("snow"))
        clock.forward(LATER)
    assert relisted(store) == [(1, 5), (3, 7), (1, 8)]
    assert count(store, Entry) == 3


def test_a_title_is_not_noted_as_back_where_another_form_of_its_guid_stands_beside_it(store: Store) -> None:
    (feed_id,) = watch(store)
    for _ in range(3):
        record_poll(store, feed_id, listed("live", "10:05"), listed("live", "10:10"))
    assert relisted(store) == []


def test_an_entry_that_was_gone_for_a_while_has_not_come_back_in_another_form(store: Store) -> None:
    (feed_id,) = watch(store)
    for found in ([listed("crash", "A")], [listed("snow")], [], [listed("crash", "A")]):
        record_poll(store, feed_id, *found)
    assert relisted(store) == []


def test_what_comes_back_in_another_feed_is_not_noted_in_this_one(store: Store) -> None:
    first, second = watch(store, COURIER, LEDGER)
    for title in ("A", "B"):
        record_poll(store, first, listed("crash", title))
    record_poll(store, second, listed("crash", "A"))
    assert relisted(store) == []


def test_all_of_a_large_document_can_come_back_at_once(store: Store) -> None:
    (feed_id,) = watch(store)
    many = [listed(str(n)) for n in range(AT_ONCE + 2)]
    record_poll(store, feed_id, *many)
    record_poll(store, feed_id, *[listed(str(n), "B") for n in range(AT_ONCE + 2)])
    record_poll(store, feed_id, *many)
    assert count(store, Relisting) == AT_ONCE + 2
