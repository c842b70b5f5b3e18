"""`palimpsest import` and `palimpsest watch`: one's own texts, and pages that a person adds by hand."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli import diffs, imported_words
from cli.console import progress_line, say
from cli.imported_words import Names, Words
from cli.looking import ADDRESSES, Db, opened, sqlite_file
from cli.why_words import Paper
from db import imported, ledger
from db.run import parse_instant
from db.session import Session, make_engine
from db.settings import StoreSettings
from narrative.errors import BadInput

Now = Annotated[datetime | None, typer.Option(parser=parse_instant, metavar="INSTANT", help="the step's clock starts here, for replays")]
Evidence = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="the evidence folder; default: beside --db, else PALIMPSEST_EVIDENCE_DIR"),
]


def add(app: typer.Typer) -> None:
    """Put the commands of this module under `app`."""
    app.command("import")(import_texts)
    app.command()(watch)


def import_texts(
    files: Annotated[list[Path], typer.Argument(metavar="FILE|DIR…", help="texts, saved pages, mails, WARC files; folders of them")],
    incident: Annotated[str, typer.Option(help="its id, or its definition file; default: all of PALIMPSEST_INCIDENTS")] = "",
    db: Db = "",
    folder: Evidence = None,
    now: Now = None,
) -> None:
    """Store one's own texts, judge them, and show what they say and contradict each other on."""
    from ingest import run

    url, evidence = _where(db, folder)
    file = sqlite_file(url)
    say(f"Store {_shown(url)}{' (made now)' if file and not file.exists() else ''}; the bytes go to {evidence or _settings_folder()}.")
    told = run.ImportTold(lambda one: say(imported_words.outcome(one)), lambda stage: progress_line(f"judging: {stage}"))
    done = run.run_import(files, run.Where(url, evidence), incident, told, now)
    if not done.articles:
        raise BadInput("nothing was imported; the lines above say why of each file")
    with opened(url) as store, store.read() as session:
        _tell(Paper(diffs.console(None), every=True), session, done.articles, done.incidents)


def _shown(url: str) -> str:
    """The store's address without its password."""
    return make_engine(url).url.render_as_string(hide_password=True)


def _where(db: str, folder: Path | None) -> tuple[str, Path | None]:
    """The store, and the folder of its evidence: of a SQLite store that is named, the one beside it, where every store has its own."""
    url = db or StoreSettings().db_url
    if not url.startswith(ADDRESSES):
        raise BadInput(f"the store's URL begins with {' or '.join(ADDRESSES)}, not with {url.partition('://')[0]!r}")
    file = sqlite_file(db) if db else None
    return url, folder or (file.parent / "evidence" if file else None)


def _settings_folder() -> Path:
    from ingest.settings import IngestSettings

    return IngestSettings().evidence_dir


def _tell(paper: Paper, session: Session, article_ids: tuple[int, ...], incidents: tuple[str, ...]) -> None:
    names = Names({article_id: n for n, article_id in enumerate(article_ids, 1)})
    paper.section("Texts", imported_words.texts(imported.texts(session, article_ids), names))
    alike = imported.alike(session, article_ids)
    paper.section("Texts with the same words", imported_words.alike(alike, names))
    for incident in incidents:
        called = ledger.title(session, incident)
        if called:
            _tell_incident(paper, Words(imported.said(session, incident, article_ids), called, names, imported_words.echoes(alike, names)))


def _tell_incident(paper: Paper, words: Words) -> None:
    paper.section(words.title, words.tagged())
    if not words.on_topic:
        return
    parts = (("contradictions", words.contradictions()), ("what each says", words.claims()), ("numbers", words.numbers()))
    for what, each in parts:
        blocks = list(each)
        paper.heading(f"\n{words.incident}: {what}{'' if blocks else ': none'}")
        for title, rows in blocks:
            paper.lines(title)
            paper.section("", [("", *row) for row in rows])


def watch(
    urls: Annotated[list[str], typer.Argument(metavar="URL…", help="addresses of pages")],
    outlet: Annotated[str, typer.Option(help="the outlet that they belong to; default: that of their host, else a new one")] = "",
    stop: Annotated[bool, typer.Option("--stop", help="look no more at pages that were added by hand")] = False,
    db: Db = "",
    now: Now = None,
) -> None:
    """Add pages by hand to those that are watched; the next capture looks at them."""
    from ingest import run

    where = run.Where(_where(db, None)[0])
    done = run.run_unwatch(urls, where, now) if stop else run.run_watch(urls, where, outlet, now)
    for one in done:
        say(f"{one.change}: {one.url}{f' ({one.outlet})' if one.outlet else ''}{f': {one.reason}' if one.reason else ''}")
    if all(one.change == "nothing done" for one in done):
        raise typer.Exit(2)
