"""Pages that a person adds by hand: due at once, on the usual schedule, with the outlet of their host; and out again."""

import pytest
import sqlalchemy as sa

from db import articles, schedules, tracing
from db.session import Store
from db.tables import Article, OutletProfile
from ingest.desk import Desk
from ingest.takedown import take_down
from ingest.watching import Change, stop, watch
from tests.clocks import HandClock
from tests.db.examples import LATER, an_article, count, listed, record_poll
from tests.db.examples import watch as catalogue
from tests.ingest.fakes import FakeWeb, ok, page
from tests.ingest.test_capture import look

URL = "https://harbour.example/2031/ferry"


def due(store: Store) -> tuple[int, ...]:
    with store.read() as session:
        return articles.due(session, store.clock(), seen_before=False)


def test_a_page_of_a_host_that_nobody_knows_is_due_at_once_at_an_outlet_named_after_it(store: Store) -> None:
    done = watch(store, f"{URL}?utm_source=x#top")
    assert (done.change, done.outlet, due(store)) == (Change.ADDED, "harbour.example", (1,))
    with store.read() as session:
        profile = session.scalars(sa.select(OutletProfile)).one()
        assert (profile.role, profile.name, profile.home) == ("watched", "harbour.example", "https://harbour.example/")
        assert session.scalars(sa.select(Article.url)).one() == URL
    assert watch(store, "https://www.harbour.example/2031/other").outlet == "harbour.example"


def test_a_page_of_a_known_host_belongs_to_its_outlet_and_what_is_watched_already_says_so(store: Store) -> None:
    article_id = an_article(store)
    assert watch(store, "https://www.courier.test/by-hand").outlet == "courier"
    again = watch(store, "https://courier.test/crash")
    assert (again.change, again.outlet) == (Change.ALREADY, "courier")
    assert due(store) == (article_id, article_id + 1)


def test_a_person_can_say_whose_page_it_is(store: Store) -> None:
    catalogue(store)
    assert watch(store, URL, "courier").outlet == "courier"
    nobodys = watch(store, f"{URL}/2", "nobody")
    assert (nobodys.change, "nobody" in nobodys.reason, count(store, Article)) == (Change.NOTHING, True, 1)


@pytest.mark.parametrize("url", ["ferry", "mailto:a@b.example", "https://"])
def test_what_is_no_web_address_is_refused(store: Store, url: str) -> None:
    assert (watch(store, url).change, count(store, Article)) == (Change.NOTHING, 0)


def test_what_is_watched_by_hand_is_looked_at_again_on_the_usual_schedule_and_teaches_it_nothing(
    desk: Desk, web: FakeWeb, clock: HandClock
) -> None:
    watch(desk.store, URL)
    web.says(URL, ok(page("Ferry takes on water")))
    assert look(desk, 1) == {"new": 1}
    with desk.store.read() as session:
        assert session.get_one(Article, 1).next_look_at > clock()  # type: ignore[operator]
        assert schedules.watched(session, 10) == ()


def test_a_page_that_is_taken_out_is_not_looked_at_until_it_is_added_again(store: Store) -> None:
    watch(store, URL)
    assert (stop(store, URL).change, due(store)) == (Change.STOPPED, ())
    assert stop(store, URL).change is Change.NOTHING
    assert (watch(store, URL).change, due(store)) == (Change.AGAIN, (1,))
    assert stop(store, "https://harbour.example/else").change is Change.NOTHING


def test_a_page_that_a_feed_lists_stays_watched(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    assert (stop(store, "https://courier.test/crash").change, due(store)) == (Change.NOTHING, (article_id,))
    watch(store, "https://courier.test/by-hand")
    clock.forward(LATER)
    record_poll(store, 1, listed("by-hand"))
    assert stop(store, "https://courier.test/by-hand").change is Change.NOTHING


def test_how_it_came_is_an_address_added_by_hand(store: Store) -> None:
    watch(store, URL)
    with store.read() as session:
        trace = tracing.article(session, 1)
    assert [(a.url, a.kind) for a in trace.aliases] == [(URL, "by_hand")]


def test_what_is_withheld_is_not_watched(desk: Desk) -> None:
    watch(desk.store, URL)
    take_down(desk.store, desk.settings.evidence_dir, URL, ("a court order", "the editor"))
    done = watch(desk.store, URL)
    assert (done.change, "a court order" in done.reason, due(desk.store)) == (Change.NOTHING, True, ())
