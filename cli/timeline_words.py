"""What `palimpsest timeline` says: events in words, poles by outlet, who was first with what, who is silent."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from cli.history_words import quoted
from cli.why_words import Row, count
from cli.wording import between, instant, span
from db.ledger import Title
from db.movements import EventLine, FirstLine, FlipLine, Narrative, PoleLine, SilenceLine

WORDS = {
    "claim_first": "first of the outlets watched",
    "claim_added": "comes to say",
    "claim_withdrawn": "no longer says",
    "claim_unmarked": "changed without a notice",
    "contradiction": "contradiction",
    "flip": "flip",
    "silence": "silent",
    "uncorrected": "copy not corrected",
}
"""Kinds of events as they are read; the others are words themselves."""
THERE = "there at our first look"
ALL = "all outlets together"


def title(called: Title) -> str:
    return f"{called.title} ({called.incident}, definition {called.version})"


def stands(told: Narrative) -> Iterator[str]:
    """What there is to tell, before anything is told in order."""
    counted = [count(len(list(rows)), kind.replace("_", " "), kind.replace("_", " ")) for kind, rows in _kinds(told.events)]
    yield f"{count(len(told.events), 'event')}" + (f": {', '.join(counted)}." if counted else ": nothing has happened yet.")


def _kinds(events: Sequence[EventLine]) -> Iterator[tuple[str, Iterator[EventLine]]]:
    return groupby(sorted(events, key=lambda e: e.kind), lambda e: e.kind)


def days(told: Narrative, called: Title) -> Iterator[tuple[str, list[Row]]]:
    """What happened, by the day (of UTC) by which it had."""
    first = {(e.claim, e.url, e.until_at) for e in told.events if e.kind == "claim_first"}
    once = (e for e in told.events if e.kind != "claim_added" or (e.claim, e.url, e.until_at) not in first)
    for day, events in groupby(once, lambda e: e.until_at.date()):
        yield f"{day}", [_event(e, called) for e in events]


def _event(e: EventLine, called: Title) -> Row:
    there = e.kind == "claim_first" and e.after_at is None
    return between(e.after_at, e.until_at), e.outlet_name or "", THERE if there else WORDS.get(e.kind, e.kind), _what(e, called)


def _what(e: EventLine, called: Title) -> str:
    said = [called.label(e.claim)] if e.claim else []
    said += [_detail(e)] if e.detail else []
    if e.kind == "silence":
        return f"{', '.join(said)}: a day after three others had it"
    words = [f"“{quoted(text)}”" for text in (e.text, e.other_text) if text]
    return ": ".join(filter(None, [", ".join(said), " against ".join(words)])) or (e.url or "")


def _detail(e: EventLine) -> str:
    return e.detail.replace("_", " ").replace(" > ", " → ") if e.kind == "flip" else e.detail


def sections(told: Narrative) -> Iterator[tuple[str, list[Row]]]:
    """The poles of each family, flips, who was first with what, who is silent."""
    for family, poles in groupby(told.poles, lambda p: p.family):
        yield f"Poles: {family}", [*_poles(list(poles))]
    yield "Flips", [_flip(f) for f in told.flips]
    yield "Who was first, of the outlets watched", [*_firsts(told.first)]
    yield "Silent or not seen, a day after three independent voices", [*_silences(told.silences)]


def _poles(poles: Sequence[PoleLine]) -> Iterator[Row]:
    """One row for each outlet: days that come to the same are told once. All together come last."""
    for outlet, rows in groupby(sorted(poles, key=lambda p: (p.outlet is None, p.outlet or "", p.day)), lambda p: p.outlet_name):
        turns = [(verdict, list(run)) for verdict, run in groupby(rows, lambda p: p.verdict)]
        yield outlet or ALL, "; ".join(f"{_run(run)} {verdict.replace('_', ' ')} {_share(run)}" for verdict, run in turns)


def _run(run: Sequence[PoleLine]) -> str:
    return run[0].day if len(run) == 1 else f"{run[0].day} to {run[-1].day}"


def _share(run: Sequence[PoleLine]) -> str:
    shares = sorted({round(p.share * 100) for p in run})
    named = f"{run[0].leading.replace('_', ' ')} " if run[0].verdict == "contested" and len({p.leading for p in run}) == 1 else ""
    return f"({named}{shares[0]}–{shares[-1]} %)" if len(shares) > 1 else f"({named}{shares[0]} %)"


def _flip(f: FlipLine) -> Row:
    turn = f"{f.from_pole.replace('_', ' ')} ({f.from_day}) → {f.to_pole.replace('_', ' ')} ({f.day})"
    return f.outlet_name, turn, f.state, f"{count(f.articles, 'article')} that day: {f.url}"


def _firsts(first: Sequence[FirstLine]) -> Iterator[Row]:
    """One row for each claim: who had it, and how much later at least and at most."""
    for label, rows in groupby(first, lambda f: f.label):
        yield label, "; ".join(map(_taken, rows))


def _taken(f: FirstLine) -> str:
    if f.after_at is None:
        return f"{f.outlet_name} had it at our first look, {instant(f.until_at)}"
    if f.lag_at_most_minutes is None and f.lag_at_least_minutes is None:
        return f"{f.outlet_name} {between(f.after_at, f.until_at)}"
    return f"{f.outlet_name} {_lag(f)}"


def _lag(f: FirstLine) -> str:
    least = timedelta(minutes=f.lag_at_least_minutes or 0)
    if f.lag_at_most_minutes is None:
        return f"at least {span(least)} later" if least else "later"
    most = timedelta(minutes=f.lag_at_most_minutes)
    return f"{span(least)} to {span(most)} later" if least else f"at most {span(most)} later, perhaps before"


def _silences(silences: Sequence[SilenceLine]) -> Iterator[Row]:
    for label, rows in groupby(silences, lambda s: f"{s.label}, since {instant(s.spread_at)}"):
        yield label, "; ".join(map(_silent, rows))


def _silent(s: SilenceLine) -> str:
    about = "" if s.articles else ", wrote nothing about the incident"
    later = f", has it since {instant(s.carried_until_at)}" if s.carried_until_at else ""
    return f"{s.outlet_name}: {'not known: ' + s.reason if s.state == 'unknown' else 'silent'}{about}{later}"
