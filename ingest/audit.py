"""Whether the evidence is what the store says: every payload readable and its hash right, every sealed file what it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from db import evidence
from db.evidence import Named
from db.session import Session
from ingest.evidence import is_withheld, payload_sha256, read_payload
from ingest.sealing import file_sha256, sums
from ingest.takedown import PENDING
from narrative.errors import BadInput


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at, how many records it has, and what is wrong with it."""

    what: str
    records: int
    problems: tuple[str, ...]


def audit(session: Session, folder: Path) -> Iterator[Checked]:
    """Every file that the store or `SHA256SUMS` names, one after the other, then the attempts."""
    sealed, payloads = sums(folder), evidence.named(session)
    by_file = {file: tuple(ones) for file, ones in groupby(payloads, key=lambda p: p.file)}
    for file in sorted({*by_file, *sealed}):
        ones = by_file.get(file, ())
        problems = [*_of_file(folder / file, sealed.get(file)), *(why for one in ones for why in _of_payload(folder, one))]
        yield Checked(file, len(ones), tuple(problems))
    lost = tuple(f"attempt {a} says that its bytes are kept, and no payload has them" for a in evidence.unnamed(session))
    begun = (f"{folder / PENDING}: a takedown was not finished; run it again",) if (folder / PENDING).exists() else ()
    yield Checked("store", len(payloads), lost + begun)


def _of_file(file: Path, sealed: str | None) -> Iterator[str]:
    if not file.is_file():
        yield f"{file}: there is no such file"
    elif sealed and file_sha256(file) != sealed:
        yield f"{file}: is not what was sealed in SHA256SUMS"


def _of_payload(folder: Path, one: Named) -> Iterator[str]:
    """What is wrong with one record; nothing of a file that is not there, which was said already."""
    where = f"{folder / one.file}: byte {one.offset}"
    if not (folder / one.file).is_file():
        return
    try:
        if one.withheld:
            if not is_withheld(folder, one.file, one.offset):
                yield f"{where}: was taken down, and its bytes are still there; run the takedown again"
        elif payload_sha256(read_payload(folder, one.file, one.offset)) != one.sha256:
            yield f"{where}: is not {one.sha256}"
    except BadInput as error:
        yield str(error)
