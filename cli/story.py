"""The form of a story: a small web of outlets whose feeds and pages change over simulated time.

A story is a folder. `docs/stories.md` describes every field; this module is what is accepted.

    story.yaml        id, title, from/to, incidents, outlets (the same form as config/feeds.yaml)
    articles/*.yaml   one article a file, with its versions
    truth.yaml        optional: every planted event, against which a replay is checked
    incidents/*.yaml  optional: definitions that `story.yaml` names by path
"""

import itertools
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from ingest.catalog import Outlet

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Version(Strict):
    """What the page says from `at` on. A version without paragraphs but with a `status` is a page that fails or is gone."""

    at: AwareDatetime
    headline: str = ""
    paragraphs: tuple[str, ...] = ()
    status: int = 200
    byline: str = ""
    modified_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def says_something(self) -> "Version":
        if self.status == 200 and not (self.headline and self.paragraphs):
            raise ValueError("a version that is served (status 200) needs a headline and at least one paragraph")
        return self


def in_order(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    if any(a.at >= b.at for a, b in itertools.pairwise(versions)):
        raise ValueError("versions must be in order of `at`, each later than the one before")
    return versions


class Article(Strict):
    """One article of one outlet: the first version's `at` is when it appears, in the feed and on the web."""

    outlet: Slug
    slug: Slug
    language: str = ""
    listed_for_hours: float = Field(72, gt=0, description="how long the feed lists it")
    noise: bool = Field(False, description="advertisements, counters and related links differ at every look")
    versions: Annotated[tuple[Version, ...], Field(min_length=1), AfterValidator(in_order)]

    @property
    def key(self) -> str:
        return f"{self.outlet}/{self.slug}"


class Words(Strict):
    """A planted edit: in which part, and words that must stand in its old and new side."""

    article: str
    at: AwareDatetime
    part: Literal["heading", "body"]
    before: str = ""
    after: str = ""
    kind: Literal["headline", "number", "cause", "attribution", "other"] = "other"
    verdict: Literal["unmarked", "notice_given", "date_bumped", "undetermined"] | None = None


class Copy(Strict):
    origin: str
    copies: tuple[str, ...]


class Vanished(Strict):
    article: str
    at: AwareDatetime


class Said(Strict):
    """A statement that some version of an article must be found to make."""

    article: str
    claim: str
    polarity: Literal["affirm", "negate"] = "affirm"
    value: float | None = None


class Truth(Strict):
    """Every planted event. What is found beyond it counts against the product just as what is missed."""

    versions: dict[str, int] = Field(description="article → number of versions, every article of the story")
    tags: dict[str, Literal["primary", "passing", "none"]] = Field(description="article → decision on its last text")
    edits: tuple[Words, ...] = ()
    copies: tuple[Copy, ...] = ()
    vanished: tuple[Vanished, ...] = ()
    statements: tuple[Said, ...] = ()


class Story(Strict):
    id: Slug
    title: str
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    incidents: tuple[str, ...] = Field(min_length=1, description="definition files, relative to the story's folder")
    outlets: tuple[Outlet, ...] = Field(min_length=1)
    articles: tuple[Article, ...] = ()
    truth: Truth | None = None
