"""JSON lines in, JSON lines out: what the `palimpsest try …` commands share.

Inputs are files, or `-` for JSON lines on standard input. Every input gets one answer, in order, whatever it is.
"""

import gzip
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from cli.console import say
from narrative.errors import BadInput

Inputs = Annotated[list[str], typer.Argument(metavar="FILE…|-", help="files, or - for JSON lines on standard input")]
AWKWARD = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""Line ends that JSON lets stand, and halves of surrogate pairs, which UTF-8 cannot write: escaped, one line stays one line."""


class Line(BaseModel):
    """One JSON line. Unknown fields are ignored; a field that is null is as good as absent."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def without_nulls(cls, fields: Any) -> Any:
        return {name: value for name, value in fields.items() if value is not None} if isinstance(fields, dict) else fields


class TextLine(Line):
    """One text."""

    id: str | int
    text: str
    title: str = ""
    language: str = ""
    published_at: AwareDatetime | None = None


Answer = dict[str, Any]
Model = TypeVar("Model", bound=Line)


@dataclass(frozen=True, slots=True)
class Unusable:
    """An input that brings no fields, as the answer to it."""

    answer: Answer


def lines(inputs: list[str], of_file: Callable[[str], Answer]) -> Iterator[Answer | Unusable]:
    """Every input as a dict of fields, or as what is wrong with it."""
    for name in inputs:
        if name == "-":
            yield from (_parsed(line, number) for number, line in enumerate(sys.stdin.buffer, 1) if line.strip())
            continue
        try:
            yield of_file(name)
        except BadInput as error:
            yield Unusable({"id": name, "error": str(error)})


def _parsed(line: bytes, number: int) -> Answer | Unusable:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Unusable({"error": f"line {number}: not JSON in UTF-8: {error}"})
    return fields if isinstance(fields, dict) else Unusable({"error": f"line {number}: a JSON object is expected"})


def answer(fields: Answer | Unusable, model: type[Model], judge: Callable[[Model], Answer]) -> Answer:
    """What a stage makes of one input, under its own name; or what is wrong with it."""
    if isinstance(fields, Unusable):
        return fields.answer
    try:
        return named(fields) | judge(usable(fields, model))
    except (BadInput, UnicodeError) as error:  # half of a surrogate pair has no bytes
        return named(fields) | {"error": str(error)}


def usable(fields: Answer, model: type[Model]) -> Model:
    """The fields as a stage knows them. Raises BadInput, which names the first that is wrong."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise BadInput(f"{wrong['loc'][0]}: {wrong['msg']}") from error


def named(fields: Answer) -> Answer:
    """What an input calls itself."""
    return {key: _shown(fields[key]) for key in ("id", "file") if key in fields}


def _shown(name: Any) -> Any:
    """A name as JSON can hold it: Python reads NaN and Infinity where no other program does."""
    try:
        json.dumps(name, allow_nan=False)
    except ValueError:
        return str(name)
    return name


def printed(rows: Iterator[Answer]) -> None:
    """Write each answer as one line, as soon as it is there."""
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, default=_plain)
        say(json.dumps(row, default=_plain) if AWKWARD.search(line) else line)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def read_bytes(file: str, most: int = -1) -> bytes:
    """A file's bytes, unpacked when they are gzipped; no more than `most` of them. Raises BadInput."""
    try:
        with Path(file).open("rb") as raw:
            packed = raw.peek(2)[:2] == b"\x1f\x8b"
            return gzip.GzipFile(fileobj=raw).read(most) if packed else raw.read(most)
    except (OSError, EOFError, ValueError, zlib.error) as error:  # a name with a null byte is a ValueError
        raise BadInput(f"{file}: cannot be read: {error}") from error


def text_file(name: str) -> Answer:
    """A text file as one line of input: its name is its id. Line ends are \\n, as in text read by Python."""
    try:
        text = read_bytes(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: not UTF-8 at byte {error.start}") from error
    return {"id": name, "text": text.replace("\r\n", "\n").replace("\r", "\n")}
