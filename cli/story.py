"""The form of a story: a small web of outlets whose feeds and pages change over simulated time.

A story is a folder. `docs/stories.md` describes every field; this module is what is accepted.

    story.yaml        id, title, from/to, incidents, outlets (the same form as config/feeds.yaml)
    articles/*.yaml   one article a file, with its versions
    truth.yaml        optional: every planted event, against which a replay is checked

`story_checks.py` holds what can only be judged when all files are known.
"""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from cli.story_checks import check
from ingest.catalog import Outlet, read_yaml

OK = 200
ABSENT = frozenset({404, 410})
"""Answers by which an outlet itself says that there is no such page."""


def in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Version(Strict):
    """What the page says from `at` on. A version without paragraphs but with a `status` is a page that fails or is gone."""

    at: Instant
    headline: str = ""
    paragraphs: tuple[str, ...] = ()
    status: int = Field(OK, ge=200, le=599)
    byline: str = ""
    modified_at: Instant | None = None

    @model_validator(mode="after")
    def says_something(self) -> "Version":
        if self.served and not (self.headline and self.paragraphs):
            raise ValueError("a version that is served (status 200) needs a headline and at least one paragraph")
        return self

    @property
    def served(self) -> bool:
        return self.status == OK

    @property
    def gone(self) -> bool:
        return self.status in ABSENT

    @property
    def body(self) -> str:
        return "\n".join(self.paragraphs)


def in_order(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    if any(a.at >= b.at for a, b in itertools.pairwise(versions)):
        raise ValueError("versions must be in order of `at`, each later than the one before")
    return versions


class Article(Strict):
    """One article of one outlet: the first version's `at` is when it appears, in the feed and on the web."""

    outlet: Slug
    slug: Slug
    language: str = Field("", pattern=r"^([a-z]{2,3})?$", description="ISO 639; empty: the outlet's")
    listed_for_hours: float = Field(72, gt=0, le=1_000_000, description="how long the feed lists it")
    noise: bool = Field(False, description="advertisements, counters and related links differ at every look")
    versions: Annotated[tuple[Version, ...], Field(min_length=1), AfterValidator(in_order)]

    @property
    def key(self) -> str:
        return f"{self.outlet}/{self.slug}"

    @property
    def published_at(self) -> datetime:
        return self.versions[0].at

    @property
    def listed_until(self) -> datetime:
        """The first instant at which no feed lists it any more."""
        return self.published_at + timedelta(hours=self.listed_for_hours)

    def version_at(self, at: datetime) -> Version | None:
        """What stands at `at`; None before the article appears."""
        return next((v for v in reversed(self.versions) if v.at <= at), None)


class Words(Strict):
    """A planted edit: one sentence, or the headline, and words that must stand in its old and in its new side."""

    article: str
    at: Instant
    part: Literal["heading", "body"]
    before: str = ""
    after: str = ""
    kind: Literal["headline", "number", "cause", "attribution", "other"] = "other"
    verdict: Literal["unmarked", "notice_given", "date_bumped", "undetermined"] | None = None

    @model_validator(mode="after")
    def has_a_side(self) -> "Words":
        if not (self.before or self.after):
            raise ValueError("an edit needs words before, words after, or both")
        return self


class Copy(Strict):
    origin: str
    copies: tuple[str, ...] = Field(min_length=1)


class Vanished(Strict):
    article: str
    at: Instant


class Said(Strict):
    """A statement that some version of an article must be found to make."""

    article: str
    claim: str
    polarity: Literal["affirm", "negate"] = "affirm"
    value: float | None = None


class Truth(Strict):
    """Every planted event. What is found beyond it counts against the product just as what is missed."""

    versions: dict[str, int] = Field(description="article → number of texts, every article of the story")
    tags: dict[str, Literal["primary", "passing", "none"]] = Field(description="article → decision on its last text")
    edits: tuple[Words, ...] = ()
    copies: tuple[Copy, ...] = ()
    vanished: tuple[Vanished, ...] = ()
    statements: tuple[Said, ...] = ()


class Head(Strict):
    """`story.yaml`."""

    id: Slug
    title: str = Field(min_length=1)
    from_: Instant = Field(alias="from")
    to: Instant
    incidents: tuple[str, ...] = Field(min_length=1, description="definition files, relative to the story's folder")
    outlets: tuple[Outlet, ...] = Field(min_length=1)

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

    def address(self, article: Article) -> str:
        """Where the article stands on the story's web. It never changes, whatever happens to the headline."""
        outlet = self.outlet(article.outlet)
        site = urlsplit(outlet.home or outlet.feeds[0].url)
        return f"http://{site.netloc}/{article.published_at:%Y/%m}/{article.slug}.html"


def load_story(folder: Path) -> Story:
    """The story in `folder`, checked as a whole. Raises BadInput with one line for each mistake: file, field, what was expected."""
    head = read_yaml(folder / "story.yaml", Head)
    files = {path: read_yaml(path, Article) for path in sorted((folder / "articles").glob("*.y*ml"))}
    truth_file = folder / "truth.yaml"
    truth = read_yaml(truth_file, Truth) if truth_file.exists() else None
    check(folder, head, files, truth)
    return Story(**dict(head), folder=folder, articles=tuple(files.values()), truth=truth)
