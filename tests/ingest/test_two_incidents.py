"""Nothing in the code knows one incident: two live in one store, each with its own tags, statements, events and digest."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from db.session import Store
from digest.compose import Day, compose
from digest.content import Digest
from digest.render import render
from ingest import annotators
from ingest.annotate import AnnotateTally, annotate
from ingest.capture import capture
from ingest.catalog import read_incidents
from ingest.desk import Desk
from ingest.poll import poll
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, watch
from tests.db.test_views import rows
from tests.ingest.fakes import FakeWeb, ok, page, rss

ROOT = Path(__file__).parents[2]
PLANE, DAM = "azal-8243", "kakhovka-dam"
AIR = "https://courier.test/air"
WATER = "https://courier.test/water"
BOTH = "https://courier.test/week"
PLANE_SAYS = (
    "An Azerbaijan Airlines jet on its way from Baku to Grozny crashed near the Kazakh city of Aktau on Wednesday.",
    "The airline said that the plane had collided with a flock of birds. Thirty-eight people were killed.",
)
DAM_SAYS = (
    "The Nova Kakhovka dam was breached in the night, and the water of its reservoir is pouring towards Kherson.",
    "Ukraine accused Russian forces of blowing up the dam. At least 1,700 people have been evacuated.",
)


@pytest.fixture
def judged(desk: Desk, web: FakeWeb, clock: HandClock) -> Desk:
    """A feed that lists a text about each incident, one about both and one about neither; polled, looked at, judged."""
    feed_ids = watch(desk.store, COURIER)
    pages = {
        AIR: page("Plane crashes near Aktau", *PLANE_SAYS),
        WATER: page("Kakhovka dam breached", *DAM_SAYS),
        BOTH: page("The courts this week", PLANE_SAYS[0], "Relatives went to court on Monday. " * 3, DAM_SAYS[0], "So did farmers. " * 4),
        "https://courier.test/snow": page("Snow", "It snowed all night in the mountains, and the road stayed closed. " * 8),
    }
    web.says(COURIER.feeds[0], ok(rss(*((url[-5:], url) for url in pages)), "application/rss+xml"))
    for url, body in pages.items():
        web.says(url, ok(body))
    assert poll(desk, feed_ids).fresh == 4
    with desk.store.read() as session:
        articles = list(session.scalars(sa.text("SELECT id FROM article")))
    with desk.store.write() as session:
        reader_id = annotators.enlist_reader(session)
    capture(desk, articles, reader_id)
    annotate(desk.store, who(desk.store))
    return desk


def who(store: Store) -> annotators.Annotators:
    with store.write() as session:
        return annotators.activate(session, read_incidents([ROOT / "config/incidents"]))


def told(store: Store, incident: str) -> Digest:
    with store.read() as session:
        found = compose(session, Day(incident, START.date(), "UTC"))
    assert found
    return found


def test_each_incident_has_its_own_statements_and_events(judged: Desk) -> None:
    said = {(r["incident"], r["claim"]) for r in rows(judged.store, "v_statement") if r["url"] in (AIR, WATER)}
    assert {(PLANE, "cause.bird_strike"), (PLANE, "qty.killed"), (DAM, "cause.russia"), (DAM, "qty.evacuated")} <= said
    assert {r["incident"] for r in rows(judged.store, "v_statement") if r["url"] == AIR} == {PLANE}
    assert {r["incident"] for r in rows(judged.store, "v_statement") if r["url"] == WATER} == {DAM}
    happened = {(e["incident"], e["claim"]) for e in rows(judged.store, "v_event") if e["kind"] == "claim_first"}
    assert {(PLANE, "cause.bird_strike"), (DAM, "cause.russia")} <= happened


def test_each_incident_has_its_own_digest(judged: Desk) -> None:
    plane, dam = told(judged.store, PLANE), told(judged.store, DAM)
    assert ({a.article.url for a in plane.articles}, {a.article.url for a in dam.articles}) == ({AIR, BOTH}, {WATER, BOTH})
    assert {s.claim for p in plane.positions for s in p.says} == {"bird strike"}
    assert {s.claim for p in dam.positions for s in p.says} == {"Russia blew it up"}
    assert plane.title in render(plane).html
    assert dam.title in render(dam).html
    assert plane.run_id != dam.run_id


def test_judging_again_finds_nothing_to_do_for_either(judged: Desk) -> None:
    assert annotate(judged.store, who(judged.store)) == AnnotateTally()
