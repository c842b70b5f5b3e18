"""A person wants to see what was held to be noise: the differences of one look make a version after all.

The decision is a fact; what follows from it is judged anew, from that look to the next one that saw another version, and stands beside
what was judged before.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

import structlog

from db import articles, overrules, readings, snapshots, takedowns
from db.overrules import Subject
from db.readings import PastLook
from db.session import Session
from ingest import outcomes, reread
from ingest.desk import Desk
from ingest.reread import Held, Judged
from narrative.errors import BadInput
from narrative.model import Outcome

log = structlog.get_logger()


def undo_hidden(desk: Desk, attempt_id: int, decision: tuple[str, str], reader_id: int) -> int | None:
    """Store the decision (the reason, and whose it is) and open the version; returns its snapshot.

    None when a reading that is current by now sees no version there. Raises BadInput when nothing was hidden at that look, or when its
    bytes were not kept.
    """
    with desk.store.read() as session:
        look = _hidden(session, attempt_id)
        before = snapshots.known(session, look.article_id, reader_id, before_attempt=attempt_id)
        past = [one for one in readings.past(session, look.article_id) if one.attempt_id >= attempt_id]
    until_next = [past[0], *takewhile(lambda one: one.outcome is not Outcome.CHANGED, past[1:])]
    held = [Held(n, k.reading, again=True) for n, k in enumerate(before)]
    judged = list(reread.judge(desk, until_next, held, {attempt_id}))
    with desk.store.write() as session:
        overrules.decide(session, Subject(overrules.HIDDEN, attempt_id), overrules.SHOWN, *decision)
        opened = list(_apply(session, (look.article_id, reader_id), [k.id for k in before], judged))
    log.info("hidden differences shown", article=look.article_id, attempt=attempt_id, looks=len(judged))
    return opened[0] if opened else None


def _hidden(session: Session, attempt_id: int) -> PastLook:
    """The look, if anything was hidden at it and can be shown."""
    look = readings.look(session, attempt_id)
    if look is None or not snapshots.suppressed(session, attempt_id):
        raise BadInput(f"nothing was hidden at look {attempt_id}")
    if takedowns.decision(session, look.article_id):
        raise BadInput(f"the words of look {attempt_id} are withheld: {articles.no_payload(session, attempt_id)}")
    if look.outcome is Outcome.CHANGED:
        raise BadInput(f"look {attempt_id} opened a version: what it hid beside its edits is listed, and stands in both texts")
    if look.payload is None:
        raise BadInput(f"look {attempt_id} cannot be judged again: {articles.no_payload(session, attempt_id)}")
    return look


def _apply(session: Session, whose: tuple[int, int], ids: list[int], judged: Sequence[Judged]) -> Iterator[int]:
    """Open what is new and sight what was seen, unless it is what the look was held to have seen; yields the snapshots that opened."""
    article_id, reader_id = whose
    for one in judged:
        if one.place.index is None:
            reading_id = articles.record_reading(session, one.attempt_id, reader_id, one.reading, outcomes.words_sha256(one.reading))
            ids.append(snapshots.open_snapshot(session, article_id, one.attempt_id, reading_id, reader_id))
            yield ids[-1]
        elif snapshots.seen_by(session, one.attempt_id, reader_id) != ids[one.place.index]:
            snapshots.sight(session, ids[one.place.index], one.attempt_id, hidden=True)
