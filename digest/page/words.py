"""What the page says in sentences: first what moved, then what was counted, and always what could not be seen."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from db.movements import FirstLine, FlipLine
from digest.content import Revised
from digest.page import chart
from digest.page.facts import Row, Step
from digest.wording import day_words, listed, plural, pole_words, short_day_words, span_words
from narrative.model import Interval, Verdict

LISTED = 4


def instant(at: datetime) -> str:
    """`25 Dec 2024, 10:05 UTC`."""
    utc = at.astimezone(UTC)
    return f"{day_words(utc.date())}, {utc:%H:%M} UTC"


def interval(when: Interval) -> str:
    """`between 10:05 and 10:32 UTC, 25 Dec 2024`: always with the year, because a story may take several."""
    if when.after_at is None:
        return f"there at our first look, {instant(when.until_at)}"
    after, until = when.after_at.astimezone(UTC), when.until_at.astimezone(UTC)
    if after.date() == until.date():
        return f"between {after:%H:%M} and {until:%H:%M} UTC, {day_words(until.date())}"
    since = short_day_words(after.date()) if after.year == until.year else day_words(after.date())
    return f"between {since}, {after:%H:%M} and {instant(until)}"


def stretch(from_at: datetime, to_at: datetime) -> str:
    """`25 Dec 2024 to 28 Dec 2024`; one day alone by its hours."""
    since, until = from_at.astimezone(UTC), to_at.astimezone(UTC)
    if since.date() == until.date():
        return f"{day_words(since.date())}, {since:%H:%M} to {until:%H:%M} UTC"
    first = short_day_words(since.date()) if since.year == until.year else day_words(since.date())
    return f"{first} to {day_words(until.date())}"


def days(when: Interval) -> str:
    """`between 26 and 28 Dec 2024`, in days."""
    after, until = (when.after_at or when.until_at).astimezone(UTC).date(), when.until_at.astimezone(UTC).date()
    if after == until:
        return f"on {day_words(until)}"
    if (after.year, after.month) == (until.year, until.month):
        return f"between {after.day} and {day_words(until)}"
    return f"between {short_day_words(after) if after.year == until.year else day_words(after)} and {day_words(until)}"


def headline(flips: Sequence[FlipLine], family: str, rows: Sequence[Row], poles: Collection[str]) -> str:
    """What moved, in one sentence: who went from which pole to which, and when; or that nobody did."""
    watched = plural(len(rows), "outlet")
    if not rows:
        return "Nothing about this incident was seen yet."
    if not family:
        return f"{watched} wrote about it. Its definition names no poles: bars show who wrote when, not who held what."
    turns = [f for f in flips if f.family == family and f.state != "lapsed"]
    if not turns:
        held = Counter(last.pole for row in rows for last in [f for f in row.facts if f.kind == chart.HELD][-1:] if last.pole in poles)
        names = listed(tuple(f"{count} {'holds' if count == 1 else 'hold'} {pole_words(pole)}" for pole, count in held.most_common()))
        return f"Of the {watched} that wrote about it, none was seen to move on {pole_words(family)}: {names or 'no pole was held'}."
    moved = plural(len({f.outlet for f in turns}), "outlet")
    return f"Of the {watched} that wrote about it, {moved.split()[0]} moved on {pole_words(family)}: {'; '.join(_turns(turns))}."


def _turns(flips: Sequence[FlipLine]) -> Iterator[str]:
    """Those who went the same way in the same days, together."""
    together: dict[tuple[str, ...], list[FlipLine]] = defaultdict(list)
    for f in flips:
        together[f.from_pole, f.to_pole, days(Interval(f.after_at, f.until_at)), f.state].append(f)
    for (before, after, when, state), each in together.items():
        names = listed(tuple(f.outlet_name for f in each), LISTED)
        doubt = " (one article so far)" if state == "provisional" else ""
        yield f"{names} from {pole_words(before)} to {pole_words(after)} {when}{doubt}"


def counted(revised: Sequence[Revised], rows: Sequence[Row]) -> Iterator[str]:
    """What was seen beside that: edits and how readers were told of them, and whose text is not its printer's own."""
    material = [r for r in revised if r.material]
    told = Counter(r.verdict for r in material)
    if material:
        how = listed(tuple(f"{told[v]} {_HOW[v]}" for v in _HOW if told[v]))
        yield f"{plural(len(material), 'article change', 'article changes')} told readers something else: {how}."
    elif rows:
        yield "No material edit was seen."
    reprints: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for f in row.facts:
            if f.kind == chart.COPIED:
                reprints[f.note].add(row.name)
    for origin, names in reprints.items():
        yield f"{listed(tuple(sorted(names)))} printed {origin}’s text: drawn hollow, and no further voice."


_HOW = {
    Verdict.UNMARKED: "unmarked",
    Verdict.UNDETERMINED: "undetermined",
    Verdict.DATE_BUMPED: "with a newer date only",
    Verdict.NOTICE_GIVEN: "with a notice",
}


def not_seen(rows: Sequence[Row], silent: Sequence[str]) -> Iterator[str]:
    """What could not be seen, outlet by outlet, and who was seen to write nothing."""
    for row in rows:
        blind = [f"{f.when}, {f.title}" for f in row.facts if f.kind == chart.BLIND]
        lost = [f"{f.when}, {f.title}" for f in row.facts if f.kind == chart.LOST]
        if blind or lost:
            yield f"{row.name}: {'; '.join(_some(blind) + _some(lost))}"
    if silent:
        yield f"Watched, and not seen to write about it: {listed(tuple(silent), 12)}"


def _some(each: list[str]) -> list[str]:
    return each[:LISTED] + ([f"and {len(each) - LISTED} more times"] if len(each) > LISTED else [])


def step(f: FirstLine) -> Step:
    """One outlet on a claim's ladder."""
    return Step(f.place or 0, f.outlet_name, interval(Interval(f.after_at, f.until_at)), _lag(f), f.url)


def _lag(f: FirstLine) -> str:
    if f.after_at is None or (f.lag_at_most_minutes is None and f.lag_at_least_minutes is None):
        return ""
    least = timedelta(minutes=round(f.lag_at_least_minutes or 0))
    if f.lag_at_most_minutes is None:
        return f"at least {span_words(least)} later" if least else "later"
    most = timedelta(minutes=f.lag_at_most_minutes)
    return f"{span_words(least)} to {span_words(most)} later" if least else f"at most {span_words(most)} later, perhaps before"
