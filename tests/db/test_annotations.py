"""Judgments: each annotator judges each snapshot once, and what it found hangs on that."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from db import annotations
from db.annotations import AnnotatorFacts, DefinitionFacts
from db.session import Store
from db.tables import Activation, Annotator, Definition, Judgment, Mention, Statement
from narrative import model
from narrative.model import Certainty, Decision, Document, Part, Polarity
from tests.clocks import HandClock
from tests.db.examples import LATER, an_article, count, reader, say

TAGGER = AnnotatorFacts("tags", "1", "a" * 64)
TAG = model.Tag(Decision.PRIMARY, 0.9, 1.0, 0.5, (model.Mention("flight", Part.BODY, 0, 5, "Plane"),))


def activate(store: Store, facts: AnnotatorFacts) -> int:
    with store.write() as session:
        return annotations.activate(session, facts)


def pending(store: Store, annotator_id: int, most: int = 10) -> list[str]:
    with store.write() as session:
        reader_id = reader(session)
    with store.read() as session:
        return [s.text for s in annotations.pending(session, reader_id, annotator_id, most)]


def judge(store: Store, snapshot_id: int, annotator_id: int) -> int | None:
    with store.write() as session:
        return annotations.judge(session, snapshot_id, annotator_id)


def test_activating_the_active_annotator_again_writes_nothing(store: Store) -> None:
    assert activate(store, TAGGER) == activate(store, TAGGER)
    assert (count(store, Annotator), count(store, Activation)) == (1, 1)


def test_going_back_to_an_older_annotator_is_a_row_of_its_own(store: Store) -> None:
    old, new = activate(store, TAGGER), activate(store, replace(TAGGER, version="2"))
    assert old != new
    assert activate(store, TAGGER) == old
    assert (count(store, Annotator), count(store, Activation)) == (2, 3)
    with store.read() as session:
        assert annotations.active(session, "tags") == old
        assert annotations.active(session, "claims") is None


def test_a_definition_is_kept_once_for_each_text(store: Store) -> None:
    facts = DefinitionFacts("crash", "1", "The crash", "id: crash", "d" * 64)
    with store.write() as session:
        first = annotations.store_definition(session, facts)
        assert annotations.store_definition(session, facts) == first
        assert annotations.store_definition(session, replace(facts, sha256="e" * 64)) != first
    assert count(store, Definition) == 2


def test_what_is_not_judged_is_pending_oldest_first(store: Store, clock: HandClock) -> None:
    article_id, tagger = an_article(store), activate(store, TAGGER)
    snapshots = []
    for text in ("first", "second", "third"):
        snapshots.append(say(store, article_id, text))
        clock.forward(LATER)
    assert pending(store, tagger) == ["first", "second", "third"]
    assert pending(store, tagger, most=1) == ["first"]
    judge(store, snapshots[1], tagger)
    assert pending(store, tagger) == ["first", "third"]
    other = activate(store, replace(TAGGER, version="2"))
    assert pending(store, other) == ["first", "second", "third"]


def test_a_snapshot_is_judged_once_by_one_annotator(store: Store) -> None:
    snapshot_id, tagger = say(store, an_article(store), "text"), activate(store, TAGGER)
    assert judge(store, snapshot_id, tagger) is not None
    assert judge(store, snapshot_id, tagger) is None
    assert count(store, Judgment) == 1


@pytest.mark.parametrize(("decision", "found"), [(Decision.PRIMARY, 1), (Decision.PASSING, 1), (Decision.REVIEW, 0), (Decision.NONE, 0)])
def test_only_what_is_about_the_incident_is_pending_for_its_claims(store: Store, decision: Decision, found: int) -> None:
    snapshot_id = say(store, an_article(store), "Plane down")
    tagger, claimer = activate(store, TAGGER), activate(store, AnnotatorFacts("claims", "1", "b" * 64))
    with store.read() as session:
        assert annotations.pending_on_topic(session, tagger, claimer, 10) == ()
    with store.write() as session:
        judgment_id = annotations.judge(session, snapshot_id, tagger)
        assert judgment_id is not None
        annotations.record_tag(session, judgment_id, "crash", replace(TAG, decision=decision))
    with store.read() as session:
        assert len(annotations.pending_on_topic(session, tagger, claimer, 10)) == found
    assert count(store, Mention) == 1
    judge(store, snapshot_id, claimer)
    with store.read() as session:
        assert annotations.pending_on_topic(session, tagger, claimer, 10) == ()


def a_statement(text: str, start: int) -> model.Statement:
    return model.Statement("birds", Polarity.AFFIRM, Certainty.ASSERTED, Part.BODY, start, start + len(text), text, "r")


def _claim(session: Session, snapshot_id: int, annotator_id: int, statement: model.Statement) -> None:
    judgment_id = annotations.judge(session, snapshot_id, annotator_id)
    assert judgment_id is not None
    annotations.record_statements(session, judgment_id, "crash", Document("It was birds."), [statement])


def test_statements_are_stored_where_they_stand(store: Store) -> None:
    snapshot_id, claimer = say(store, an_article(store), "It was birds."), activate(store, TAGGER)
    with store.write() as session:
        _claim(session, snapshot_id, claimer, a_statement("birds", 7))
    assert count(store, Statement) == 1


def test_a_statement_that_does_not_stand_where_it_says_is_our_bug_and_stores_nothing(store: Store) -> None:
    snapshot_id, claimer = say(store, an_article(store), "It was birds."), activate(store, TAGGER)
    with pytest.raises(AssertionError, match="claims 'birds' at 6:11"), store.write() as session:
        _claim(session, snapshot_id, claimer, a_statement("birds", 6))
    assert (count(store, Statement), count(store, Judgment)) == (0, 0)
