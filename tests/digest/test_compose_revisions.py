"""How revisions are told: what is back, what lives, what a person decided, what was hidden; each once, and the same for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db import annotations, overrules, readings
from db.session import Store
from digest.content import Digest
from digest.render import render
from narrative.model import Headlines, Polarity, Suppressed, Verdict
from tests.clocks import START, HandClock
from tests.db.examples import LEDGER
from tests.digest.press import BIRDS, HEADLINE, KILLED, LEAD, MISSILE, Press
from tests.digest.test_compose import DAY, HOUR, TODAY, told

BECAUSE = [Suppressed("counter", "12 comments", "14 comments"), Suppressed("counter", "1 share", "2 shares")]


@pytest.fixture
def press(store: Store) -> Press:
    return Press(store)


def changed(press: Press, clock: HandClock, after: str = MISSILE) -> int:
    """An article that said one thing at START, and another an hour later."""
    article_id = press.say("crash", LEAD + BIRDS)
    clock.forward(HOUR)
    press.say("crash", LEAD + after)
    return article_id


def causes(digest: Digest) -> set[str]:
    return {s.claim for p in digest.positions for s in p.says if s.polarity is Polarity.AFFIRM}


def test_words_that_are_back_are_told_as_such_once_and_stand_again(press: Press, clock: HandClock) -> None:
    article_id = changed(press, clock)
    press.judge()
    missile = causes(told(press))
    for n in range(4):
        clock.forward(HOUR)
        press.see(article_id, n % 2, returned_from=1 - n % 2)
        press.judge()
    digest = told(press)
    assert [r.back_to for r in digest.revised] == [None, START]
    assert digest.revised[1].interval.until_at == START + 2 * HOUR
    assert any("birds" in edit.after for edit in digest.revised[1].edits)
    clock.forward(HOUR)
    press.see(article_id, 0, returned_from=1)
    press.judge()
    assert causes(told(press)) != missile
    assert any("bird" in cause.lower() for cause in causes(told(press)))


def test_a_return_on_a_later_day_is_told_on_that_day_alone(press: Press, clock: HandClock) -> None:
    article_id = changed(press, clock)
    press.judge()
    clock.forward(DAY)
    press.see(article_id, 0, returned_from=1)
    press.judge()
    assert [bool(r.back_to) for r in told(press).revised] == [False]
    assert [bool(r.back_to) for r in told(press, TODAY + DAY).revised] == [True]


def test_a_live_page_is_one_line_that_counts_its_updates(press: Press, clock: HandClock) -> None:
    text = LEAD + BIRDS
    for n, more in enumerate((KILLED, MISSILE, "The airport reopened at noon. ")):
        press.say("live", text, live=True)
        text += more
        clock.forward(HOUR * (n + 1))
    press.say("live", text, live=True)
    press.judge()
    digest = told(press)
    assert digest.revised == ()
    (page,) = digest.live
    assert (page.updates, page.added, page.removed, page.before_attempt, page.after_attempt) == (3, 3, 0, 1, 4)
    assert (page.interval.after_at, page.interval.until_at) == (START, clock())
    assert not digest.quiet


def test_what_a_person_decided_counts_and_is_named(press: Press, clock: HandClock) -> None:
    changed(press, clock)
    press.judge()
    press.decide(overrules.VERDICT, 2, "notice_given")
    (revised,) = told(press).material
    (ruling,) = revised.rulings
    assert (revised.verdict, revised.verdict_by) == (Verdict.NOTICE_GIVEN, "A. Analyst")
    assert (ruling.decision, ruling.judged, ruling.reason) == ("notice_given", "undetermined", "a reason")
    press.decide(overrules.MATERIAL, 2, overrules.NO)
    digest = told(press)
    assert (digest.material, digest.minor, len(digest.decided)) == ((), (), 1)
    press.decide(overrules.MATERIAL, 2, overrules.AS_JUDGED)
    assert len(told(press).material) == 1


def test_a_decision_of_a_later_day_is_told_then_and_leaves_the_day_as_it_was_told(press: Press, clock: HandClock) -> None:
    changed(press, clock)
    press.judge()
    before = render(told(press))
    clock.forward(DAY)
    press.decide(overrules.VERDICT, 2, "unmarked")
    press.judge()
    digest = told(press, TODAY + DAY)
    assert (digest.material, digest.unmarked, len(digest.decided)) == ((), (), 1)
    assert digest.decided[0].told_before
    assert render(told(press)) == before
    clock.forward(DAY)
    press.decide(overrules.VERDICT, 2, overrules.AS_JUDGED)
    (revised,) = told(press, TODAY + 2 * DAY).decided
    assert (revised.verdict, revised.rulings[0].decision) == (Verdict.UNDETERMINED, "as judged")


def test_what_a_person_brought_to_light_is_told_once_on_the_day_it_was_decided(press: Press, clock: HandClock) -> None:
    article_id = press.say("crash", LEAD + BIRDS)
    clock.forward(HOUR)
    hidden = press.see(article_id, 0, noise=BECAUSE)
    clock.forward(HOUR)
    press.say("crash", LEAD + MISSILE)
    press.judge()
    before = render(told(press))
    clock.forward(DAY)
    press.show(article_id, hidden, LEAD + BIRDS + KILLED)
    press.judge()
    (revised,) = told(press, TODAY + DAY).revised
    assert (revised.after_attempt, [r.decision for r in revised.rulings]) == (hidden, ["shown"])
    assert revised.interval.until_at == START + HOUR
    assert render(told(press)) == before
    clock.forward(DAY)
    press.judge()
    assert told(press, TODAY + 2 * DAY).revised == ()


def test_differences_that_were_judged_to_be_noise_are_counted(press: Press, clock: HandClock) -> None:
    article_id = press.say("crash", LEAD + BIRDS)
    clock.forward(HOUR)
    press.see(article_id, 0, noise=BECAUSE)
    press.judge()
    seen = told(press).coverage
    assert (seen.looks, seen.hidden, seen.suppressed) == (2, 1, 2)
    assert told(press, TODAY + DAY).coverage.suppressed == 0


def test_a_page_that_moved_is_told_with_its_new_address(press: Press, clock: HandClock) -> None:
    article_id = press.say("crash", LEAD + BIRDS)
    clock.forward(HOUR)
    press.move(article_id, "https://courier.test/world/crash")
    press.judge()
    (page,) = told(press).pages
    assert (page.kind, page.moved_to, page.reason) == ("moved", "https://courier.test/world/crash", "with the words that it had")
    assert (page.interval.after_at, page.interval.until_at) == (START, START + HOUR)


def test_a_newer_reader_tells_nothing_again(press: Press, clock: HandClock) -> None:
    article_id = changed(press, clock)
    press.judge()
    clock.forward(DAY)
    with press.store.write() as session:
        reader_id = annotations.activate(session, annotations.AnnotatorFacts("read", "next", "0" * 64))
        readings.take_over(session, article_id, reader_id)
    press.who = replace(press.who, reader=reader_id)
    press.judge()
    digest = told(press, TODAY + DAY)
    assert digest.complete
    assert (digest.revised, digest.articles, digest.statements, digest.coverage.hidden) == ((), (), (), 0)


def test_where_a_headline_did_not_change_is_known(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS, headlines=Headlines(h1=HEADLINE, title=HEADLINE))
    clock.forward(HOUR)
    press.say("crash", LEAD + BIRDS, headline="Plane was shot at", headlines=Headlines(h1="Plane was shot at", title=HEADLINE))
    press.judge()
    (revised,) = told(press).revised
    assert (revised.carried, revised.feeds) == (("h1", "title"), ("crash",))
    assert [e.headlines for e in revised.edits] == [("h1",)]


def test_of_an_outlet_s_texts_the_one_that_came_to_stand_last_gives_its_numbers(press: Press, clock: HandClock) -> None:
    press.say("first", LEAD + "Forty-two people were killed. ", LEDGER)
    clock.forward(HOUR)
    press.say("second", LEAD + KILLED + BIRDS, LEDGER)
    clock.forward(timedelta(hours=2))
    press.say("first", LEAD + "Forty people were killed. ", LEDGER)
    press.judge()
    (killed,) = [q for q in told(press).quantities if q.held[0].value in {"38", "40", "42"}]
    assert [h.value for h in killed.held] == ["40"]
