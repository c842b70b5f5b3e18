"""`palimpsest incidents`: definitions, checked by the examples they ship; begun; grown by what their rules miss."""

from pathlib import Path
from typing import Annotated

import typer

from cli import incident_gaps, incident_new, incident_retro
from cli.console import say
from ingest.catalog import Source, Watched, line_of
from narrative.errors import BadInput
from narrative.examples import Failure, Score, check

app = typer.Typer(help="Incident definitions.", no_args_is_help=True)
for commands in (incident_new, incident_gaps, incident_retro):
    app.add_typer(commands.app)

NAMED = 5
"""Claims without an example that are named; a catalogue has dozens."""
Files = Annotated[list[Path] | None, typer.Argument(help="definition files or folders; default: config/incidents")]


@app.command("check")
def check_files(files: Files = None) -> None:
    """Validate definitions and run their own examples. Exits 2 when something is wrong, and says at which line."""
    from ingest.catalog import definition_files, read_incident, read_incidents

    asked, wrong = files or [Path("config/incidents")], list[str]()
    found = definition_files(asked)
    if not found:
        raise BadInput(f"no definition in {', '.join(map(str, asked))}")
    for file in found:
        try:
            wrong += _checked(read_incident(file))
        except BadInput as error:
            wrong.append(str(error))
    if not wrong:
        read_incidents(asked)  # as a whole, too: two files may define one incident
    if wrong:
        raise BadInput("\n".join(wrong))


def _checked(one: Watched) -> list[str]:
    """Tell how the examples of one definition go; returns what is wrong with them, located."""
    found, d = check(one.compiled), one.definition
    held = len(d.tests) - found.failing_tests
    say(f"{one.source.path}: {d.id}@{d.version} {one.source.sha256[:12]}: {held} of {len(d.tests)} examples hold")
    say(f"  tags        {_score(found.tags)}")
    say(f"  statements  {_score(found.statements)}")
    for claim, score in sorted(found.claims.items()):
        if score.right < max(score.found, score.expected):
            say(f"    {claim}  {_score(score)}")
    if found.untested:
        more = f" and {len(found.untested) - NAMED} more" if len(found.untested) > NAMED else ""
        say(f"  no example  of {len(found.untested)} of {_catalogue(one)}: {', '.join(found.untested[:NAMED])}{more}")
    return [_located(one.source, failure) for failure in found.failures]


def _catalogue(one: Watched) -> str:
    count = len(one.definition.claims) + len(one.definition.quantities)
    return f"{count} claims and quantities"


def _score(score: Score) -> str:
    if not (score.expected or score.found):
        return "no example"
    return (
        f"precision {score.precision:.2f} ({score.right} of {score.found}), recall {score.recall:.2f} ({score.right} of {score.expected})"
    )


def _located(source: Source, failure: Failure) -> str:
    return f"{source.path}:{line_of(source, failure.at)}: {failure}"
