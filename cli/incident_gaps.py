"""`palimpsest incidents gaps INCIDENT`: what the rules miss, and which phrases came up; rules to begin with, where there are none."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.console import say
from cli.looking import Db, opened
from cli.proposed_yaml import fragment
from cli.why import plain
from cli.wording import instant
from db import annotations, clusters, gaps, membership
from db.gaps import UnmappedRow
from db.session import Session
from db.settings import StoreSettings
from ingest import emerging
from ingest.catalog import Source, parse_yaml
from narrative import phrases
from narrative.definition import Compiled, Definition, compile_definition
from narrative.errors import BadInput
from narrative.gaps import Heard, Theme, themes
from narrative.phrases import Phrase
from narrative.proposals import Proposal, propose

app = typer.Typer()

SHOWN = 3
"""Sentences of a group that are shown: enough to see what they share."""
CLIPPED = 300
"""Characters of a sentence that are shown in a terminal."""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the command tells."""

    definition: str
    compiled: Compiled
    rows: tuple[UnmappedRow, ...]
    themes: tuple[Theme, ...]
    phrases: tuple[Phrase, ...]
    proposals: tuple[Proposal, ...]


@app.command("gaps")
def show(
    incident: Annotated[str, typer.Argument(help="the id in its definition file")],
    db: Db = "",
    most: Annotated[int, typer.Option(min=1, help="groups of sentences, and phrases, that are shown")] = 15,
    days: Annotated[int, typer.Option(min=1, help="the last days, whose phrases are held against those before")] = emerging.DAYS,
    proposals: Annotated[int | None, typer.Option("--propose", min=0, help="rules to paste; default: 5 where there are none")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one line of JSON, with all groups and all sentences")] = False,
) -> None:
    """What looks like a statement and yields none, by how many independent origins say something like it; and phrases that came up."""
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        found = _found(session, incident, days, proposals)
    if as_json:
        say(json.dumps(_as_json(incident, found), ensure_ascii=False, default=plain))
        return
    for line in _told(found, most, days):
        say(line)
    if found.proposals:
        say(fragment(found.proposals, found.compiled))


def _found(session: Session, incident: str, days: int, proposals: int | None) -> Found:
    known = membership.definition(session, incident)
    names = (f"tags/{incident}", f"claims/{incident}", clusters.ANNOTATOR)
    tags_id, claims_id, duplicates_id = (annotations.active(session, name) for name in names)
    if known is None or tags_id is None or claims_id is None or duplicates_id is None:
        followed = ", ".join(membership.followed(session)) or "none"
        raise BadInput(f"{incident} is not followed in this store; followed: {followed}. `palimpsest annotate` judges by a new definition")
    compiled = compile_definition(parse_yaml(Source(Path(known.name), known.source), Definition))
    rows = gaps.queue(session, claims_id, duplicates_id)
    heard = [Heard(row.text, row.voice) for row in rows]
    groups = themes(heard)
    recent, before = emerging.sides_of_newest(session, (tags_id, duplicates_id), days)
    came_up = phrases.emerging(recent, before, compiled.lexicon)
    wanted = proposals if proposals is not None else 0 if compiled.definition.claims else 5
    return Found(known.name, compiled, rows, groups, came_up, propose(groups, heard, compiled, wanted) if wanted else ())


def _told(found: Found, most: int, days: int) -> Iterator[str]:
    yield f"{found.definition}: {len(found.rows)} sentences look like statements and yield none; {len(found.themes)} groups of them."
    for n, theme in enumerate(found.themes[:most], start=1):
        rows = [found.rows[i] for i in theme.members]
        origins, articles = _count(len(theme.voices), "origin"), _count(len({r.article_id for r in rows}), "article")
        yield f"\n{n}. {origins}, {articles}: {', '.join(theme.words[:6])}"
        for row in _spread(rows):
            yield f"   {row.outlet}, {instant(row.seen_at)}, {row.part} {row.start}:{row.end} [{row.cues}]"
            yield f"     “{_clipped(row.text)}”\n     {row.url}"
        if len(rows) > SHOWN:
            yield f"   … and {len(rows) - SHOWN} more"
    yield f"\nPhrases that came up in the last {_count(days, 'day')} with news (G² ≥ {phrases.LEAST_G2}):{'' if found.phrases else ' none'}"
    for p in found.phrases[:most]:
        yield f"   {p.words}: in {_count(p.recent, 'text')} of {_count(p.voices, 'origin')}, before in {p.before}; G² {p.g2:.1f}"


def _spread(rows: Sequence[UnmappedRow]) -> list[UnmappedRow]:
    """The sentences that are shown: of as many articles as there are, the most typical first."""
    order = sorted(range(len(rows)), key=lambda n: (any(r.article_id == rows[n].article_id for r in rows[:n]), n))
    return [rows[n] for n in order[:SHOWN]]


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= CLIPPED else f"{line[: CLIPPED - 1]}…"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _as_json(incident: str, found: Found) -> dict[str, Any]:
    return {
        "incident": incident,
        "definition": found.definition,
        "groups": [_group(theme, found.rows) for theme in found.themes],
        "phrases": [asdict(p) for p in found.phrases],
        "proposals": [asdict(p) for p in found.proposals],
    }


def _group(theme: Theme, rows: Sequence[UnmappedRow]) -> dict[str, Any]:
    return {"origins": len(theme.voices), "words": theme.words, "sentences": [asdict(rows[i]) for i in theme.members]}
