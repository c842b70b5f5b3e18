"""Bytes as received, in WARC 1.1 files: one file a process, one response with its request a payload, on disk before the row that names it.

Every record is a gzip member of its own: a file that was torn is whole up to the tear, and one record can be read, or withheld, without
the others.
"""

import fcntl
import hashlib
import io
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter
from yarl import URL

from ingest.answers import Answer
from ingest.transport import Unfit, uncoded
from narrative.errors import BadInput, EvidenceMissing

FULL = 500_000_000
"""Bytes after which another file is begun: what tools still take in one piece, and a third of what archives write (1 GB) as a rule."""

MOST_UNCODED = 1 << 40
"""Of a kept body when it is read again: it was held against the settings when it was received."""

STANDARD = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
WITHHELD = "metadata"
"""The type of the record that stands where one was withheld."""

HOP_BY_HOP = frozenset({"transfer-encoding", "content-length"})
"""Response headers that the client undid: chunks are joined, so the record says the true length instead."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a payload lies: the file's name in the evidence folder, and the record's first byte in it."""

    sha256: str
    size: int
    media_type: str
    file: str
    offset: int


class Archive:
    """Writes WARC files one after the other, named by the instant it was opened at and the process that writes them."""

    def __init__(self, folder: Path, opened_at: datetime, full: int = FULL) -> None:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        if made:
            sync_folder(folder.parent)
        self._folder = folder
        self._opened_at = opened_at
        self._full = full
        self._out: io.FileIO | None = None
        self._about = ""

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def keep(self, answer: Answer) -> Kept:
        """Append one response with its request, and wait until both are on disk."""
        out = self._opened(answer.captured_at)
        offset = out.tell()
        _append(out, b"".join(_members(answer, self._about)))
        return Kept(payload_sha256(answer.body), len(answer.body), answer.header("Content-Type"), Path(str(out.name)).name, offset)

    def keep_file(self, uri: str, media_type: str, body: bytes, at: datetime) -> Kept:
        """Append what was handed over as a file, not asked for, and wait until it is on disk."""
        out = self._opened(at)
        offset = out.tell()
        common = {"WARC-Date": warc_date(at), "WARC-Warcinfo-ID": self._about}
        record = RecordBuilder("WARC/1.1").create_warc_record(
            uri, "resource", payload=io.BytesIO(body), warc_content_type=media_type, warc_headers_dict=common
        )
        _append(out, member(serialised(record)))
        return Kept(payload_sha256(body), len(body), media_type, Path(str(out.name)).name, offset)

    def _opened(self, at: datetime) -> io.FileIO:
        """The file is made when there is something to keep: a run that finds nothing leaves nothing."""
        if self._out and self._out.tell() >= self._full:
            self._close()
        if self._out is None:
            self._out = _open_new(self._folder, f"{self._opened_at:%Y%m%dT%H%M%SZ}-{os.getpid()}")
            info = RecordBuilder("WARC/1.1").create_warcinfo_record(
                Path(str(self._out.name)).name, {"software": "Palimpsest", "format": "WARC File Format 1.1", "conformsTo": STANDARD}
            )
            info.rec_headers.replace_header("WARC-Date", warc_date(at))
            self._about = info.rec_headers.get_header("WARC-Record-ID")
            _append(self._out, member(serialised(info)))
            sync_folder(self._folder)
        return self._out

    def _close(self) -> None:
        if self._out:
            self._out.close()
            self._out = None


def _open_new(folder: Path, stem: str) -> io.FileIO:
    """The first name that nobody has: process numbers repeat, between containers and over time. It is locked while it is written to."""
    for number in count():
        try:
            out = io.FileIO(folder / f"{stem}-{number}.warc.gz", "x+")
        except FileExistsError:
            continue
        with suppress(OSError):  # where a file system knows no locks, its age tells that a file is finished
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return out
    raise AssertionError("numbers do not end")


def _append(out: io.FileIO, data: bytes) -> None:
    """Write all of it and wait for the disk, or leave the file as it was."""
    start, rest = out.tell(), memoryview(data)
    try:
        while rest:
            rest = rest[out.write(rest) :]
        os.fsync(out.fileno())
    except OSError:
        out.truncate(start)
        out.seek(start)
        raise


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk: a file's own fsync does not promise that it can be found."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _members(answer: Answer, about: str) -> Iterator[bytes]:
    """The response as it travelled, and the request where it is known what was sent."""
    common = {"WARC-Date": warc_date(answer.captured_at), "WARC-Warcinfo-ID": about}
    if peer := answer.exchange.peer.rpartition(":")[0].strip("[]"):
        common["WARC-IP-Address"] = peer
    builder, uri, body = RecordBuilder("WARC/1.1"), str(URL(answer.final_url)), answer.wire or answer.body
    response = builder.create_warc_record(
        uri, "response", payload=io.BytesIO(body), http_headers=_response_head(answer, len(body)), warc_headers_dict=dict(common)
    )
    yield member(serialised(response))
    if answer.exchange.request:
        common["WARC-Concurrent-To"] = response.rec_headers.get_header("WARC-Record-ID")
        head = _request_head(answer)
        yield member(serialised(builder.create_warc_record(uri, "request", http_headers=head, warc_headers_dict=common)))


def _response_head(answer: Answer, size: int) -> StatusAndHeaders:
    """The headers as they came, but for those that would be a lie: of a body that lies here uncoded, its coding too."""
    untrue = HOP_BY_HOP if answer.wire else HOP_BY_HOP | {"content-encoding"}
    sent = [(k, v) for k, v in answer.headers.items() if k.lower() not in untrue]
    known = {int(s): s.phrase for s in HTTPStatus}
    status = answer.status or 0
    return StatusAndHeaders(f"{status} {known.get(status, '')}".strip(), [*sent, ("Content-Length", str(size))], protocol="HTTP/1.1")


def _request_head(answer: Answer) -> StatusAndHeaders:
    url = URL(answer.final_url)
    sent = [("Host", url.host_port_subcomponent or ""), *answer.exchange.request.items()]
    return StatusAndHeaders(f"{url.raw_path_qs} HTTP/1.1", sent, protocol="GET")


def warc_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def serialised(record: Any) -> bytes:
    """A record as it stands in a file, digests and all, not yet compressed."""
    out = io.BytesIO()
    WARCWriter(out, gzip=False, warc_version="1.1").write_record(record)
    return out.getvalue()


def member(record: bytes) -> bytes:
    """One record as a gzip member."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    return packer.compress(record) + packer.flush()


def payload_sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def read_payload(folder: Path, file: str, offset: int) -> bytes:
    """The body of one kept payload, its content coding undone. Raises BadInput when it is withheld, or the file or record is not there."""
    record_type, coding, raw = _read(folder, file, offset)
    if record_type == WITHHELD:
        raise BadInput(f"{folder / file}: the record at byte {offset} is withheld")
    try:
        return uncoded(raw, coding, MOST_UNCODED)
    except Unfit as error:
        raise BadInput(f"{folder / file}: the body at byte {offset} cannot be decoded: {error}") from error


def look_for(folder: Path, files: Sequence[str]) -> None:
    """Nothing, as long as the folder holds one of these files of evidence. Raises EvidenceMissing."""
    if files and not any((folder / file).exists() for file in files):
        raise EvidenceMissing(f"{folder} holds none of the {len(files)} files of evidence; PALIMPSEST_EVIDENCE_DIR says where they are")


def is_withheld(folder: Path, file: str, offset: int) -> bool:
    """Whether a record was replaced by one that says it is withheld. Raises BadInput when there is no whole record."""
    return _read(folder, file, offset)[0] == WITHHELD


def _read(folder: Path, file: str, offset: int) -> tuple[str, str, bytes]:
    """Type, content coding and payload of one record."""
    try:
        with (folder / file).open("rb") as source:
            source.seek(offset)
            for record in ArchiveIterator(source):
                coding = record.http_headers.get_header("Content-Encoding") if record.http_headers else ""
                raw = bytes(record.raw_stream.read())
                if _is_whole(record, raw):
                    return record.rec_type, coding or "", raw
                break
    except OSError as error:
        raise BadInput(f"{folder / file}: cannot be read: {error.strerror}") from error
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, zlib.error) as error:
        raise BadInput(f"{folder / file}: no whole record at byte {offset}: {error}") from error
    raise BadInput(f"{folder / file}: no whole record at byte {offset}")


def _is_whole(record: Any, raw: bytes) -> bool:
    """Whether a record holds what it names itself, so that one that was torn or altered is not taken for whole."""
    digester = Digester("sha1")
    digester.update(raw)
    named = record.rec_headers.get_header("WARC-Payload-Digest") or record.rec_headers.get_header("WARC-Block-Digest")
    return bool(named == str(digester))
