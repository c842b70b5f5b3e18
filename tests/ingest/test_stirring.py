"""When an incident stirs, an old article about it is looked at again within a day; what is about something else is left in peace."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from db.tables import Article, Attempt
from ingest import heat
from ingest.annotate import annotate
from ingest.annotators import Annotators
from ingest.catalog import Watched
from ingest.desk import Desk
from tests.clocks import HandClock
from tests.db.examples import an_article
from tests.ingest.fakes import FakeWeb, ok, page
from tests.ingest.test_annotate import BIRDS, LEAD, MISSILE, MORE, activate, watched
from tests.ingest.test_capture import look

__all__ = ["watched"]
TITLE = "Azerbaijan Airlines plane crashes near Aktau"
SNOW = "It snowed all night in the mountains, and the road stayed closed. " * 8
DAY, BUDGET = timedelta(days=1), 5_000


def told(desk: Desk, web: FakeWeb, clock: HandClock, incidents: tuple[Watched, ...]) -> Annotators:
    """Two articles, one about the incident, that have been looked at for 200 days; then another one with a new claim."""
    pages = {"crash": page(TITLE, LEAD, BIRDS, MORE), "snow": page("Snow in the mountains", SNOW)}
    ids = [an_article(desk.store, slug) for slug in pages]
    for slug, body in pages.items():
        web.says(f"https://courier.test/{slug}", ok(body))
    look(desk, *ids)
    who = activate(desk.store, incidents[:1])
    annotate(desk.store, who)
    for _ in range(20):
        clock.forward(10 * DAY)
        look(desk, *ids)
    web.says("https://courier.test/missile", ok(page("President blames missile", LEAD, MISSILE, MORE)))
    look(desk, an_article(desk.store, "missile"))
    annotate(desk.store, who)
    return who


def due(desk: Desk) -> list[datetime]:
    with desk.store.read() as session:
        return [at for at in session.scalars(sa.select(Article.next_look_at).order_by(Article.id)) if at]


def test_an_old_article_is_due_within_a_day_of_the_stirring(
    desk: Desk,
    web: FakeWeb,
    clock: HandClock,
    watched: tuple[Watched, ...],
) -> None:
    who = told(desk, web, clock, watched)
    crash, snow, _ = due(desk)
    assert min(crash, snow) > clock() + DAY, "nothing else would call for a look so soon"
    assert heat.stir(desk.store, who, BUDGET) == 1
    after_crash, after_snow, _ = due(desk)
    assert after_crash <= clock() + DAY
    assert after_snow == snow


def test_one_event_stirs_once(desk: Desk, web: FakeWeb, clock: HandClock, watched: tuple[Watched, ...]) -> None:
    who = told(desk, web, clock, watched)
    heat.stir(desk.store, who, BUDGET)
    before = due(desk)
    assert heat.stir(desk.store, who, BUDGET) == 0
    assert due(desk) == before


def test_an_edit_of_an_old_text_is_seen_within_a_day_of_the_stirring(
    desk: Desk,
    web: FakeWeb,
    clock: HandClock,
    watched: tuple[Watched, ...],
) -> None:
    who = told(desk, web, clock, watched)
    heat.stir(desk.store, who, BUDGET)
    stirred_at = clock()
    web.says("https://courier.test/crash", ok(page(TITLE, LEAD, MISSILE, MORE)))
    while due(desk)[0] > clock():
        clock.forward(timedelta(hours=1))
    assert look(desk, 1) == {"changed": 1}
    with desk.store.read() as session:
        seen_at = session.scalar(sa.select(sa.func.max(Attempt.captured_at)).where(Attempt.outcome == "changed"))
    assert seen_at is not None
    assert seen_at - stirred_at <= DAY
    assert due(desk)[0] - clock() <= DAY, "it stays warm"


def test_what_happened_long_ago_and_is_found_only_now_stirs_nothing(
    desk: Desk,
    web: FakeWeb,
    clock: HandClock,
    watched: tuple[Watched, ...],
) -> None:
    who = told(desk, web, clock, watched)
    clock.forward(heat.RECENT + timedelta(hours=1))
    assert heat.stir(desk.store, who, BUDGET) == 0
