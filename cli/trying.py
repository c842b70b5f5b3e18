"""`palimpsest try …`: what the product would make of one's own input. Stores nothing.

Every command takes files, or `-` for JSON lines on standard input; prints one JSON line for each input, in order; and
answers an unusable one with `error` instead of leaving it out.
"""

import gzip
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from cli.console import say
from ingest.catalog import Watched, read_incident
from ingest.feeds import read_feed
from ingest.outcomes import of_page
from ingest.pages import Unreadable, read_page
from ingest.urls import canonical
from narrative import claims, duplicates, revisions, tags
from narrative.errors import BadInput
from narrative.model import Document, Edit, Outcome

app = typer.Typer(help="Try a stage on your own input; nothing is stored.", no_args_is_help=True)
Inputs = Annotated[list[str], typer.Argument(metavar="FILE…|-", help="files, or - for JSON lines on standard input")]
Incident = Annotated[Path, typer.Option("--incident", help="the incident's definition file")]
AWKWARD = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""Line ends that JSON lets stand, and halves of surrogate pairs, which UTF-8 cannot write: escaped, one line stays one line."""
LATEST = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
"""`try feed` knows no now, so that its answer depends on its input only: no date is too far ahead."""


class Line(BaseModel):
    """One JSON line. Unknown fields are ignored; a field that is null is as good as absent."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def without_nulls(cls, fields: Any) -> Any:
        return {name: value for name, value in fields.items() if value is not None} if isinstance(fields, dict) else fields


class PageLine(Line):
    file: str
    url: str = ""


class TextLine(Line):
    id: str | int
    text: str
    title: str = ""
    language: str = ""
    published_at: AwareDatetime | None = None


class ArrivalLine(TextLine):
    url: str = ""
    host: str = ""


class PairLine(Line):
    id: str | int
    before: str
    after: str
    before_headline: str = ""
    after_headline: str = ""
    before_modified_at: AwareDatetime | None = None
    after_modified_at: AwareDatetime | None = None
    outlet_dated_edits: int = 0


Answer = dict[str, Any]
Model = TypeVar("Model", bound=Line)


@dataclass(frozen=True, slots=True)
class Unusable:
    """An input that brings no fields, as the answer to it."""

    answer: Answer


def _lines(inputs: list[str], of_file: Callable[[str], Answer]) -> Iterator[Answer | Unusable]:
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


def _answer(fields: Answer | Unusable, model: type[Model], judge: Callable[[Model], Answer]) -> Answer:
    """What a stage makes of one input, under its own name; or what is wrong with it."""
    if isinstance(fields, Unusable):
        return fields.answer
    name = {key: _shown(fields[key]) for key in ("id", "file") if key in fields}
    try:
        return name | judge(model.model_validate(fields))
    except ValidationError as error:
        wrong = error.errors()[0]
        return name | {"error": f"{wrong['loc'][0]}: {wrong['msg']}"}
    except (BadInput, UnicodeError) as error:  # half of a surrogate pair has no bytes
        return name | {"error": str(error)}


def _shown(name: Any) -> Any:
    """A name as JSON can hold it: Python reads NaN and Infinity where no other program does."""
    try:
        json.dumps(name, allow_nan=False)
    except ValueError:
        return str(name)
    return name


def _text_file(name: str) -> Answer:
    """A text file as one line of input: its name is its id. Line ends are \\n, as in text read by Python."""
    try:
        text = _bytes(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: not UTF-8 at byte {error.start}") from error
    return {"id": name, "text": text.replace("\r\n", "\n").replace("\r", "\n")}


def _print(rows: Iterator[Answer]) -> None:
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, default=_plain)
        say(json.dumps(row, default=_plain) if AWKWARD.search(line) else line)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _bytes(file: str) -> bytes:
    try:
        raw = Path(file).read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError, ValueError, zlib.error) as error:  # a name with a null byte is a ValueError
        raise BadInput(f"{file}: cannot be read: {error}") from error


@app.command("page")
def try_page(inputs: Inputs, url: Annotated[str, typer.Option(help="the address the page came from")] = "") -> None:
    """What a saved page says: headline, text, dates, authors."""

    def judge(line: PageLine) -> Answer:
        reading = read_page(_bytes(line.file))
        outcome, reason = of_page(reading, None)
        if isinstance(reading, Unreadable):
            return {"outcome": outcome, "reason": reason}
        found = asdict(reading)
        found["canonical_url"] = canonical(reading.canonical_url) or canonical(line.url)
        return {"outcome": outcome, "reason": reason, **found}

    _print(_answer(f, PageLine, judge) for f in _lines(inputs, lambda name: {"file": name, "url": url}))


@app.command("feed")
def try_feed(inputs: Inputs, url: Annotated[str, typer.Option(help="the address the feed came from")] = "http://feed.invalid/") -> None:
    """What a saved feed lists."""

    def judge(line: PageLine) -> Answer:
        reading = read_feed(_bytes(line.file), line.url or url, {}, LATEST)
        outcome = Outcome.UNREADABLE if reading.reason else Outcome.NEW
        problems = [*reading.problems, *filter(None, [reading.reason])]
        return {"outcome": outcome, "entries": [asdict(e) for e in reading.entries], "problems": problems}

    _print(_answer(f, PageLine, judge) for f in _lines(inputs, lambda name: {"file": name, "url": url}))


@app.command("compare")
def try_compare(inputs: Inputs) -> None:
    """What happened between two versions: edits with labels, verdict, what counts as noise."""

    def judge(line: PairLine) -> Answer:
        before = revisions.Version(line.before_headline, line.before, line.before_modified_at)
        after = revisions.Version(line.after_headline, line.after, line.after_modified_at)
        found = revisions.compare(before, after, line.outlet_dated_edits)
        return {
            "same": found.same, "material": found.material, "verdict": found.verdict,
            "edits": [_edit(e) for e in found.edits], "suppressed": [asdict(s) for s in found.suppressed],
        }  # fmt: skip

    _print(_answer(f, PairLine, judge) for f in _lines(inputs, _pair_file))


def _pair_file(name: str) -> Answer:
    """A JSON file that holds one pair."""
    try:
        return {"id": name, **json.loads(_bytes(name))}
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput(f"{name}: not a JSON object: {error}") from error


def _edit(edit: Edit) -> Answer:
    return asdict(edit)


@app.command("duplicates")
def try_duplicates(inputs: Inputs) -> None:
    """Which texts are copies, in the order in which they arrive."""
    first: dict[str, str | int] = {}

    def judge(line: ArrivalLine) -> Answer:
        key = duplicates.content_hash(line.text)
        copy = key is not None and key in first
        origin = first.setdefault(key, line.id) if key else line.id
        relation = "exact" if copy else "alone"
        return {"cluster": origin, "origin": origin, "relation": relation, "other": origin if copy else None, "coverage": float(copy)}

    found = [_answer(f, ArrivalLine, judge) for f in _lines(inputs, _text_file)]
    origins = {row["origin"] for row in found if row.get("relation") == "exact"}
    _print(row | {"relation": "origin"} if row.get("relation") == "alone" and row["origin"] in origins else row for row in found)


@app.command("tag")
def try_tag(inputs: Inputs, incident: Incident) -> None:
    """Whether a text is about the incident, and which words say so."""
    watched = read_incident(incident)
    _print(_answer(f, TextLine, lambda line: _tagged(line, watched)) for f in _lines(inputs, _text_file))


def _tagged(line: TextLine, watched: Watched) -> Answer:
    found = asdict(tags.tag(_document(line), watched.compiled))
    return {key: found[key] for key in ("decision", "score", "focus", "coverage", "mentions")}


@app.command("claims")
def try_claims(inputs: Inputs, incident: Incident) -> None:
    """What a text claims about the incident: who says what, how surely, where."""
    watched = read_incident(incident)

    def judge(line: TextLine) -> Answer:
        return {"statements": [asdict(s) for s in claims.statements(_document(line), watched.compiled)]}

    _print(_answer(f, TextLine, judge) for f in _lines(inputs, _text_file))


def _document(line: TextLine) -> Document:
    return Document(line.text, line.title, line.language, line.published_at)
