"""What stands in an evidence file where a record was withheld: a small WARC record, as long in the file as the one it replaces.

The rest of its gzip member is filled with empty stored blocks, which every unpacker reads as nothing (RFC 1951 §3.2.4).
"""

import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import BaseModel
from warcio.archiveiterator import ArchiveIterator
from warcio.utils import Digester

from db.takedowns import Doomed
from ingest.evidence import WITHHELD, warc_date
from ingest.sealing import member_length
from narrative.errors import BadInput

EMPTY_BLOCK, LAST_BLOCK = b"\x00\x00\x00\xff\xff", b"\x01\x00\x00\xff\xff"
HEAD, HEAD_WITH_EXTRA = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff"
"""A gzip header without a name or a time; the second says that an extra field follows (RFC 1952 §2.3)."""
LEAST_EXTRA = 6
"""Bytes of the shortest extra field that tools accept: its length, a subfield's two letters and its length."""


class Tombstone(BaseModel):
    """One record to be written over another: where, how long it has to be, what it says, and the payload it stands for."""

    offset: int
    length: int
    record: str
    reason: str
    sha256: str

    def member(self) -> bytes:
        """The gzip member, of exactly `length` bytes."""
        made = fitted(self.record.encode(), self.length)
        if made is None:
            raise AssertionError(f"a record that fitted into {self.length} bytes does not")
        return made


def tombstone(file: Path, doomed: Doomed, at: datetime) -> Tombstone:
    """What is to stand in the place of a record: all that can be said, as far as there is room. Raises BadInput."""
    with file.open("rb") as source:
        length = member_length(source, doomed.offset)
        source.seek(doomed.offset)
        gone = next(iter(ArchiveIterator(source)))
        for record in _candidates(gone, doomed.reason, at):
            if fitted(record, length):
                return Tombstone(
                    offset=doomed.offset, length=length, record=record.decode(), reason=doomed.reason, sha256=doomed.sha256
                )  # fmt: skip
    raise BadInput(f"{file}: the record at byte {doomed.offset} is too short to say that it is withheld")


def _candidates(gone: Any, reason: str, at: datetime) -> Iterator[bytes]:
    """From the record that says most to the one that is shortest."""
    named = gone.rec_headers.get_header("WARC-Record-ID"), gone.rec_headers.get_header("WARC-Target-URI")
    said = " ".join(reason.split())
    yield _record(at, f"withheld: {said}", *named)
    yield _record(at, "withheld: see TAKEDOWNS", *named)
    yield _record(at, "withheld: see TAKEDOWNS")


def _record(at: datetime, said: str, refers_to: str = "", uri: str = "") -> bytes:
    body, digester = f"{said}\r\n".encode(), Digester("sha1")
    digester.update(body)
    headers = {
        "WARC-Type": WITHHELD, "WARC-Record-ID": f"<urn:uuid:{uuid4()}>", "WARC-Date": warc_date(at), "WARC-Refers-To": refers_to,
        "WARC-Target-URI": uri, "Content-Type": "application/warc-fields", "WARC-Block-Digest": str(digester), "Content-Length": len(body),
    }  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"WARC/1.1\r\n{head}\r\n".encode() + body + b"\r\n\r\n"


def fitted(record: bytes, length: int) -> bytes | None:
    """A record as a gzip member of exactly `length` bytes; None when there is no room."""
    packer = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    packed = packer.compress(record) + packer.flush(zlib.Z_FULL_FLUSH)  # ends at a byte's edge, with no last block yet
    end = LAST_BLOCK + zlib.crc32(record).to_bytes(4, "little") + len(record).to_bytes(4, "little")
    room = length - len(HEAD) - len(packed) - len(end)
    extra = _extra(room % len(EMPTY_BLOCK))
    if room < len(extra):
        return None
    head = HEAD_WITH_EXTRA + extra if extra else HEAD
    return head + packed + EMPTY_BLOCK * ((room - len(extra)) // len(EMPTY_BLOCK)) + end


def _extra(rest: int) -> bytes:
    """An extra field that takes what whole empty blocks leave over: LEAST_EXTRA bytes or more, none when nothing is left over."""
    if not rest:
        return b""
    filler = (rest - LEAST_EXTRA) % len(EMPTY_BLOCK)
    return (4 + filler).to_bytes(2, "little") + b"TD" + filler.to_bytes(2, "little") + bytes(filler)
