"""Stories for tests: one outlet, articles as (hour of publication, hours of later versions); and whole ones to be played."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from cli.planted import Gapped, Moved, Restored, Returned, Truth, Vanished, Walled, Words
from cli.story import Article, Behaviour, Move, Story, Version
from ingest.catalog import Feed, Outlet

START = datetime(2025, 3, 1, tzinfo=UTC)
OUTLET = Outlet(
    id="shore-news", name="Shore News", country="KZ", language="en", home="http://shore-news.test/",
    feeds=(Feed(url="http://shore-news.test/rss.xml"), Feed(url="http://shore-news.test/atom.xml")),
)  # fmt: skip


def hour(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def version(hours: float, says: str = "", status: int = 200) -> Version:
    if status != 200:
        return Version(at=hour(hours), status=status)
    return Version(at=hour(hours), headline=f"Ferry {says or hours} & more", paragraphs=(f"The ferry arrived <at> hour {says or hours}.",))


def article(slug: str, *versions: Version, **others: object) -> Article:
    return Article.model_validate({"outlet": "shore-news", "slug": slug, "versions": versions, **others})


def story(*articles: Article, hours: float = 24 * 300) -> Story:
    return Story(id="small", title="Small", from_=START, to=hour(hours), incidents=("x.yaml",), outlets=(OUTLET,), articles=articles)


DEFINITION = str(Path(__file__).parents[2] / "config" / "incidents" / "azal-8243.yaml")
ABOUT = (
    "An Azerbaijan Airlines plane that was flying from Baku to Grozny crashed near Aktau. {}",
    "People from the villages along the road were the first to reach the place, some of them on horseback. They carried blankets and "
    "water, and a driver of a grain lorry switched on his headlights so that the doctors could see what they were doing.",
    "The harbour office has lent its largest hall to the relatives. There is tea, a doctor, and a man who reads out the lists of the "
    "hospitals each time that they change, slowly and twice, because not everybody can bear to look at them.",
    "Whoever filmed the aircraft is asked to bring the recording to the police and to keep a copy. An officer said that even a few "
    "seconds help, above all where the shore and the sun can be seen, because the time of day follows from the shadows.",
)
"""Long enough to be told from the furniture of a page."""


def about(hours: float, says: str, **others: object) -> Version:
    """A text about the incident with one sentence of its own."""
    headline = others.pop("headline", says)
    return Version.model_validate({"at": hour(hours), "headline": headline, "paragraphs": (ABOUT[0].format(says), *ABOUT[1:]), **others})


def stands_before(hours: float, headline: str = "", **what: object) -> Version:
    """What is in the way of an article: `wall="bot"`, `soft_404=True`, …"""
    return Version.model_validate({"at": hour(hours), "headline": headline, **what})


def outlet(name: str, *feeds: str, **others: object) -> Outlet:
    facts = {
        "id": name,
        "name": name.title(),
        "country": "KZ",
        "language": "en",
        "feeds": [{"url": f"http://{name}.test/{f}"} for f in feeds],
    }
    return Outlet.model_validate(facts | others)


def two_hours() -> Story:
    """Everything within two hours: three feeds of one outlet, articles at one instant, a wall that opens, a wall that never does."""
    fog = (about(0, "The fog is still there."), about(1, "The fog is gone."))
    opens, shut = "We waited for him at the gate.", "What the recorder keeps."
    moves = (Move(at=hour(1), to="second-a71000", redirect="none"),)
    return Story(
        id="two-hours", title="Two hours", from_=START, to=hour(2), incidents=(DEFINITION,),
        outlets=(outlet("quay", "rss.xml", "atom.xml", "latest.json", article_id=r"-a(\d+)\.html$"), outlet("gate", "news-sitemap.xml")),
        behaviour={"quay": Behaviour(link_query=("utm_source=rss", "utm_source=atom&utm_medium=feed", "from=rss"))},
        articles=(
            Article(outlet="quay", slug="first-a71000", moves=moves, versions=fog),
            Article(outlet="quay", slug="same-moment", versions=(about(0, "The road is closed."),)),
            Article(outlet="quay", slug="opens", noise=True, versions=(stands_before(0, opens, wall="consent"), about(1, opens))),
            Article(outlet="gate", slug="shut", versions=(stands_before(0.5, shut, wall="login"),)),
        ),
        truth=Truth(
            versions={"quay/first-a71000": 2, "quay/same-moment": 1, "quay/opens": 1, "gate/shut": 0},
            tags={"quay/first-a71000": "primary", "quay/same-moment": "primary", "quay/opens": "primary"},
            edits=(
                Words(article="quay/first-a71000", at=hour(1), part="heading", before="still there", after="gone"),
                Words(article="quay/first-a71000", at=hour(1), part="body", before="still there", after="gone", verdict="undetermined"),
            ),
            walls=(
                Walled(article="quay/opens", at=hour(0), outcome="consent_wall"),
                Walled(article="gate/shut", at=hour(0.5), outcome="paywalled"),
            ),
            moved=(Moved(article="quay/first-a71000", at=hour(1)),),
        ),
    )  # fmt: skip


DAY = 24


def two_years() -> Story:
    """Seldom anything: moves for good and for a while, a text that changes after a year, what is taken down in three ways."""
    months = (Move(at=hour(2 * DAY), to="later", relisted=True), Move(at=hour(200 * DAY), to="latest", redirect="temporary"))
    return Story(
        id="two-years", title="Two years", from_=START, to=hour(730 * DAY), incidents=(DEFINITION,), outlets=(outlet("quay", "rss.xml"),),
        articles=(
            Article(outlet="quay", slug="sooner", moves=months, versions=(about(0, "Birds did it."), about(400 * DAY, "Missiles did it."))),
            Article(outlet="quay", slug="leads-home", versions=(about(3, "The tide is low."), stands_before(60 * DAY, to_front_page=True))),
            Article(outlet="quay", slug="says-lost", versions=(about(4, "The tide is high."), stands_before(60 * DAY, soft_404=True))),
            Article(outlet="quay", slug="is-gone", versions=(about(5, "There is no tide."), Version(at=hour(60 * DAY), status=404))),
        ),
        truth=Truth(
            versions={"quay/sooner": 2, "quay/leads-home": 1, "quay/says-lost": 1, "quay/is-gone": 1},
            tags=dict.fromkeys(("quay/sooner", "quay/leads-home", "quay/says-lost", "quay/is-gone"), "primary"),
            edits=(
                Words(article="quay/sooner", at=hour(400 * DAY), part="heading", before="Birds", after="Missiles"),
                Words(article="quay/sooner", at=hour(400 * DAY), part="body", before="Birds", after="Missiles"),
            ),
            vanished=(Vanished(article="quay/is-gone", at=hour(60 * DAY)),),
            walls=(
                Walled(article="quay/leads-home", at=hour(60 * DAY), outcome="moved"),
                Walled(article="quay/says-lost", at=hour(60 * DAY), outcome="soft_404"),
            ),
            moved=(Moved(article="quay/sooner", at=hour(2 * DAY)), Moved(article="quay/sooner", at=hour(200 * DAY))),
        ),
    )  # fmt: skip


def liar_with_a_window() -> Story:
    """An outlet that lies and has a window of one entry, one that refuses robots for a while, and no truth beside what is asked here."""
    calls = "Who called the tower."
    refuses = (about(1, calls, modified_at=hour(1)), stands_before(6, wall="bot", status=403), about(30, calls, modified_at=hour(1)))
    return Story(
        id="liar", title="A liar", from_=START, to=hour(5 * DAY), incidents=(DEFINITION,),
        outlets=(outlet("quay", "feed.rss"), outlet("gate", "atom.xml")),
        behaviour={"quay": Behaviour(lying_validator=True, window=1, link_query="at_medium=feed")},
        articles=(
            Article(outlet="quay", slug="one", listed_for_hours=1000, versions=(about(0, "One was seen."),)),
            Article(outlet="quay", slug="two", listed_for_hours=1000, versions=(about(8, "Two were seen."),)),
            Article(outlet="gate", slug="calls", versions=refuses),
        ),
        truth=Truth(
            versions={"quay/one": 1, "quay/two": 1, "gate/calls": 1},
            tags=dict.fromkeys(("quay/one", "quay/two", "gate/calls"), "primary"),
            walls=(Walled(article="gate/calls", at=hour(6), outcome="forbidden"),),
            gaps=(Gapped(outlet="quay", at=hour(8)),),
            lying=("http://quay.test/feed.rss",),
        ),
    )  # fmt: skip


UPDATES = ("The road to the shore is open again.", "A second ship has left for the place.", "Divers have come back with nothing.")


def back_and_forth() -> Story:
    """What comes back: words that take turns, a page that had been gone, a headline that is tried out; and a page that only grows."""
    birds, missiles = "Birds did it.", "Missiles did it."
    says = [about(0, birds, headline="Why it fell"), about(1 * DAY, missiles, headline="Why it fell")]
    turns = tuple(v.model_copy(update={"at": hour(n * DAY)}) for n, v in enumerate((*says, *says)))
    grows = tuple(about(n * DAY, "A page for the hours to come.", headline="Live") for n in range(3))
    live = tuple(v.model_copy(update={"paragraphs": (*reversed(UPDATES[:n]), *v.paragraphs)}) for n, v in enumerate(grows))
    stays = about(2, "The lamp was lit.", modified_at=hour(2))
    away = (stays, Version(at=hour(60 * DAY), status=404), stays.model_copy(update={"at": hour(200 * DAY)}))
    tested = about(1, "The pier is full.", test_headlines=("The pier is full.", "No room on the pier."))
    return Story(
        id="back-and-forth", title="Back and forth", from_=START, to=hour(300 * DAY), incidents=(DEFINITION,),
        outlets=(outlet("quay", "rss.xml"), outlet("gate", "atom.xml")),
        articles=(
            Article(outlet="quay", slug="turns", listed_for_hours=24, versions=turns),
            Article(outlet="quay", slug="live", live=True, listed_for_hours=24, versions=live),
            Article(outlet="gate", slug="away", versions=away),
            Article(outlet="gate", slug="tested", versions=(tested,)),
        ),
        truth=Truth(
            versions={"quay/turns": 2, "quay/live": 3, "gate/away": 1, "gate/tested": 2},
            tags=dict.fromkeys(("quay/turns", "quay/live", "gate/away", "gate/tested"), "primary"),
            edits=(
                Words(article="quay/turns", at=hour(1 * DAY), part="body", before="Birds", after="Missiles", material=True),
                Words(article="quay/turns", at=hour(2 * DAY), part="body", before="Missiles", after="Birds", material=True),
                *(Words(article="quay/live", at=hour((n + 1) * DAY), part="body", after=UPDATES[n], label="fact") for n in range(2)),
            ),
            vanished=(Vanished(article="gate/away", at=hour(60 * DAY)),),
            restored=(Restored(article="gate/away", at=hour(200 * DAY)),),
            returns=(
                Returned(article="quay/turns", at=hour(2 * DAY), to=hour(0)),
                Returned(article="quay/turns", at=hour(3 * DAY), to=hour(1 * DAY)),
            ),
            live=("quay/live",),
        ),
    )  # fmt: skip


THINGS = (
    "harbour ferry lorry blanket doctor hospital list hall tea officer shadow shore village horse road driver headlight wheat engine "
    "kettle teacher bridge orchard ladder rope candle window station whistle bucket carpet market"
).split()


def in_words_of_their_own(made: Story) -> Story:
    """The story with other paragraphs in each article, where all have the same: articles that share them would be copies of each other."""
    articles = tuple(
        a.model_copy(update={"versions": tuple(v.model_copy(update={"paragraphs": _own(n, v.paragraphs)}) for v in a.versions)})
        for n, a in enumerate(made.articles)
    )
    return made.model_copy(update={"articles": articles})


def _own(n: int, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_paragraph(Random(f"{n}:{ABOUT.index(p)}")) if p in ABOUT[1:] else p for p in paragraphs)


def _paragraph(rng: Random) -> str:
    things = ((rng.choice(THINGS), rng.choice(THINGS), rng.choice(THINGS)) for _ in range(3))
    return " ".join(f"After the plane crash near Aktau the {a} and the {b} were found beside the {c} by passengers." for a, b, c in things)


def takes_sides() -> Story:
    """One outlet turns from birds to a missile, one cannot add up, two count differently, one is silent, one cannot be reached."""
    causes = ("It collided with birds.", "A missile hit the plane.")
    turned = tuple(about(n * 2 * DAY, f"{says} There were 72 people on board.", headline="Why it fell") for n, says in enumerate(causes))
    toll = "Of the 67 people on board, 38 died and 27 survived. The airline spoke of a bird strike."
    return Story(
        id="takes-sides", title="Takes sides", from_=START, to=hour(5 * DAY), incidents=(DEFINITION,),
        outlets=tuple(outlet(name, "rss.xml") for name in ("gate", "lamp", "pier", "quay", "reef")),
        behaviour={"reef": Behaviour.model_validate({"outages": [{"from": hour(6), "to": hour(1 * DAY)}]})},
        articles=(
            Article(outlet="quay", slug="why", versions=turned),
            Article(outlet="gate", slug="toll", versions=(about(0, toll),)),
            Article(outlet="pier", slug="birds", listed_for_hours=1, versions=(about(0, "A flock of geese was to blame."),)),
            Article(outlet="lamp", slug="road", versions=(about(0, "The road to the shore is closed."),)),
            Article(outlet="lamp", slug="ferry", listed_for_hours=4, versions=(about(16, "The ferry carries relatives."),)),
            Article(outlet="reef", slug="tide", versions=(about(0, "The tide is low."),)),
        ),
        truth=Truth.model_validate({
            "versions": {"quay/why": 2, "gate/toll": 1, "pier/birds": 1, "lamp/road": 1, "lamp/ferry": 1, "reef/tide": 1},
            "tags": dict.fromkeys(("quay/why", "gate/toll", "pier/birds", "lamp/road", "lamp/ferry", "reef/tide"), "primary"),
            "edits": [
                {"article": "quay/why", "at": hour(2 * DAY), "part": "body", "before": "birds"},
                {"article": "quay/why", "at": hour(2 * DAY), "part": "body", "after": "missile"},
            ],
            "flips": [
                {
                    "outlet": "quay", "family": "cause", "from": "accident", "to": "external_force", "at": hour(2 * DAY),
                    "state": "provisional",
                },
            ],
            "withdrawals": [{"article": "quay/why", "claim": "cause.bird_strike", "at": hour(2 * DAY)}],
            "contradictions": [
                {"kind": "between", "what": "qty.aboard", "article": "quay/why", "other": "gate", "at": hour(0)},
                {"kind": "internal", "what": "sum", "article": "gate/toll", "at": hour(0)},
                {"kind": "reference", "what": "qty.aboard", "article": "quay/why", "at": hour(0)},
                {"kind": "reference", "what": "qty.survivors", "article": "gate/toll", "at": hour(0)},
            ],
            "silences": [{"outlet": "lamp", "claim": "cause.bird_strike", "at": hour(12)}],
        }),
    )  # fmt: skip
