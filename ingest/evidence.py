"""Bytes as received, in WARC files: one file a process, one record a payload, on disk before the row that names it."""

import base64
import hashlib
import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import TracebackType

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from ingest.web import Answer
from narrative.errors import BadInput


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a payload lies: the file's name in the evidence folder, and the record's first byte in it."""

    sha256: str
    size: int
    media_type: str
    file: str
    offset: int


class Archive:
    """Writes one WARC file, named by the instant it was opened at and the process that writes it."""

    def __init__(self, folder: Path, opened_at: datetime) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._stem = f"{opened_at:%Y%m%dT%H%M%SZ}-{os.getpid()}"
        self._out: io.BufferedWriter | None = None
        self._writer: WARCWriter | None = None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._out:
            self._out.close()

    def keep(self, answer: Answer) -> Kept:
        """Append one response with its headers, and wait until it is on disk."""
        out, writer = self._opened()
        offset = out.tell()
        # The body was decompressed on the way in, so the headers that described its coding would be a lie.
        sent = [(k, v) for k, v in answer.headers.items() if k.lower() not in {"content-encoding", "transfer-encoding", "content-length"}]
        http = StatusAndHeaders(f"{answer.status} OK" if answer.status == 200 else str(answer.status), sent, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            answer.final_url,
            "response",
            payload=io.BytesIO(answer.body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": answer.captured_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
        )
        writer.write_record(record)
        out.flush()
        os.fsync(out.fileno())
        return Kept(payload_sha256(answer.body), len(answer.body), answer.header("Content-Type"), Path(out.name).name, offset)

    def _opened(self) -> tuple[io.BufferedWriter, WARCWriter]:
        """The file is made when there is something to keep: a run that finds nothing leaves nothing."""
        if self._out is None or self._writer is None:
            self._out = _open_new(self._folder, self._stem)
            self._writer = WARCWriter(self._out, gzip=True, warc_version="1.1")
            about = {"software": "Palimpsest", "format": "WARC File Format 1.1"}
            self._writer.write_record(self._writer.create_warcinfo_record(Path(self._out.name).name, about))
        return self._out, self._writer


def _open_new(folder: Path, stem: str) -> io.BufferedWriter:
    """The first name that nobody has: process numbers repeat, between containers and over time."""
    for number in count():
        try:
            return (folder / f"{stem}-{number}.warc.gz").open("xb")
        except FileExistsError:
            continue
    raise AssertionError("numbers do not end")


def payload_sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def read_payload(folder: Path, file: str, offset: int) -> bytes:
    """The bytes of one kept payload. Raises BadInput when the file or the record is not there."""
    try:
        with (folder / file).open("rb") as source:
            source.seek(offset)
            for record in ArchiveIterator(source):
                body = bytes(record.content_stream().read())
                if record.rec_headers.get_header("WARC-Payload-Digest") == _payload_digest(body):
                    return body
                break
    except OSError as error:
        raise BadInput(f"{folder / file}: cannot be read: {error.strerror}") from error
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError) as error:
        raise BadInput(f"{folder / file}: no whole record at byte {offset}: {error}") from error
    raise BadInput(f"{folder / file}: no whole record at byte {offset}")


def _payload_digest(body: bytes) -> str:
    """As the record itself names its payload, so that one that was torn or altered is not taken for whole."""
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


NAMES = f"{'[0-9]' * 8}T{'[0-9]' * 6}Z-*.warc.gz"
"""Our own files: what else lies in the folder is not ours to seal."""

SEALED_AFTER = timedelta(hours=2)
"""No process writes to one evidence file for longer: a run is stopped well before."""


def seal(folder: Path, now: datetime) -> int:
    """Append name, size and SHA-256 of each evidence file that is finished to `SHA256SUMS`; returns how many were new.

    `sha256sum --check SHA256SUMS` in the folder verifies all of them with a tool that is not ours.
    """
    sums = folder / "SHA256SUMS"
    sealed = {line.split("  ", 1)[1] for line in sums.read_text().splitlines()} if sums.exists() else set()
    fresh = [f for f in sorted(folder.glob(NAMES)) if f.name not in sealed and _opened_at(f) < now - SEALED_AFTER]
    if fresh:
        with sums.open("a") as out:
            out.writelines(f"{_file_sha256(f)}  {f.name}\n" for f in fresh)
            out.flush()
            os.fsync(out.fileno())
    return len(fresh)


def _opened_at(file: Path) -> datetime:
    return datetime.strptime(file.name.split("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _file_sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
