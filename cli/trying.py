"""`palimpsest try …`: what the product would make of one's own input. Stores nothing.

Every command takes files, or `-` for JSON lines on standard input; prints one JSON line for each input, in order; and
answers an unusable one with `error` instead of leaving it out.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from pydantic import AwareDatetime

from cli import trying_duplicates, trying_pages
from cli.json_lines import Answer, Inputs, Line, TextLine, answer, lines, printed, read_bytes, text_file
from ingest.catalog import Watched, read_incident
from narrative import claims, revisions, tags
from narrative.claim_edits import with_claims
from narrative.errors import BadInput
from narrative.model import Document, Edit
from narrative.verdicts import verdict

app = typer.Typer(help="Try a stage on your own input; nothing is stored.", no_args_is_help=True)
trying_pages.add(app)
Incident = Annotated[Path, typer.Option("--incident", help="the incident's definition file")]


class PairLine(Line):
    id: str | int
    before: str
    after: str
    before_headline: str = ""
    after_headline: str = ""
    before_modified_at: AwareDatetime | None = None
    after_modified_at: AwareDatetime | None = None
    outlet_dated_edits: int = 0


@app.command("compare")
def try_compare(
    inputs: Inputs, incident: Annotated[Path | None, typer.Option("--incident", help="label claims of this definition")] = None
) -> None:
    """What happened between two versions: edits with labels, verdict, what counts as noise."""
    watched = read_incident(incident) if incident else None
    printed(answer(f, PairLine, lambda line: _compared(line, watched)) for f in lines(inputs, _pair_file))


def _compared(line: PairLine, watched: Watched | None) -> Answer:
    before = revisions.Version(line.before_headline, line.before, line.before_modified_at)
    after = revisions.Version(line.after_headline, line.after, line.after_modified_at)
    found = revisions.compare(before, after, line.outlet_dated_edits)
    if watched:
        old, new = (claims.statements(Document(version.text, version.headline), watched.compiled) for version in (before, after))
        found = with_claims(found, old, new, watched.definition)
        found = replace(found, verdict=verdict(before, after, found, line.outlet_dated_edits))
    return {
        "same": found.same, "material": found.material, "verdict": found.verdict,
        "edits": [_edit(edit) for edit in found.edits], "suppressed": [asdict(noise) for noise in found.suppressed],
    }  # fmt: skip


def _pair_file(name: str) -> Answer:
    """A JSON file that holds one pair."""
    try:
        return {"id": name, **json.loads(read_bytes(name))}
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput(f"{name}: not a JSON object: {error}") from error


def _edit(edit: Edit) -> Answer:
    found = asdict(edit)
    return {("class" if key == "coarse" else key): value for key, value in found.items()}


@app.command("duplicates")
def try_duplicates(inputs: Inputs) -> None:
    """Which texts are copies of which, in the order in which they arrive; answered when all are read."""
    printed(trying_duplicates.judged(lines(inputs, text_file)))


@app.command("tag")
def try_tag(inputs: Inputs, incident: Incident) -> None:
    """Whether a text is about the incident, and which words say so."""
    watched = read_incident(incident)
    printed(answer(f, TextLine, lambda line: _tagged(line, watched)) for f in lines(inputs, text_file))


def _tagged(line: TextLine, watched: Watched) -> Answer:
    found = asdict(tags.tag(_document(line), watched.compiled))
    return {key: found[key] for key in ("decision", "score", "focus", "coverage", "mentions")}


@app.command("claims")
def try_claims(inputs: Inputs, incident: Incident) -> None:
    """What a text claims about the incident: who says what, how surely, where."""
    watched = read_incident(incident)

    def judge(line: TextLine) -> Answer:
        return {"statements": [asdict(s) for s in claims.statements(_document(line), watched.compiled)]}

    printed(answer(f, TextLine, judge) for f in lines(inputs, text_file))


def _document(line: TextLine) -> Document:
    return Document(line.text, line.title, line.language, line.published_at)
