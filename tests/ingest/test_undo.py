"""What was held to be noise can be shown: the look opens a version after all, and the looks after it are judged anew."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from db import annotations
from db.annotations import AnnotatorFacts
from db.tables import Edit, Overrule, Revision, Sighting, Snapshot
from ingest import annotators
from ingest.annotate import annotate
from ingest.capture import capture
from ingest.desk import Desk
from ingest.reread import reread_all
from ingest.undo import undo_hidden
from narrative.errors import BadInput
from tests.clocks import HandClock
from tests.db.examples import an_article, count
from tests.ingest.fakes import PARAGRAPHS, FakeWeb, ok, page

URL = "https://courier.test/crash"
WHY = ("the marks matter here", "ann")
MORE = "Investigators now say that the plane was hit by something from outside, and that birds had no part in what happened to it."


@pytest.fixture
def reader_id(desk: Desk) -> int:
    with desk.store.write() as session:
        return annotators.activate_reader(session)


@pytest.fixture
def article_id(desk: Desk, web: FakeWeb, clock: HandClock, reader_id: int) -> int:
    """Looks 1 to 5: a text, other marks in it, those marks again, another text, and that again."""
    typeset = [p.replace("sixty-two", "sixty‑two") for p in PARAGRAPHS]
    plain, marked = ok(page("Crash")), ok(page("Crash", *typeset))
    edited = ok(page("Crash", *PARAGRAPHS, MORE))
    article = an_article(desk.store)
    web.says(URL, plain, marked, ok(page("Crash", *typeset, extra="<footer>7</footer>")), edited, edited)
    for _ in range(5):
        capture(desk, [article], reader_id)
        clock.forward(timedelta(days=30))
    return article


def counting(desk: Desk) -> dict[int, int]:
    """Attempt → the snapshot that it counts as having seen."""
    with desk.store.read() as session:
        rows = session.execute(sa.select(Sighting.attempt_id, Sighting.snapshot_id).order_by(Sighting.id))
        return {attempt: snapshot for attempt, snapshot in rows}  # noqa: C416


def test_what_was_hidden_becomes_a_version_until_another_one_opened(desk: Desk, article_id: int, reader_id: int) -> None:
    assert counting(desk) == {1: 1, 2: 1, 3: 1, 4: 2, 5: 2}
    opened = undo_hidden(desk, 2, WHY, reader_id)
    assert opened == 3
    assert counting(desk) == {1: 1, 2: 3, 3: 3, 4: 2, 5: 2}
    assert count(desk.store, Overrule, Overrule.subject == "hidden", Overrule.subject_id == 2) == 1


def test_the_steps_on_both_sides_of_it_are_judged_anew(desk: Desk, article_id: int, reader_id: int) -> None:
    with desk.store.write() as session:
        who = annotators.activate(session, ())
    annotate(desk.store, who)
    undo_hidden(desk, 2, WHY, reader_id)
    annotate(desk.store, who)
    annotate(desk.store, who)
    with desk.store.read() as session:
        rows = session.scalars(sa.select(Revision).order_by(Revision.id)).all()
    assert [(r.before_id, r.after_id, r.last_attempt_id, r.first_attempt_id) for r in rows] == [(1, 2, 3, 4), (1, 3, 1, 2), (3, 2, 3, 4)]


def test_the_version_that_was_shown_tells_what_was_hidden(desk: Desk, article_id: int, reader_id: int) -> None:
    with desk.store.write() as session:
        who = annotators.activate(session, ())
    undo_hidden(desk, 2, WHY, reader_id)
    annotate(desk.store, who)
    with desk.store.read() as session:
        told = session.execute(
            sa.select(Edit.before, Edit.after, Edit.rule, Edit.material)
            .join(Revision, Revision.id == Edit.revision_id)
            .where(Revision.first_attempt_id == 2)
        ).all()
        revision = session.scalars(sa.select(Revision).where(Revision.first_attempt_id == 2)).one()
    assert [tuple(row) for row in told] == [("-", "\u2011", "typography", False)]
    assert (revision.material, revision.verdict) == (False, "undetermined")


def test_the_decision_survives_another_reader(desk: Desk, article_id: int, reader_id: int) -> None:
    undo_hidden(desk, 2, WHY, reader_id)
    with desk.store.write() as session:
        other = annotations.activate(session, AnnotatorFacts("read", "another", "0" * 64))
    reread_all(desk, other)
    with desk.store.read() as session:
        opened = session.scalars(sa.select(Snapshot.opened_by).where(Snapshot.annotator_id == other).order_by(Snapshot.id)).all()
    assert opened == [1, 2, 4]


@pytest.mark.parametrize("attempt_id", [1, 4, 99])
def test_where_nothing_was_hidden_there_is_nothing_to_show(desk: Desk, article_id: int, reader_id: int, attempt_id: int) -> None:
    with pytest.raises(BadInput, match=f"nothing was hidden at look {attempt_id}"):
        undo_hidden(desk, attempt_id, WHY, reader_id)
    assert count(desk.store, Overrule) == 0


def test_what_was_not_kept_cannot_be_shown(desk: Desk, web: FakeWeb, clock: HandClock, reader_id: int) -> None:
    article = an_article(desk.store)
    typeset = [p.replace("sixty-two", "sixty‑two") for p in PARAGRAPHS]
    web.says(URL, ok(page("Crash")), ok(page("Crash", *typeset), X_Robots_Tag="noarchive"))
    for _ in range(2):
        capture(desk, [article], reader_id)
        clock.forward(timedelta(days=30))
    with pytest.raises(BadInput, match="cannot be judged again: not kept: the page says noarchive"):
        undo_hidden(desk, 2, WHY, reader_id)
