"""An invented press in a store: outlets say things, our judges judge them, and digests are made of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from db import articles, feeds
from db.feeds import OutletFacts
from db.identity import Address
from db.listings import Listed
from db.session import Store
from db.tables import Article
from ingest import annotators
from ingest.annotate import annotate
from ingest.annotators import Annotators
from ingest.catalog import Watched, read_incident
from ingest.feeds import content_sha256
from ingest.outcomes import words_sha256
from narrative.model import Entry, Outcome, Reading
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

    def say(
        self, slug: str, text: str, outlet: OutletFacts = COURIER, headline: str = HEADLINE, modified_at: datetime | None = None
    ) -> int:
        """The article says something else from now on; returns its id."""
        article_id, reading = self.article(outlet, slug), Reading(headline, text, modified_at=modified_at, language="en")
        with self.store.write() as session:
            attempt_id = articles.record_attempt(session, looked(article_id, self.store.clock()))
            reading_id = articles.record_reading(session, attempt_id, self.who.reader, reading, words_sha256(reading))
            articles.open_snapshot(session, article_id, attempt_id, reading_id, self.who.reader)
        return article_id

    def look(self, article_id: int, outcome: Outcome, reason: str = "") -> None:
        """A look that saw no text."""
        with self.store.write() as session:
            articles.record_attempt(session, looked(article_id, self.store.clock(), outcome, reason=reason))

    def judge(self) -> None:
        annotate(self.store, self.who)
