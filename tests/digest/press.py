"""An invented press in a store: outlets say things, our judges judge them, and digests are made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from db import articles, feeds, identity, overrules, snapshots
from db.feeds import OutletFacts
from db.identity import Address
from db.listings import Listed
from db.overrules import Subject
from db.session import Session, Store
from db.tables import Article, Snapshot
from ingest import annotators
from ingest.annotate import annotate
from ingest.annotators import Annotators
from ingest.catalog import Watched, read_incident
from ingest.feeds import content_sha256
from ingest.outcomes import words_sha256
from narrative.model import Entry, Outcome, Reading, Suppressed
from tests.db.examples import COURIER, LEDGER, looked, polled

ROOT = Path(__file__).parents[2]
WATCHED = read_incident(ROOT / "config/incidents/azal-8243.yaml")
INCIDENT = WATCHED.definition.id
HEADLINE = "Azerbaijan Airlines plane crashes near Aktau"
LEAD = "An Azerbaijan Airlines Embraer 190, flight J2-8243 from Baku to Grozny, crashed near the Kazakh city of Aktau on Wednesday. "
BIRDS = "The airline said that the plane had collided with a flock of birds. "
MISSILE = "Azerbaijan's president said that the plane was shot at by a Russian air defence system. "
KILLED = "Thirty-eight people were killed. "
SURVIVED = "At least 12 people survived. "
SNOW = "Snow fell in the mountains all night, and the road to the pass stayed closed until the morning. "


@dataclass
class Press:
    """Everything happens at the store's clock."""

    store: Store
    watched: tuple[Watched, ...] = (WATCHED,)
    who: Annotators = field(init=False)

    def __post_init__(self) -> None:
        with self.store.write() as session:
            feeds.sync_outlets(session, (COURIER, LEDGER), self.store.clock())
        self.activate()
        for outlet in (COURIER, LEDGER):  # so that what they list from now on was not there when we came
            self.poll(outlet, captured_at=self.store.clock() - timedelta(hours=1))

    def activate(self, *watched: Watched) -> None:
        """Make these definitions the current ones."""
        self.watched = watched or self.watched
        with self.store.write() as session:
            self.who = annotators.activate(session, self.watched)

    def poll(self, outlet: OutletFacts = COURIER, *listed: Listed, **changes: object) -> None:
        with self.store.write() as session:
            (feed_id,) = session.scalars(sa.text("SELECT id FROM feed WHERE url = :url").bindparams(url=outlet.feeds[0]))
            feeds.record_poll(session, replace(polled(feed_id, self.store.clock()), **changes), listed)  # type: ignore[arg-type]

    def article(self, outlet: OutletFacts, slug: str) -> int:
        """The article of that address, listed by its outlet's feed when it is new."""
        url = f"{outlet.home}{slug}"
        with self.store.read() as session:
            found = session.scalar(sa.select(Article.id).where(Article.url == url))
        if found is None:
            entry = Entry(url, url, slug, published_at=self.store.clock())
            self.poll(outlet, Listed(entry, content_sha256(entry), Address(url, key=url)))
            return self.article(outlet, slug)
        return found

    def say(self, slug: str, text: str, outlet: OutletFacts = COURIER, headline: str = HEADLINE, **said: Any) -> int:
        """The article says something else from now on; returns its id."""
        article_id = self.article(outlet, slug)
        with self.store.write() as session:
            attempt_id = articles.record_attempt(session, looked(article_id, self.store.clock()))
            self._open(session, article_id, attempt_id, Reading(headline, text, **{"language": "en"} | said))
        return article_id

    def _open(self, session: Session, article_id: int, attempt_id: int, reading: Reading) -> None:
        reading_id = articles.record_reading(session, attempt_id, self.who.reader, reading, words_sha256(reading))
        snapshots.open_snapshot(session, article_id, attempt_id, reading_id, self.who.reader)

    def versions(self, article_id: int) -> list[int]:
        """The article's snapshots in the order in which they opened."""
        with self.store.read() as session:
            return list(session.scalars(sa.select(Snapshot.id).where(Snapshot.article_id == article_id).order_by(Snapshot.opened_by)))

    def see(self, article_id: int, version: int, returned_from: int | None = None, noise: Sequence[Suppressed] = ()) -> int:
        """A look that sees the words of a version again, perhaps after those of another one; returns the attempt."""
        ids = self.versions(article_id)
        outcome = Outcome.UNCHANGED if returned_from is None else Outcome.CHANGED
        with self.store.write() as session:
            attempt_id = articles.record_attempt(session, looked(article_id, self.store.clock(), outcome))
            other = None if returned_from is None else ids[returned_from]
            snapshots.sight(session, ids[version], attempt_id, hidden=bool(noise), returned_from=other)
            snapshots.suppress(session, ids[version], attempt_id, noise)
        return attempt_id

    def show(self, article_id: int, attempt_id: int, text: str) -> None:
        """A person wants to see what was suppressed at a look: its words become a version."""
        with self.store.write() as session:
            overrules.decide(session, Subject(overrules.HIDDEN, attempt_id), overrules.SHOWN, "it names another cause", "A. Analyst")
            self._open(session, article_id, attempt_id, Reading(HEADLINE, text, language="en"))

    def decide(self, subject: str, attempt_id: int, decision: str) -> None:
        with self.store.write() as session:
            overrules.decide(session, Subject(subject, attempt_id), decision, "a reason", "A. Analyst")

    def move(self, article_id: int, url: str) -> None:
        """A look that was sent to another address for good, and saw the same words there."""
        with self.store.write() as session:
            attempt_id = articles.record_attempt(session, looked(article_id, self.store.clock(), Outcome.UNCHANGED, final_url=url))
            snapshots.sight(session, self.versions(article_id)[-1], attempt_id, hidden=False)
            identity.adopt(session, article_id, [Address(url, key=url)], identity.MOVED)

    def look(self, article_id: int, outcome: Outcome, reason: str = "") -> None:
        """A look that saw no text."""
        with self.store.write() as session:
            articles.record_attempt(session, looked(article_id, self.store.clock(), outcome, reason=reason))

    def judge(self) -> None:
        annotate(self.store, self.who)
