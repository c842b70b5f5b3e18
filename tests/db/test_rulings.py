"""A person accepts or rejects a statement; what is rejected counts nowhere, whatever finds it again."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from db import digests, rulings, takedowns
from db.overrules import ACCEPTED, AS_JUDGED, REJECTED
from db.session import Store
from db.tables import Article, Statement
from digest.compose import Day, compose
from ingest.catalog import parse_yaml
from ingest.happening import happen
from narrative.definition import Definition, compile_definition
from narrative.errors import BadInput
from tests.clocks import START, HandClock
from tests.db.examples import LEDGER, count
from tests.db.narrated import Press as Ferry
from tests.db.test_views import rows
from tests.digest.press import BIRDS, INCIDENT, LEAD, MISSILE, WATCHED, Press

HOUR = timedelta(hours=1)
CLAIM = "cause.bird_strike"


@pytest.fixture
def press(store: Store) -> Press:
    made = Press(store)
    made.say("crash", LEAD + BIRDS + MISSILE)
    made.say("second", LEAD + MISSILE + BIRDS, LEDGER)
    made.judge()
    return made


def said(press: Press) -> dict[str, int]:
    """Outlet → its statement of the claim."""
    return {row["outlet"]: row["statement_id"] for row in rows(press.store, "v_statement") if row["claim"] == CLAIM}


def decide(press: Press, statement_id: int, decision: str, reason: str = "it is about another plane") -> None:
    with press.store.write() as session:
        rulings.decide(session, statement_id, decision, reason, "ann")


def other_version(press: Press, note: str) -> None:
    """The same definition as another file: everything is judged again, by other annotators, into other rows."""
    source = replace(WATCHED.source, text=f"{WATCHED.source.text}\n# {note}\n")
    definition = parse_yaml(source, Definition)
    press.activate(replace(WATCHED, source=source, definition=definition, compiled=compile_definition(definition)))
    press.judge()


def test_a_rejected_statement_is_in_no_view_and_its_decision_is_listed_with_its_reason(press: Press) -> None:
    decide(press, said(press)["courier"], REJECTED)
    assert set(said(press)) == {"ledger"}
    (row,) = rows(press.store, "v_overrule")
    assert (row["subject"], row["claim"], row["decision"], row["reason"], row["decided_by"]) == (
        "statement", CLAIM, REJECTED, "it is about another plane", "ann",
    )  # fmt: skip
    assert row["text"] in BIRDS
    with press.store.read() as session:
        (line,) = rulings.standing(session)
    assert (line.claim, line.decision, line.incident) == (CLAIM, REJECTED, INCIDENT)


def test_other_statements_of_the_same_text_are_not_touched(press: Press) -> None:
    before = {(r["outlet"], r["claim"], r["text"]) for r in rows(press.store, "v_statement")}
    decide(press, said(press)["courier"], REJECTED)
    after = {(r["outlet"], r["claim"], r["text"]) for r in rows(press.store, "v_statement")}
    assert {(outlet, claim) for outlet, claim, _ in before - after} == {("courier", CLAIM)}


def test_a_decision_holds_when_everything_is_judged_again(press: Press) -> None:
    first = said(press)
    decide(press, first["courier"], REJECTED)
    decide(press, first["ledger"], ACCEPTED)
    rejected_rows = count(press.store, Statement, Statement.claim == CLAIM)
    other_version(press, "another version")
    assert count(press.store, Statement, Statement.claim == CLAIM) == 2 * rejected_rows
    assert set(said(press)) == {"ledger"}
    assert said(press)["ledger"] != first["ledger"]
    assert {r["decision"] for r in rows(press.store, "v_statement") if r["claim"] == CLAIM} == {ACCEPTED}


def test_the_newest_decision_counts_and_can_be_taken_back(press: Press, clock: HandClock) -> None:
    statement_id = said(press)["courier"]
    for decision, there in ((REJECTED, False), (ACCEPTED, True), (REJECTED, False), (AS_JUDGED, True)):
        clock.forward(HOUR)
        decide(press, statement_id, decision)
        assert ("courier" in said(press)) is there
    assert rows(press.store, "v_overrule") == []
    assert [r["decision"] for r in rows(press.store, "v_statement") if r["statement_id"] == statement_id] == [None]


def test_what_counted_at_an_instant_is_what_was_decided_by_then(press: Press, clock: HandClock) -> None:
    statement_id = said(press)["courier"]
    for hours, decision in ((1, REJECTED), (2, ACCEPTED)):
        clock.forward(HOUR)
        decide(press, statement_id, decision)
        assert clock() == START + hours * HOUR

    def counted(hours: float | None) -> bool:
        until_at = None if hours is None else START + hours * HOUR
        with press.store.read() as session:
            return bool(session.scalar(sa.select(Statement.id).where(Statement.id == statement_id, rulings.counts(until_at))))

    assert [counted(h) for h in (0.5, 1.5, 2.5, None)] == [True, False, True, True]


def test_a_rejected_statement_makes_no_event_and_is_not_in_the_digest(store: Store, clock: HandClock) -> None:
    press = Press(store)
    press.say("crash", LEAD + BIRDS)
    press.judge()
    assert [e["text"] for e in rows(store, "v_event") if e["claim"] == CLAIM]
    decide(press, said(press)["courier"], REJECTED)
    assert [e for e in rows(store, "v_event") if e["claim"] == CLAIM] == []
    clock.forward(HOUR)
    press.say("second", LEAD + MISSILE + BIRDS, LEDGER)
    press.judge()
    firsts = [e["outlet"] for e in rows(store, "v_event") if (e["kind"], e["claim"]) == ("claim_first", CLAIM)]
    assert firsts == ["ledger"], "who was rejected was not first"
    with store.read() as session:
        digest = compose(session, Day(INCIDENT, START.date(), "UTC"))
        assert digest
        assert {s.article.outlet for s in digest.statements if "bird" in s.claim} == {"The Ledger"}
        yesterday = digests.panel(session, INCIDENT, clock())
        assert yesterday


def test_nothing_is_decided_without_a_reason_or_on_what_is_not_there(press: Press) -> None:
    for statement_id, decision, reason in (
        (said(press)["courier"], REJECTED, " "),
        (said(press)["courier"], "maybe", "x"),
        (10**6, REJECTED, "x"),
    ):
        with pytest.raises(BadInput):
            decide(press, statement_id, decision, reason)
    assert rows(press.store, "v_overrule") == []


def test_a_takedown_drops_the_words_of_a_decision_too(press: Press) -> None:
    statement_id = said(press)["courier"]
    decide(press, statement_id, REJECTED)
    with press.store.write() as session:
        ids = tuple(session.scalars(sa.select(Article.id).where(Article.url.like("%courier%"))))
        takedowns.take_down(session, ids, "a court order", "ann")
    assert [r["text"] for r in rows(press.store, "v_overrule")] == ["[withheld: a court order]"]
    with pytest.raises(BadInput, match="withheld"):
        decide(press, statement_id, ACCEPTED)


def test_a_contradiction_whose_statement_was_rejected_and_taken_back_is_the_same_event(store: Store, clock: HandClock) -> None:
    news = Ferry(store, clock, "ab")
    for outlet, said in (("a", "killed=38"), ("b", "killed=42")):
        news.passes(2)
        news.writes(outlet, "1", said)
    news.passes(48)
    happen(store, news.who, news.incident)
    told = [row for row in rows(store, "v_event") if row["kind"] == "contradiction"]
    assert told
    for decision in (REJECTED, AS_JUDGED):
        with store.write() as session:
            rulings.decide(session, told[0]["statement_id"], decision, "misread", "ann")
        happen(store, news.who, news.incident)
    assert [row for row in rows(store, "v_event") if row["kind"] == "contradiction"] == told
