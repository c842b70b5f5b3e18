"""The digest's words: neutral, quoted, hedged, and never more than is known.

A claim is always in quotation marks, an edit always lies in an interval, "first" always means first of the outlets watched.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from digest.changes import sides
from digest.content import DefinitionChange, Digest, LivePage, NewStatement, PageEvent, Quantity, Revised, Ruling, Uncorrected
from narrative.model import Action, Certainty, Edit, Interval, Part, Polarity, Verdict
from narrative.text import digest as words_of

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
    "entity": "name",
    "boilerplate": "page furniture",
}
PAGES = {"vanished": "no longer served", "restored": "served again", "moved": "at another address"}
"""What is said of a page, the gravest first."""
_PLACES = {"h1": "the page (h1)", "og": "shared links (og:title)", "title": "the window's title", "jsonld": "JSON-LD", "feed": "the feed"}


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
    if change in ("quantity", "entity", "event_progress", "weaker", "stronger"):
        return _KINDS[change]
    return f"{_KINDS.get(family, family)} {change.replace('_', ' ')}".strip()


def part_words(edit: Edit) -> str:
    what = "Headline" if edit.part is Part.HEADING else "Sentence"
    return what if edit.action is Action.REPLACED else f"{what} {edit.action}"


def places_words(revised: Revised, edit: Edit) -> str:
    """Where a headline changed like this and where it did not; empty when it did everywhere, and for a sentence.

    Of feeds only that is said which shows: that one has the new headline, or still the old one.
    """
    if edit.part is not Part.HEADING or not edit.headlines:
        return ""
    listed_as = {words_of(title) for title in revised.feeds}
    has_new, has_old = words_of(edit.after) in listed_as, words_of(edit.before) in listed_as
    there = (*edit.headlines, *(["feed"] if has_new else []))
    elsewhere = (*(p for p in revised.carried if p not in edit.headlines), *(["feed"] if has_old and not has_new else []))
    if not elsewhere:
        return ""
    return f"changed in {_places(there)}, not alike in {_places(elsewhere)}"


def _places(names: Sequence[str]) -> str:
    return listed(tuple(_PLACES.get(name, name) for name in names), len(_PLACES))


def ruling_words(ruling: Ruling) -> str:
    """What a person decided, against what had been judged: "Notice given, where the rules had said undetermined"."""
    said, judged = (word.replace("_", " ") for word in (ruling.decision, ruling.judged))
    if said == "as judged":
        return f"Decision taken back, {judged} again"
    if said == "shown":
        return "Shown, where the rules had seen noise"
    return f"{begun(said)}, where the rules had said {judged}"


def decided_words(ruling: Ruling) -> str:
    """`Decided by A. Analyst, 08:15 UTC, 25 Dec`."""
    by = f" by {clipped(ruling.decided_by, _NAME_AT_MOST)}" if ruling.decided_by else ""
    return f"Decided{by}, {instant_words(ruling.at)}"


def live_words(page: LivePage) -> str:
    """`3 updates seen: 12 sentences added, 2 changed, 1 removed`."""
    counts = [(count, done) for count, done in ((page.added, "added"), (page.changed, "changed"), (page.removed, "removed")) if count]
    parts = [f"{plural(count, 'sentence') if n == 0 else count} {done}" for n, (count, done) in enumerate(counts)]
    return f"{plural(page.updates, 'update')} seen: {', '.join(parts) or 'sentences moved only'}"


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


def begun(text: str) -> str:
    """As the beginning of a sentence; nothing but its first letter changes."""
    return text[:1].upper() + text[1:]


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
    """Up to three sentences: an edit, a page, a claim, numbers, a copy, new articles, whichever there are, in that order."""
    if digest.quiet:
        return (f"Nothing material was seen at {the_outlets(digest)}: no material edit, new claim, new article or vanished page.",)
    return tuple(_candidates(digest))[:SENTENCES]


def the_outlets(digest: Digest) -> str:
    return f"the {plural(digest.coverage.outlets_watched, 'outlet')} watched"


def _candidates(digest: Digest) -> Iterator[str]:
    if digest.material:
        yield _edit_sentence(digest.material[0]) + _further(len(digest.material) - 1)
    if digest.pages:
        yield _page_sentence(min(digest.pages, key=lambda page: list(PAGES).index(page.kind)))
    if digest.statements:
        yield _claim_sentence(digest.statements)
    if digest.disputed:
        yield _number_sentence(digest.disputed[0])
    if digest.uncorrected:
        yield _uncorrected_sentence(digest.uncorrected[0])
    if digest.articles:
        voices = tuple(sorted({a.article.outlet for a in digest.articles}))
        yield f"{plural(len(digest.articles), 'new article')}, from {listed(voices)}."
    if digest.live:
        yield f"{listed(tuple(sorted({p.article.outlet for p in digest.live})))} updated {plural(len(digest.live), 'live page')}."
    if digest.definition:
        yield _definition_sentence(digest.definition)
    if digest.decided:
        yield f"A person decided on {plural(len(digest.decided), 'revision')}, told below."


def _definition_sentence(change: DefinitionChange) -> str:
    """Which articles moved without any news, so that nobody takes them for such."""
    what = "The incident's definition was changed" if change.before != change.after else "The rules that tag articles were changed"
    return f"{what}: {moved_words(change)}; that is no news."


def moved_words(change: DefinitionChange) -> str:
    """`+41 −3 articles`."""
    return f"+{len(change.came)} −{len(change.went)} articles"


def _further(count: int) -> str:
    return f" {plural(count, 'further revision was', 'further revisions were')} material." if count else ""


def _edit_sentence(revised: Revised) -> str:
    edit = min(revised.shown, key=_prominence)
    outlet, when, how = revised.article.outlet, interval_words(revised.interval), _HOW[revised.verdict]
    how += f", as {clipped(revised.verdict_by, _NAME_AT_MOST)} decided" if revised.verdict_by else ""
    if edit.action is Action.REPLACED:
        back = " back" if revised.back_to else ""
        what = f"changed {_place(edit)}{back} from {_words_of(edit, new=False)} to {_words_of(edit, new=True)}"
    elif edit.action is Action.MOVED:
        what = f"moved {quoted(edit.after)}"
    else:
        what = f"{edit.action} {quoted(edit.after or edit.before)}"
    return f"{outlet} {what}, {when}; {how}."


def _prominence(edit: Edit) -> tuple[bool, bool]:
    """The headline that readers see, then one that only machines read, then the text."""
    return edit.part is not Part.HEADING, bool(edit.headlines) and "h1" not in edit.headlines


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


def _uncorrected_sentence(one: Uncorrected) -> str:
    cut = sides(one.before, one.after)
    words = cut.gone if cut.gone and cut.came else one.before
    return f"{one.article.outlet} still said {quoted(words)}, which {one.origin.outlet} had taken back {interval_words(one.edited)}."


def _page_sentence(event: PageEvent) -> str:
    what = {"vanished": "vanished", "restored": "came back", "moved": "moved to another address"}[event.kind]
    page = f"The page {quoted(event.article.headline)} of {event.article.outlet}"
    why = f" ({bare(event.reason)})" if event.kind == "vanished" else ""
    return f"{page} {what} {interval_words(event.interval)}{why}."


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
