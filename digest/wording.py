"""The digest's words: neutral, quoted, hedged, and never more than is known.

A claim is always in quotation marks, an edit always lies in an interval, "first" always means first of the outlets watched.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from digest.content import DefinitionChange, LivePage, Revised, Ruling
from digest.narrated import FirstLook, Flip, Hindsight, Side, Silence
from narrative.model import Action, Certainty, Edit, Interval, Part, Polarity, Verdict
from narrative.text import digest as words_of

QUOTE_AT_MOST = 110
NAME_AT_MOST = 60
_INNER = str.maketrans('“”"', "‘’'")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

VERDICTS = {
    Verdict.UNMARKED: "Unmarked",
    Verdict.UNDETERMINED: "Undetermined",
    Verdict.DATE_BUMPED: "Date moved",
    Verdict.NOTICE_GIVEN: "Notice given",
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


def span_words(width: timedelta) -> str:
    """`3 h 10 min`, `12 d`: two units at most."""
    minutes = round(width.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} d"


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
    by = f" by {clipped(ruling.decided_by, NAME_AT_MOST)}" if ruling.decided_by else ""
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


def quoted(text: str, at_most: int = QUOTE_AT_MOST) -> str:
    """In quotation marks; those inside become single ones."""
    return f"“{clipped(text.strip(), at_most).translate(_INNER)}”"


def listed(names: tuple[str, ...], at_most: int = 4) -> str:
    """`A, B and C`; beyond `at_most` the rest is counted."""
    shown = [
        *(clipped(name, NAME_AT_MOST) for name in names[:at_most]),
        *([f"{len(names) - at_most} more"] if len(names) > at_most else []),
    ]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def plural(count: int, one: str, many: str = "") -> str:
    """`1 look`, `2 looks`; `many` where the plural is not `one` and an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def moved_words(change: DefinitionChange) -> str:
    """`+41 −3 articles`."""
    return f"+{len(change.came)} −{len(change.went)} articles"


def pole_words(pole: str) -> str:
    """`“external force”`: the definition's name for a group of claims, so in quotation marks."""
    return f"“{pole.replace('_', ' ')}”"


def flip_words(flip: Flip) -> str:
    """`Held “accident” on “cause”, last on 26 Dec; holds “external force” since 28 Dec`; days are of UTC."""
    held = f"Held {pole_words(flip.from_pole)} on {pole_words(flip.family)}, last on {short_day_words(flip.from_day)}"
    if flip.state == "lapsed":
        return f"{held}; held {pole_words(flip.to_pole)} on {short_day_words(flip.day)} and went back after that"
    return f"{held}; holds {pole_words(flip.to_pole)} since {short_day_words(flip.day)}"


def ground_words(flip: Flip) -> str:
    """Why a flip is what it is said to be."""
    before = " An earlier digest told it as provisional." if flip.was_provisional else ""
    if flip.state == "lapsed":
        return f"What it wrote next did not bear it out.{before}"
    if flip.state == "provisional":
        return "Provisional: it rests on one article so far; another one, or the next day on which it writes of this, confirms it or not."
    by = f"{flip.articles} articles of that day" if flip.articles > 1 else "what it wrote next"
    return f"Confirmed by {by}; copies of others’ texts are not counted.{before}"


def made_words(flip: Flip) -> str:
    """The claim that made a flip, and how it is put: `Claim “hit by air defence”, attributed to the airline`."""
    put = f", {stance_words(Polarity.AFFIRM, flip.certainty, flip.source)}" if flip.certainty else ""
    return f"Claim “{clipped(flip.claim, QUOTE_AT_MOST)}”{put}" + (", first of the outlets watched" if flip.first else "")


def number_words(comparator: str | None, value: float) -> str:
    """`38`, `at least 30`, `about 40`."""
    words = {">=": "at least ", "<=": "at most ", "~": "about "}
    return f"{words.get(comparator or '', '')}{value:g}"


def holders(side: Side) -> tuple[str, ...]:
    """The outlets that have a number, who had it first before the others."""
    return side.quote.article.outlet, *side.others


def first_look_words(there: FirstLook) -> str:
    """What was there before we came, in one sentence: nobody knows since when."""
    claims = plural(there.claims, "claim")
    verb = "was" if there.claims == 1 else "were"
    return f"{claims} of {listed(there.outlets, 6)} {verb} there at our first look; since when is not known."


def silence_words(one: Silence) -> str:
    """Who did not carry a claim, and of whom that is not known."""
    why = "; ".join(f"{listed(outlets, 6)} ({reason})" for reason, outlets in one.unknown)
    unseen = f" Not known, because we could not see: {why}." if why else ""
    since = f"A day after three independent voices had carried it ({instant_words(one.spread_at)}), it had not been seen at"
    return f"{since} {listed(one.silent, 6)}.{unseen}"


def hindsight_words(hindsight: Hindsight) -> str:
    """What another definition, or other code, sees in the past: that is no news."""
    counts = listed(tuple(plural(count, noun) for count, noun in hindsight.counts))
    return f"Judged anew, {counts} of earlier days came to light; that is no news."
