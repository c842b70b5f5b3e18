"""The form of a story: a small web of outlets whose feeds and pages change over simulated time.

A story is a folder. `docs/stories.md` describes every field; this module is what is accepted.

    story.yaml        id, title, from/to, incidents, outlets (the same form as config/feeds.yaml)
    articles/*.yaml   one article a file, with its versions
    truth.yaml        optional: every planted event, against which a replay is checked

`story_checks.py` holds what can only be judged when all files are known.
"""

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from cli.form import Instant, Language, Slug, Strict
from cli.planted import Truth
from cli.story_checks import check
from ingest.catalog import Outlet, read_yaml

OK = 200
ABSENT = frozenset({404, 410})
"""Answers by which an outlet itself says that there is no such page."""

Query = Annotated[str, Field(pattern=r"^[\w=&.%-]*$")]
Wall = Literal["consent", "bot", "paywall", "login"]
WALL_STATUS = frozenset({("bot", 403)})
"""Walls that answer with another status than 200."""
NoiseKind = Literal[
    "advert", "caption", "counter", "most_read", "order", "promo", "quotes", "related", "residue", "updated", "views"
]  # fmt: skip
NOISE_KINDS = frozenset(get_args(NoiseKind))


class Version(Strict):
    """What the page says from `at` on: the article, or that it fails or is gone (`status`), or what stands in the way of it."""

    at: Instant
    headline: str = ""
    paragraphs: tuple[str, ...] = ()
    status: int = Field(OK, ge=200, le=599)
    wall: Wall | None = Field(None, description="a page that asks for something before it shows the article")
    soft_404: bool = Field(False, description="a page that says it was not found, with status 200")
    to_front_page: bool = Field(False, description="the address leads to the outlet's home page")
    byline: str = ""
    modified_at: Instant | None = None
    language: Language = Field("", description="ISO 639; empty: the article's")
    h1: str = Field("", description="the headline in the text column; empty: `headline`, as in the three below")
    og_title: str = Field("", description="the headline for those who share the page")
    page_title: str = Field("", description="the headline of the window")
    feed_title: str = Field("", description="the headline in the feeds")
    test_headlines: tuple[str, ...] = Field((), description="each look is shown one of them as `headline`")

    @model_validator(mode="after")
    def says_something(self) -> "Version":
        if self.served and not (self.headline and self.paragraphs):
            raise ValueError("a version that is served (status 200) needs a headline and at least one paragraph")
        if sum(map(bool, (self.wall, self.soft_404, self.to_front_page))) > 1:
            raise ValueError("only one of `wall`, `soft_404` and `to_front_page` can stand in the way at once")
        if self.in_the_way and self.paragraphs:
            raise ValueError("what stands in the way has words of its own; leave `paragraphs` out")
        if self.in_the_way and self.status != OK and (self.wall, self.status) not in WALL_STATUS:
            raise ValueError("leave `status` out of what stands in the way; only a bot wall may answer with 403")
        return self

    @model_validator(mode="after")
    def heads_something(self) -> "Version":
        if not self.served and (self.h1 or self.og_title or self.page_title or self.test_headlines):
            raise ValueError("only a version that is served has `h1`, `og_title`, `page_title` or `test_headlines`")
        if self.test_headlines and len(set(self.test_headlines)) < 2:
            raise ValueError("a test needs two different `test_headlines` at the least")
        return self

    @property
    def in_the_way(self) -> bool:
        """Whether there is a page, but not the article's."""
        return bool(self.wall) or self.soft_404 or self.to_front_page

    @property
    def unlisted(self) -> bool:
        """Whether the outlet has taken it down, in whichever way: no feed lists it any more."""
        return self.gone or self.soft_404 or self.to_front_page

    @property
    def served(self) -> bool:
        return self.status == OK and not self.in_the_way

    @property
    def gone(self) -> bool:
        return self.status in ABSENT

    @property
    def body(self) -> str:
        return "\n".join(self.paragraphs)

    @property
    def text(self) -> tuple[str, frozenset[str], str]:
        """What makes it another text than another version: language, headlines on the page, body."""
        return self.language, self.headings, self.body

    @property
    def headings(self) -> frozenset[str]:
        """All headlines that some look at the page can be shown."""
        return frozenset(text for place in ("h1", "og", "title", "jsonld") for text in self.heading(place))

    def heading(self, place: str) -> tuple[str, ...]:
        """The headline in one place, `h1`, `og`, `title`, `jsonld` or `feed`; of a headline under test, each that a look can be shown."""
        own = {"h1": self.h1, "og": self.og_title, "title": self.page_title, "feed": self.feed_title or self.headline}.get(place)
        return (own,) if own else self.test_headlines or (self.headline,)


class Move(Strict):
    """From `at` on the article stands at another address, whose last part is `to`."""

    at: Instant
    to: Slug
    redirect: Literal["permanent", "temporary", "none"] = "permanent"
    relisted: bool = Field(False, description="feeds list the new address from then on")

    @property
    def listed(self) -> bool:
        """An outlet that finds articles by their number lists them under any words; without a redirect, nothing else tells of it."""
        return self.relisted or self.redirect == "none"


Dated = TypeVar("Dated", Version, Move)


def in_order(dated: tuple[Dated, ...]) -> tuple[Dated, ...]:
    if any(a.at >= b.at for a, b in itertools.pairwise(dated)):
        raise ValueError("expected in order of `at`, each later than the one before")
    return dated


class Article(Strict):
    """One article of one outlet: the first version's `at` is when it appears, in the feed and on the web."""

    outlet: Slug
    slug: Slug
    language: Language = Field("", description="ISO 639; empty: the outlet's")
    listed_for_hours: float = Field(72, gt=0, le=1_000_000, description="how long the feed lists it")
    noise: bool | tuple[NoiseKind, ...] = Field(False, description="what differs at every look; true: everything that can")
    live: bool = Field(False, description="a live page: each paragraph is an update with its time")
    versions: Annotated[tuple[Version, ...], Field(min_length=1), AfterValidator(in_order)]
    moves: Annotated[tuple[Move, ...], AfterValidator(in_order)] = ()

    @model_validator(mode="after")
    def has_a_name(self) -> "Article":
        if self.versions[0].in_the_way and not self.versions[0].headline:
            raise ValueError("an article that begins behind a wall needs a headline there: the feeds list it")
        return self

    @property
    def key(self) -> str:
        return f"{self.outlet}/{self.slug}"

    @property
    def published_at(self) -> datetime:
        return self.versions[0].at

    @property
    def noises(self) -> frozenset[str]:
        """What of the page differs at every look."""
        return frozenset(self.noise) if isinstance(self.noise, tuple) else NOISE_KINDS if self.noise else frozenset()

    @property
    def slugs(self) -> tuple[str, ...]:
        """The last part of each of its addresses, in the order in which it had them."""
        return (self.slug, *(m.to for m in self.moves))

    def version_at(self, at: datetime) -> Version | None:
        """What stands at `at`; None before the article appears."""
        return next((v for v in reversed(self.versions) if v.at <= at), None)

    def text_before(self, at: datetime, language: str | None = None) -> Version | None:
        """The last text that was served before `at`; if `language` is given, the last in a version of that language."""
        return next((v for v in reversed(self.versions) if v.at < at and v.served and language in (None, v.language)), None)


class Outage(Strict):
    """From one instant to another an outlet's feeds answer with status 503."""

    from_: Instant = Field(alias="from")
    to: Instant

    @model_validator(mode="after")
    def lasts(self) -> "Outage":
        if self.from_ >= self.to:
            raise ValueError("`from` must be earlier than `to`")
        return self


class Behaviour(Strict):
    """What makes an outlet's feeds hard to follow."""

    lying_validator: bool = Field(False, description="its ETag never changes, and it answers 304 to it whatever has changed")
    window: int | None = Field(None, ge=1, description="how many articles its feeds list at most")
    link_query: Query | tuple[Query, ...] = Field("", description="what its feeds append to the addresses they list, after a `?`")

    outages: tuple[Outage, ...] = Field((), description="when they cannot be reached")

    def is_down(self, at: datetime) -> bool:
        return any(outage.from_ <= at < outage.to for outage in self.outages)

    def query_of(self, feed: int) -> str:
        """What the outlet's feed number `feed` appends, counted from 0."""
        return self.link_query if isinstance(self.link_query, str) else self.link_query[feed]


class Head(Strict):
    """`story.yaml`."""

    id: Slug
    title: str = Field(min_length=1)
    from_: Instant = Field(alias="from")
    to: Instant
    incidents: tuple[str, ...] = Field(min_length=1, description="definition files, relative to the story's folder")
    outlets: tuple[Outlet, ...] = Field(min_length=1)
    behaviour: dict[str, Behaviour] = Field({}, description="outlet → what its feeds do that others do not")

    @model_validator(mode="after")
    def lasts(self) -> "Head":
        if self.from_ >= self.to:
            raise ValueError("`from` must be earlier than `to`")
        return self


class Story(Head):
    """A whole story. `folder` is where it was read from, and what `incidents` are relative to."""

    folder: Path = Path()
    articles: tuple[Article, ...] = ()
    truth: Truth | None = None

    @property
    def definitions(self) -> tuple[Path, ...]:
        return tuple((self.folder / name).resolve() for name in self.incidents)

    def outlet(self, name: str) -> Outlet:
        return next(o for o in self.outlets if o.id == name)

    def behaviour_of(self, outlet: str) -> Behaviour:
        return self.behaviour.get(outlet) or Behaviour()

    def addresses(self, article: Article) -> tuple[str, ...]:
        """Every address the article has on the story's web, in the order in which it has them."""
        outlet = self.outlet(article.outlet)
        site = urlsplit(outlet.home or outlet.feeds[0].url)
        return tuple(f"http://{site.netloc}/{article.published_at:%Y/%m}/{slug}.html" for slug in article.slugs)

    def address(self, article: Article) -> str:
        """Where the article stands when it appears."""
        return self.addresses(article)[0]

    def address_at(self, article: Article, at: datetime) -> str:
        """Where it stands at `at`."""
        return self.addresses(article)[sum(m.at <= at for m in article.moves)]

    def listed_address(self, article: Article, at: datetime) -> str:
        """Under which address feeds list it at `at`: a move that they do not follow leaves the old one."""
        followed = max((n for n, m in enumerate(article.moves, 1) if m.at <= at and m.listed), default=0)
        return self.addresses(article)[followed]

    def listed_until(self, article: Article) -> datetime:
        """The first instant at which no feed lists it any more: its time is over, or newer ones have pushed it out of the window."""
        over = article.published_at + timedelta(hours=article.listed_for_hours)
        window = self.behaviour_of(article.outlet).window
        if window is None:
            return over
        newest_first = _newest_first(a for a in self.articles if a.outlet == article.outlet)
        newer = newest_first[: newest_first.index(article)]
        return min(over, newer[-window].published_at) if len(newer) >= window else over

    def listing(self, outlet: str, at: datetime) -> tuple[Article, ...]:
        """What the outlet's feeds list at `at`, newest first: recent articles, as long as the outlet still has them."""
        standing = [(a, a.version_at(at)) for a in self.articles if a.outlet == outlet]
        return _newest_first(a for a, v in standing if v and not v.unlisted and at < self.listed_until(a))


def _newest_first(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Of articles that appear at the same instant, the one whose file comes first is listed first."""
    return tuple(sorted(articles, key=lambda a: a.published_at, reverse=True))


def load_story(folder: Path) -> Story:
    """The story in `folder`, checked as a whole. Raises BadInput with one line for each mistake: file, field, what was expected."""
    head = read_yaml(folder / "story.yaml", Head)
    files = {path: read_yaml(path, Article) for path in sorted((folder / "articles").glob("*.y*ml"))}
    truth_file = folder / "truth.yaml"
    truth = read_yaml(truth_file, Truth) if truth_file.exists() else None
    check(folder, head, files, truth)
    return Story(**dict(head), folder=folder, articles=tuple(files.values()), truth=truth)
