"""Digests that are due: composed once, delivered once, made up for after an outage, whatever is killed in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from db import digests, feeds
from db.feeds import SubscriptionFacts
from db.session import Store
from db.tables import Delivery
from db.tables import Digest as DigestRow
from digest.run import CATCH_UP, MOST_TRIES, DigestTally, preview, run_digests
from narrative.errors import ClockBehind
from tests.cli.playing import environment
from tests.clocks import START, HandClock
from tests.db.examples import count
from tests.digest.press import BIRDS, INCIDENT, LEAD, Press
from tests.digest.test_deliver import Mailbox, free_port

TODAY = START.date()
DAY = timedelta(days=1)
DESK = SubscriptionFacts(INCIDENT, "desk@example.org", "UTC", time(6))


@dataclass
class House:
    """A store, a folder for mails, and the clock by which everything happens."""

    press: Press
    folder: Path
    clock: HandClock

    @property
    def store(self) -> Store:
        return self.press.store

    def subscribe(self, *wanted: SubscriptionFacts) -> None:
        with self.store.write() as session:
            feeds.sync_subscriptions(session, wanted)

    def run(self, day: date | None = None) -> DigestTally:
        return run_digests(self.clock(), day)

    def mails(self) -> list[str]:
        return sorted(p.name for p in self.folder.glob("*.eml"))

    def days(self) -> list[tuple[date, str]]:
        with self.store.read() as session:
            return [(d, z) for d, z in session.execute(sa.select(DigestRow.day, DigestRow.time_zone).order_by(DigestRow.day, DigestRow.id))]

    def steps(self) -> list[tuple[int, str, str]]:
        with self.store.read() as session:
            found = session.execute(sa.select(Delivery.tries, Delivery.state, Delivery.reason).order_by(Delivery.id))
            return [(n, state, reason) for n, state, reason in found]

    def claim(self, tries: int = 1) -> None:
        """What a process leaves that is killed while it sends."""
        with self.store.write() as session:
            (digest_id,) = session.scalars(sa.select(DigestRow.id))
            digests.record_step(
                session,
                Delivery(digest_id=digest_id, recipient=DESK.recipient, tries=tries, state="sending", message_id="<x@y>", reason=""),
            )


@pytest.fixture
def house(sqlite_store: Store, clock: HandClock, tmp_path: Path) -> Iterator[House]:
    url = sqlite_store.engine.url.render_as_string()
    with environment({"PALIMPSEST_DB_URL": url, "PALIMPSEST_DIGESTS_FOLDER": str(tmp_path / "mails")}):
        made = House(Press(sqlite_store), tmp_path / "mails", clock)
        made.subscribe(DESK)
        yield made


@pytest.fixture
def next_morning(house: House) -> House:
    """06:00 of the day after a day with news."""
    house.press.say("crash", LEAD + BIRDS)
    house.press.judge()
    house.clock.at = datetime.combine(TODAY + DAY, time(6), START.tzinfo)
    return house


def test_a_day_is_told_once_however_often_it_is_asked_for(next_morning: House) -> None:
    assert next_morning.run() == DigestTally(1, 1, 0)
    assert next_morning.days() == [(TODAY, "UTC")]
    assert len(next_morning.mails()) == 1
    for day in (None, TODAY):
        assert next_morning.run(day) == DigestTally()
    assert [(n, state) for n, state, _ in next_morning.steps()] == [(1, "sending"), (1, "sent")]


def test_a_digest_waits_for_its_time_of_the_morning(next_morning: House) -> None:
    next_morning.clock.at -= timedelta(minutes=1)
    assert next_morning.run() == DigestTally()
    assert next_morning.run(TODAY) == DigestTally()
    next_morning.clock.forward(timedelta(minutes=1))
    assert next_morning.run().delivered == 1


def test_a_day_that_has_not_ended_is_not_told(next_morning: House) -> None:
    assert next_morning.run(TODAY + DAY) == DigestTally()
    assert next_morning.days() == []


def test_a_day_is_told_when_nothing_happened_too(house: House) -> None:
    house.clock.forward(DAY)
    assert house.run() == DigestTally(1, 1, 0)
    with house.store.read() as session:
        found = digests.find(session, INCIDENT, TODAY, "UTC")
    assert found
    assert (found.quiet, found.complete) == (True, True)


def test_a_digest_of_what_is_not_judged_says_so_and_is_told_in_time(next_morning: House) -> None:
    next_morning.clock.at = START
    next_morning.press.say("other", LEAD)
    next_morning.clock.at = datetime.combine(TODAY + DAY, time(6), START.tzinfo)
    assert next_morning.run().delivered == 1
    with next_morning.store.read() as session:
        found = digests.find(session, INCIDENT, TODAY, "UTC")
    assert found
    assert not found.complete
    assert "1 snapshots had not been judged" in found.text


def test_each_address_gets_its_own_mail_of_the_one_digest(next_morning: House) -> None:
    next_morning.subscribe(DESK, SubscriptionFacts(INCIDENT, "night@example.org", "UTC", time(6)))
    assert next_morning.run() == DigestTally(1, 2, 0)
    assert len(next_morning.mails()) == 2
    assert count(next_morning.store, DigestRow) == 1


def test_who_wants_it_later_gets_the_same_digest_later(next_morning: House) -> None:
    next_morning.subscribe(DESK, SubscriptionFacts(INCIDENT, "late@example.org", "UTC", time(9)))
    assert next_morning.run() == DigestTally(1, 1, 0)
    next_morning.clock.forward(timedelta(hours=3))
    assert next_morning.run() == DigestTally(0, 1, 0)


def test_who_is_unsubscribed_gets_nothing(next_morning: House) -> None:
    next_morning.subscribe()
    assert next_morning.run() == DigestTally()
    assert next_morning.mails() == []


def test_a_day_is_a_day_where_the_reader_is(house: House) -> None:
    house.subscribe(SubscriptionFacts(INCIDENT, "baku@example.org", "Asia/Baku", time(6)))
    house.clock.at = datetime.combine(TODAY + DAY, time(1, 59), START.tzinfo)
    assert house.run() == DigestTally()
    house.clock.forward(timedelta(minutes=1))
    assert house.run() == DigestTally(1, 1, 0)
    assert house.days() == [(TODAY, "Asia/Baku")]


def test_an_incident_that_nobody_follows_is_not_told(house: House) -> None:
    house.subscribe(SubscriptionFacts("other", "desk@example.org", "UTC", time(6)))
    house.clock.forward(DAY)
    assert house.run() == DigestTally()


def test_days_that_were_missed_are_made_up_for(next_morning: House) -> None:
    next_morning.run()
    next_morning.clock.forward(3 * DAY)
    assert next_morning.run() == DigestTally(3, 3, 0)
    assert [d for d, _ in next_morning.days()] == [TODAY + n * DAY for n in range(4)]
    assert len(next_morning.mails()) == 4
    assert next_morning.run() == DigestTally()


def test_after_a_long_outage_only_the_last_days_are_made_up_for(next_morning: House) -> None:
    next_morning.run()
    next_morning.clock.forward(30 * DAY)
    assert next_morning.run() == DigestTally(CATCH_UP, CATCH_UP, 0)
    assert next_morning.days()[-1][0] == TODAY + 30 * DAY
    assert next_morning.run() == DigestTally()


def test_the_first_digest_ever_is_yesterday_s(house: House) -> None:
    house.clock.forward(10 * DAY)
    assert house.run() == DigestTally(1, 1, 0)
    assert house.days() == [(TODAY + 9 * DAY, "UTC")]


def test_what_was_told_is_not_composed_again(next_morning: House) -> None:
    next_morning.run()
    next_morning.press.say("late", LEAD + BIRDS)
    next_morning.press.judge()
    next_morning.clock.forward(timedelta(hours=1))
    assert next_morning.run(TODAY) == DigestTally()
    assert count(next_morning.store, DigestRow) == 1


def test_a_mail_that_was_cut_off_on_its_way_into_a_folder_is_written_again(next_morning: House) -> None:
    next_morning.run()
    for file in next_morning.folder.iterdir():
        file.unlink()
    with next_morning.store.write() as session:
        session.execute(sa.delete(Delivery))
    next_morning.claim()
    assert next_morning.run() == DigestTally(0, 1, 0)
    assert len(next_morning.mails()) == 1
    assert [(n, state) for n, state, _ in next_morning.steps()] == [(1, "sending"), (2, "sending"), (2, "sent")]


def test_a_folder_that_cannot_be_written_is_tried_again_and_given_up_after_some_tries(next_morning: House, tmp_path: Path) -> None:
    (tmp_path / "mails").write_text("not a folder")
    assert next_morning.run() == DigestTally(1, 0, 1)
    for _ in range(MOST_TRIES - 1):
        assert next_morning.run() == DigestTally(0, 0, 1)
    assert next_morning.run() == DigestTally()
    assert [(n, state) for n, state, _ in next_morning.steps()] == [
        (n, state) for n in range(1, MOST_TRIES + 1) for state in ("sending", "failed")
    ]


def test_a_preview_keeps_and_sends_nothing(next_morning: House) -> None:
    rendered = preview(INCIDENT, TODAY, now=next_morning.clock())
    assert rendered
    assert "Courier" in rendered.text
    assert preview("other", TODAY, now=next_morning.clock()) is None
    assert count(next_morning.store, DigestRow) == 0
    assert next_morning.mails() == []
    next_morning.run()
    with next_morning.store.read() as session:
        stored = digests.find(session, INCIDENT, TODAY, "UTC")
    assert stored
    assert (stored.subject, stored.text, stored.html) == (rendered.subject, rendered.text, rendered.html)


def test_a_clock_behind_the_store_tells_nothing(next_morning: House) -> None:
    next_morning.run()
    with pytest.raises(ClockBehind):
        run_digests(START - DAY)


@pytest.fixture
def smtp() -> Iterator[Mailbox]:
    """A mail server, named by the environment."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    named = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(controller.port),
        "SMTP_SECURITY": "plain",
        "SMTP_TIMEOUT": "5",
        "SMTP_PATIENCE": "5",
    }
    with environment({f"PALIMPSEST_{name}": value for name, value in named.items()}):
        yield box
    controller.stop(no_assert=True)


def test_a_mail_that_a_server_took_is_not_sent_again(next_morning: House, smtp: Mailbox) -> None:
    assert next_morning.run() == DigestTally(1, 1, 0)
    assert next_morning.run() == DigestTally()
    (mail,) = (message_from_bytes(raw, policy=policy.default) for raw in smtp.accepted)
    assert mail["To"] == DESK.recipient
    assert next_morning.mails() == []


def test_a_mail_that_was_cut_off_on_its_way_to_a_server_is_never_sent_again_by_itself(next_morning: House, smtp: Mailbox) -> None:
    smtp.answers["mail"] = "451 later"
    next_morning.run()
    with next_morning.store.write() as session:
        session.execute(sa.delete(Delivery))
    next_morning.claim()
    del smtp.answers["mail"]
    assert next_morning.run() == DigestTally()
    assert smtp.accepted == []


@pytest.mark.parametrize(
    ("said", "state", "again"),
    [
        ({"rcpt": "451 4.3.0 later"}, "failed", True),
        ({"mail": "550 5.7.1 no"}, "refused", False),
        ({"text": "554 5.6.0 no"}, "refused", False),
        ({"text": "hang up"}, "unknown", False),
    ],
)
def test_a_server_s_answer_is_written_down_and_decides_whether_it_is_asked_again(
    next_morning: House, smtp: Mailbox, said: dict[str, str], state: str, again: bool
) -> None:
    smtp.answers.update(said)
    assert next_morning.run() == DigestTally(1, 0, 1)
    (_, (tries, found, reason)) = next_morning.steps()
    assert (tries, found) == (1, state)
    assert reason
    assert DESK.recipient not in reason
    smtp.answers.clear()
    assert next_morning.run() == (DigestTally(0, 1, 0) if again else DigestTally())
    assert len(smtp.accepted) == int(again)


def test_one_address_that_is_refused_keeps_no_other_from_its_mail(next_morning: House, smtp: Mailbox) -> None:
    next_morning.subscribe(SubscriptionFacts(INCIDENT, "a@example.org", "UTC", time(6)), DESK)
    smtp.answers["rcpt"] = "550 nobody here"
    assert next_morning.run() == DigestTally(1, 0, 2)
    assert sorted(state for _, state, _ in next_morning.steps()) == ["refused", "refused", "sending", "sending"]
