"""How a membership diff reads in a terminal, and for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console

from cli.console import say
from cli.history_words import quoted
from cli.why_words import Paper, count
from db.changes import ChangeLine, Named

SHOWN_AT_MOST = 50
"""Lines of a diff; `--json` has all of it."""


def tell_changes(changes: Sequence[ChangeLine], as_json: bool) -> None:
    """How many versions are in another cluster, and which."""
    if as_json:
        for line in changes:
            say(json.dumps(asdict(line), ensure_ascii=False))
        return
    paper = Paper(Console(highlight=False), every=True)
    paper.heading(f"{count(len(changes), 'version')} in another cluster")
    for line in changes[:SHOWN_AT_MOST]:
        paper.lines(line.version.url)
        before = ("    from", _cluster(line.before)) if line.before else ("    ", "judged for the first time")
        paper.section("", [before, ("    to", "one of its own" if line.after == line.version else _cluster(line.after))])
    if len(changes) > SHOWN_AT_MOST:
        paper.lines(f"and {count(len(changes) - SHOWN_AT_MOST, 'more', 'more')}; --json has all of them")


def _cluster(named: Named) -> str:
    return f"the one that begins with “{quoted(named.headline)}”, {named.url}"
