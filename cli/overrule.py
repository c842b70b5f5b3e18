"""`palimpsest overrule ARTICLE VERSION`: a person decides otherwise than the code, and says why."""

from datetime import datetime
from typing import Annotated

import typer

from cli.console import say
from cli.history import Article
from cli.history_words import revision as in_words
from cli.why_lookup import find_article
from db import chronicles, overrules
from db.chronicles import RevisionLine
from db.overrules import Subject
from db.run import opened, parse_instant
from db.session import Session
from narrative.errors import BadInput

commands = typer.Typer()


def add(app: typer.Typer) -> None:
    """Put the command of this module under `app`."""
    app.add_typer(commands)


@commands.command("overrule")
def overrule(
    article: Article,
    version: Annotated[
        int, typer.Argument(metavar="VERSION", help="the number of the version that the revision led to, as `history` shows it")
    ],
    reason: Annotated[str, typer.Option(help="why; it is told wherever the decision is")],
    material: Annotated[str, typer.Option(help="yes, no, or as-judged to take a decision back")] = "",
    verdict: Annotated[str, typer.Option(help="unmarked, notice_given, date_bumped, undetermined, or as-judged")] = "",
    by: Annotated[str, typer.Option(help="who decided it")] = "",
    now: Annotated[datetime | None, typer.Option(parser=parse_instant, metavar="INSTANT", help="when, for replays")] = None,
) -> None:
    """Decide whether a revision is material, or what readers were told, with a reason. It holds however often it is judged again."""
    wanted = {overrules.MATERIAL: material, overrules.VERDICT: verdict}
    if not any(wanted.values()):
        raise BadInput("--material or --verdict: say what is decided")
    with opened(now) as store, store.write() as session:
        found = _revision(session, article, version)
        for kind, decision in wanted.items():
            if decision:
                overrules.decide(session, Subject(kind, found.first_attempt_id), decision.replace("-", " "), reason, by)
        session.flush()
        say(in_words(_revision(session, article, version)))


def _revision(session: Session, article: str, version: int) -> RevisionLine:
    """The step that led to the version when it opened, else the first that led back to it."""
    steps = chronicles.revisions_to(session, find_article(session, article), version)
    if not steps:
        raise BadInput(f"no revision led to version {version} of {article}; `palimpsest history` shows those that there are")
    return min(steps, key=lambda step: (step.returned, step.first_attempt_id))
