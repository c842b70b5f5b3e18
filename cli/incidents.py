"""`palimpsest incidents`: definitions, checked by the examples they ship."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import say
from narrative.errors import BadInput
from narrative.examples import failures

app = typer.Typer(help="Incident definitions.", no_args_is_help=True)
Files = Annotated[list[Path] | None, typer.Argument(help="definition files or folders; default: config/incidents")]


@app.command("check")
def check(files: Files = None) -> None:
    """Validate definitions and run their own examples. Exits 2 when something is wrong."""
    from ingest.catalog import read_incidents

    wrong = []
    for one in read_incidents(files or [Path("config/incidents")]):
        found = failures(one.compiled)
        d = one.definition
        say(f"{one.source.path}: {d.id}@{d.version} {one.source.sha256[:12]}: {len(d.tests) - len(found)} of {len(d.tests)} examples hold")
        wrong += [f"{one.source.path}: {failure}" for failure in found]
    if wrong:
        raise BadInput("\n".join(wrong))
