"""Steps between snapshots: between which looks they lie, in which language, and which of them were judged."""

import pytest
import sqlalchemy as sa

from db import annotations, steps
from db.annotations import AnnotatorFacts, SnapshotFacts
from db.session import Store
from db.steps import RevisionFacts, Step
from db.tables import Edit, Reading, Revision, Snapshot
from narrative import model
from narrative.model import Part
from tests.clocks import HandClock
from tests.db.examples import LATER, an_article, count, reader, say
from tests.db.test_snapshots import sees

EDITS = tuple(
    model.Edit(model.Action.REPLACED, Part.BODY, "meaning", True, b, a, (0, 5), (0, 6), "r", "fact", f"{b} → {a}", ("h1",))
    for b, a in (("1", "2"), ("3", "4"))
)
COMPARISON = model.Comparison(False, True, model.Verdict.UNMARKED, EDITS)


@pytest.fixture
def article_id(store: Store) -> int:
    return an_article(store)


def comparer(store: Store) -> int:
    with store.write() as session:
        return annotations.activate(session, AnnotatorFacts("compare", "1", "c" * 64))


def snapshot(store: Store, snapshot_id: int) -> SnapshotFacts:
    with store.read() as session:
        return annotations.facts_of(session.execute(annotations.snapshots_read().where(Snapshot.id == snapshot_id)).one())


def step_to(store: Store, snapshot_id: int) -> Step | None:
    with store.write() as session:
        return steps.step_to(session, snapshot(store, snapshot_id), reader(session))


def tell(store: Store, before: int, after: int, annotator_id: int) -> None:
    """Judge the step between two snapshots as if it were the only thing to do."""
    step = step_to(store, after)
    with store.write() as session:
        judgment_id = annotations.judge(session, after, annotator_id)
        assert judgment_id
        if step and step.before.id == before:
            facts = RevisionFacts(step.after.article_id, before, after, step.last_attempt_id, step.first_attempt_id, 0, COMPARISON)
            steps.record_revision(session, judgment_id, facts)


def test_a_first_version_replaced_nothing(store: Store, article_id: int) -> None:
    assert step_to(store, say(store, article_id, "first")) is None


def test_a_step_lies_between_the_last_look_at_the_old_words_and_the_first_at_the_new(store: Store, article_id: int) -> None:
    first = say(store, article_id, "first")
    last = sees(store, article_id, first)
    second = say(store, article_id, "second")
    sees(store, article_id, second)
    step = step_to(store, second)
    assert step
    assert (step.before.id, step.last_attempt_id, step.first_attempt_id) == (first, last, last + 1)


def test_a_version_that_opens_after_others_returned_replaced_what_stood_last(store: Store, article_id: int) -> None:
    first, second = say(store, article_id, "first"), say(store, article_id, "second")
    back = sees(store, article_id, first, returned_from=second)
    third = say(store, article_id, "third")
    step = step_to(store, third)
    assert step
    assert (step.before.id, step.last_attempt_id) == (first, back)


def test_a_version_in_another_language_replaced_none_in_the_first(store: Store, article_id: int) -> None:
    english, russian, edited = (say(store, article_id, text) for text in ("first", "первый", "second"))
    with store.write() as session:
        for snapshot_id, language in ((english, "en"), (russian, "ru"), (edited, "en")):
            reading = session.get_one(Reading, session.get_one(Snapshot, snapshot_id).reading_id)
            reading.language = language
    step = step_to(store, edited)
    assert step_to(store, russian) is None
    assert step
    assert step.before.id == english


def test_only_the_first_return_between_two_versions_is_a_step_to_judge(store: Store, article_id: int) -> None:
    first, second, judge = say(store, article_id, "first"), say(store, article_id, "second"), comparer(store)
    back = sees(store, article_id, first, returned_from=second)
    sees(store, article_id, second, returned_from=first)
    sees(store, article_id, first, returned_from=second)
    tell(store, first, second, judge)
    with store.write() as session:
        judgment_id = annotations.judge(session, first, judge)
        (step,) = steps.returns(session, reader(session), judge)
        assert (step.before.id, step.after.id, step.first_attempt_id) == (second, first, back)
        assert not steps.told(session, step, judge)
        facts = RevisionFacts(article_id, second, first, step.last_attempt_id, step.first_attempt_id, 0, COMPARISON)
        assert judgment_id
        steps.record_revision(session, judgment_id, facts)
        assert steps.told(session, step, judge)
        assert steps.returns(session, reader(session), judge) == ()


def test_a_version_that_opens_late_in_between_changes_what_the_next_one_replaced(store: Store, article_id: int) -> None:
    first, judge = say(store, article_id, "first"), comparer(store)
    hidden = sees(store, article_id, first)
    third = say(store, article_id, "third")
    tell(store, first, third, judge)
    with store.write() as session:
        reading = session.get_one(Reading, session.get_one(Snapshot, first).reading_id)
        values = {c.name: getattr(reading, c.name) for c in Reading.__table__.columns if c.name not in {"id", "recorded_at"}}
        row = Reading(**values | {"attempt_id": hidden, "text": "second"})
        session.add(row)
        session.flush()
        between = steps.snapshots.open_snapshot(session, article_id, hidden, row.id, reader(session))
    with store.write() as session:
        step = steps.step_from(session, snapshot(store, between), reader(session), judge)
        assert step
        assert (step.before.id, step.after.id, step.last_attempt_id) == (between, third, hidden)
        assert steps.step_from(session, snapshot(store, first), reader(session), judge) is None


def test_a_revision_is_stored_with_its_edits_in_order(store: Store, article_id: int) -> None:
    before, after = say(store, article_id, "first"), say(store, article_id, "second")
    tell(store, before, after, comparer(store))
    assert count(store, Revision, Revision.material.is_(True)) == 1
    with store.read() as session:
        edits = session.scalars(sa.select(Edit).order_by(Edit.position)).all()
    assert [(e.before, e.coarse, e.evidence, e.headlines) for e in edits] == [
        ("1", "fact", "1 → 2", ["h1"]),
        ("3", "fact", "3 → 4", ["h1"]),
    ]


def test_edits_that_moved_the_outlets_date_are_counted_up_to_a_look(store: Store, article_id: int, clock: HandClock) -> None:
    judge = comparer(store)
    ids = [say(store, article_id, text) for text in ("first", "second", "third")]
    with store.write() as session:
        for n, snapshot_id in enumerate(ids):
            reading = session.get_one(Reading, session.get_one(Snapshot, snapshot_id).reading_id)
            reading.modified_at = clock() + LATER * min(n, 1)
    for before, after in ((ids[0], ids[1]), (ids[1], ids[2])):
        tell(store, before, after, judge)
    outlet_id = snapshot(store, ids[0]).outlet_id
    with store.read() as session:
        assert [steps.outlet_dated_edits(session, outlet_id, attempt) for attempt in (1, 2, 3, 99)] == [0, 0, 1, 1]
