"""The store as people read it: values out of the views, and their own questions."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from db import history
from db.session import Store
from db.tables import Outlet
from narrative.errors import BadInput
from tests.clocks import START, HandClock
from tests.db.examples import LEDGER, count, watch
from tests.db.test_views import LATER, happen, judge, judges, who

__all__ = ["who"]  # a fixture, by being here


def read(store: Store, ask: Callable[..., Any], *words: object) -> Any:
    with store.read() as session:
        return ask(session, *words)


def test_versions_come_with_the_decision_on_the_incident_that_was_asked_for(store: Store, who: dict[str, int]) -> None:
    found = read(store, history.versions, "crash")
    assert [(v.version, v.outlet, v.decision, v.first_seen_at) for v in found] == [
        (1, "The Courier", "primary", START),
        (2, "The Courier", "primary", START + LATER),
    ]
    assert [v.decision for v in read(store, history.versions, "other")] == ["", ""]


def test_an_edit_is_read_with_aware_instants_and_a_truth_value(store: Store, who: dict[str, int]) -> None:
    (edit,) = read(store, history.edits)
    assert (edit.after_at, edit.until_at, edit.material) == (START, START + LATER, True)
    assert read(store, history.edits, edit.id) == ()
    assert read(store, history.edits, edit.id - 1) == (edit,)


def test_statements_and_events_are_those_of_the_incident(store: Store, who: dict[str, int]) -> None:
    assert [(s.claim, s.value, s.source, s.first_seen_at) for s in read(store, history.statements, "crash")] == [
        ("cause", 2.0, "", START),
        ("cause", 2.0, "", START + LATER),
    ]
    (event,) = read(store, history.events, "crash")
    assert (event.kind, event.after_at, event.until_at) == ("claim_first", None, START)
    assert read(store, history.statements, "other") == read(store, history.events, "other") == ()


def test_an_event_that_a_new_annotator_finds_again_is_read_once(store: Store, who: dict[str, int], clock: HandClock) -> None:
    clock.forward(LATER)
    happen(store, judges(store, "2"))
    assert len(read(store, history.events, "crash")) == 1


def test_a_version_that_nobody_judged_has_no_decision(store: Store, who: dict[str, int]) -> None:
    newer = judges(store, "2")
    assert [v.decision for v in read(store, history.versions, "crash")] == ["", ""]
    judge(store, 1, newer)
    assert [v.decision for v in read(store, history.versions, "crash")] == ["primary", ""]


def test_without_copies_none_are_read(store: Store, who: dict[str, int]) -> None:
    assert read(store, history.copied) == frozenset()


@pytest.mark.parametrize("text", ["a:b", ":name", "a::b", "50% of 100%", "%s %(x)s", r"back\slash", r"a\:b", "наш", "?"])
def test_a_question_may_hold_whatever_sql_may(store: Store, text: str) -> None:
    answer = read(store, history.ask, f"SELECT '{text}' AS said, 1 AS one")
    assert answer == history.Table(("said", "one"), ((text, 1),))


def test_a_question_without_an_answer_still_names_its_columns(store: Store) -> None:
    assert read(store, history.ask, "SELECT outlet, name FROM v_outlet") == history.Table(("outlet", "name"), ())


WRITES = (
    "INSERT INTO outlet (key, recorded_at) VALUES ('x', '2025-01-01')", "UPDATE outlet SET key = 'x'", "DELETE FROM outlet_profile",
    "DROP TABLE edit", "DROP VIEW v_outlet", "CREATE TABLE x (y int)",
)  # fmt: skip
NO_QUESTIONS = ("", ";", "SELEC 1", "SELECT '", "SELECT * FROM no_such", "SELECT 1 +")


@pytest.mark.parametrize("sql", [*WRITES, *NO_QUESTIONS])
def test_what_is_no_question_is_refused_with_a_reason(store: Store, sql: str) -> None:
    watch(store)
    with pytest.raises(BadInput) as raised:
        read(store, history.ask, sql)
    assert str(raised.value)
    assert "sqlalche.me" not in str(raised.value)
    assert read(store, history.ask, "SELECT outlet FROM v_outlet").rows == (("courier",),)


def unchanged(store: Store) -> bool:
    with store.read() as session:
        tables = set(sa.inspect(session.connection()).get_table_names())
        known = session.execute(sa.text("SELECT outlet, name FROM v_outlet")).all()
        return "x" not in tables and "edit" in tables and known == [("courier", "The Courier")]


@pytest.mark.parametrize("sql", [*(f"SELECT 1; {write}" for write in WRITES), "PRAGMA query_only = OFF", "EXPLAIN DELETE FROM outlet"])
def test_a_question_with_more_behind_it_changes_nothing(store: Store, sql: str) -> None:
    watch(store)
    with contextlib.suppress(BadInput):
        read(store, history.ask, sql)
    assert unchanged(store)


@pytest.mark.parametrize(
    "sql",
    [
        *(f"{end}; {write}" for end in ("COMMIT", "ROLLBACK") for write in WRITES[1:3]),
        "COMMIT; CREATE TABLE x (y int)",
        "COMMIT; BEGIN; UPDATE outlet SET key = 'x'; COMMIT",
        "COMMIT; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; UPDATE outlet SET key = 'x'",
    ],
)
def test_a_question_cannot_end_the_transaction_that_keeps_it_from_writing(store: Store, sql: str) -> None:
    watch(store)
    with contextlib.suppress(BadInput):
        read(store, history.ask, sql)
    assert unchanged(store)


def test_a_question_leaves_the_store_writable(store: Store, clock: HandClock) -> None:
    read(store, history.ask, "SELECT 1")
    with pytest.raises(BadInput):
        read(store, history.ask, "DROP TABLE edit")
    clock.forward(timedelta(minutes=1))
    watch(store, LEDGER)
    assert count(store, Outlet) == 1
