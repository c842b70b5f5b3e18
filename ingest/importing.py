"""The step that takes in one's own texts: bytes into the evidence first, then read, then stored, one transaction each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from db import imports
from db.articles import PayloadFacts
from db.imports import ImportFacts
from ingest import outcomes
from ingest.desk import Desk
from ingest.evidence import payload_sha256
from ingest.handed import File, Item, Left, files
from ingest.mail import MAIL, attachments
from ingest.pages import Unreadable
from ingest.sandbox import Killed
from ingest.saved import PAGE, TEXT, read_saved, saved_from
from ingest.walls import wall
from ingest.warcs import read_warc, too_large
from narrative.model import Outcome, Reading

KINDS = {
    ".txt": TEXT, ".text": TEXT, ".md": TEXT, ".html": PAGE, ".htm": PAGE, ".xhtml": PAGE, ".eml": MAIL, ".mht": MAIL, ".mhtml": MAIL,
}  # fmt: skip
WARCS = (".warc", ".warc.gz")
TAKEN = " ".join((*KINDS, *WARCS))
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<!--")
_MAIL = (b"received:", b"from:", b"return-path:", b"delivered-to:", b"mime-version:", b"message-id:", b"date:", b"subject:")
_SNIFFED = 512


class State(StrEnum):
    """What became of something that was handed over."""

    STORED = "stored"
    KNOWN = "known"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Brought:
    """One text, or one file that is none, and what became of it. `article_id` is None where no words of it are in the store."""

    name: str
    state: State
    reason: str = ""
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of everything that was handed over, and the incidents that were asked for."""

    done: tuple[Brought, ...]
    incidents: tuple[str, ...]

    @property
    def articles(self) -> tuple[int, ...]:
        """Those of the texts that could be read, in the order in which they were handed over, each once."""
        return tuple(dict.fromkeys(one.article_id for one in self.done if one.article_id))


def bring(desk: Desk, reader_id: int, paths: Sequence[Path], told: Callable[[Brought], None]) -> list[Brought]:
    """Take in everything that is a text at these paths; one outcome each, told as soon as it is there."""
    done = []
    for found in _found(paths, desk.settings.most_bytes):
        done.append(_left(found) if isinstance(found, Left) else _brought(desk, reader_id, found))
        told(done[-1])
    return done


def _found(paths: Sequence[Path], most_bytes: int) -> Iterator[Item | Left]:
    for one in files(paths):
        yield from [one] if isinstance(one, Left) else _in_file(one, most_bytes)


def _in_file(file: File, most_bytes: int) -> Iterator[Item | Left]:
    name = str(file.path)
    try:
        with file.path.open("rb") as source:
            begins = source.read(_SNIFFED)
            kind = _kind(file, begins)
            if not kind:
                yield Left(name, f"its name ends with none of {TAKEN}", skipped=True)
            elif not begins:
                yield Left(name, "empty: no bytes in it")
            elif kind == WARCS[0]:
                yield from read_warc(file.path, name, most_bytes)
            elif len(body := begins + source.read(most_bytes + 1 - len(begins))) > most_bytes:
                yield Left(name, too_large(most_bytes))
            else:
                yield Item(name, file.path.name, body, kind, saved_from(body) if kind == PAGE else "")
    except OSError as error:
        yield Left(name, f"cannot be read: {error.strerror}")


def _kind(file: File, begins: bytes) -> str:
    """The media type of a file by its name, WARC's first ending for a WARC file; of one that a person named, else by how it begins."""
    name, start = file.path.name.lower(), begins.lstrip().lower()
    if name.endswith(WARCS):
        return WARCS[0]
    known = KINDS.get(file.path.suffix.lower(), "")
    if known == TEXT and start.startswith(_MARKUP[:2]):
        return PAGE
    if known or not file.named:
        return known
    if start.startswith((b"warc/", b"\x1f\x8b")):
        return WARCS[0]
    if start.startswith(_MARKUP):
        return PAGE
    return MAIL if start.startswith(_MAIL) else TEXT


def _left(left: Left) -> Brought:
    return Brought(left.name, State.SKIPPED if left.skipped else State.FAILED, left.reason)


def _brought(desk: Desk, reader_id: int, item: Item) -> Brought:
    sha256 = payload_sha256(item.body)
    with desk.store.read() as session:
        made = imports.known(session, sha256)
    if made:
        return _known(item, made)
    at = desk.store.clock()
    kept = desk.keep_file(imports.address(sha256, item.url), item, sha256)
    reading, outcome, reason = _read(desk, item)
    url = (reading.canonical_url if reading else "") or item.url
    if why := _withheld(desk, kept, url):
        return Brought(item.name, State.FAILED, why)
    facts = ImportFacts(sha256, item.name, item.label, url, item.media_type, at, at, outcome, reason, item.headers, item.archived_at)
    words = outcomes.words_sha256(reading) if reading else ""
    with desk.store.write() as session:
        stored = imports.record(session, facts, kept, reading, (reader_id, words))
    return Brought(item.name, State.STORED if reading else State.FAILED, reason, stored.article_id if reading else None)


def _known(item: Item, made: imports.Imported) -> Brought:
    read = made.outcome is Outcome.NEW and not made.withheld
    how = "" if read else ", withheld since" if made.withheld else f", {made.outcome}: {made.reason}"
    said = f"imported already on {made.at:%Y-%m-%d %H:%M}Z{how}; nothing was added"
    return Brought(item.name, State.KNOWN, said, made.article_id if read else None)


def _read(desk: Desk, item: Item) -> tuple[Reading | None, Outcome, str]:
    """What a file says, how that ended, and what there is to say of it."""
    if _is_page(item) and (why := outcomes.not_markup(item.body)):
        return None, Outcome.NOT_A_PAGE, why
    try:
        found: Reading | Unreadable = desk.readers.submit(read_saved, item.body, item.media_type, url=item.url).result()
        left = desk.readers.submit(attachments, item.body).result() if item.media_type == MAIL else ()
    except Killed as killed:
        return None, Outcome.UNREADABLE, killed.reason
    if isinstance(found, Reading) and not (_is_page(item) and wall(found)):  # what one's own text or mail says is no wall
        return found, Outcome.NEW, f"not read, but kept: {', '.join(left)}" if left else ""
    return None, *(outcomes.no_article(found) or (Outcome.UNREADABLE, "no text"))


def _is_page(item: Item) -> bool:
    return not item.media_type.startswith((TEXT, MAIL))


def _withheld(desk: Desk, kept: PayloadFacts | None, url: str) -> str:
    """Why a text must not be imported, its bytes taken back; '' when it may be."""
    with desk.store.read() as session:
        article_id = imports.withheld_at(session, url)
    if article_id is None:
        return ""
    if kept:
        desk.withhold(kept, article_id)
    return f"its page, {url}, was taken down in this store: `palimpsest why {url}` says why"
