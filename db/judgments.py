"""Tables of judgments: what our code makes of the facts. Each row names its annotator; all can be made again, none is overwritten."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Row


class Reading(Row):
    """What one captured page said, as one extractor read it."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("attempt_id", "annotator_id"),)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    headline: Mapped[str]
    headlines: Mapped[dict[str, Any]]
    text: Mapped[str]
    authors: Mapped[list[Any]]
    published_at: Mapped[datetime | None]
    modified_at: Mapped[datetime | None]
    language: Mapped[str]
    live: Mapped[bool]
    extractor: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(String(64), index=True)


class Snapshot(Row):
    """What an article said over a span of time, named by the attempt that opened it."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("article_id", "opened_by", "annotator_id"),)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    opened_by: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"))
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))


class Sighting(Row):
    """An attempt saw this snapshot's words. `hidden` when the page's bytes had changed but its words had not.

    `returned_from_id` is the snapshot that had stood before, when its words are back.
    """

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("attempt_id", "snapshot_id"),)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    hidden: Mapped[bool]
    returned_from_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"), index=True)


class Suppression(Row):
    """A difference between what a snapshot says and what a look at its article saw that was judged to be noise, and by which rule."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("attempt_id", "snapshot_id", "position"),)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    rule: Mapped[str]
    part: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]


class Judgment(Row):
    """One annotator has judged one snapshot; what it found hangs on this row, and finding nothing is a judgment too."""

    __tablename__ = "judgment"
    __table_args__ = (UniqueConstraint("snapshot_id", "annotator_id"),)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"), index=True)


class Revision(Row):
    """The step between two snapshots. The edit happened after `last_attempt_id` and no later than `first_attempt_id`.

    Of several with one `first_attempt_id` the newest counts: a snapshot that a person had opened later lies between.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("judgment_id", "first_attempt_id"),)
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    last_attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    first_attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    material: Mapped[bool]
    verdict: Mapped[str]
    outlet_dated_edits: Mapped[int]
    live: Mapped[bool]


class Edit(Row):
    """What happened to one sentence, or to the headline, in a revision."""

    __tablename__ = "edit"
    __table_args__ = (UniqueConstraint("revision_id", "position"),)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    position: Mapped[int]
    action: Mapped[str]
    part: Mapped[str]
    label: Mapped[str]
    material: Mapped[bool]
    before: Mapped[str]
    after: Mapped[str]
    before_start: Mapped[int | None]
    before_end: Mapped[int | None]
    after_start: Mapped[int | None]
    after_end: Mapped[int | None]
    rule: Mapped[str]
    coarse: Mapped[str]
    evidence: Mapped[str]
    headlines: Mapped[list[Any]]


class Cluster(Row):
    """A set of near-duplicates under one annotator; `key` names the snapshot that was its first."""

    __tablename__ = "cluster"
    __table_args__ = (UniqueConstraint("annotator_id", "key"),)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    key: Mapped[str]


class Membership(Row):
    """A snapshot's cluster, and how it stands to the snapshot by which it got there (`narrative.duplicates`: Relation, Why).

    Of several of one judgment the newest counts: a later text can show two clusters to be one, and a person can decide.
    """

    __tablename__ = "membership"
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"), index=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    relation: Mapped[str]
    other_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))


class Overlap(Row):
    """What a snapshot shares with one of another article, that came before it or is the origin of its cluster.

    `shared` are spans of both: start, end, other start, other end.
    """

    __tablename__ = "overlap"
    __table_args__ = (UniqueConstraint("judgment_id", "other_id"),)
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    relation: Mapped[str]
    coverage: Mapped[float]
    coverage_of_other: Mapped[float]
    words: Mapped[int]
    longest: Mapped[int]
    shared: Mapped[list[Any]]


class Origin(Row):
    """Whose text a cluster is, and why. The newest of a cluster counts; `membership_id` is the newest membership that it rests on.

    `credited` is the wire that the copies name, watched or not; the snapshot is then its own, or the earliest that carries it.
    """

    __tablename__ = "origin"
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    credited: Mapped[str | None]
    reason: Mapped[str]
    evidence: Mapped[str]


class Passage(Row):
    """What became of one sentence on its way from an origin to a copy: `kept`, `changed`, `moved`, `cut` or `added`."""

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("judgment_id", "origin_id", "position"),)
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    origin_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    position: Mapped[int]
    fate: Mapped[str]
    start: Mapped[int | None]
    end: Mapped[int | None]
    origin_start: Mapped[int | None]
    origin_end: Mapped[int | None]


class Carrying(Row):
    """Whether a copy's snapshot still says a sentence that an edit of its origin replaced or took out."""

    __tablename__ = "carrying"
    __table_args__ = (UniqueConstraint("judgment_id", "edit_id"),)
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    edit_id: Mapped[int] = mapped_column(ForeignKey("edit.id"), index=True)
    carries: Mapped[bool]


class Tag(Row):
    """Is this snapshot about the incident of the annotator's definition?"""

    __tablename__ = "tag"
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"), unique=True)
    incident: Mapped[str] = mapped_column(String(80), index=True)
    decision: Mapped[str] = mapped_column(String(10))
    score: Mapped[float]
    focus: Mapped[float]
    coverage: Mapped[float]


class Mention(Row):
    """A span that names the incident, and the rule that found it."""

    __tablename__ = "mention"
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)
    rule: Mapped[str]
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]


class Statement(Row):
    """One place where one snapshot makes, or denies, a claim. `text` is exactly what stands at start:end of its part.

    `content_sha256` names what it says, of which sentence: the same under every rule that finds it (see `db.annotations.content_sha256`).
    """

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("judgment_id", "part", "start", "end", "claim", "polarity"),)
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    incident: Mapped[str] = mapped_column(String(80), index=True)
    claim: Mapped[str] = mapped_column(String(80), index=True)
    polarity: Mapped[str]
    certainty: Mapped[str]
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    rule: Mapped[str]
    actor: Mapped[str | None]
    source: Mapped[str | None]
    quoted: Mapped[bool]
    time: Mapped[str]
    value: Mapped[float | None]
    comparator: Mapped[str | None]
    unit: Mapped[str | None]
    content_sha256: Mapped[str] = mapped_column(String(64), default="")
    presupposed: Mapped[bool] = mapped_column(default=False)


class Unmapped(Row):
    """A sentence near the incident that looks like a statement and yielded none. It hangs on the judgment that found no statement in it."""

    __tablename__ = "unmapped"
    __table_args__ = (UniqueConstraint("judgment_id", "part", "start"),)
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    incident: Mapped[str] = mapped_column(String(80), index=True)
    cues: Mapped[str]
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]


class PhraseDay(Row):
    """The phrases that had come up by the end of a day were looked for; perhaps none. `recent` texts were held against those `before`."""

    __tablename__ = "phrase_day"
    __table_args__ = (UniqueConstraint("annotator_id", "incident", "day"),)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    incident: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]
    recent: Mapped[int]
    before: Mapped[int]


class Phrase(Row):
    """Words that came up in the texts of the days up to `phrase_day.day`: in how many of them, of how many voices, in how many before."""

    __tablename__ = "phrase"
    __table_args__ = (UniqueConstraint("phrase_day_id", "words"),)
    phrase_day_id: Mapped[int] = mapped_column(ForeignKey("phrase_day.id"))
    words: Mapped[str]
    recent: Mapped[int]
    voices: Mapped[int]
    before: Mapped[int]
    g2: Mapped[float]


class Inconsistency(Row):
    """Two statements of one snapshot that cannot both be right, or do not fit together: what kind, and in words why."""

    __tablename__ = "inconsistency"
    __table_args__ = (UniqueConstraint("judgment_id", "position"),)
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    position: Mapped[int]
    kind: Mapped[str]
    explanation: Mapped[str]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))


class Event(Row):
    """Something happened in the narrative, after `after_at` (null: not known) and no later than `until_at`.

    Evidence: the statement, and the other one that it is held against; the edit. `outlet_id` where no article is concerned, `detail`
    what the kind alone does not say.
    """

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("annotator_id", "incident", "kind", "key"),)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    incident: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str]
    key: Mapped[str]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    claim: Mapped[str | None]
    after_at: Mapped[datetime | None]
    until_at: Mapped[datetime]
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    other_statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    edit_id: Mapped[int | None] = mapped_column(ForeignKey("edit.id"))
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"))
    detail: Mapped[str] = mapped_column(default="")


class ChangePoint(Row):
    """From `began_on` on a claim had another share of the incident's articles than before; known since the end of `day`."""

    __tablename__ = "change_point"
    __table_args__ = (UniqueConstraint("annotator_id", "incident", "claim", "began_on", "direction"),)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    incident: Mapped[str] = mapped_column(String(80), index=True)
    claim: Mapped[str] = mapped_column(String(80))
    began_on: Mapped[date]
    day: Mapped[date]
    direction: Mapped[str] = mapped_column(String(4))
    share_before: Mapped[float]
    share_since: Mapped[float]
    llr: Mapped[float]
