"""A WARC file, packed or not → the pages in it, one after the other."""

import zlib
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.statusandheaders import StatusAndHeadersParserException

from ingest.handed import Item, Left
from ingest.saved import PAGE
from ingest.urls import canonical

PACKED = b"\x1f\x8b"
_AT_ONCE = 1 << 16
PAGES = frozenset({"text/html", "application/xhtml+xml"})
_UNSAID = frozenset({"set-cookie", "set-cookie2", "transfer-encoding", "content-encoding", "content-length"})
"""Headers that concern a session, or the way in which a body travelled: what is handed on is neither chunked nor packed."""


def read_warc(path: Path, name: str, most_bytes: int) -> Iterator[Item | Left]:
    """Every response or resource that is a page; what else there is in one line; where the file is torn, if it is."""
    others: Counter[str] = Counter()
    try:
        with path.open("rb") as raw:
            packed = raw.peek(len(PACKED))[: len(PACKED)] == PACKED
            unpacked = _Unpacked(raw)
            yield from _records(BufferedReader(unpacked) if packed else raw, name, most_bytes, others)
            if unpacked.torn:
                yield Left(name, "torn: it ends in the middle of a record")
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError, ValueError, zlib.error) as error:
        yield Left(name, f"torn, or no WARC, from here on{f': {error}' if str(error) else ''}")
    if others:
        yield Left(name, ", ".join(f"{n} {what}" for what, n in sorted(others.items())), skipped=True)


class _Unpacked(RawIOBase):
    """A gzipped file as one stream, up to where it is torn; with a member for each record, or packed whole, against the standard."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed, self._member, self._rest = packed, _member(), b""
        self.torn = False

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while True:
            data = self._rest or self._packed.read(_AT_ONCE)
            if not data:
                return 0
            found, self.torn = self._member.decompress(data, len(into)), True
            self._rest = self._member.unconsumed_tail
            if self._member.eof:
                self._rest, self._member, self.torn = self._member.unused_data, _member(), False
            if found:
                into[: len(found)] = found
                return len(found)


def _member() -> Any:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def _records(source: IO[bytes], name: str, most_bytes: int, others: Counter[str]) -> Iterator[Item | Left]:
    records = ArchiveIterator(source, no_record_parse=True)  # parsing them all itself, it stumbles over one without an address
    for record in records:
        uri = record.rec_headers.get_header("WARC-Target-URI") or record.rec_headers.get_header("uri") or ""
        if record.rec_type == "response" and uri.startswith(("http:", "https:")):
            record.http_headers = records.loader.load_http_headers(record.rec_type, uri, record.raw_stream, record.length)
        if what := _no_page(record):
            others[what] += 1
            continue
        body = record.content_stream().read(most_bytes + 1)
        if _is_torn(record, body, most_bytes):
            yield Left(f"{name}: {uri}", "torn: the file ends in the middle of it")
        elif len(body) > most_bytes:
            yield Left(f"{name}: {uri}", too_large(most_bytes))
        elif body.strip():
            yield _item(record, name, uri, body)
        else:
            others["empty pages"] += 1


def _is_torn(record: Any, body: bytes, most_bytes: int) -> bool:
    """Whether the file ended before the record did."""
    stream = record.raw_stream
    if len(body) > most_bytes or not isinstance(stream, LimitReader):
        return False
    while stream.limit > 0 and stream.read(_AT_ONCE):
        pass  # what stands behind the last chunk
    return bool(stream.limit > 0)


def too_large(most_bytes: int) -> str:
    return f"larger than {most_bytes:,} bytes; PALIMPSEST_MOST_BYTES sets how large a text may be"


def _no_page(record: Any) -> str:
    """What a record is that is no page; '' when it is one."""
    if record.rec_type not in {"response", "resource"}:
        return f"{record.rec_type or 'unreadable'} records"
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return f"with status {status}"
    kind = _kind(record)
    return "" if kind in PAGES or not kind else f"of type {kind}"


def _kind(record: Any) -> str:
    said = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
    return str(said).partition(";")[0].strip().lower()


def _item(record: Any, name: str, uri: str, body: bytes) -> Item:
    sent = dict(record.http_headers.headers) if record.http_headers else {}
    headers = {key: value for key, value in sent.items() if key.lower() not in _UNSAID}
    said = (record.http_headers or record.rec_headers).get_header("Content-Type") or PAGE
    at = record.rec_headers.get_header("WARC-Date") or ""
    url = canonical(uri.strip("<>"))
    where = f": {url or uri}" if uri else ""
    return Item(f"{name}{where}", f"{Path(name).name}{where}", body, said, url, headers, at)
