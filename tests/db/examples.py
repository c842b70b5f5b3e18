"""Facts as tests put them into a store: each has a value for everything, so that a test names only what it is about."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import annotations, articles, feeds, snapshots, steps, tables
from db.annotations import AnnotatorFacts
from db.articles import AttemptFacts
from db.feeds import OutletFacts, PollFacts
from db.identity import Address
from db.listings import Listed
from db.session import Store
from db.steps import RevisionFacts
from db.tables import Base
from ingest.annotators import Annotators
from ingest.clustering import place
from ingest.feeds import content_sha256
from ingest.origins import trace
from ingest.outcomes import words_sha256
from narrative import model
from narrative.model import Action, Entry, Outcome, Part, Reading
from tests.clocks import START, HandClock

COURIER = OutletFacts("courier", "The Courier", "AZ", "en", "private", False, "https://courier.test/", ("https://courier.test/rss",))
LEDGER = OutletFacts("ledger", "The Ledger", "KZ", "ru", "state", True, "https://ledger.test/", ("https://ledger.test/rss",))
LATER = timedelta(minutes=15)


def feed_titles(session: Session, article_id: int) -> tuple[str, ...]:
    """Every headline that feeds gave the article, in the order in which they were seen."""
    return tuple(session.scalars(sa.select(tables.Entry.title).where(tables.Entry.article_id == article_id).order_by(tables.Entry.id)))


def count(store: Store, table: type[Base], *where: Any) -> int:
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0


def watch(store: Store, *outlets: OutletFacts) -> tuple[int, ...]:
    """Make these the watched outlets; returns their feeds that are due."""
    with store.write() as session:
        feeds.sync_outlets(session, outlets or (COURIER,), store.clock())
    with store.read() as session:
        return feeds.due(session, store.clock())


def listed(slug: str, title: str = "A title", guid: str = "") -> Listed:
    entry = Entry(guid or f"guid-{slug}", f"https://courier.test/{slug}", title, published_at=START)
    return Listed(entry, content_sha256(entry), Address(entry.url, key=entry.url))


def polled(feed_id: int, at: datetime = START) -> PollFacts:
    return PollFacts(feed_id, at, at, Outcome.UNCHANGED, "", 200, None, '"tag"', "yesterday", 0, at + LATER)


def record_poll(store: Store, feed_id: int, *found: Listed) -> int:
    """Poll a feed by hand; returns how many entries were new."""
    with store.write() as session:
        return feeds.record_poll(session, polled(feed_id, store.clock()), found).fresh


def an_article(store: Store, slug: str = "crash") -> int:
    """An article that a feed listed and nobody has looked at."""
    (feed_id, *_) = watch(store) or (1,)
    record_poll(store, feed_id, listed(slug))
    with store.read() as session:
        return max(articles.due(session, store.clock(), seen_before=False))


def looked(article_id: int, at: datetime = START, outcome: Outcome = Outcome.NEW, **changes: Any) -> AttemptFacts:
    url = f"https://courier.test/{article_id}"
    facts = AttemptFacts(
        article_id=article_id, url=url, final_url=url, started_at=at, captured_at=at, outcome=outcome, reason="", http_status=200,
        headers={"ETag": '"tag"'}, exchange={}, robots="allowed", robots_id=None, payload_sha256="0" * 64, page_sha256=None,
        kept=articles.KEPT, failures=0, next_look_at=at + LATER,
    )  # fmt: skip
    return replace(facts, **changes)


def reader(session: Session) -> int:
    return annotations.activate(session, AnnotatorFacts("read", "1", "0" * 64))


def say(store: Store, article_id: int, text: str, headline: str = "A headline", published_at: datetime | None = None) -> int:
    """An attempt that found the article saying `text`, and the snapshot it opened; returns the snapshot's id."""
    with store.write() as session:
        reader_id = reader(session)
        reading = Reading(headline, text, published_at=published_at)
        attempt_id = articles.record_attempt(session, looked(article_id, store.clock()))
        reading_id = articles.record_reading(session, attempt_id, reader_id, reading, words_sha256(reading))
        return snapshots.open_snapshot(session, article_id, attempt_id, reading_id, reader_id)


def cluster(store: Store, duplicates: int, compare: int = 0, *, traced: bool = True) -> int:
    """Put everything that was read into clusters, as the stage does; how many snapshots that were."""
    with store.write() as session:
        reads = reader(session)
    who = Annotators(reads, compare, duplicates, ())
    judged, _ = place(store, who)
    if traced:
        trace(store, who)
    return judged


SENTENCES = (
    "The ferry left the harbour of Kuryk at half past six in the morning with 41 people on board.",
    "Its master reported water in the engine room before the pilot station lost sight of it.",
    "A tug and two trawlers reached the place within the hour and took the passengers over.",
    "The port authority has closed the channel until divers have seen the hull from below.",
    "Relatives were brought to a hotel near the terminal, where doctors waited for them.",
)
"""Of an invented report."""
TAKEN_BACK, REPLACED_BY = SENTENCES[0], SENTENCES[0].replace("41 people", "38 people")


def syndicate(store: Store, clock: HandClock, who: dict[str, int], *, traced: bool = True) -> tuple[int, int]:
    """A report, a copy of it that cut a sentence and added one, and a correction that the copy does not follow; the two articles."""
    origin, copy = (an_article(store, slug) for slug in ("ferry", "ferry-again"))
    headline = "Ferry takes on water off Kuryk"
    first = say(store, origin, "\n".join(SENTENCES), headline)
    clock.forward(LATER)
    say(store, copy, "\n".join((*SENTENCES[:4], "Our office in the port is on the phone to the crew.")), headline)
    clock.forward(LATER)
    second = say(store, origin, "\n".join((REPLACED_BY, *SENTENCES[1:])), headline)
    edit = model.Edit(Action.REPLACED, Part.BODY, "fact.quantity", True, TAKEN_BACK, REPLACED_BY, None, None, "r")
    with store.write() as session:
        opened = {id_: session.get_one(tables.Snapshot, id_).opened_by for id_ in (first, second)}
        judgment_id = annotations.judge(session, second, who["compare"])
        assert judgment_id
        comparison = model.Comparison(False, True, model.Verdict.UNMARKED, (edit,))
        steps.record_revision(session, judgment_id, RevisionFacts(origin, first, second, opened[first], opened[second], 0, comparison))
    cluster(store, who["duplicates"], who["compare"], traced=traced)
    return origin, copy
