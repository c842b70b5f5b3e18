"""What a person hands over: files, folders of them, and what is in them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """One text as bytes. `name` says where it lies, `label` is short for it, `url` where it is known to be from.

    `archived_at` is when a WARC says that it was received.
    """

    name: str
    label: str
    body: bytes
    media_type: str
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    archived_at: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What was not taken, and why. `skipped`: it was never meant to be, like a picture beside a page."""

    name: str
    reason: str
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read. `named`: a person named it, rather than the folder that it lies in."""

    path: Path
    named: bool


def files(paths: Sequence[Path]) -> Iterator[File | Left]:
    """The files at these paths, folders walked in the order of their names; whatever is no file is left."""
    for path in paths:
        if path.is_dir():
            yield from (File(one, named=False) for one in _walked(path))
        elif path.is_file():
            yield File(path, named=True)
        else:
            yield Left(str(path), "no such file" if not path.exists() else "neither a file nor a folder")


def _walked(folder: Path) -> Iterator[Path]:
    for below, folders, names in os.walk(folder):
        folders.sort()
        yield from (path for name in sorted(names) if (path := Path(below) / name).is_file())
