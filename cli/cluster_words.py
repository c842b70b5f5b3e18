"""What `palimpsest cluster show` says of a cluster, its members, and what each copy made of the text."""

from collections.abc import Iterator
from datetime import datetime

from cli.history_words import quoted
from cli.why_words import Row, count
from cli.wording import between, instant
from db.reprints import CarriedLine, CopyLine, MemberLine, OriginLine, Reprints, SentenceLine
from digest.wording import span_words
from narrative.diff import changed_words
from narrative.markup import harmless

REASONS = {
    "wire": "it is a wire's own text",
    "credit": "the text names it as its source",
    "byline": "it is the author that is named",
    "dateline": "the dateline names it",
    "published": "the earliest by the outlets' own dates",
    "seen": "the first that was seen; no date of theirs says more",
    "imported": "the first of these files that was imported; who had the text first is not known",
}
RELATIONS = {
    "exact": "the same words as",
    "near": "nearly the same words as",
    "contains": "holds all of",
    "contained": "is held by",
    "partial": "shares a part with",
    "version": "an earlier version of it was there",
    "first": "nothing like it had been seen",
    "short": "too short to be compared",
    "wall": "short, and has nothing of its headline: compared word for word only",
}


def title(found: Reprints) -> str:
    """What the origin is called."""
    return quoted(found.members[0].headline)


def stands(found: Reprints) -> Iterator[str]:
    """Whose text it is and why, and how many print it."""
    origin = found.origin
    if len(found.members) < 2:
        yield "Nothing else that was seen prints this text."
        return
    voices = len({member.voice for member in found.members})
    yield f"{count(len(found.members), 'article')} of {count(voices, 'voice')} print one text."
    why = REASONS.get(origin.reason or "", origin.reason or "")
    own = f"The text is {origin.credited}'s" if origin.credited else f"The origin is {origin.origin_outlet}'s"
    yield f"{own}: {why} ({_evidence(origin)})."
    if origin.credited and not any(m.is_origin and m.outlet_name == origin.credited for m in found.members):
        yield f"Its own page is not among them; {origin.origin_outlet}'s, the earliest that carries it, stands for it."


def _evidence(origin: OriginLine) -> str:
    said = origin.evidence or ""
    return instant(datetime.fromisoformat(said)) if origin.reason in {"published", "seen", "imported"} and said else f"“{quoted(said)}”"


def name(member: MemberLine) -> str:
    """A member's first line: who printed it, and whose voice that is."""
    voice = "" if member.voice in {member.outlet, member.outlet_name} else f", a voice of {member.voice}"
    return f"{member.outlet_name} ({member.outlet}{voice}){', the origin' if member.is_origin and member.copied is None else ''}"


def member(one: MemberLine, found: Reprints) -> Iterator[Row]:
    """A member, row by row."""
    yield "address", one.url
    if one.headline != found.members[0].headline:
        yield "headline", f"“{quoted(one.headline)}”"
    said = f"; says it was published {instant(one.published_at)}" if one.published_at else ""
    yield "seen", f"first {instant(one.first_seen_at)}{said}"
    if one.versions > 1:
        yield "versions", f"{one.versions} of it are here; told by the newest"
    where = f" {one.other_url}" if one.other_url else ""
    yield "joined", f"{RELATIONS.get(one.relation, one.relation)}{where}"
    if one.copied:
        yield from _copied(one.copied)


def _copied(copied: CopyLine) -> Iterator[Row]:
    if copied.coverage is not None and copied.coverage_of_origin is not None:
        yield "words", f"{copied.coverage:.0%} of its own are the origin's, {copied.coverage_of_origin:.0%} of the origin's are here"
    counts = [(copied.kept, "kept"), (copied.moved, "moved"), (copied.changed, "changed"), (copied.cut, "cut"), (copied.added, "added")]
    yield "sentences", ", ".join(f"{number} {what}" for number, what in counts if number) or "none"
    lost = dict.fromkeys(claim for one in copied.sentences if one.fate == "cut" for claim in one.claims)
    if lost:
        yield "cut claims", ", ".join(lost)
    for one in copied.carried:
        yield _carried(one)


def _carried(one: CarriedLine) -> Row:
    old, new = _changed(one.before, one.after)
    edited = between(one.edited_after_at, one.edited_until_at)
    origin = f"the origin changed that to “{new}” {edited}" if new else f"the origin took that out {edited}"
    if one.corrected_until_at:
        return "followed", f"{between(one.still_seen_at, one.corrected_until_at)}; until then it said “{old}”; {origin}"
    if one.still_seen_at < one.edited_until_at:
        return "not known", f"whether it still says “{old}”: {origin}, and nobody has looked at this one since"
    later = span_words(one.still_seen_at - one.edited_until_at)
    return "still says", f"“{old}”; {origin}; last seen {instant(one.still_seen_at)}, {later} later"


def _changed(before: str, after: str) -> tuple[str, str]:
    """The words that differ, or all of a sentence that was taken out."""
    return changed_words(harmless(before), harmless(after)) if after else (quoted(before), "")


def sentences(member: MemberLine) -> Iterator[Row]:
    """What became of each sentence, and what the origin claims in it."""
    for one in member.copied.sentences if member.copied else ():
        yield f"  {one.fate}", _sentence(one)


def _sentence(one: SentenceLine) -> str:
    claims = f" [{', '.join(one.claims)}]" if one.claims else ""
    if one.text and one.origin_text and one.fate == "changed":
        old, new = _changed(one.origin_text, one.text)
        return f"“{old}” → “{new}” in “{quoted(one.text)}”{claims}"
    return f"“{quoted(one.text or one.origin_text or '')}”{claims}"


def decided(found: Reprints) -> Iterator[Row]:
    """What a person decided on members."""
    for one in found.decided:
        by = f" by {one.decided_by}" if one.decided_by else ""
        yield instant(one.decided_at), f"{one.url} is {one.decision} {one.other_url}{by}: {one.reason}"
