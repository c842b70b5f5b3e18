"""Puts settings, clock and store together for digests: composes what is due, and delivers each once.

The only place in this package that makes settings. The clock comes from `clock_from`, as everywhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import structlog

from db import digests, feeds
from db.digests import StoredDigest
from db.feeds import SubscriptionFacts
from db.run import opened
from db.session import Session, Store
from db.tables import Delivery
from db.tables import Digest as DigestRow
from digest.compose import Day, compose
from digest.deliver import MaybeAccepted, NotAccepted, Outbox, Refused, outbox
from digest.envelope import Envelope, Sender, message, message_id
from digest.render import Rendered, render
from digest.settings import DigestSettings

log = structlog.get_logger()
CATCH_UP = 7
"""Days for which missed digests are made up after an outage; who was away for longer reads the store."""
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class DigestTally:
    """Digests composed, mails delivered now, and mails that were not."""

    composed: int = 0
    delivered: int = 0
    troubled: int = 0


def run_digests(now: datetime | None = None, day: date | None = None) -> DigestTally:
    """Compose and deliver what is due: `day`, or every day that has ended without its digest. A second run adds nothing."""
    settings = DigestSettings()
    composed = delivered = troubled = 0
    with opened(now) as store:
        with store.read() as session:
            wanted = list(_wanted(session, feeds.subscriptions(session), store.clock(), day))
        for which, recipients in wanted:
            stored, fresh = _composed(store, which)
            composed += fresh
            for recipient in recipients if stored else ():
                arrived = stored is not None and _deliver(store, stored, recipient, settings)
                delivered, troubled = delivered + (arrived is True), troubled + (arrived is False)
    return DigestTally(composed, delivered, troubled)


def preview(incident: str, day: date, time_zone: str = "UTC", now: datetime | None = None) -> Rendered | None:
    """The digest of a day as it would be composed now; stores and sends nothing. None when the incident is not followed."""
    with opened(now) as store, store.read() as session:
        content = compose(session, Day(incident, day, time_zone))
        return render(content) if content else None


def _wanted(
    session: Session, subscribed: Iterable[SubscriptionFacts], now: datetime, day: date | None
) -> Iterator[tuple[Day, tuple[str, ...]]]:
    """Which days of which incident are to be told, and to whom, oldest first."""
    groups: dict[tuple[str, str], list[SubscriptionFacts]] = {}
    for one in subscribed:
        groups.setdefault((one.incident, one.time_zone), []).append(one)
    for (incident, zone), members in groups.items():
        local = now.astimezone(ZoneInfo(zone))
        for each in [day] if day else _days_to_tell(session, incident, zone, local.date()):
            ready = tuple(m.recipient for m in members if datetime.combine(each + timedelta(days=1), m.at, local.tzinfo) <= local)
            if ready:
                yield Day(incident, each, zone), ready


def _days_to_tell(session: Session, incident: str, zone: str, today: date) -> list[date]:
    """The last days that have ended, from the last one told: its mails may still be under way."""
    newest = digests.last_day(session, incident, zone)
    first = max(newest, today - timedelta(days=CATCH_UP)) if newest else today - timedelta(days=1)
    return [first + timedelta(days=n) for n in range((today - first).days)]


def _composed(store: Store, which: Day) -> tuple[StoredDigest | None, bool]:
    """The day's digest, composed unless it was; and whether it was composed now."""
    with store.read() as session:
        if known := digests.find(session, which.incident, which.day, which.time_zone):
            return known, False
        content = compose(session, which)
    if content is None:
        return None, False
    rendered = render(content)
    row = DigestRow(
        incident=which.incident, day=which.day, time_zone=which.time_zone, revision=content.revision, complete=content.complete,
        quiet=content.quiet, subject=rendered.subject, html=rendered.html, text=rendered.text, content_sha256=rendered.sha256,
    )  # fmt: skip
    with store.write() as session:
        digests.save(session, row)
    log.info("digest composed", incident=which.incident, day=str(which.day), complete=content.complete, quiet=content.quiet)
    with store.read() as session:
        return digests.find(session, which.incident, which.day, which.time_zone), True


def _deliver(store: Store, digest: StoredDigest, recipient: str, settings: DigestSettings) -> bool | None:
    """Whether the mail left now; None when there was nothing to do.

    The `sending` row is the claim: of two processes one gets it. Who was killed after it left the mail in an unknown
    state, and an unknown mail is never sent again by itself.
    """
    with store.read() as session:
        steps = digests.states(session, digest.id, recipient)
    tries = 1 + max((n for n, _ in steps), default=0)
    to, last = outbox(settings), steps[-1][1] if steps else "failed"
    again = last == "failed" or (last == "sending" and to.repeatable)
    if not again or tries > MOST_TRIES:
        return None
    envelope = _envelope(digest, recipient, settings)
    step = _Steps(store, digest.id, envelope, tries)
    step.take("sending", "")
    state, reason = _sent(to, message(Rendered(digest.subject, digest.html, digest.text), envelope))
    step.take(state, reason)
    log.info("digest delivered", incident=digest.incident, day=str(digest.day), state=state, reason=reason)
    return state == "sent"


def _envelope(digest: StoredDigest, recipient: str, settings: DigestSettings) -> Envelope:
    sender = Sender(settings.sender, settings.unsubscribe_address, settings.unsubscribe_url)
    return Envelope(sender, recipient, digest.incident, digest.day, digest.revision, digest.recorded_at)


def _sent(to: Outbox, mail: EmailMessage) -> tuple[str, str]:
    try:
        to.send(mail)
    except NotAccepted as error:
        return "failed", str(error)
    except Refused as error:
        return "refused", str(error)
    except MaybeAccepted as error:
        return "unknown", str(error)
    return "sent", ""


@dataclass(frozen=True, slots=True)
class _Steps:
    """Writes down one try of one delivery."""

    store: Store
    digest_id: int
    envelope: Envelope
    tries: int

    def take(self, state: str, reason: str) -> None:
        with self.store.write() as session:
            digests.record_step(
                session,
                Delivery(
                    digest_id=self.digest_id, recipient=self.envelope.recipient, tries=self.tries, state=state,
                    message_id=message_id(self.envelope), reason=reason,
                ),
            )  # fmt: skip
