"""Comparing as a stage: edits are labelled by the claims they touch, live pages gain updates, furniture stays what it was found to be."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from db.tables import Edit, Revision, Suppression
from ingest.annotate import annotate
from ingest.catalog import Watched
from ingest.desk import Desk
from tests.clocks import HandClock
from tests.db.examples import an_article
from tests.ingest.fakes import FakeWeb, ok, page
from tests.ingest.test_annotate import BIRDS, LEAD, MISSILE, MORE, activate, watched
from tests.ingest.test_capture import look

__all__ = ["watched"]
URL = "https://courier.test/crash"
TITLE = "Azerbaijan Airlines plane crashes near Aktau"
UPDATES = [
    f"{hour}:00 Rescuers reported from the shore that work went on at the {part} of the aircraft. The road stays closed until then."
    for hour, part in ((9, "tail"), (10, "nose"), (11, "left wing"), (12, "right wing"), (13, "engines"))
]


def told(desk: Desk, web: FakeWeb, clock: HandClock, incidents: tuple[Watched, ...], pages: Sequence[bytes]) -> None:
    """One article, looked at once for each page, a month apart, and judged after each look."""
    article_id = an_article(desk.store)
    web.says(URL, *map(ok, pages))
    for _ in pages:
        look(desk, article_id)
        annotate(desk.store, activate(desk.store, incidents))
        clock.forward(timedelta(days=30))


def edits(desk: Desk) -> list[tuple[str, str, bool]]:
    with desk.store.read() as session:
        rows = session.execute(sa.select(Edit.action, Edit.label, Edit.material).order_by(Edit.id))
        return [(action, label, material) for action, label, material in rows]


def test_an_edit_that_changes_what_is_claimed_says_so(desk: Desk, web: FakeWeb, clock: HandClock, watched: tuple[Watched, ...]) -> None:
    told(desk, web, clock, watched, [page(TITLE, LEAD, says, MORE) for says in (BIRDS, MISSILE)])
    found = edits(desk)
    assert found
    assert all(label.startswith("claim.") and material for _, label, material in found)


def test_without_an_incident_no_edit_is_labelled_by_claims(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    told(desk, web, clock, (), [page(TITLE, LEAD, says, MORE) for says in (BIRDS, MISSILE)])
    found = edits(desk)
    assert found
    assert not any(label.startswith("claim.") for _, label, _ in found)


def test_words_that_are_back_are_one_revision_however_often_they_alternate(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    birds, missile = (page(TITLE, LEAD, says, MORE) for says in (BIRDS, MISSILE))
    told(desk, web, clock, (), [birds, missile, birds, missile, birds, birds])
    with desk.store.read() as session:
        rows = session.execute(sa.select(Revision.before_id, Revision.after_id, Revision.last_attempt_id, Revision.first_attempt_id))
        assert [tuple(row) for row in rows] == [(1, 2, 1, 2), (2, 1, 2, 3)]


LIVE = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Live: crash near Aktau"}</script>'


def test_a_live_page_gains_updates(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    pages = [page("Live: crash near Aktau", *UPDATES[n::-1], LEAD, MORE, extra=LIVE) for n in (2, 3, 4)]
    told(desk, web, clock, (), pages)
    assert {label for _, label, _ in edits(desk)} == {"fact.event_progress"}
    with desk.store.read() as session:
        assert set(session.scalars(sa.select(Revision.live))) == {True}
        assert set(session.scalars(sa.select(Revision.verdict))) == {"undetermined"}


def test_a_page_that_behaves_like_a_live_one_becomes_one(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    pages = [page("Crash near Aktau", *UPDATES[n::-1], LEAD) if n >= 0 else page("Crash near Aktau", LEAD * 2, MORE) for n in range(5)]
    told(desk, web, clock, (), pages)
    with desk.store.read() as session:
        live = session.scalars(sa.select(Revision.live).order_by(Revision.id)).all()
    assert live[0] is False
    assert live[-1] is True


def test_a_line_that_the_page_proved_to_be_none_of_the_article_is_no_edit_of_the_next_version(
    desk: Desk, web: FakeWeb, clock: HandClock
) -> None:
    other = "Investigators say that the flight recorders were found on the second day of the search and are on their way to a laboratory."
    before = page(TITLE, LEAD, BIRDS, MORE, extra=f"<aside><p>{other}</p></aside>")
    after = page(TITLE, LEAD, MISSILE, MORE, other)
    told(desk, web, clock, (), [before, after])
    with desk.store.read() as session:
        assert "page.drift" in session.scalars(sa.select(Suppression.rule)).all()
        assert not any("recorders" in words for words in session.scalars(sa.select(Edit.after)))
