"""The step that looks at articles' pages and keeps what they say."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import structlog

from db import articles, identity, snapshots, takedowns
from db.session import Session
from db.snapshots import Known
from ingest import outcomes, planning, versions
from ingest.answers import moved_to
from ingest.desk import Desk, address, without_cookies
from ingest.evidence import payload_sha256
from ingest.pages import Unreadable, read_page
from ingest.planning import Planner
from ingest.reread import read_again, reread_all
from ingest.sandbox import Killed, Pending
from ingest.urls import believed, landed
from ingest.versions import Place
from ingest.walls import wall
from ingest.web import Answer, Ask
from ingest.witnesses import Looked, page_witness
from narrative.model import Outcome, Reading

log = structlog.get_logger()
AHEAD = 6
"""Pages handed to the readers before the first of them is waited for: enough for two workers never to be idle."""


@dataclass(frozen=True, slots=True)
class CaptureTally:
    """How many looks were taken, by how they ended."""

    looks: int = 0
    outcomes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Look:
    """One answer, read."""

    target: articles.Target
    answer: Answer
    reading: Reading | Unreadable | None
    trouble: tuple[Outcome, str] | None

    @property
    def page_sha256(self) -> str | None:
        return self.reading.page_sha256 or None if self.reading else None

    @property
    def noarchive(self) -> bool:
        return bool(self.reading and self.reading.noarchive) or "noarchive" in self.answer.header("X-Robots-Tag").lower()


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a look amounts to, against what was known of the article when it was judged: `place` counts in `known`.

    `latest` is the newest sighting then, `before` the hash of the bytes of the last look that saw the article.
    """

    outcome: Outcome
    reason: str
    known: tuple[Known, ...]
    latest: int | None
    before: str | None
    place: Place | None
    kept: str


def capture(desk: Desk, article_ids: Sequence[int], reader_id: int) -> CaptureTally:
    """Look at those of the articles that are due: one attempt, one outcome, one transaction each."""
    reread_all(desk, reader_id, article_ids)
    with desk.store.read() as session:
        targets = articles.targets(session, article_ids, desk.store.clock())
    planner = planning.planner(desk.store, desk.settings)
    counted: Counter[str] = Counter()
    for look in _looks(desk, targets):
        if look.answer.postponed:
            _put_off(desk, look)
            continue
        outcome = _record(desk, look, reader_id, planner)
        log.info("article looked at", outlet=look.target.outlet, article=look.target.id, outcome=outcome)
        counted[outcome] += 1
    return CaptureTally(counted.total(), tuple(sorted(counted.items())))


def _put_off(desk: Desk, look: _Look) -> None:
    """No request left, so nothing was looked at, and nothing is said of the outlet: only the instant of the next look moves."""
    until = look.answer.retry_at or look.answer.captured_at
    with desk.store.write() as session:
        articles.put_off(session, look.target.id, until)
    log.info("article put off", outlet=look.target.outlet, article=look.target.id, until=until, reason=look.answer.reason)


def _looks(desk: Desk, targets: Sequence[articles.Target]) -> Iterator[_Look]:
    """Fetching, reading and recording overlap: pages are read in other processes while the next ones arrive."""
    by_url = {t.url: t for t in targets}
    waiting: deque[tuple[_Look, Pending[Reading | Unreadable] | None]] = deque()
    for answer in map(without_cookies, desk.web.fetch([Ask(t.url, t.etag, t.last_modified) for t in targets])):
        waiting.append(_begun(desk, by_url[answer.url], answer))
        if len(waiting) > AHEAD:
            yield _finished(*waiting.popleft())
    while waiting:
        yield _finished(*waiting.popleft())


def _begun(desk: Desk, target: articles.Target, answer: Answer) -> tuple[_Look, Pending[Reading | Unreadable] | None]:
    trouble = outcomes.without_body(answer)
    if trouble is None and (why := outcomes.not_a_page(answer)):
        trouble = Outcome.NOT_A_PAGE, why
    look = _Look(target, answer, None, trouble)
    if trouble:
        return look, None
    return look, desk.readers.submit(
        read_page, answer.body, answer.header("Content-Type"), url=answer.final_url, extractor=target.extractor
    )


def _finished(look: _Look, reading: Pending[Reading | Unreadable] | None) -> _Look:
    if reading is None:
        return look
    try:
        return replace(look, reading=reading.result())
    except Killed as killed:
        return replace(look, reading=Unreadable(killed.reason))


def _record(desk: Desk, look: _Look, reader_id: int, planner: Planner) -> Outcome:
    """Judge a look, keep its bytes, write it down; again, if another worker opened a snapshot of the article meanwhile."""
    while True:
        judged = _judged(desk, look, reader_id)
        sha256 = payload_sha256(look.answer.body) if look.answer.body else None
        kept = desk.keep(look.answer, sha256) if sha256 and judged.kept == articles.KEPT else None
        with desk.store.write() as session:
            if takedowns.decision(session, look.target.id):
                break
            if snapshots.latest_sighting(session, look.target.id, reader_id) != judged.latest:
                continue
            if kept:
                articles.record_payload(session, kept)
            attempt_id = articles.record_attempt(session, _facts(look, judged, sha256, planner))
            _apply(session, look, judged, (attempt_id, reader_id))
            return judged.outcome
    if kept:  # it was taken down while it was looked at: nothing of the look remains
        desk.withhold(kept, look.target.id)
    return judged.outcome


def _judged(desk: Desk, look: _Look, reader_id: int) -> _Judged:
    with desk.store.read() as session:
        latest = snapshots.latest_sighting(session, look.target.id, reader_id)
        known = snapshots.known(session, look.target.id, reader_id)
        before, last_kept = snapshots.last_seen_payload(session, look.target.id), articles.last_kept_page(session, look.target.id)
    outcome, reason, place = (*look.trouble, None) if look.trouble else _of_page(desk, look, known)
    return _Judged(outcome, reason, known, latest, before, place, _keeping(desk, look, outcome, last_kept))


def _of_page(desk: Desk, look: _Look, known: tuple[Known, ...]) -> tuple[Outcome, str, Place | None]:
    found = look.reading or Unreadable("no body")
    if trouble := wall(found) or _astray(look, found, known) or outcomes.no_article(found):
        return (*trouble, None)
    assert isinstance(found, Reading)
    known_as = _alike(desk, look, found, [k.reading for k in known])
    answer = look.answer
    seen = Looked(look.target.id, lambda: answer.body, answer.header("Content-Type"), answer.captured_at)
    place = versions.place(found, known_as, page_witness(desk, seen, found))
    return place.outcome, "", place


def _astray(look: _Look, found: Reading | Unreadable, known: tuple[Known, ...]) -> tuple[Outcome, str] | None:
    why = outcomes.led_astray(look.target.url, look.answer.final_url, found, known[-1].reading.text if known else "")
    return (Outcome.MOVED, why) if why else None


def _alike(desk: Desk, look: _Look, found: Reading, known: list[Reading]) -> list[Reading]:
    """What is known, the last of it read in the same way as what stands now: one page read in two ways differs without having changed."""
    if not known or known[-1].extractor == found.extractor:
        return known
    with desk.store.read() as session:
        payload = articles.last_page(session, look.target.id)
    again = read_again(desk, payload, look.target.url, found.extractor) if payload else None
    return [*known[:-1], again] if isinstance(again, Reading) and again.extractor == found.extractor else known


def _keeping(desk: Desk, look: _Look, outcome: Outcome, last_kept: str | None) -> str:
    """Whether the bytes of a look are kept, or why not: the first, every one that shows other words, and whatever was in the way."""
    if not look.answer.body:
        return "no body"
    if look.noarchive and desk.settings.noarchive == "obey":
        return "noarchive"
    if outcome is Outcome.UNCHANGED and look.page_sha256 and look.page_sha256 == last_kept:
        return "same page"
    return articles.KEPT


def _apply(session: Session, look: _Look, judged: _Judged, ids: tuple[int, int]) -> None:
    """What follows from an attempt that was written down: a sighting or a new snapshot, and other addresses of the article."""
    if judged.outcome is Outcome.NOT_MODIFIED and judged.known:
        snapshots.sight(session, judged.known[-1].id, ids[0], hidden=False)
    if not isinstance(look.reading, Reading) or judged.place is None:
        return
    _place(session, look, judged, ids)
    # Where the words are the article's, the address is; a redirect to a front page or another text says nothing.
    final_url, rule = look.answer.final_url, look.target.article_rule
    kind = identity.MOVED if _moved(look, judged) else identity.REDIRECT
    identity.adopt(session, look.target.id, [address(landed(final_url, look.target.url), rule)], kind)
    own = [address(a, rule) for a in believed(look.reading.addresses, final_url)]
    identity.adopt(session, look.target.id, own, identity.CANONICAL)


def _place(session: Session, look: _Look, judged: _Judged, ids: tuple[int, int]) -> None:
    """Put a reading where it belongs, with what was held to be noise beside what it was held against."""
    attempt_id, reader_id = ids
    place, known = judged.place, judged.known
    assert place
    assert isinstance(look.reading, Reading)
    if place.against is not None:
        snapshots.suppress(session, known[place.against].id, attempt_id, place.suppressed)
    if place.index is None:
        reading_id = articles.record_reading(session, attempt_id, reader_id, look.reading, outcomes.words_sha256(look.reading))
        snapshots.open_snapshot(session, look.target.id, attempt_id, reading_id, reader_id)
        return
    hidden = place.outcome is Outcome.UNCHANGED and judged.before != payload_sha256(look.answer.body)
    back_from = known[place.against].id if place.against not in (None, place.index) else None
    snapshots.sight(session, known[place.index].id, attempt_id, hidden=hidden, returned_from=back_from)


def _moved(look: _Look, judged: _Judged) -> bool:
    """Whether the article stands at another address for good: by nothing but permanent redirects, and with the words it had."""
    if not judged.known or not isinstance(look.reading, Reading) or moved_to(look.answer) != look.answer.final_url:
        return False
    return outcomes.shared_words(judged.known[-1].reading.text, look.reading.text) >= outcomes.SAME_WORK


def _facts(look: _Look, judged: _Judged, sha256: str | None, planner: Planner) -> articles.AttemptFacts:
    answer, target = look.answer, look.target
    then = planner.after(target, answer.captured_at, judged.outcome)
    return articles.AttemptFacts(
        article_id=target.id, url=answer.url, final_url=answer.final_url, started_at=answer.started_at, captured_at=answer.captured_at,
        outcome=judged.outcome, reason=judged.reason, http_status=answer.status, headers=dict(answer.headers),
        exchange=asdict(answer.exchange), robots=answer.robots, robots_id=answer.robots_id, payload_sha256=sha256,
        page_sha256=look.page_sha256, kept=judged.kept, failures=then.failures, rate_weights=then.weights,
        next_look_at=max(then.look_at, answer.retry_at or then.look_at),
    )  # fmt: skip
