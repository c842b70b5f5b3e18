"""The form of `truth.yaml`: everything that is planted in a story, against which a replay is held."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cli.form import Instant, Strict

Label = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)?$")]


class Words(Strict):
    """A planted edit: one sentence, or the headline, and words that must stand in its old and in its new side."""

    article: str
    at: Instant
    part: Literal["heading", "body"]
    before: str = ""
    after: str = ""
    kind: Literal["headline", "number", "cause", "attribution", "other"] = "other"
    label: Label | None = Field(None, description="the edit's whole label, or its first half")
    material: bool | None = None
    verdict: Literal["unmarked", "notice_given", "date_bumped", "undetermined"] | None = None

    @model_validator(mode="after")
    def has_a_side(self) -> "Words":
        if not (self.before or self.after):
            raise ValueError("an edit needs words before, words after, or both")
        return self


class Copy(Strict):
    origin: str
    copies: tuple[str, ...] = Field(min_length=1)


class Uncorrected(Strict):
    """A copy that at `at` still says what its origin took back a day before, or longer."""

    article: str
    at: Instant


class Vanished(Strict):
    article: str
    at: Instant


class Restored(Strict):
    """At `at` the article's page is there again after it had been gone."""

    article: str
    at: Instant


class Said(Strict):
    """A statement that some version of an article must be found to make."""

    article: str
    claim: str
    polarity: Literal["affirm", "negate"] = "affirm"
    value: float | None = None


class Walled(Strict):
    """Looks at an article from `at` on, while that version stands, meet what is in the way, and know it."""

    article: str
    at: Instant
    outcome: Literal["consent_wall", "blocked", "paywalled", "soft_404", "moved", "forbidden"]


class Moved(Strict):
    """The article's address from `at` on is known as another address of the same article."""

    article: str
    at: Instant


class Gapped(Strict):
    """At `at` the outlet's feeds listed nothing any more that they had listed when last asked."""

    outlet: str
    at: Instant


class Hidden(Strict):
    """Some difference between looks at an article is judged to be noise; if a `rule` is named, by that one."""

    article: str
    rule: str = ""


class Returned(Strict):
    """At `at` the words come back that the article had from `to` on, and are known as those."""

    article: str
    at: Instant
    to: Instant


class Headed(Strict):
    """One place of a headline says something else from `at` on; `after` are words of it."""

    article: str
    place: Literal["feed", "h1", "og", "title"]
    at: Instant
    after: str = Field(min_length=1)


class Flipped(Strict):
    """An outlet moves from one pole of a family to another; a version from `at` on is the first that shows it."""

    outlet: str
    family: str
    from_: str = Field(alias="from")
    to: str
    at: Instant
    state: Literal["confirmed", "provisional", "lapsed"] = "confirmed"

    @model_validator(mode="after")
    def moves(self) -> "Flipped":
        if self.from_ == self.to:
            raise ValueError("a flip leads to another pole than it comes from")
        return self


class TakenBack(Strict):
    """From `at` on an article no longer affirms what its version before did."""

    article: str
    claim: str
    at: Instant


class Contradicted(Strict):
    """What an article says from `at` on cannot be right together with what another outlet, most others, a reference or it itself says."""

    kind: Literal["between", "consensus", "reference", "internal"]
    what: str = Field(description="the quantity; of an internal one, what does not fit: `sum`, `parts`, `counted`, `averted`, `heading`")
    article: str
    at: Instant
    other: str | None = Field(None, description="the outlet that says otherwise")

    @model_validator(mode="after")
    def has_two_sides(self) -> "Contradicted":
        if (self.kind == "between") != (self.other is not None):
            raise ValueError("a contradiction between outlets names the `other` one, and only that kind does")
        return self


class Silent(Strict):
    """An outlet that can be reached does not carry a claim, a day after three independent ones were seen to; `at` lies in that day."""

    outlet: str
    claim: str
    at: Instant


class Truth(Strict):
    """Every planted event. What is found beyond it counts against the product just as what is missed.

    That holds for `uncorrected`, `returns`, `restored`, `live`, `flips`, `withdrawals`, `contradictions` and `silences` when they are
    given, and never for `statements`, `gaps`, `suppressed` and `headlines`.
    """

    versions: dict[str, int] = Field(description="article → number of texts, every article of the story")
    tags: dict[str, Literal["primary", "passing", "none"]] = Field(
        description="article → decision on its last text, every article that has one"
    )
    edits: tuple[Words, ...] = ()
    copies: tuple[Copy, ...] = ()
    uncorrected: tuple[Uncorrected, ...] | None = None
    vanished: tuple[Vanished, ...] = ()
    restored: tuple[Restored, ...] | None = None
    returns: tuple[Returned, ...] | None = None
    live: tuple[str, ...] | None = Field(None, description="articles that are known as live pages")
    headlines: tuple[Headed, ...] = ()
    suppressed: tuple[Hidden, ...] = ()
    walls: tuple[Walled, ...] = ()
    moved: tuple[Moved, ...] = ()
    gaps: tuple[Gapped, ...] = ()
    lying: tuple[str, ...] = Field((), description="feeds that must be found to answer 304 when they have changed")
    statements: tuple[Said, ...] = ()
    flips: tuple[Flipped, ...] | None = None
    withdrawals: tuple[TakenBack, ...] | None = None
    contradictions: tuple[Contradicted, ...] | None = None
    silences: tuple[Silent, ...] | None = None
