"""What `palimpsest timeline` says: events in words, poles by outlet, who was first with what, who is silent."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from cli.history_words import quoted
from cli.why_words import Row, count
from cli.wording import between, instant
from db.ledger import Title
from db.movements import SILENT, EventLine, FirstLine, FlipLine, Narrative, PoleLine, SilenceLine
from digest.wording import span_words

WORDS = {
    "claim_first": "first of the outlets watched with",
    "claim_added": "comes to say",
    "claim_withdrawn": "no longer says",
    "claim_unmarked": "changed without a notice",
    "contradiction": "contradiction",
    "flip": "flip",
    "silence": "silent on",
    "uncorrected": "copy not corrected",
}
"""Kinds of events as they are read; the others are words themselves."""
THERE = "there at our first look"
ALL = "all outlets together"


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, in one line, and below it the words it rests on, or where it did."""

    head: str
    words: str


def title(called: Title) -> str:
    return f"{called.title} ({called.incident}, definition {called.version})"


def stands(told: Narrative) -> Iterator[str]:
    """What there is to tell, before anything is told in order."""
    counted = [count(len(list(rows)), kind.replace("_", " "), kind.replace("_", " ")) for kind, rows in _kinds(told.events)]
    yield f"{count(len(told.events), 'event')}" + (f": {', '.join(counted)}." if counted else ": nothing has happened yet.")


def _kinds(events: Sequence[EventLine]) -> Iterator[tuple[str, Iterator[EventLine]]]:
    return groupby(sorted(events, key=lambda e: e.kind), lambda e: e.kind)


def days(told: Narrative, called: Title) -> Iterator[tuple[str, list[Entry]]]:
    """What happened, by the day (of UTC) by which it had."""
    first = {(e.claim, e.url, e.until_at) for e in told.events if e.kind == "claim_first"}
    once = (e for e in told.events if e.kind != "claim_added" or (e.claim, e.url, e.until_at) not in first)
    for day, events in groupby(once, lambda e: e.until_at.date()):
        yield f"{day}", [*_entries(list(events), called)]


def _entries(events: Sequence[EventLine], called: Title) -> Iterator[Entry]:
    """What one outlet said when we came is one entry, and so are those who are silent on one claim; everything else is told by itself."""
    together: dict[tuple[object, ...], list[EventLine]] = defaultdict(list)
    for e in events:
        there = e.kind == "claim_first" and e.after_at is None
        key = (
            (THERE, e.outlet, instant(e.until_at)) if there else ("silence", e.claim, e.until_at) if e.kind == "silence" else (e.event_id,)
        )
        together[key].append(e)
    for (name, *_), each in together.items():
        yield _there(each, called) if name == THERE else _event(each, called)


def _there(each: Sequence[EventLine], called: Title) -> Entry:
    said: dict[str, str] = {}
    for e in each:
        said.setdefault(called.label(e.claim or ""), quoted(e.text or ""))
    words = "; ".join(f"{label} “{text}”" if text else label for label, text in said.items())
    return Entry(f"{between(None, each[0].until_at)}, {each[0].outlet_name}: {count(len(said), 'claim')} {THERE}", words)


def _event(each: Sequence[EventLine], called: Title) -> Entry:
    e = each[0]
    outlets = ", ".join(dict.fromkeys(o.outlet_name or "" for o in each))
    what = " ".join(filter(None, [WORDS.get(e.kind, e.kind), f"“{called.label(e.claim)}”" if e.claim else ""]))
    head = ": ".join(filter(None, [f"{between(e.after_at, e.until_at)}, {outlets}", what, _detail(e)]))
    if e.kind == "silence":
        return Entry(head, "a day after three others had it")
    return Entry(head, " against ".join(f"“{quoted(text)}”" for text in (e.text, e.other_text) if text) or (e.url or ""))


def _detail(e: EventLine) -> str:
    return e.detail.replace("_", " ").replace(" > ", " → ") if e.kind == "flip" else e.detail


def sections(told: Narrative) -> Iterator[tuple[str, list[Row]]]:
    """The poles of each family, and flips."""
    for family, poles in groupby(told.poles, lambda p: p.family):
        yield f"Poles: {family}", [*_poles(list(poles))]
    yield "Flips", [_flip(f) for f in told.flips]


def _poles(poles: Sequence[PoleLine]) -> Iterator[Row]:
    """One row for each outlet: days that come to the same are told once. All together come last."""
    for outlet, rows in groupby(sorted(poles, key=lambda p: (p.outlet is None, p.outlet or "", p.day)), lambda p: p.outlet_name):
        turns = [(verdict, list(run)) for verdict, run in groupby(rows, lambda p: p.verdict)]
        yield outlet or ALL, "; ".join(f"{_run(run)} {verdict.replace('_', ' ')} {_share(run)}" for verdict, run in turns)


def _run(run: Sequence[PoleLine]) -> str:
    return run[0].day if len(run) == 1 else f"{run[0].day} to {run[-1].day}"


def _share(run: Sequence[PoleLine]) -> str:
    shares = sorted({round(p.share * 100) for p in run})
    named = f"{run[0].leading_pole.replace('_', ' ')} " if run[0].verdict == "contested" and len({p.leading_pole for p in run}) == 1 else ""
    return f"({named}{shares[0]}–{shares[-1]} %)" if len(shares) > 1 else f"({named}{shares[0]} %)"


def _flip(f: FlipLine) -> Row:
    turn = f"{f.from_pole.replace('_', ' ')} ({f.from_day}) → {f.to_pole.replace('_', ' ')} ({f.day})"
    return f.outlet_name, turn, f.state, f"{count(f.articles, 'article')} that day: {f.url}"


def firsts(told: Narrative) -> Iterator[Entry]:
    """Who had a claim, and how much later at least and at most."""
    for label, rows in groupby(told.first, lambda f: f.label):
        yield Entry(label, "; ".join(map(_taken, rows)))


def _taken(f: FirstLine) -> str:
    if f.after_at is None:
        return f"{f.outlet_name} had it at our first look, {instant(f.until_at)}"
    if f.lag_at_most_minutes is None and f.lag_at_least_minutes is None:
        return f"{f.outlet_name} {between(f.after_at, f.until_at)}"
    return f"{f.outlet_name} {_lag(f)}"


def _lag(f: FirstLine) -> str:
    least = timedelta(minutes=f.lag_at_least_minutes or 0)
    if f.lag_at_most_minutes is None:
        return f"at least {span_words(least)} later" if least else "later"
    most = timedelta(minutes=f.lag_at_most_minutes)
    return f"{span_words(least)} to {span_words(most)} later" if least else f"at most {span_words(most)} later, perhaps before"


def silences(told: Narrative) -> Iterator[Entry]:
    """Who was silent on a claim, and of whom it is not known, the outlets of one reason together."""
    for label, rows in groupby(told.silences, lambda s: f"{s.label}, since {instant(s.spread_at)}"):
        reasons: dict[str, list[str]] = defaultdict(list)
        for s in rows:
            reasons["Silent" if s.state == SILENT else f"Not known, because {s.reason}"].append(_outlet(s))
        yield Entry(label, ". ".join(f"{reason}: {'; '.join(outlets)}" for reason, outlets in reasons.items()))


def _outlet(s: SilenceLine) -> str:
    about = "" if s.articles else ", wrote nothing about the incident"
    later = f", has it since {instant(s.carried_until_at)}" if s.carried_until_at else ""
    return f"{s.outlet_name}{about}{later}"
