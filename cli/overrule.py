"""`palimpsest overrule ARTICLE VERSION` and `overrule statement NUMBER`: a person decides otherwise than the code, and says why."""

from datetime import datetime
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli.console import say
from cli.history import Article
from cli.history_words import revision as in_words
from cli.why_lookup import find_article
from db import chronicles, overrules, rulings
from db.chronicles import RevisionLine
from db.overrules import Subject
from db.run import opened, parse_instant
from db.session import Session
from narrative.errors import BadInput

REVISION, STATEMENT = "revision", "statement"


class _RevisionsFirst(TyperGroup):
    """Without a word that says what is decided on, it is a revision: `overrule ARTICLE VERSION`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        named = not args or args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if named else [REVISION, *args])


commands = typer.Typer(
    cls=_RevisionsFirst, no_args_is_help=True, help="Decide otherwise than the code on a revision or a statement, with a reason."
)

Reason = Annotated[str, typer.Option(help="why; it is told wherever the decision is")]
By = Annotated[str, typer.Option(help="who decided it")]
Now = Annotated[datetime | None, typer.Option(parser=parse_instant, metavar="INSTANT", help="when, for replays")]


def add(app: typer.Typer) -> None:
    """Put the commands of this module under `app`."""
    app.add_typer(commands, name="overrule")


@commands.command(REVISION)
def revision(
    article: Article,
    version: Annotated[
        int, typer.Argument(metavar="VERSION", help="the number of the version that the revision led to, as `history` shows it")
    ],
    reason: Reason,
    material: Annotated[str, typer.Option(help="yes, no, or as-judged to take a decision back")] = "",
    verdict: Annotated[str, typer.Option(help="unmarked, notice_given, date_bumped, undetermined, or as-judged")] = "",
    by: By = "",
    now: Now = None,
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


@commands.command(STATEMENT)
def statement(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="`statement_id` of v_statement")],
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="accepted, rejected, or as-judged to take a decision back")],
    reason: Reason,
    by: By = "",
    now: Now = None,
) -> None:
    """Accept or reject what a sentence was found to say, with a reason. What is rejected counts nowhere, whatever finds it again."""
    with opened(now) as store, store.write() as session:
        said = rulings.decide(session, number, decision.replace("-", " "), reason, by)
    say(f"{said.incident}, {said.claim} ({said.polarity}): “{said.text}”: {decision.replace('-', ' ')}. {reason}")
