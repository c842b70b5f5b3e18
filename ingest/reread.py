"""The step that reads kept pages again, when there is a better way of reading: other judgments, never other versions.

Readings of one reader are only compared with readings of the same one, so what it alone sees differently is no edit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog

from db import articles, readings, takedowns
from db.articles import PayloadFacts
from db.readings import PastLook
from db.session import Session
from ingest import outcomes
from ingest.desk import Desk
from ingest.evidence import read_payload
from ingest.pages import Unreadable, read_page
from ingest.sandbox import Killed
from narrative.errors import BadInput
from narrative.model import Outcome, Reading
from narrative.revisions import Version

log = structlog.get_logger()
PROGRESS_EVERY = 100


@dataclass(frozen=True, slots=True)
class _Judged:
    """One look under the new reader: `reading` is None when it saw what stood before."""

    attempt_id: int
    reading: Reading | None


def reread_all(desk: Desk, reader_id: int, article_ids: Sequence[int] | None = None) -> int:
    """Bring a reader up to date with what others have read; returns how many articles that were. Safe to be killed and run again."""
    with desk.store.read() as session:
        waiting = readings.unread(session, reader_id, article_ids)
    for number, article_id in enumerate(waiting, 1):
        _reread(desk, article_id, reader_id)
        if number % PROGRESS_EVERY == 0 or number == len(waiting):
            log.info("kept pages read again", articles=number, of=len(waiting))
    return len(waiting)


def read_again(desk: Desk, payload: PayloadFacts, url: str, extractor: str) -> Reading | Unreadable:
    """What kept bytes say, read in a given way where that is possible."""
    try:
        body = read_payload(desk.settings.evidence_dir, payload.file, payload.offset)
        return desk.readers.submit(read_page, body, payload.media_type, url=url, extractor=extractor).result()
    except (Killed, BadInput) as error:
        return Unreadable(str(error))


def _reread(desk: Desk, article_id: int, reader_id: int) -> None:
    with desk.store.read() as session:
        past = () if takedowns.decision(session, article_id) else readings.past(session, article_id)
    judged = list(_judge(desk, past))
    with desk.store.write() as session:
        if not readings.unread(session, reader_id, [article_id]):
            return
        if takedowns.decision(session, article_id):  # perhaps only since it was read
            readings.take_over(session, article_id, reader_id)
        else:
            _apply(session, article_id, reader_id, judged)


def _judge(desk: Desk, past: Sequence[PastLook]) -> Iterator[_Judged]:
    """Every look that can be judged again. One whose bytes were not kept says nothing: it only widens an interval."""
    standing: Reading | None = None
    again = False  # whether what stands was read from kept bytes
    vouched = False  # whether the look before saw what stands: then so does a 304 that follows it
    for look in past:
        if look.outcome is Outcome.NOT_MODIFIED:
            if standing and vouched:
                yield _Judged(look.attempt_id, None)
            continue
        found = _found(desk, look, standing)
        vouched = isinstance(found, Reading) and (standing is None or again is bool(look.payload))
        if not isinstance(found, Reading) or not vouched:
            continue
        if standing and outcomes.of_page(found, Version(standing.headline, standing.text))[0] is Outcome.UNCHANGED:
            yield _Judged(look.attempt_id, None)
            continue
        standing, again = found, bool(look.payload)
        yield _Judged(look.attempt_id, found)


def _found(desk: Desk, look: PastLook, standing: Reading | None) -> Reading | None:
    """The article as the new reader reads a look. Where the bytes could not be kept, what was read then is all there is."""
    if look.payload is None:
        return look.stored
    if look.http_status != 200 or look.outcome is Outcome.MOVED:
        return None
    found = read_again(desk, look.payload, look.final_url, standing.extractor if standing else "")
    return found if isinstance(found, Reading) and outcomes.of_page(found, None)[0] is Outcome.NEW else None


def _apply(session: Session, article_id: int, reader_id: int, judged: Sequence[_Judged]) -> None:
    snapshot_id = 0
    for one in judged:
        if one.reading is None:
            articles.sight(session, snapshot_id, one.attempt_id, hidden=False)
            continue
        sha256 = outcomes.words_sha256(one.reading)
        reading_id = articles.record_reading(session, one.attempt_id, reader_id, one.reading, sha256)
        snapshot_id = articles.open_snapshot(session, article_id, one.attempt_id, reading_id, reader_id)
