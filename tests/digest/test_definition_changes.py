"""A definition that changes moves articles; the day's digest says so once, and takes none of it for news."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from db.session import Store
from db.tables import Event, Judgment, Tag
from digest.compose import Day, compose
from digest.content import Digest
from digest.render import render
from ingest.catalog import Source, Watched, parse_yaml
from narrative.definition import Definition, compile_definition
from narrative.model import Outcome
from tests.clocks import START, HandClock
from tests.db.examples import LEDGER, count
from tests.digest.press import Press

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = START.date()
NARROW = """\
id: ferry
title: The ferry
version: 1
window: {from: 2025-01-01}
languages: [en]
terms:
  ferry: {any: [Amber Star]}
  fire: {any: [fire]}
rules:
  - {id: named, all: [ferry], weight: 0.9}
claims:
  - {id: cause.fire, label: fire on board, family: cause, rules: [{id: fire, all: [fire]}]}
tests:
  - {text: The Amber Star sank., expect: primary}
"""
WIDE = NARROW.replace("version: 1", "version: 2").replace("[Amber Star]", "[Amber Star, ferry]")
NAMED = "The Amber Star went down off the cape on Monday, the harbour master said. Divers are on their way to the place."
UNNAMED = "A ferry went down off the cape on Monday. A fire had been reported on board an hour before, the coastguard said."
SNOW = "Snow fell in the mountains all night, and the road to the pass stayed closed until the morning."


def watched(text: str) -> Watched:
    source = Source(Path("ferry.yaml"), text)
    definition = parse_yaml(source, Definition)
    return Watched(definition, compile_definition(definition), source)


@pytest.fixture
def press(store: Store) -> Press:
    """Two articles on one day, of which the narrow definition knows one."""
    made = Press(store, (watched(NARROW),))
    made.say("named", NAMED, headline="Ship lost")
    made.say("unnamed", UNNAMED, LEDGER, headline="Ship lost off the cape")
    made.say("snow", SNOW, headline="Snow")
    made.judge()
    return made


def told(press: Press, day: date) -> Digest:
    with press.store.read() as session:
        found = compose(session, Day("ferry", day, "UTC"))
    assert found
    return found


def change(press: Press, text: str) -> None:
    press.activate(watched(text))
    press.judge()


def test_what_comes_in_by_another_definition_is_told_as_that_and_never_as_news(press: Press, clock: HandClock) -> None:
    clock.forward(DAY)
    change(press, WIDE)
    digest = told(press, TODAY + DAY)
    assert digest.definition
    assert (digest.definition.before[:7], digest.definition.after[:7]) == ("ferry@1", "ferry@2")
    assert [a.url for a in digest.definition.came] == ["https://ledger.test/unnamed"]
    assert digest.definition.went == ()
    assert (digest.articles, digest.statements, digest.revised, digest.pages) == ((), (), (), ())
    assert not digest.quiet
    assert [p.outlet for p in digest.positions] == ["The Ledger"], "where things stand is told by the definition in force"
    text = render(digest).text
    assert "+1 −0 articles" in text
    assert "Came in: The Ledger" in text
    assert "1 change of definition" in render(digest).subject


def test_it_is_told_once(press: Press, clock: HandClock) -> None:
    clock.forward(DAY)
    change(press, WIDE)
    clock.forward(DAY)
    press.judge()
    assert told(press, TODAY).definition is None
    assert told(press, TODAY + 2 * DAY).definition is None
    assert told(press, TODAY + 2 * DAY).quiet


def test_an_article_that_is_new_since_is_news_and_no_change_of_the_definition(press: Press, clock: HandClock) -> None:
    clock.forward(DAY)
    change(press, WIDE)
    clock.forward(HOUR)
    press.say("later", f"{UNNAMED} Three of the crew are missing.", headline="Three missing")
    press.judge()
    digest = told(press, TODAY + DAY)
    assert [a.article.url for a in digest.articles] == ["https://courier.test/later"]
    assert digest.definition
    assert [a.url for a in digest.definition.came] == ["https://ledger.test/unnamed"]


def test_what_falls_out_is_told_too(press: Press, clock: HandClock) -> None:
    clock.forward(DAY)
    change(press, WIDE)
    clock.forward(DAY)
    change(press, NARROW)
    digest = told(press, TODAY + 2 * DAY)
    assert digest.definition
    assert ([a.url for a in digest.definition.went], digest.definition.came) == (["https://ledger.test/unnamed"], ())


def test_there_and_back_within_a_day_is_no_change(press: Press, clock: HandClock) -> None:
    clock.forward(DAY)
    change(press, WIDE)
    clock.forward(HOUR)
    change(press, NARROW)
    digest = told(press, TODAY + DAY)
    assert digest.definition is None
    assert digest.quiet


def test_tags_of_every_definition_stand_beside_each_other(press: Press, clock: HandClock) -> None:
    assert count(press.store, Tag) == 3
    change(press, WIDE)
    change(press, NARROW)
    assert count(press.store, Tag) == 6, "coming back to a definition judges nothing anew"
    judgments = count(press.store, Judgment)
    change(press, WIDE)
    assert count(press.store, Judgment) == judgments
    change(press, NARROW + "# a comment makes another version, known by its hash\n")
    assert count(press.store, Tag) == 9


def vanish(press: Press, clock: HandClock) -> None:
    """The unnamed ferry's page is away for long enough to say so."""
    gone = press.article(LEDGER, "unnamed")
    for _ in range(3):
        clock.forward(DAY / 2)
        press.look(gone, Outcome.GONE, "HTTP 410")


def test_a_page_that_had_gone_before_the_definition_knew_its_article_is_no_news(press: Press, clock: HandClock) -> None:
    vanish(press, clock)
    press.judge()
    clock.forward(DAY)
    change(press, WIDE)
    assert count(press.store, Event, Event.kind == "vanished") == 1
    assert told(press, clock().date()).pages == ()


def test_a_page_that_goes_after_that_is(press: Press, clock: HandClock) -> None:
    change(press, WIDE)
    vanish(press, clock)
    press.judge()
    assert [p.kind for p in told(press, clock().date()).pages] == ["vanished"]


def test_a_definition_that_is_new_in_the_store_is_no_change(press: Press) -> None:
    assert told(press, TODAY).definition is None
    assert len(told(press, TODAY).articles) == 1
