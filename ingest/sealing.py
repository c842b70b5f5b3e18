"""Evidence files that are finished: their hashes in `SHA256SUMS`, and where each record in them begins and ends."""

import fcntl
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import BufferedIOBase
from pathlib import Path

from ingest.evidence import sync_folder

NAMES = f"{'[0-9]' * 8}T{'[0-9]' * 6}Z-*.warc.gz"
"""Our own files: what else lies in the folder is not ours to seal."""

SUMS = "SHA256SUMS"
SEALED_AFTER = timedelta(hours=2)
"""No process writes to one evidence file for longer: a run is stopped well before."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Nobody else seals or withholds in this folder meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: then the operator sees to it
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def seal(folder: Path, now: datetime) -> int:
    """Append the SHA-256 of each evidence file that is finished to `SHA256SUMS`; returns how many were new.

    What a killed process left at a file's end, half a record that no row names, is cut off before. `sha256sum --check SHA256SUMS` in
    the folder verifies all of them with a tool that is not ours.
    """
    if not folder.is_dir():
        return 0
    with only_one(folder):
        known = sums(folder)
        fresh = [f for f in sorted(folder.glob(NAMES)) if f.name not in known and _opened_at(f) < now - SEALED_AFTER and _finished(f)]
        if fresh:
            write_sums(folder, known | {f.name: file_sha256(f) for f in fresh})
    return len(fresh)


def sums(folder: Path) -> dict[str, str]:
    """File → SHA-256 of what is sealed."""
    file = folder / SUMS
    lines = file.read_text().splitlines() if file.exists() else []
    return {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}


def write_sums(folder: Path, known: dict[str, str]) -> None:
    """Replace `SHA256SUMS`, whole or not at all."""
    replace_file(folder / SUMS, "".join(f"{sha256}  {name}\n" for name, sha256 in known.items()))


def replace_file(file: Path, text: str) -> None:
    """Write a small file so that after a crash it is the old one or the new one."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    sync_folder(file.parent)


def _finished(file: Path) -> bool:
    """Whether nobody writes to a file any more. Then its torn end, if it has one, is cut off."""
    with file.open("r+b") as source:
        try:
            fcntl.flock(source, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # no locks here: its age has to do
            pass
        whole = whole_until(source)
        if whole < source.seek(0, os.SEEK_END):
            source.truncate(whole)
            os.fsync(source.fileno())
    return True


def whole_until(source: BufferedIOBase) -> int:
    """Where the last whole record of a file ends; its length when nothing is torn."""
    offset = 0
    while length := member_length(source, offset):
        offset += length
    return offset


READ_AT_ONCE = 65_536


def member_length(source: BufferedIOBase, offset: int) -> int:
    """Bytes of the gzip member that begins at `offset`; 0 when none begins there, or it does not end."""
    source.seek(offset)
    unpacker, taken = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), 0
    try:
        while not unpacker.eof and (part := source.read(READ_AT_ONCE)):
            unpacker.decompress(part)
            taken += len(part)
    except zlib.error:
        return 0
    return taken - len(unpacker.unused_data) if unpacker.eof else 0


def _opened_at(file: Path) -> datetime:
    return datetime.strptime(file.name.split("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def file_sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
