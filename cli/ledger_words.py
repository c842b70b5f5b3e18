"""What `palimpsest claims` says of the ledger's entries."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from cli.history_words import quoted
from cli.why_words import Row, count
from cli.wording import instant
from db.ledger import Entry, Title


def stands(found: Sequence[Entry]) -> Iterator[str]:
    """How many entries there are, of how many outlets."""
    if not found:
        yield "Nothing was found to be claimed."
        return
    outlets, claims = len({e.outlet for e in found}), len({e.claim for e in found})
    now = sum(e.stands for e in found)
    yield f"{count(len(found), 'entry', 'entries')} of {count(outlets, 'outlet')} for {count(claims, 'claim')}; {now} of them stand now."


def sections(found: Sequence[Entry], called: Title) -> Iterator[tuple[str, list[Row]]]:
    """One section for each claim."""
    for claim, rows in groupby(found, lambda e: e.claim):
        yield f"{called.label(claim)} ({claim})", [_row(e) for e in rows]


def _row(e: Entry) -> Row:
    since = f"{instant(e.first_seen_at)}"
    return since, e.outlet_name, _how(e), f"“{quoted(e.text)}” ({'; '.join(_aside(e))})"


def _how(e: Entry) -> str:
    number = "" if e.value is None else f"{'' if e.comparator in (None, '=') else f'{e.comparator} '}{e.value:g}, "
    denied = "denied, " if e.polarity == "negate" and e.certainty != "denied" else ""
    by = f" by {e.source}" if e.source else ""
    return f"{number}{denied}{e.certainty}{by}"


def _aside(e: Entry) -> Iterator[str]:
    if e.part == "heading":
        yield "headline"
    if e.actor:
        yield f"about {e.actor}"
    if e.time != "current":
        yield e.time
    yield f"version {', '.join(map(str, e.versions))}"
    yield "stands" if e.stands else f"last seen {instant(e.last_seen_at)}"
    if e.decision:
        yield f"{e.decision} by a person"
