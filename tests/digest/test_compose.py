"""One day out of the store: what is told, when it is told, and that it stays told."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from db import annotations, feeds
from db.session import Store
from db.tables import Poll
from digest.compose import Day, compose
from digest.content import Digest
from digest.render import render
from narrative.model import Certainty, Outcome, Polarity, Verdict
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, LEDGER
from tests.digest.press import BIRDS, HEADLINE, INCIDENT, KILLED, LEAD, MISSILE, SNOW, SURVIVED, WATCHED, Press

TODAY = START.date()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def press(store: Store) -> Press:
    return Press(store)


def told(press: Press, day: date = TODAY, zone: str = "UTC") -> Digest:
    with press.store.read() as session:
        found = compose(session, Day(INCIDENT, day, zone))
    assert found
    return found


def test_an_incident_that_was_not_followed_has_no_digest(press: Press) -> None:
    with press.store.read() as session:
        assert compose(session, Day("other", TODAY, "UTC")) is None
        assert compose(session, Day(INCIDENT, TODAY - DAY, "UTC")) is None
        assert compose(session, Day(INCIDENT, TODAY, "UTC")) is not None


def test_a_day_without_news_is_quiet_and_complete(press: Press) -> None:
    digest = told(press)
    assert (digest.quiet, digest.complete, digest.incident, digest.day) == (True, True, INCIDENT, TODAY)
    assert digest.title == WATCHED.definition.title
    assert (digest.articles, digest.statements, digest.revised, digest.pages, digest.quantities) == ((), (), (), (), ())


def test_an_article_about_something_else_is_no_news(press: Press) -> None:
    press.say("snow", SNOW * 5, headline="Snow")
    press.judge()
    assert told(press).quiet


def test_a_new_article_is_told_with_what_it_says(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS)
    press.judge()
    digest = told(press)
    (article,) = digest.articles
    assert (article.article.outlet, article.article.headline, article.article.url) == (
        "The Courier",
        HEADLINE,
        "https://courier.test/crash",
    )
    assert article.first_seen_at == clock()
    (birds,) = [s for s in digest.statements if "bird" in s.claim.lower()]
    assert (birds.polarity, birds.first, birds.sentence) == (Polarity.AFFIRM, True, BIRDS.strip())
    assert birds.certainty in Certainty
    assert [p.outlet for p in digest.positions] == ["The Courier"]


def test_what_was_told_yesterday_is_not_told_today(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS)
    press.judge()
    clock.forward(DAY)
    press.say("again", LEAD + BIRDS + KILLED)
    press.judge()
    first, second = told(press), told(press, TODAY + DAY)
    assert len(first.articles) == len(second.articles) == 1
    assert any("bird" in s.claim.lower() for s in first.statements)
    assert not any("bird" in s.claim.lower() for s in second.statements)


def test_a_claim_is_first_only_for_whom_it_was_seen_at_first(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS)
    clock.forward(HOUR)
    press.say("crash", LEAD + BIRDS + KILLED, LEDGER)
    press.judge()
    firsts = {(s.article.outlet, s.first) for s in told(press).statements if "bird" in s.claim.lower()}
    assert firsts == {("The Courier", True), ("The Ledger", False)}


def test_who_came_in_one_round_of_looking_came_first_together(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS)
    clock.forward(timedelta(minutes=30))
    press.say("crash", LEAD + BIRDS + KILLED, LEDGER)
    press.judge()
    assert all(s.first for s in told(press).statements if "bird" in s.claim.lower())


def test_a_copy_is_no_further_voice(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS, LEDGER)
    clock.forward(HOUR)
    press.say("copy", LEAD + BIRDS)
    press.judge()
    digest = told(press)
    assert [(a.article.outlet, a.copies) for a in digest.articles] == [("The Ledger", ("The Courier",))]
    assert {s.article.outlet for s in digest.statements} == {"The Ledger"}


def test_a_revision_is_told_between_its_two_looks_with_its_verdict(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS + KILLED)
    before = clock()
    clock.forward(3 * HOUR)
    press.say("crash", LEAD + MISSILE + KILLED)
    press.judge()
    (revised,) = told(press).revised
    assert (revised.interval.after_at, revised.interval.until_at) == (before, clock())
    assert revised.verdict is Verdict.UNDETERMINED
    assert revised.reason == "the page gives no modification date"
    assert any("birds" in edit.before for edit in revised.edits)
    assert any("air defence" in edit.after for edit in revised.edits)
    assert revised.material


def test_a_date_that_moved_is_the_ground_of_its_verdict(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS, modified_at=clock())
    clock.forward(3 * HOUR)
    press.say("crash", LEAD + MISSILE, modified_at=clock())
    press.judge()
    (revised,) = told(press).revised
    assert revised.verdict is Verdict.DATE_BUMPED
    assert revised.reason == "the page's modification date moved from 06 Jan 12:00 to 06 Jan 15:00 UTC"


def test_a_date_that_stood_still_tells_only_what_the_outlet_s_habit_shows(press: Press, clock: HandClock) -> None:
    still = clock()
    press.say("crash", LEAD + BIRDS, modified_at=still)
    clock.forward(3 * HOUR)
    press.say("crash", LEAD + MISSILE, modified_at=still)
    press.judge()
    (revised,) = told(press).revised
    assert revised.verdict is Verdict.UNDETERMINED
    assert revised.reason == "the modification date did not move, but no earlier edit shows that this outlet moves it"


def test_numbers_that_cannot_both_be_right_are_disputed(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + KILLED)
    clock.forward(HOUR)
    press.say("toll", LEAD + "Forty-two people were killed. ", LEDGER)
    press.judge()
    (killed,) = [q for q in told(press).quantities if q.disputed]
    assert [(h.value, h.outlets) for h in killed.held] == [("38", ("The Courier",)), ("42", ("The Ledger",))]


def test_a_corrected_number_is_disputed_no_more(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + "Forty-two people were killed. ")
    clock.forward(HOUR)
    press.say("toll", LEAD + KILLED, LEDGER)
    clock.forward(HOUR)
    press.say("crash", LEAD + KILLED)
    press.judge()
    assert told(press).disputed == ()


def test_at_least_is_told_as_such(press: Press) -> None:
    press.say("crash", LEAD + SURVIVED)
    press.judge()
    assert "at least 12" in [h.value for q in told(press).quantities for h in q.held]


def test_a_page_that_went_away_is_told_with_what_its_server_said(press: Press, clock: HandClock) -> None:
    article_id = press.say("crash", LEAD + BIRDS)
    press.judge()
    seen_at = clock()
    for _ in range(3):
        clock.forward(13 * HOUR)
        press.look(article_id, Outcome.GONE, "HTTP 410")
    press.judge()
    assert told(press, clock().date() - DAY).pages == ()  # two looks prove nothing
    (page,) = told(press, clock().date()).pages
    assert (page.kind, page.reason, page.interval.after_at) == ("vanished", "HTTP 410", seen_at)
    assert page.interval.until_at == seen_at + 13 * HOUR
    assert page.article.outlet == "The Courier"


def test_what_a_feed_may_have_listed_unseen_makes_the_day_incomplete(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS)
    press.judge()
    with press.store.read() as session:
        last = session.scalar(sa.select(sa.func.max(Poll.id)))
    clock.forward(HOUR)
    press.poll(COURIER, gap_after_id=last)
    (reason,) = told(press).incomplete
    assert reason.startswith("The Courier: articles may have come and gone unseen between")
    assert reason.endswith("nothing that 1 feed listed then was known")
    assert told(press, TODAY + DAY).complete


def test_what_was_not_judged_by_the_end_of_the_day_makes_it_incomplete(press: Press) -> None:
    press.say("crash", LEAD + BIRDS)
    press.say("snow", SNOW * 5, headline="Snow")
    digest = told(press)
    assert not digest.complete
    assert digest.incomplete == ("2 snapshots had not been judged by the end of the day",)
    press.judge()
    assert told(press).complete


def test_what_was_judged_after_the_day_is_told_on_the_day_of_its_judgment(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS)
    clock.forward(DAY)
    press.judge()
    first, second = told(press), told(press, TODAY + DAY)
    assert (first.complete, first.articles) == (False, ())
    assert second.complete
    assert [a.article.outlet for a in second.articles] == ["The Courier"]


def test_a_day_is_a_day_of_its_time_zone() -> None:
    assert Day(INCIDENT, TODAY, "Asia/Baku").window.from_at == datetime(2025, 1, 5, 20, tzinfo=UTC)
    assert Day(INCIDENT, TODAY, "UTC").window.until_at == datetime.combine(TODAY + DAY, time(), UTC)
    shortest = Day(INCIDENT, date(2025, 3, 30), "Europe/Berlin").window
    longest = Day(INCIDENT, date(2025, 10, 26), "Europe/Berlin").window
    assert (shortest.until_at - shortest.from_at, longest.until_at - longest.from_at) == (23 * HOUR, 25 * HOUR)


def test_the_evening_in_one_zone_is_the_next_day_in_another(press: Press, clock: HandClock) -> None:
    clock.forward(9 * HOUR)  # 21:00 UTC is 01:00 in Baku
    press.say("crash", LEAD + BIRDS)
    press.judge()
    assert len(told(press, TODAY, "UTC").articles) == 1
    assert len(told(press, TODAY, "Asia/Baku").articles) == 0
    assert len(told(press, TODAY + DAY, "Asia/Baku").articles) == 1


def test_what_was_not_seen_is_told(press: Press, clock: HandClock) -> None:
    article_id = press.article(COURIER, "crash")
    press.poll(LEDGER, outcome=Outcome.TIMED_OUT, reason="after 30 s")
    press.look(article_id, Outcome.BLOCKED, "a wall")
    seen = told(press).coverage
    assert (seen.outlets_watched, seen.feeds_polled, seen.looks) == (2, 2, 1)
    assert [(f.name, f.reason) for f in seen.feeds_failed] == [(f"The Ledger: {LEDGER.feeds[0]}", "after 30 s")]
    assert [(f.name, f.reason) for f in seen.outlets_unreachable] == [("The Courier", "a wall")]


def busy_day(press: Press, clock: HandClock) -> None:
    """A day with everything in it, whose judgments were all made on that day."""
    article_id = press.say("crash", LEAD + BIRDS + SURVIVED)
    press.say("toll", LEAD + "Forty-two people were killed. ", LEDGER)
    press.judge()
    clock.forward(2 * HOUR)
    press.say("crash", LEAD + MISSILE + KILLED, headline="Airliner was shot at, president says")
    press.look(press.article(LEDGER, "other"), Outcome.BLOCKED, "a wall")
    press.judge()
    press.look(article_id, Outcome.MISSING, "HTTP 404")


def bytes_of(press: Press) -> tuple[str, str, str]:
    rendered = render(told(press))
    return rendered.subject, rendered.html, rendered.text


def test_a_day_composed_again_after_more_was_seen_is_the_same_to_the_byte(press: Press, clock: HandClock) -> None:
    busy_day(press, clock)
    before = bytes_of(press)
    clock.forward(DAY)
    article_id = press.say("crash", LEAD + KILLED, headline="Nothing is known")
    press.say("toll", LEAD + KILLED + BIRDS, LEDGER)
    press.say("copy", LEAD + "Forty-two people were killed. ")
    press.judge()
    for _ in range(3):
        clock.forward(13 * HOUR)
        press.look(article_id, Outcome.GONE)
    press.judge()
    assert bytes_of(press) == before


def test_a_day_composed_again_under_a_newer_definition_is_the_same_to_the_byte(press: Press, clock: HandClock) -> None:
    busy_day(press, clock)
    before = bytes_of(press)
    clock.forward(DAY)
    press.activate(replace(WATCHED, source=replace(WATCHED.source, text=WATCHED.source.text.replace("title:", "title: Another", 1))))
    press.judge()
    assert bytes_of(press) == before


def test_a_day_composed_again_after_the_catalogue_changed_is_the_same_to_the_byte(press: Press, clock: HandClock) -> None:
    busy_day(press, clock)
    before = bytes_of(press)
    clock.forward(DAY)
    with press.store.write() as session:
        feeds.sync_outlets(session, (replace(COURIER, name="Courier International"),), clock())
    assert bytes_of(press) == before


def test_a_new_definition_does_not_tell_old_news_again(press: Press, clock: HandClock) -> None:
    busy_day(press, clock)
    clock.forward(DAY)
    press.activate(replace(WATCHED, source=replace(WATCHED.source, text=WATCHED.source.text + "\n# reworded\n")))
    press.judge()
    digest = told(press, TODAY + DAY)
    assert digest.complete
    assert (digest.articles, digest.statements, digest.revised) == ((), (), ())


def test_new_code_does_not_tell_old_edits_again(press: Press, clock: HandClock) -> None:
    busy_day(press, clock)
    clock.forward(DAY)
    with press.store.write() as session:
        compare = annotations.activate(session, annotations.AnnotatorFacts("compare", "next", "0" * 64))
    press.who = replace(press.who, compare=compare)
    press.judge()
    assert told(press, TODAY + DAY).revised == ()


def test_a_page_that_went_away_is_not_told_again_by_a_new_definition(press: Press, clock: HandClock) -> None:
    article_id = press.say("crash", LEAD + BIRDS)
    press.judge()
    for _ in range(3):
        clock.forward(13 * HOUR)
        press.look(article_id, Outcome.GONE, "HTTP 410")
    press.judge()
    assert len(told(press, clock().date()).pages) == 1
    clock.forward(DAY)
    press.activate(replace(WATCHED, source=replace(WATCHED.source, text=WATCHED.source.text + "\n# reworded\n")))
    press.judge()
    assert told(press, clock().date()).pages == ()


def test_the_run_s_name_tells_the_day_and_what_it_was_made_by(press: Press, clock: HandClock) -> None:
    first = told(press).run_id
    assert first.startswith(f"{INCIDENT}-20250106-")
    assert first == told(press).run_id
    assert first != told(press, zone="Asia/Baku").run_id
    clock.forward(HOUR)
    press.activate(replace(WATCHED, source=replace(WATCHED.source, text=WATCHED.source.text + "\n# reworded\n")))
    assert first != told(press).run_id


def test_an_outlet_that_only_reprints_has_no_position_of_its_own(press: Press, clock: HandClock) -> None:
    press.say("crash", LEAD + BIRDS + SNOW)
    clock.forward(HOUR)
    press.say("crash", LEAD + BIRDS + SNOW, LEDGER)
    press.judge()
    digest = told(press)
    assert ([p.outlet for p in digest.positions], digest.reprinting) == (["The Ledger"], ("The Courier",)), "the Ledger is a wire"
