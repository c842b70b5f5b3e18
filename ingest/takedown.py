"""The step that withholds an article: its words out of the store, its bytes out of the evidence files.

A record is overwritten in its place by one of exactly the same length that says it is withheld, so that no other record moves. What is
about to be overwritten is written down first: killed at any line, the next run finishes it.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from pydantic import BaseModel
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from yarl import URL

from db import takedowns
from db.session import Store
from db.takedowns import Decision, Doomed, Dropped
from ingest.evidence import is_withheld, sync_folder
from ingest.sealing import NAMES, file_sha256, only_one, replace_file, sums, write_sums
from ingest.tombstones import Tombstone, tombstone
from ingest.urls import canonical
from narrative.errors import BadInput

log = structlog.get_logger()
LOG = "TAKEDOWNS"
PENDING = "TAKEDOWNS.pending"


class Order(BaseModel):
    """What is to be overwritten in one file, and the file's hash before."""

    file: str
    at: datetime
    sha256_before: str
    tombstones: tuple[Tombstone, ...]


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What a takedown dropped from the store, and how many records in the evidence files."""

    dropped: Dropped
    records: int


def take_down(store: Store, folder: Path, url: str, decided: tuple[str, str]) -> TakenDown:
    """Withhold the article at an address; `decided` is why, and by whom. Safe to be killed and run again. Raises BadInput."""
    with store.write() as session:
        ids = takedowns.group(session, canonical(url)) or takedowns.group(session, url)
        if not ids:
            raise BadInput(f"no article is known at {url}")
        dropped = takedowns.take_down(session, ids, *decided)
    with store.read() as session:
        addresses, in_use = takedowns.addresses(session), takedowns.in_use(session)
    done = drop_withheld(store, folder, list(_left_behind(folder, addresses, in_use)))
    if done.troubles:
        raise BadInput("the words are dropped, but not all bytes: " + "; ".join(done.troubles))
    return TakenDown(dropped, done.records)


@dataclass(frozen=True, slots=True)
class Overwritten:
    """How many records were overwritten, and which ones could not be read: only a person can tell where their file went."""

    records: int = 0
    troubles: tuple[str, ...] = ()


def drop_withheld(store: Store, folder: Path, further: Sequence[Doomed] = ()) -> Overwritten:
    """Overwrite every record whose article is withheld and whose bytes are still there; safe to be killed and run again."""
    with store.read() as session:
        doomed = {(one.file, one.offset): one for one in (*further, *takedowns.doomed(session))}
    if not doomed:
        return Overwritten()
    if not folder.is_dir():
        return Overwritten(0, (f"{folder}: there is no such evidence folder",))
    with only_one(folder):
        _finish(folder)
        by_file, troubles = _still_there(folder, doomed.values())
        for file, ones in by_file.items():
            _overwrite(folder, _order(folder / file, ones, store.clock()))
    return Overwritten(sum(map(len, by_file.values())), tuple(troubles))


def _still_there(folder: Path, doomed: Iterable[Doomed]) -> tuple[dict[str, list[Doomed]], list[str]]:
    by_file: dict[str, list[Doomed]] = defaultdict(list)
    troubles = []
    for one in doomed:
        try:
            if not is_withheld(folder, one.file, one.offset):
                by_file[one.file].append(one)
        except BadInput as trouble:
            troubles.append(str(trouble))
    return by_file, troubles


def _order(file: Path, ones: Sequence[Doomed], at: datetime) -> Order:
    stones = tuple(tombstone(file, one, at) for one in ones)
    return Order(file=file.name, at=at, sha256_before=file_sha256(file), tombstones=stones)


def _left_behind(folder: Path, addresses: dict[str, Decision], in_use: frozenset[tuple[str, int]]) -> Iterator[Doomed]:
    """Responses and files from the addresses of withheld articles that no row names: a worker was killed before it could write one."""
    why = {form: decision for url, decision in addresses.items() for form in (url, _as_kept(url))}
    for number, file in enumerate(files := sorted(folder.glob(NAMES)), 1):
        log.info("evidence looked through", file=file.name, number=number, of=len(files))
        for offset, kind, uri in _records(file):
            if kind in {"response", "resource"} and uri in why and (file.name, offset) not in in_use:
                yield Doomed(why[uri].reason, why[uri].decided_by, file.name, offset, "")


def _as_kept(url: str) -> str:
    try:
        return str(URL(url))
    except ValueError:
        return url


def _records(file: Path) -> Iterator[tuple[int, str, str]]:
    """Offset, type and address of each record, as far as a file is whole."""
    with file.open("rb") as source:
        records = ArchiveIterator(source)
        try:
            for record in records:
                found = record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or ""
                yield records.get_record_offset(), *found
        except (ArchiveLoadFailed, EOFError):
            return


def _overwrite(folder: Path, order: Order) -> None:
    replace_file(folder / PENDING, order.model_dump_json())
    _carry_out(folder, order)


def _finish(folder: Path) -> None:
    """Carry out what was begun and not finished."""
    if (folder / PENDING).exists():
        _carry_out(folder, Order.model_validate_json((folder / PENDING).read_text(encoding="utf-8")))


def _carry_out(folder: Path, order: Order) -> None:
    """Everything in it gives the same when it is done twice."""
    file = folder / order.file
    with file.open("r+b") as out:
        for stone in order.tombstones:
            out.seek(stone.offset)
            out.write(stone.member())
        out.flush()
        os.fsync(out.fileno())
    after, known = file_sha256(file), sums(folder)
    if order.file in known:
        write_sums(folder, known | {order.file: after})
    _log(folder / LOG, [_line(order, stone, after) for stone in order.tombstones])
    (folder / PENDING).unlink()
    sync_folder(folder)


def _line(order: Order, stone: Tombstone, after: str) -> str:
    return json.dumps(
        {
            "at": f"{order.at:%Y-%m-%dT%H:%M:%SZ}", "file": order.file, "offset": stone.offset, "length": stone.length,
            "payload_sha256": stone.sha256, "file_sha256_before": order.sha256_before, "file_sha256_after": after, "reason": stone.reason,
        },
        ensure_ascii=False,
    )  # fmt: skip


def _log(file: Path, lines: Iterable[str]) -> None:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    known = set(text.splitlines())
    replace_file(file, text + "".join(f"{line}\n" for line in lines if line not in known))
