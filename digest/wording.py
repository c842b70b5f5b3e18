"""The digest's words: neutral, quoted, hedged, and never more than is known.

A claim is always in quotation marks, an edit always lies in an interval, "first" always means first of the outlets watched.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from digest.changes import sides
from digest.content import Digest, NewStatement, PageEvent, Quantity, Revised
from narrative.model import Action, Certainty, Edit, Interval, Part, Polarity, Verdict

SENTENCES = 3
"""How long the bottom line is at most."""

_QUOTE_AT_MOST = 110
_NAME_AT_MOST = 60
_INNER = str.maketrans('“”"', "‘’'")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

VERDICTS = {
    Verdict.UNMARKED: "Unmarked",
    Verdict.UNDETERMINED: "Undetermined",
    Verdict.DATE_BUMPED: "Date moved",
    Verdict.NOTICE_GIVEN: "Notice given",
}
_HOW = {
    Verdict.UNMARKED: "without a notice and without a newer modification date",
    Verdict.UNDETERMINED: "whether readers were told cannot be determined",
    Verdict.DATE_BUMPED: "with a newer modification date",
    Verdict.NOTICE_GIVEN: "with a notice to readers",
}
_KINDS = {
    "claim": "claim",
    "quote": "quotation",
    "fact": "fact",
    "attribution": "attribution",
    "hedging": "certainty",
    "bulk": "passage",
    "background": "background",
    "style": "style",
    "weaker": "hedging weaker",
    "stronger": "hedging stronger",
    "event_progress": "course of events",
    "quantity": "number",
}


def day_words(day: date) -> str:
    return f"{short_day_words(day)} {day.year}"


def short_day_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def instant_words(at: datetime) -> str:
    """`10:05 UTC, 25 Dec`."""
    utc = at.astimezone(UTC)
    return f"{utc:%H:%M} UTC, {short_day_words(utc)}"


def interval_words(interval: Interval) -> str:
    """`between 10:05 and 10:32 UTC, 25 Dec`; the first instant has its own date when it is another one."""
    until = instant_words(interval.until_at)
    if interval.after_at is None:
        return f"no later than {until}"
    after, last = interval.after_at.astimezone(UTC), interval.until_at.astimezone(UTC)
    if after.date() == last.date():
        return f"between {after:%H:%M} and {until}"
    return f"between {instant_words(after)} and {until}"


def kind_words(edit: Edit) -> str:
    """The edit's label for people: `fact.quantity` is "number"; a family and a change read "quotation altered"."""
    family, _, change = edit.label.partition(".")
    if change in ("quantity", "event_progress", "weaker", "stronger"):
        return _KINDS[change]
    return f"{_KINDS.get(family, family)} {change.replace('_', ' ')}".strip()


def part_words(edit: Edit) -> str:
    what = "Headline" if edit.part is Part.HEADING else "Sentence"
    return what if edit.action is Action.REPLACED else f"{what} {edit.action}"


_NEGATIONS = {
    Certainty.ASSERTED: "negated",
    Certainty.ATTRIBUTED: "negation attributed",
    Certainty.HEDGED: "negation hedged",
    Certainty.QUESTIONED: "questioned",
    Certainty.DENIED: "denied",
}


def stance_words(polarity: Polarity, certainty: Certainty, source: str | None = None) -> str:
    """How a claim is put: "asserted", "attributed to the airline", "hedged; source: an official", "denied"."""
    words = certainty.value if polarity is Polarity.AFFIRM else _NEGATIONS[certainty]
    if not source:
        return words
    return f"{words} to {source}" if certainty is Certainty.ATTRIBUTED else f"{words}; source: {source}"


def clipped(text: str, at_most: int) -> str:
    """`text`, or its beginning up to a word's end and an ellipsis: never longer than `at_most`."""
    if len(text) <= at_most:
        return text
    cut = text[: at_most - 1]
    return f"{(cut[: cut.rfind(' ')] if ' ' in cut[at_most // 2 :] else cut).rstrip(' ,.;:')}…"


def bare(text: str) -> str:
    """Without the full stop that the sentence around it brings."""
    return text.rstrip(" .")


def quoted(text: str, at_most: int = _QUOTE_AT_MOST) -> str:
    """In quotation marks; those inside become single ones."""
    return f"“{clipped(text.strip(), at_most).translate(_INNER)}”"


def listed(names: tuple[str, ...], at_most: int = 4) -> str:
    """`A, B and C`; beyond `at_most` the rest is counted."""
    shown = [
        *(clipped(name, _NAME_AT_MOST) for name in names[:at_most]),
        *([f"{len(names) - at_most} more"] if len(names) > at_most else []),
    ]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def plural(count: int, one: str, many: str = "") -> str:
    """`1 look`, `2 looks`; `many` where the plural is not `one` and an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def bottom_line(digest: Digest) -> tuple[str, ...]:
    """Up to three sentences: an edit, numbers, a page, a claim, new articles, whichever there are, in that order."""
    if digest.quiet:
        return (f"Nothing material was seen at {the_outlets(digest)}: no material edit, new claim, new article or vanished page.",)
    return tuple(_candidates(digest))[:SENTENCES]


def the_outlets(digest: Digest) -> str:
    return f"the {plural(digest.coverage.outlets_watched, 'outlet')} watched"


def _candidates(digest: Digest) -> Iterator[str]:
    if digest.material:
        yield _edit_sentence(digest.material[0]) + _further(len(digest.material) - 1)
    if digest.pages:
        yield _page_sentence(digest.pages[0])
    if digest.statements:
        yield _claim_sentence(digest.statements)
    if digest.disputed:
        yield _number_sentence(digest.disputed[0])
    if digest.articles:
        voices = tuple(sorted({a.article.outlet for a in digest.articles}))
        yield f"{plural(len(digest.articles), 'new article')}, from {listed(voices)}."


def _further(count: int) -> str:
    return f" {plural(count, 'further revision was', 'further revisions were')} material." if count else ""


def _edit_sentence(revised: Revised) -> str:
    edit = min((e for e in revised.edits if e.material), key=lambda e: e.part is not Part.HEADING)
    outlet, when, how = revised.article.outlet, interval_words(revised.interval), _HOW[revised.verdict]
    if edit.action is Action.REPLACED:
        what = f"changed {_place(edit)} from {_words_of(edit, new=False)} to {_words_of(edit, new=True)}"
    elif edit.action is Action.MOVED:
        what = f"moved {quoted(edit.after)}"
    else:
        what = f"{edit.action} {quoted(edit.after or edit.before)}"
    return f"{outlet} {what}, {when}; {how}."


def _place(edit: Edit) -> str:
    return "a headline" if edit.part is Part.HEADING else "a sentence"


def _words_of(edit: Edit, *, new: bool) -> str:
    """A headline whole; of a sentence the words that changed, or its beginning when one side has none."""
    if edit.part is Part.HEADING:
        return quoted(edit.after if new else edit.before)
    cut = sides(edit.before, edit.after)
    if not (cut.gone and cut.came):
        return quoted(edit.after if new else edit.before)
    return quoted(cut.came if new else cut.gone)


def _page_sentence(event: PageEvent) -> str:
    what = "came back" if event.restored else "vanished"
    page = f"The page {quoted(event.article.headline)} of {event.article.outlet}"
    return f"{page} {what} {interval_words(event.interval)} ({bare(event.reason)})."


def _claim_sentence(statements: Sequence[NewStatement]) -> str:
    """The first claim that nobody had carried before; else the first one. Who came in one round of looks is named together.

    The claim's label is ours and neutral, so it stands in quotation marks; how it is put stands beside it.
    """
    one = next((s for s in statements if s.first), statements[0])
    claim = f"the claim “{one.claim}”"
    together = sorted({s.article.outlet for s in statements if s.first and (s.claim, s.polarity) == (one.claim, one.polarity)})
    if len(together) > 1:
        return f"First of the outlets watched, and seen in one round of looks, {listed(tuple(together))} carry {claim}."
    claim += f" ({stance_words(one.polarity, one.certainty, one.source)}), seen {instant_words(one.captured_at)}"
    if one.first:
        return f"First of the outlets watched, {one.article.outlet} carries {claim}."
    return f"{one.article.outlet} now carries {claim}."


def _number_sentence(quantity: Quantity) -> str:
    values = (f"{held.value} ({listed(held.outlets, 3)})" for held in quantity.held)
    return f"The outlets watched do not agree on “{quantity.label}”: {'; '.join(values)}."
