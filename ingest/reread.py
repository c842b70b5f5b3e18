"""The step that reads kept pages again, when there is a better way of reading: other judgments, never other versions.

Readings of one reader are only compared with readings of the same one, so what it alone sees differently is no edit.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import structlog

from db import articles, evidence, overrules, readings, snapshots, takedowns
from db.articles import PayloadFacts
from db.readings import PastLook
from db.session import Session
from ingest import outcomes, versions
from ingest.desk import Desk
from ingest.evidence import look_for, read_payload
from ingest.pages import Unreadable, read_page
from ingest.sandbox import Killed
from ingest.saved import read_saved
from ingest.versions import Place
from ingest.witnesses import Looked, page_witness
from narrative.errors import BadInput
from narrative.model import Outcome, Reading

log = structlog.get_logger()
PROGRESS_EVERY = 100


@dataclass(frozen=True, slots=True)
class Held:
    """What an article is known to have said: `number` names it, `again` says whether it was read from kept bytes."""

    number: int
    reading: Reading
    again: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One look under the new reader: its place, which counts in numbers, and the reading if that opens a version."""

    attempt_id: int
    place: Place
    reading: Reading


def reread_all(desk: Desk, reader_id: int, article_ids: Sequence[int] | None = None) -> int:
    """Bring a reader up to date with what others have read; returns how many articles that were. Safe to be killed and run again.

    Raises EvidenceMissing where not one of the files is there that hold the bytes.
    """
    with desk.store.read() as session:
        waiting = readings.unread(session, reader_id, article_ids)
        files = evidence.files(session) if waiting else ()
    look_for(desk.settings.evidence_dir, files)
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
        shown = overrules.decisions(session, overrules.HIDDEN, [look.attempt_id for look in past])
    judged = list(judge(desk, past, [], shown))
    with desk.store.write() as session:
        if not readings.unread(session, reader_id, [article_id]):
            return
        if takedowns.decision(session, article_id):  # perhaps only since it was read
            readings.take_over(session, article_id, reader_id)
        else:
            _apply(session, article_id, reader_id, judged)


def judge(desk: Desk, past: Sequence[PastLook], held: list[Held], shown: Collection[int]) -> Iterator[Judged]:
    """Every look that can be judged again. One whose bytes were not kept says nothing: it only widens an interval.

    `held` is what was known before, that which was seen last being the last; `shown` are looks of which every difference counts.
    """
    vouched = False  # whether the look before saw what stands: then so does a 304 that follows it
    for look in past:
        if look.outcome is Outcome.NOT_MODIFIED:
            if held and vouched:
                yield Judged(look.attempt_id, Place(Outcome.UNCHANGED, held[-1].number), held[-1].reading)
            continue
        found = _found(desk, look, held[-1].reading if held else None)
        vouched = isinstance(found, Reading) and (not held or held[-1].again is bool(look.payload))
        if isinstance(found, Reading) and vouched:
            known = [h.reading for h in held]
            place = (
                versions.in_full(found, known)
                if look.attempt_id in shown
                else versions.place(found, known, page_witness(desk, _looked(desk, look), found))
            )
            yield Judged(look.attempt_id, _numbered(place, held), found)
            held.append(Held(_next(held), found, bool(look.payload)) if place.index is None else held.pop(place.index))


def _next(held: Sequence[Held]) -> int:
    return max((h.number for h in held), default=-1) + 1


def _numbered(place: Place, held: Sequence[Held]) -> Place:
    """The place as the numbers of what is held: they stay when the order in which it was seen changes."""
    index, against = (held[i].number if i is not None else None for i in (place.index, place.against))
    return replace(place, index=index, against=against)


def _looked(desk: Desk, look: PastLook) -> Looked:
    payload = look.payload

    def body() -> bytes:
        return read_payload(desk.settings.evidence_dir, payload.file, payload.offset) if payload else b""

    return Looked(look.article_id, body, look.content_type, look.captured_at, look.attempt_id)


def _found(desk: Desk, look: PastLook, standing: Reading | None) -> Reading | None:
    """The article as the new reader reads a look. Where the bytes could not be kept, what was read then is all there is."""
    if look.payload is None:
        return look.stored
    if look.imported:
        return _handed_over(desk, look)
    if look.http_status != 200 or look.outcome is Outcome.MOVED:
        return None
    found = read_again(desk, look.payload, look.final_url, standing.extractor if standing else "")
    return found if isinstance(found, Reading) and not outcomes.no_article(found) else None


def _handed_over(desk: Desk, look: PastLook) -> Reading | None:
    """A file that a person handed over, as the new reader reads its kind; what was read of it then, where that is more."""
    assert look.payload
    try:
        body = read_payload(desk.settings.evidence_dir, look.payload.file, look.payload.offset)
        found = desk.readers.submit(read_saved, body, look.content_type, url=look.final_url).result()
    except (Killed, BadInput):
        return look.stored
    return found if isinstance(found, Reading) else look.stored


def _apply(session: Session, article_id: int, reader_id: int, judged: Sequence[Judged]) -> None:
    ids: list[int] = []
    for one in judged:
        if one.place.against is not None:
            snapshots.suppress(session, ids[one.place.against], one.attempt_id, one.place.suppressed)
        if one.place.index is not None:
            back_from = ids[one.place.against] if one.place.against not in (None, one.place.index) else None
            snapshots.sight(session, ids[one.place.index], one.attempt_id, hidden=False, returned_from=back_from)
            continue
        reading_id = articles.record_reading(session, one.attempt_id, reader_id, one.reading, outcomes.words_sha256(one.reading))
        ids.append(snapshots.open_snapshot(session, article_id, one.attempt_id, reading_id, reader_id))
