"""A press that tests let write about one incident: outlets with feeds, articles that say what a test names, polls by the hour."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
import yaml

from db import annotations, articles, catalogue, feeds, snapshots
from db.annotations import AnnotatorFacts, DefinitionFacts
from db.feeds import OutletFacts
from db.identity import Address
from db.listings import Listed
from db.session import Store
from db.tables import Article, Cluster, Feed, Membership, Origin
from ingest.annotators import Annotators, Incident
from ingest.feeds import content_sha256
from ingest.outcomes import words_sha256
from narrative import model
from narrative.definition import Claim, Definition, Quantity, ReferenceValue, Test, compile_definition
from narrative.model import Certainty, Decision, Document, Entry, Outcome, Part, Polarity, Reading
from narrative.rules import ClaimRule, Term
from tests.clocks import START, HandClock
from tests.db.examples import looked, polled, reader, watch

HOUR = timedelta(hours=1)
RULE = (ClaimRule(id="r", all=("ferry",)),)
CLAIMS = (
    Claim(id="cause.collision", label="struck by another ship", family="cause", pole="others", rules=RULE),
    Claim(id="cause.rammed", label="rammed on purpose", family="cause", parent="cause.collision", pole="others", rules=RULE),
    Claim(id="cause.leak", label="a leak", family="cause", pole="own", rules=RULE),
    Claim(id="cause.storm", label="a storm", family="cause", pole="own", rules=RULE),
    Claim(id="resp.apology", label="apology", family="response", act=True, rules=RULE),
)
DEFINITION = Definition(
    id="ferry", title="The ferry off Kuryk", version=1, window={"from": START.date()}, languages=("en",),
    terms={"ferry": Term(any=("ferry",))},
    claims=CLAIMS,
    quantities=(Quantity(id="qty.killed", label="killed", unit="people", rules=("{value} killed",)),),
    reference_values=(ReferenceValue(quantity="qty.killed", value=38, source="the port's master", since=START.date() + timedelta(days=2)),),
    tests=(Test(text="A ferry.", expect=Decision.PRIMARY),),
)  # fmt: skip
CERTAIN = {"?": Certainty.HEDGED, ":": Certainty.ATTRIBUTED, "!": Certainty.QUESTIONED, "": Certainty.ASSERTED}
NUMBER = {">=": ">=", "<=": "<=", "~": "~", "=": "="}


def statement(said: str, n: int) -> model.Statement:
    """`leak`, `leak?` hedged, `leak:` attributed, `leak!` questioned, `-leak` denied, `#leak` in the headline; `killed=38`."""
    part = Part.HEADING if said.startswith("#") else Part.BODY
    word = said.removeprefix("#")
    sign = next((s for s in NUMBER if s in word), None)
    if sign:
        value = float(word.partition(sign)[2])
        return model.Statement("qty.killed", Polarity.AFFIRM, Certainty.ASSERTED, part, n, n + 1, "x", "r", value=value, comparator=sign)
    denied = word.startswith("-")
    claim = next(c.id for c in CLAIMS if c.id.endswith(word.strip("-?:!")))
    certainty = Certainty.DENIED if denied else CERTAIN[word[-1] if word[-1] in CERTAIN else ""]
    return model.Statement(claim, Polarity.NEGATE if denied else Polarity.AFFIRM, certainty, part, n, n + 1, "x", "r")


class Press:
    """Outlets named by one letter each, which are polled at every hour that passes."""

    def __init__(self, store: Store, clock: HandClock, outlets: str = "abc", languages: dict[str, str] | None = None) -> None:
        self.store, self.clock = store, clock
        self.silenced: set[str] = set()
        self.articles: dict[tuple[str, str], int] = {}
        self.snapshots: list[int] = []
        spoken = languages or {}
        watch(store, *(_outlet(name, spoken.get(name, "en")) for name in outlets))
        with store.write() as session:
            reads = reader(session)
            source = yaml.safe_dump(DEFINITION.model_dump(mode="json", by_alias=True, exclude_defaults=True))
            facts = DefinitionFacts("ferry", "1", DEFINITION.title, source, "f" * 64)
            definition_id = annotations.store_definition(session, facts)
            catalogue.record_catalogue(session, definition_id, DEFINITION)
            named = {
                name: annotations.activate(session, AnnotatorFacts(name, "1", "a" * 64, definition_id if "/" in name else None))
                for name in ("compare", "duplicates", "tags/ferry", "claims/ferry", "events/ferry")
            }
        self.incident = Incident("ferry", compile_definition(DEFINITION), *(named[f"{n}/ferry"] for n in ("tags", "claims", "events")))
        self.who = Annotators(reads, named["compare"], named["duplicates"], (self.incident,))
        with store.read() as session:
            self.feeds = {url.split("/")[2][0]: id_ for id_, url in session.execute(sa.select(Feed.id, Feed.url))}
        self.passes(0)

    def passes(self, hours: int) -> None:
        """Time goes by, and every feed is asked at its end; one that is silenced does not answer."""
        self.clock.forward(hours * HOUR)
        for name, feed_id in self.feeds.items():
            self._poll(name, feed_id)

    def _poll(self, name: str, feed_id: int, *found: Listed) -> None:
        facts = polled(feed_id, self.clock())
        if name in self.silenced:
            facts = type(facts)(feed_id, self.clock(), self.clock(), Outcome.UNREACHABLE, "", None, None, "", "", 1, self.clock() + HOUR)
        with self.store.write() as session:
            feeds.record_poll(session, facts, found)

    def lists(self, outlet: str, slug: str) -> int:
        """The outlet's feed lists a new article, a minute after it was last asked."""
        self.clock.forward(timedelta(minutes=1))
        url = f"https://{outlet}.test/{slug}"
        entry = Entry(f"{outlet}-{slug}", url, slug, published_at=self.clock())
        self._poll(outlet, self.feeds[outlet], Listed(entry, content_sha256(entry), Address(url, key=url)))
        with self.store.read() as session:
            self.articles[outlet, slug] = session.scalars(sa.select(Article.id).where(Article.url == url)).one()
        return self.articles[outlet, slug]

    def writes(self, outlet: str, slug: str, *said: str, copy_of: int | None = None) -> int:
        """A version of an article comes to stand and is judged; returns its snapshot. A slug that is known is revised."""
        article_id = self.articles.get((outlet, slug)) or self.lists(outlet, slug)
        with self.store.write() as session:
            reading = Reading("x" * 40, "x" * 40 + f"{len(self.snapshots)}", language="en")
            attempt_id = articles.record_attempt(session, looked(article_id, self.clock()))
            reading_id = articles.record_reading(session, attempt_id, self.who.reader, reading, words_sha256(reading))
            snapshot_id = snapshots.open_snapshot(session, article_id, attempt_id, reading_id, self.who.reader)
            self._judge(session, snapshot_id, said)
            self._place(session, snapshot_id, copy_of)
        self.snapshots.append(snapshot_id)
        return snapshot_id

    def _judge(self, session: annotations.Session, snapshot_id: int, said: Sequence[str]) -> None:
        tagged = annotations.judge(session, snapshot_id, self.incident.tags)
        claimed = annotations.judge(session, snapshot_id, self.incident.claims)
        assert tagged
        assert claimed
        annotations.record_tag(session, tagged, "ferry", model.Tag(Decision.PRIMARY, 1, 1, 1))
        found = [statement(word, n) for n, word in enumerate(said)]
        annotations.record_statements(session, claimed, "ferry", Document("x" * 40, "x" * 40), found)

    def _place(self, session: annotations.Session, snapshot_id: int, copy_of: int | None) -> None:
        judgment_id = annotations.judge(session, snapshot_id, self.who.duplicates)
        cluster = Cluster(annotator_id=self.who.duplicates, key=f"{snapshot_id}")
        session.add(cluster)
        session.flush()
        member = Membership(judgment_id=judgment_id, cluster_id=cluster.id, relation="near" if copy_of else "first", other_id=copy_of)
        session.add(member)
        session.flush()
        if copy_of:
            session.add(
                Origin(cluster_id=cluster.id, snapshot_id=copy_of, membership_id=member.id, credited=None, reason="seen", evidence="")
            )


def _outlet(name: str, language: str) -> OutletFacts:
    home = f"https://{name}.test/"
    return OutletFacts(name, f"Outlet {name}", "KZ", language, "private", False, home, (f"{home}rss",))


def day(n: int) -> str:
    """The n-th day of a test, as the views have it."""
    found: date = START.date() + timedelta(days=n)
    return found.isoformat()
