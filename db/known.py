"""What was known of a narrative at an instant: flips, contradictions, silence, unmarked edits of claims, and the words they rest on.

Asked in a transaction of its own that looks back: of two instants, what the later one knows beyond the earlier one came to be known
between them, and asking again later answers the same.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import membership, movements, takedowns
from db.as_of import look_back
from db.lines import lines
from db.movements import FlipLine, SilenceLine
from db.tables import Activation, Judgment, Reading, Snapshot, Statement
from narrative.model import Certainty, Part
from narrative.movements import ClaimEdit, Contradiction
from narrative.text import sentences

JUST = timedelta(microseconds=1)
"""One looks back up to and including an instant; a window ends just before the next one begins."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that was known just before an instant, of days of UTC that were over by then; nothing of an incident that was not followed.

    `silences` has those who could not be seen, too. `there` are the looks that opened what was there when we first looked.
    """

    flips: tuple[FlipLine, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    silences: tuple[SilenceLine, ...] = ()
    unmarked: tuple[ClaimEdit, ...] = ()
    there: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """The words of one statement: where they stand, in which text, said by whom and how surely. `withheld` says why there are none."""

    article_id: int
    part: Part
    start: int
    text: str
    headline: str
    body: str
    certainty: Certainty
    source: str | None
    withheld: str

    @property
    def sentence(self) -> str:
        """The sentence that the statement stands in, or the headline, letter for letter."""
        if self.withheld or self.part is Part.HEADING:
            return self.withheld or self.headline
        return next((span.of(self.body) for span in sentences(self.body) if span.start <= self.start < span.end), self.text)


@dataclass(frozen=True, slots=True)
class _Telling:
    attempt_id: int
    after_at: datetime | None


def known(session: Session, incident: str, at: datetime) -> Known:
    """What the store knew of an incident just before `at`, whatever it has learned since."""
    if membership.in_force(session, incident, at) is None:
        return Known()
    with Session(session.get_bind()) as past:
        look_back(past, at - JUST)
        tellings = lines(past, "v_telling", _Telling, "attempt_id", incident=incident)
        if not tellings:
            return Known()
        over = at.date().isoformat()
        flips = lines(past, "v_flip", FlipLine, "day", "outlet", "family", "to_pole", incident=incident)
        return Known(
            tuple(f for f in flips if f.day < over),
            movements.contradictions(past, incident, at.date()),
            movements.silences_told(past, incident),
            movements.claim_edits(past, incident),
            frozenset(t.attempt_id for t in tellings if t.after_at is None),
        )


def replaced_at(session: Session, incident: str, until_at: datetime) -> datetime | None:
    """When somebody who judges an incident last took over from another one; None while those judge who were there first."""
    names = ("read", "duplicates", *(f"{stage}/{incident}" for stage in ("tags", "claims", "events")))
    before = aliased(Activation)
    took_over = sa.exists().where(before.name == Activation.name, before.id < Activation.id, before.annotator_id != Activation.annotator_id)
    asked = sa.select(sa.func.max(Activation.recorded_at)).where(Activation.name.in_(names), Activation.recorded_at < until_at, took_over)
    return session.scalar(asked)


def quotes(session: Session, statement_ids: Collection[int]) -> Mapping[int, QuoteRow]:
    """Statement → its words and the text they stand in."""
    notices = takedowns.notices(session)
    rows = session.execute(
        sa.select(Statement, Snapshot.article_id, Reading.headline, Reading.text)
        .join(Judgment, Judgment.id == Statement.judgment_id)
        .join(Snapshot, Snapshot.id == Judgment.snapshot_id)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .where(Statement.id.in_(statement_ids))
    )
    return {
        s.id: QuoteRow(
            article_id, Part(s.part), s.start, s.text, headline, body, Certainty(s.certainty), s.source, notices.get(article_id, "")
        )
        for s, article_id, headline, body in rows
    }  # fmt: skip
