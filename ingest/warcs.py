"""A WARC file, packed or not → the pages in it, one after the other."""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from ingest.handed import Item, Left
from ingest.saved import PAGE
from ingest.urls import canonical

PACKED = b"\x1f\x8b"
PAGES = frozenset({"text/html", "application/xhtml+xml"})
_UNSAID = frozenset({"set-cookie", "set-cookie2", "transfer-encoding", "content-encoding", "content-length"})
"""Headers that concern a session, or the way in which a body travelled: what is handed on is neither chunked nor packed."""


def read_warc(path: Path, name: str, most_bytes: int) -> Iterator[Item | Left]:
    """Every response or resource that is a page; what else there is in one line; where the file is torn, if it is."""
    others: Counter[str] = Counter()
    try:
        with path.open("rb") as raw:
            packed = raw.peek(len(PACKED))[: len(PACKED)] == PACKED
            # unpacked as one stream: files that were packed whole, against the standard, are read as those with a member for each record
            source: Any = gzip.GzipFile(fileobj=raw) if packed else raw
            yield from _records(source, name, most_bytes, others)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError, ValueError, zlib.error) as error:
        yield Left(name, f"torn, or no WARC, from here on: {error}")
    if others:
        yield Left(name, f"left out: {', '.join(f'{n} {what}' for what, n in sorted(others.items()))}", skipped=True)


def _records(source: IO[bytes], name: str, most_bytes: int, others: Counter[str]) -> Iterator[Item | Left]:
    for record in ArchiveIterator(source):
        uri = record.rec_headers.get_header("WARC-Target-URI") or ""
        if what := _no_page(record):
            others[what] += 1
            continue
        body = record.content_stream().read(most_bytes + 1)
        if len(body) > most_bytes:
            yield Left(f"{name}: {uri}", too_large(most_bytes))
        elif body.strip():
            yield _item(record, name, uri, body)
        else:
            others["empty pages"] += 1


def too_large(most_bytes: int) -> str:
    return f"larger than {most_bytes:,} bytes; PALIMPSEST_MOST_BYTES sets how large a text may be"


def _no_page(record: Any) -> str:
    """What a record is that is no page; '' when it is one."""
    if record.rec_type not in {"response", "resource"}:
        return f"{record.rec_type} records"
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return f"answers with status {status}"
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
