"""`palimpsest evidence`: the bytes behind what is stored, whether they are what they were, and what is withheld."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cli.console import progress_line, say
from cli.looking import Db, opened
from db import articles
from db import evidence as stored
from db.evidence import ExchangeFacts
from db.settings import StoreSettings
from narrative.errors import BadInput

app = typer.Typer(help="The bytes behind what is stored.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option(help="the evidence folder; default: PALIMPSEST_EVIDENCE_DIR")]


def _folder(given: Path | None) -> Path:
    from ingest.settings import IngestSettings

    return given or IngestSettings().evidence_dir


@app.command("show")
def show(
    attempt: Annotated[int, typer.Argument(help="its id, as in v_version.attempt_id")],
    db: Db = "",
    folder: Folder = None,
    headers: Annotated[bool, typer.Option("--headers", help="what was sent, and the headers that came back, instead of the bytes")] = False,
) -> None:
    """Write the bytes that an attempt received to standard output."""
    from ingest.evidence import read_payload

    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        exchanged = stored.exchange(session, attempt)
        why, payload = articles.no_payload(session, attempt), articles.payload_of(session, attempt)
    if headers and exchanged:
        say("\n".join(_lines(exchanged)))
        return
    if payload is None or why:
        raise BadInput(f"attempt {attempt} has no bytes to show: {why}")
    sys.stdout.buffer.write(read_payload(_folder(folder), payload.file, payload.offset))


def _lines(facts: ExchangeFacts) -> Iterator[str]:
    if facts.file:
        yield f"imported from {facts.file}; said to be from {facts.url or 'nowhere'}"
    else:
        yield f"GET {facts.url}"
    yield from (f"{name}: {value}" for name, value in facts.request.items())
    yield ""
    yield f"{facts.http_status or ('a file' if facts.file else 'no answer')} at {facts.captured_at:%Y-%m-%dT%H:%M:%S.%fZ}"
    yield from (f"{name}: {value}" for name, value in facts.response.items())


@app.command("check")
def check(db: Db = "", folder: Folder = None) -> None:
    """Read every payload that the store names and every file that is sealed; exit code 1 when one is not what it was."""
    from ingest.audit import audit

    problems = records = 0
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        for number, checked in enumerate(audit(session, _folder(folder)), 1):
            progress_line(f"{checked.what}: {checked.records} payloads ({number})")
            for problem in checked.problems:
                say(problem)
            problems, records = problems + len(checked.problems), checked.records
    say(f"{records} payloads, {problems or 'no'} problem{'' if problems == 1 else 's'}")
    if problems:
        raise typer.Exit(1)


@app.command("takedown")
def takedown(
    url: Annotated[str, typer.Argument(metavar="ARTICLE_URL", help="any address of the article")],
    reason: Annotated[str, typer.Option(help="said wherever the text would stand")],
    by: Annotated[str, typer.Option(help="who decided it")],
    db: Db = "",
    folder: Folder = None,
) -> None:
    """Drop an article's words and bytes for good, and look at it no more. Its rows and hashes stay. Safe to run again."""
    from ingest.takedown import take_down

    if not reason.strip() or not by.strip():
        raise BadInput("--reason and --by: a takedown says why, and who decided it")
    with opened(db or StoreSettings().db_url) as store:
        done = take_down(store, _folder(folder), url, (reason.strip(), by.strip()))
    gone = done.dropped
    say(
        f"withheld  articles {len(gone.articles)}  readings {gone.readings}  edits {gone.edits}  statements {gone.statements}  "
        f"mentions {gone.mentions}  entries {gone.entries}  records {done.records}"
    )
    if gone.digests:
        say(f"{gone.digests} digests that were told already name it, and stay as they were told.")
