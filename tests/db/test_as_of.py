"""What a query said at an instant it says as of that instant, whatever has come, been judged again or been decided since."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from db import annotations, articles, identity, overrules, snapshots, takedowns, views
from db.annotations import AnnotatorFacts
from db.as_of import look_back
from db.identity import Address
from db.session import Store
from db.tables import Article, Statement
from narrative import model
from narrative.model import Certainty, Decision, Document, Outcome, Part, Polarity
from tests.clocks import START, HandClock
from tests.db.examples import LATER, an_article, cluster, looked, say, syndicate

HOUR = timedelta(hours=1)


def answers(store: Store, at: datetime | None = None) -> dict[str, list[Any]]:
    """What every view answers, now or as of an instant."""
    with store.read() as session:
        if at:
            look_back(session, at)
        return {name: sorted(map(str, session.execute(sa.text(f"SELECT * FROM {name}")))) for name in views.ORDER}


def judges(store: Store, version: str) -> dict[str, int]:
    names = ("compare", "duplicates", "tags/crash", "claims/crash", "events/crash")
    with store.write() as session:
        return {name: annotations.activate(session, AnnotatorFacts(name, version, "a" * 64)) for name in names}


def judge(store: Store, snapshot_id: int, who: dict[str, int], claim: str) -> None:
    said = model.Statement(claim, Polarity.AFFIRM, Certainty.ASSERTED, Part.BODY, 0, 3, "It ", "r", value=2.0, comparator="=")
    with store.write() as session:
        for name in ("tags/crash", "claims/crash"):
            judgment_id = annotations.judge(session, snapshot_id, who[name])
            assert judgment_id
            if name == "tags/crash":
                annotations.record_tag(session, judgment_id, "crash", model.Tag(Decision.PRIMARY, 1, 1, 1))
            else:
                annotations.record_statements(session, judgment_id, "crash", Document("It was"), [said])
    cluster(store, who["duplicates"], who["compare"])


@pytest.fixture
def then(store: Store, clock: HandClock) -> tuple[datetime, dict[str, list[Any]]]:
    """A store with one judged version, and what its views answered; an hour has gone by since."""
    judge(store, say(store, an_article(store), "It was birds"), judges(store, "1"), "birds")
    before = answers(store)
    assert before["v_statement"]
    assert before["v_version"]
    at = clock()
    clock.forward(HOUR)
    return at, before


def test_more_that_came_is_not_seen(store: Store, clock: HandClock, then: tuple[datetime, dict[str, list[Any]]]) -> None:
    at, before = then
    who = judges(store, "1")
    judge(store, say(store, 1, "It was fire"), who, "fire")
    syndicate(store, clock, who)
    assert answers(store, at) == before
    assert answers(store)["v_version"] != before["v_version"]


def test_what_was_judged_again_is_seen_as_it_was_judged(store: Store, then: tuple[datetime, dict[str, list[Any]]]) -> None:
    at, before = then
    judge(store, 1, judges(store, "2"), "fire")
    assert answers(store, at) == before
    assert "fire" in str(answers(store)["v_statement"])


def test_what_was_overruled_is_seen_as_it_stood(store: Store, then: tuple[datetime, dict[str, list[Any]]]) -> None:
    at, before = then
    with store.write() as session:
        overrules.decide(session, overrules.Subject(overrules.HIDDEN, 1), overrules.SHOWN, "It matters", "ann")
    assert answers(store, at) == before
    assert answers(store)["v_overrule"] != before["v_overrule"]


def test_an_article_that_turned_out_to_be_another_counts_as_of_before(store: Store, clock: HandClock) -> None:
    one, other = an_article(store, "one"), an_article(store, "two")
    for article_id in (one, other):
        say(store, article_id, f"text {article_id}")
    at, before = clock(), answers(store)
    clock.forward(HOUR)
    with store.write() as session:
        articles.record_attempt(session, looked(one, clock(), Outcome.UNCHANGED, final_url="https://courier.test/two"))
        identity.adopt(session, one, [Address("https://courier.test/two", key="https://courier.test/two")], identity.MOVED)
    assert len(answers(store)["v_version"]) == 1
    assert answers(store, at) == before
    assert len(before["v_version"]) == 2


def test_what_was_taken_down_since_stays_withheld(store: Store, then: tuple[datetime, dict[str, list[Any]]]) -> None:
    at, before = then
    with store.write() as session:
        takedowns.take_down(session, (1,), "by order", "ann")
    told = answers(store, at)
    assert "birds" in str(before["v_version"])
    assert "birds" not in str(told["v_version"])
    assert "[withheld: by order]" in str(told["v_version"])


def test_rows_written_at_the_very_instant_are_seen(store: Store, then: tuple[datetime, dict[str, list[Any]]]) -> None:
    at, before = then
    assert answers(store, at) == before
    assert answers(store, at - timedelta(microseconds=1))["v_statement"] == []


def test_our_own_queries_look_back_too(store: Store, clock: HandClock, then: tuple[datetime, dict[str, list[Any]]]) -> None:
    at, _ = then
    with store.write() as session:
        attempt_id = articles.record_attempt(session, looked(1, clock(), Outcome.UNCHANGED))
        snapshots.sight(session, 1, attempt_id, hidden=False)
    with store.read() as session:
        look_back(session, at)
        assert session.scalar(sa.text("SELECT count(*) FROM sighting")) == 1
        assert len(session.scalars(sa.select(Statement)).all()) == 1


def test_looking_back_ends_with_the_transaction(store: Store, then: tuple[datetime, dict[str, list[Any]]]) -> None:
    _, before = then
    with store.read() as session:
        look_back(session, START - HOUR)
        assert session.scalar(sa.select(sa.func.count(Article.id))) == 0
    assert answers(store) == before


def test_nothing_can_be_written_into_the_past(store: Store, then: tuple[datetime, dict[str, list[Any]]]) -> None:
    at, _ = then
    with store.read() as session:
        look_back(session, at)
        with pytest.raises(DBAPIError):
            session.execute(sa.update(Article).values(failures=7))


def test_the_first_look_back_and_the_last_agree_with_what_stood(store: Store, clock: HandClock) -> None:
    """Every instant of a store that grows answers as it did when it was the present."""
    who, told = judges(store, "1"), []
    for slug in ("one", "two", "three"):
        judge(store, say(store, an_article(store, slug), f"It was {slug}"), who, slug)
        told.append((clock(), answers(store)))
        clock.forward(LATER)
    assert [answers(store, at) for at, _ in told] == [found for _, found in told]
    assert len({str(found) for _, found in told}) == 3
