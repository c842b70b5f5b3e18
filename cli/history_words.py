"""What `palimpsest history` says of versions, headlines and revisions, and why a verdict is what it is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from cli.why_words import Row, count
from cli.wording import between, instant
from db.chronicles import Chronicle, EditLine, HeadlineLine, RevisionLine, SpanLine, VersionLine
from narrative.diff import changed_words
from narrative.markup import harmless
from narrative.model import Verdict
from narrative.verdicts import DATED_EDITS_MIN

QUOTED_AT_MOST = 160
"""Characters of a sentence that is quoted in one line; `--diff` shows it whole."""
SPANS_AT_MOST = 24
"""Rows of spans; a headline test may flip a hundred times, and the shares say how."""


def title(told: Chronicle) -> str:
    """What the article is called by the version that was seen last."""
    return quoted(_seen_last(told.versions).headline) if told.versions else told.url


def _seen_last(versions: Sequence[VersionLine]) -> VersionLine:
    return max(versions, key=lambda v: v.last_seen_at)


def stands(told: Chronicle) -> Iterator[str]:
    """How things are with the article, before anything is told in order."""
    yield f"An article of {told.outlet_name} ({told.outlet}): {told.url}"
    if told.withheld:
        yield f"{told.withheld.notice} since {instant(told.withheld.decided_at)}, decided by {told.withheld.decided_by}."
    if not told.versions:
        yield f"No version of it is known; {count(told.looks, 'look')} so far."
        return
    material = sum(r.material for r in told.revisions)
    last = _seen_last(told.versions)
    yield (
        f"{count(len(told.versions), 'version')} and {count(len(told.revisions), 'revision')}, {material or 'none'} of them material, "
        f"in {count(told.looks, 'look')}; version {last.version} was seen last, {instant(last.last_seen_at)}."
    )
    if told.hidden:
        yield f"{count(told.hidden, 'difference')} held to be noise: `palimpsest why-hidden {told.url}` lists them."


def presence(told: Chronicle) -> Iterator[Row]:
    """Where the page went, and when it was not there."""
    for absence in told.absences:
        yield "vanished", between(absence.vanished.after_at, absence.vanished.until_at)
        if absence.restored:
            yield "restored", between(absence.restored.after_at, absence.restored.until_at)
    for move in told.moves:
        yield "moved", f"to {move.url}, seen {instant(move.since_at)}"


def version(one: VersionLine, told: Chronicle) -> Row:
    """A version in one line: when it came, what it is called, how long it was seen."""
    said = [f"“{quoted(one.headline)}”", count(len(one.text.split()), "word"), f"last seen {instant(one.last_seen_at)}"]
    said += [f"says it was modified {instant(one.modified_at)}"] if one.modified_at else []
    said += ["a live page"] if one.live else []
    said += [f"came back {count(one.times_returned, 'time')}"] if one.times_returned else []
    return str(one.version), _came(one, told.spans), "; ".join(said)


def _came(one: VersionLine, spans: Sequence[SpanLine]) -> str:
    """Between which looks a version came to stand; the first of its language was there when we came."""
    earlier = [s.to_at for s in spans if s.language == one.language and s.to_at < one.first_seen_at]
    return between(max(earlier), one.first_seen_at) if earlier else f"first seen {instant(one.first_seen_at)}"


def variants(told: Chronicle) -> Iterator[Row]:
    """When which version stood, where that is more than one after the other."""
    several = len({v.language for v in told.versions}) > 1
    if len(told.spans) == len(told.versions) and not several:
        return
    last = {s.version: s for s in told.spans}
    shares = (f"version {n}{f' ({s.language})' if several else ''} {s.share:.0%}" for n, s in sorted(last.items()))
    yield "of all looks", ", ".join(shares)
    if len(told.spans) > SPANS_AT_MOST:
        yield "spans", f"{len(told.spans)}, in which they took turns; --json has them all"
        return
    for span in told.spans:
        until = f" to {instant(span.to_at)}" if span.to_at > span.from_at else ""
        yield f"version {span.version}", f"seen {instant(span.from_at)}{until}, {count(span.looks, 'look')}"


def headlines(lines: Sequence[HeadlineLine]) -> Iterator[Row]:
    """What the headline said where and when; places that agree share a line."""
    together: defaultdict[tuple[str, datetime | None, datetime, datetime, str], list[str]] = defaultdict(list)
    several = len({line.feed for line in lines if line.feed}) > 1
    for line in lines:
        place = f"{line.place} {line.feed}" if several and line.feed else line.place
        together[line.text, line.after_at, line.from_at, line.until_at, line.language].append(place)
    for (text, after_at, from_at, until_at, _), places in together.items():
        came = between(after_at, from_at) if after_at else f"from {instant(from_at)}"
        seen = f", last seen {instant(until_at)}" if until_at > from_at else ""
        yield ", ".join(places), came, f"“{quoted(text)}”{seen}"


def revision(one: RevisionLine) -> str:
    """A revision's first line."""
    kind = "material" if one.material else "not material"
    back = ", its words came back" if one.returned else ""
    live = ", on a live page" if one.live else ""
    return (
        f"{one.from_version} → {one.to_version}  {between(one.after_at, one.until_at)}: {kind}, {one.verdict.replace('_', ' ')}{back}{live}"
    )


def reasons(one: RevisionLine) -> Iterator[str]:
    """Why the verdict is what it is, and what a person said to it."""
    yield _reason(one)
    if one.overruled_because:
        judged = f"{'material' if one.judged_material else 'not material'}, {one.judged_verdict.replace('_', ' ')}"
        by = f" by {one.overruled_by}" if one.overruled_by else ""
        yield f"Overruled{by}: {one.overruled_because}. It was judged {judged}."


def _reason(one: RevisionLine) -> str:
    before, after = one.before_modified_at, one.after_modified_at
    dated = f"the outlet had dated {count(one.outlet_dated_edits, 'earlier edit')}"
    if one.judged_verdict == Verdict.NOTICE_GIVEN:
        notice = next((e.after for e in one.edits if e.label == "notice" and e.after), "")
        return f"Readers were told: “{quoted(notice)}”" if notice else "Readers were told."
    if one.judged_verdict == Verdict.DATE_BUMPED:
        return (
            f"Its modification date moved from {instant(before)} to {instant(after)}."
            if before and after
            else "Its modification date moved."
        )
    if one.judged_verdict == Verdict.UNMARKED:
        stayed = f", {instant(after)}" if after else ""
        return f"No notice, and its modification date{stayed}, did not move; {dated}."
    return _undetermined(one, dated)


def _undetermined(one: RevisionLine, dated: str) -> str:
    before, after = one.before_modified_at, one.after_modified_at
    if one.live:
        return "A live page is rewritten in the open; whether readers were told cannot be determined."
    if one.returned:
        return "Words that had stood before are back; whether readers were told cannot be determined."
    if before is None or after is None:
        return "No notice; without a modification date on both versions nothing more can be said."
    if after < before:
        return f"No notice, and its modification date went back from {instant(before)} to {instant(after)}: that proves nothing."
    if not one.judged_material:
        return "Nothing that readers would have to be told."
    return f"No notice, and its modification date did not move; but {dated}, and {DATED_EDITS_MIN} are needed to say more."


def edit(one: EditLine) -> Row:
    """An edit in one line: where, what kind, and the words."""
    return _where(one), one.label, "" if one.material else "not material", f"{_words(one)} ({_because(one)})"


def heading(one: EditLine) -> str:
    """An edit's line above its diff."""
    return f"{_where(one)}  {one.label}{'' if one.material else ', not material'}  ({_because(one)})"


def _where(one: EditLine) -> str:
    what = "headline" if one.part == "heading" else "sentence"
    return f"{what} {one.action}" + (f" in {one.headlines}" if one.headlines else "")


def _because(one: EditLine) -> str:
    return one.rule + (f": {quoted(one.evidence)}" if one.evidence else "")


def _words(one: EditLine) -> str:
    if not (one.before and one.after) or one.action == "moved":
        return f"“{quoted(one.after or one.before)}”"
    old, new = changed_words(harmless(one.before), harmless(one.after))
    return f"“{old}” → “{new}”"


def quoted(text: str) -> str:
    """Somebody else's words in one line, cut where they are long."""
    plain = " ".join(harmless(text).split())
    return plain if len(plain) <= QUOTED_AT_MOST else f"{plain[:QUOTED_AT_MOST].rsplit(' ', 1)[0]}…"
