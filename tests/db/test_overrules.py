"""What a person decided stands until a person decides otherwise, whatever our code judges meanwhile."""

from datetime import timedelta

import pytest

from db import overrules
from db.overrules import AS_JUDGED, HIDDEN, MATERIAL, NO, SHOWN, VERDICT, YES, Decision, Subject
from db.session import Store
from narrative.errors import BadInput
from tests.clocks import START, HandClock
from tests.db.test_views import rows

MINUTE = timedelta(minutes=1)


def decide(store: Store, kind: str, attempt_id: int, decision: str, reason: str = "I read it") -> None:
    with store.write() as session:
        overrules.decide(session, Subject(kind, attempt_id), decision, reason, "ann")


def standing(store: Store, kind: str, *ids: int, until_minutes: int | None = None) -> dict[int, str]:
    until_at = None if until_minutes is None else START + until_minutes * MINUTE
    with store.read() as session:
        return {i: d.decision for i, d in overrules.decisions(session, kind, ids, until_at).items()}


def test_a_decision_is_found_by_its_look_with_its_reason_and_its_instant(store: Store) -> None:
    decide(store, MATERIAL, 7, NO, "  Only a comma ")
    with store.read() as session:
        assert overrules.decisions(session, MATERIAL, [6, 7]) == {7: Decision(NO, "Only a comma", "ann", START)}
        assert overrules.decisions(session, VERDICT, [7]) == {}


def test_of_several_decisions_the_newest_stands_and_one_can_be_taken_back(store: Store, clock: HandClock) -> None:
    for decision in (YES, NO, AS_JUDGED, YES):
        decide(store, MATERIAL, 7, decision)
        clock.forward(MINUTE)
    assert [standing(store, MATERIAL, 7, until_minutes=n) for n in range(-1, 4)] == [{}, {7: YES}, {7: NO}, {}, {7: YES}]
    assert standing(store, MATERIAL, 7) == {7: YES}
    assert [(r["attempt_id"], r["decision"], r["reason"], r["decided_by"]) for r in rows(store, "v_overrule")] == [
        (7, YES, "I read it", "ann")
    ]


def test_a_decision_that_was_taken_back_stands_nowhere(store: Store) -> None:
    decide(store, HIDDEN, 7, SHOWN)
    decide(store, HIDDEN, 7, AS_JUDGED)
    assert standing(store, HIDDEN, 7) == {}
    assert rows(store, "v_overrule") == []


@pytest.mark.parametrize(
    ("kind", "decision", "reason"),
    [
        (MATERIAL, "maybe", "x"),
        (VERDICT, "yes", "x"),
        (HIDDEN, "no", "x"),
        (MATERIAL, "", "x"),
        (MATERIAL, YES, " "),
        (VERDICT, "unmarked", ""),
    ],
)
def test_only_what_can_be_decided_is_stored_and_only_with_a_reason(store: Store, kind: str, decision: str, reason: str) -> None:
    with pytest.raises(BadInput):
        decide(store, kind, 7, decision, reason)
    assert rows(store, "v_overrule") == []


@pytest.mark.parametrize("decision", [*overrules.CHOICES[VERDICT]])
def test_every_verdict_can_be_decided(store: Store, decision: str) -> None:
    decide(store, VERDICT, 7, decision)
    assert standing(store, VERDICT, 7) == ({} if decision == AS_JUDGED else {7: decision})
