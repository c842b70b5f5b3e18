"""Another way of reading judges kept pages anew: its versions are those that the pages had, never one more."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from db import annotations
from db.annotations import AnnotatorFacts
from db.tables import Attempt, Reading, Sighting, Snapshot
from ingest import annotators
from ingest.annotators import READER
from ingest.capture import capture
from ingest.desk import Desk
from ingest.reread import reread_all
from narrative.errors import EvidenceMissing
from tests.clocks import HandClock
from tests.db.examples import an_article
from tests.ingest.fakes import PARAGRAPHS, FakeWeb, ok, page, status

URL = "https://courier.test/crash"
OTHER = "Investigators now say that the plane was hit by something from outside, and that birds had no part in what happened to it."


def an_old_reader(desk: Desk) -> int:
    """A way of reading that is not the one in hand, as the current one."""
    with desk.store.write() as session:
        return annotations.activate(session, AnnotatorFacts(READER, "an older one", "0" * 64))


def the_reader_in_hand(desk: Desk) -> int:
    with desk.store.write() as session:
        return annotators.enlist_reader(session)


def watched(desk: Desk, web: FakeWeb, clock: HandClock, reader_id: int) -> int:
    """An article with two texts, looked at six times: twice each, once behind a wall, once without an answer that could be read."""
    article_id = an_article(desk.store)
    wall = ok(page("Just a moment", "Please confirm that you are not a robot."))
    first, second = ok(page("Crash")), ok(page("Crash", *PARAGRAPHS, OTHER))
    web.says(URL, first, ok(page("Crash", extra="<footer>7 readers</footer>")), wall, second, status(503), second)
    for _ in range(6):
        capture(desk, [article_id], reader_id)
        clock.forward(timedelta(days=30))
    return article_id


def versions(desk: Desk, reader_id: int) -> list[tuple[int, str]]:
    """By one reader: the attempt that opened each version, and its text."""
    query = sa.select(Snapshot.opened_by, Reading.text).join(Reading, Reading.id == Snapshot.reading_id)
    with desk.store.read() as session:
        return [(a, t) for a, t in session.execute(query.where(Snapshot.annotator_id == reader_id).order_by(Snapshot.id))]


def sighted(desk: Desk, reader_id: int) -> list[int]:
    query = sa.select(Sighting.attempt_id).join(Snapshot, Snapshot.id == Sighting.snapshot_id).where(Snapshot.annotator_id == reader_id)
    with desk.store.read() as session:
        return list(session.scalars(query.order_by(Sighting.attempt_id)))


def test_another_reader_finds_the_versions_that_the_pages_had(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    old = an_old_reader(desk)
    watched(desk, web, clock, old)
    new = the_reader_in_hand(desk)
    assert reread_all(desk, new) == 1
    assert versions(desk, new) == versions(desk, old)
    assert [attempt for attempt, _ in versions(desk, new)] == [1, 4]
    assert set(sighted(desk, new)) <= set(sighted(desk, old)) == {1, 2, 4, 6}


def test_the_older_readings_stay_beside_the_new_ones(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    old = an_old_reader(desk)
    watched(desk, web, clock, old)
    before = versions(desk, old)
    reread_all(desk, the_reader_in_hand(desk))
    assert versions(desk, old) == before


def test_reading_again_twice_equals_reading_again_once(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    watched(desk, web, clock, an_old_reader(desk))
    new = the_reader_in_hand(desk)
    assert reread_all(desk, new) == 1
    once = versions(desk, new)
    assert reread_all(desk, new) == 0
    assert versions(desk, new) == once


def test_without_the_evidence_nothing_is_read_again_and_the_older_reader_stays(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    old = an_old_reader(desk)
    watched(desk, web, clock, old)
    desk.settings.evidence_dir.rename(desk.settings.evidence_dir.with_name("elsewhere"))
    with pytest.raises(EvidenceMissing, match="PALIMPSEST_EVIDENCE_DIR"):
        reread_all(desk, the_reader_in_hand(desk))
    with desk.store.read() as session:
        assert annotations.active(session, READER) == old


def test_a_look_by_a_new_reader_reads_the_past_first_and_makes_no_phantom_version(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    article_id = watched(desk, web, clock, an_old_reader(desk))
    new = the_reader_in_hand(desk)
    capture(desk, [article_id], new)
    with desk.store.read() as session:
        assert session.scalars(sa.select(Attempt.outcome).order_by(Attempt.id)).all()[-1] == "unchanged"
    assert len(versions(desk, new)) == 2


def test_what_was_not_kept_is_taken_over_as_it_was_read_then(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    """A page that says noarchive leaves no bytes: another reader cannot judge it again, and does not lose it either."""
    old = an_old_reader(desk)
    article_id = an_article(desk.store)
    web.says(URL, ok(page("Crash"), X_Robots_Tag="noarchive"), ok(page("Crash", *PARAGRAPHS, OTHER), X_Robots_Tag="noarchive"))
    for _ in range(2):
        capture(desk, [article_id], old)
        clock.forward(timedelta(days=30))
    new = the_reader_in_hand(desk)
    reread_all(desk, new)
    assert versions(desk, new) == versions(desk, old)
    assert len(versions(desk, new)) == 2
