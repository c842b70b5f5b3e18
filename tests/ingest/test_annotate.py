"""Judging: whatever lacks a judgment gets one, once, and another annotator's judgments stand beside."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.session import Store
from db.tables import Cluster, Definition, Edit, Event, Judgment, Membership, Revision, Statement, Tag
from ingest import annotators
from ingest.annotate import AnnotateTally, annotate
from ingest.annotators import Annotators
from ingest.catalog import Watched, read_incidents
from ingest.desk import Desk
from tests.clocks import HandClock
from tests.db.examples import an_article, count
from tests.ingest.fakes import FakeWeb, ok, page
from tests.ingest.test_capture import look
from tests.ingest.test_poll import DyingStore, Killed

ROOT = Path(__file__).parents[2]
MONTH = timedelta(days=30)
LEAD = (
    "An Azerbaijan Airlines Embraer 190 flying as flight J2-8243 from Baku to Grozny crashed near the Kazakh city of Aktau on Wednesday. "
)
BIRDS = "The airline said that the plane had collided with a flock of birds. "
MISSILE = "Azerbaijan's president said that the plane was shot at by a Russian air defence system. "
MORE = "Sixty-seven people were on board the aircraft, thirty-eight of them were killed, Kazakhstan's emergency ministry said on Thursday. "
TABLES = (Judgment, Revision, Edit, Tag, Statement, Membership, Cluster, Event, Definition)


@pytest.fixture(scope="session")
def watched() -> tuple[Watched, ...]:
    found = read_incidents([ROOT / "config/incidents"])
    assert found
    return found


def activate(store: Store, watched: tuple[Watched, ...]) -> Annotators:
    with store.write() as session:
        return annotators.activate(session, watched)


def told(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    """One article that changes its story, one that copies its first version, one about something else."""
    versions = [ok(page("Azerbaijan Airlines plane crashes near Aktau", LEAD, says, MORE)) for says in (BIRDS, MISSILE)]
    web.says("https://courier.test/crash", *versions)
    web.says("https://courier.test/copy", versions[0])
    web.says(
        "https://courier.test/snow",
        ok(page("Snow in the mountains", "It snowed all night in the mountains, and the road stayed closed. " * 8)),
    )
    ids = [an_article(desk.store, slug) for slug in ("crash", "copy", "snow")]
    assert look(desk, *ids) == {"new": 3}
    clock.forward(MONTH)
    assert look(desk, *ids) == {"changed": 1, "unchanged": 2}


def counts(store: Store) -> dict[str, int]:
    return {table.__tablename__: count(store, table) for table in TABLES}


def test_everything_that_lacks_a_judgment_gets_one(desk: Desk, web: FakeWeb, clock: HandClock, watched: tuple[Watched, ...]) -> None:
    told(desk, web, clock)
    tally = annotate(desk.store, activate(desk.store, watched))
    assert (tally.compared, tally.clustered, tally.tagged) == (4, 4, 4 * len(watched))
    assert tally.claimed >= 3
    found = counts(desk.store)
    assert (found["revision"], found["definition"]) == (1, len(watched))
    assert found["edit"] >= 1
    assert found["statement"] >= 2
    assert found["event"] == tally.events > 0
    with desk.store.read() as session:
        assert sorted(session.scalars(sa.select(Membership.relation))) == ["exact", "first", "first", "version"]


def test_judging_twice_equals_judging_once(desk: Desk, web: FakeWeb, clock: HandClock, watched: tuple[Watched, ...]) -> None:
    told(desk, web, clock)
    annotate(desk.store, activate(desk.store, watched))
    before = counts(desk.store)
    assert annotate(desk.store, activate(desk.store, watched)) == AnnotateTally()
    assert counts(desk.store) == before


@pytest.mark.parametrize("left", range(0, 14, 3))
def test_a_run_that_was_killed_is_made_up_for(desk: Desk, web: FakeWeb, clock: HandClock, watched: tuple[Watched, ...], left: int) -> None:
    told(desk, web, clock)
    who = activate(desk.store, watched[:1])
    with pytest.raises(Killed):
        annotate(DyingStore(desk.store, left), who)
    assert count(desk.store, Judgment) < 15
    annotate(desk.store, who)
    after = counts(desk.store)
    assert (after["judgment"], after["revision"], after["membership"], after["tag"]) == (after["statement"] and 15, 1, 4, 4)
    assert annotate(desk.store, who) == AnnotateTally()


def test_judgments_of_another_version_stand_beside_the_first(
    desk: Desk, web: FakeWeb, clock: HandClock, watched: tuple[Watched, ...], tmp_path: Path
) -> None:
    told(desk, web, clock)
    annotate(desk.store, activate(desk.store, watched[:1]))
    before = counts(desk.store)
    other = replace(watched[0], source=replace(watched[0].source, text=watched[0].source.text + "\n# another version\n"))
    tally = annotate(desk.store, activate(desk.store, (other,)))
    assert (tally.compared, tally.clustered, tally.tagged) == (4, 0, 4), "edits are labelled by the claims they touch"
    after = counts(desk.store)
    assert (after["tag"], after["statement"], after["definition"]) == (2 * before["tag"], 2 * before["statement"], 2)


def test_a_store_without_snapshots_has_nothing_to_judge(store: Store, watched: tuple[Watched, ...]) -> None:
    assert annotate(store, activate(store, watched)) == AnnotateTally()
