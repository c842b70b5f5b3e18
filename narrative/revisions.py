"""What happened between two versions of an article, sentence by sentence, and what the outlet told its readers.

Nothing is thrown away for being small: a difference is either an edit, or noise that is listed with the rule that says so.
Noise is typography and white space only. Every letter, digit, sign and quotation mark counts.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq

from narrative.diff import word_diff
from narrative.labels import Judgment, judge_lone, judge_pair
from narrative.model import Action, Comparison, Edit, Headlines, Part, Suppressed, Verdict
from narrative.protected import common_words
from narrative.text import Span, fold, normalise, sentences

VERSION = "2"
NO_HEADLINES = Headlines()
NOTHING_ASIDE: Mapping[str, str] = {}

SIMILARITY_MIN = 0.6
"""Two sentences alike at least this much (Indel over folded characters, 0 to 1) are one sentence, edited."""
DATED_EDITS_MIN = 3
"""So many earlier edits with a newer date must be on record before an outlet's unmoved date means anything."""


@dataclass(frozen=True, slots=True)
class Version:
    """What one snapshot said, as far as edits go. `live` marks a page that is rewritten in the open, such as a live blog.

    `headlines` are all that the page carries; `headline`, the one it is known by, is one of them.
    """

    headline: str
    text: str
    modified_at: datetime | None = None
    live: bool = False
    headlines: Headlines = NO_HEADLINES


def line_key(line: str) -> str:
    """What of a line counts when it is looked up among the lines that a caller sets aside (see `compare`)."""
    return _key(line)


def same_words(before: Version, after: Version) -> bool:
    """Whether a capture makes no new version: nothing but typography and white space differs."""
    return _same(before.headline, after.headline) and _same(before.text, after.text)


def compare(before: Version, after: Version, outlet_dated_edits: int = 0, aside: Mapping[str, str] = NOTHING_ASIDE) -> Comparison:
    """Everything between two versions, the headline first, then in the order of the newer text.

    `outlet_dated_edits` counts earlier edits at which the outlet did move its modification date: an outlet that never
    does cannot be said to have left an edit unmarked. `aside` are lines known from elsewhere to be none of the article (see
    `line_key`), each with the rule that says so.
    """
    edits: list[Edit] = []
    noise: list[Suppressed] = []
    common = common_words(before.text, after.text)
    if _same(before.headline, after.headline):
        noise += _noise(before.headline, after.headline)
    else:
        edits.append(_headline_edit(before.headline, after.headline, common))
    if _same(before.text, after.text):
        noise += _noise(before.text, after.text)
    else:
        body = _align(_read(before.text), _read(after.text))
        edits += sorted(_body_edits(body, common), key=_position)
        noise += (found for old, new in body.kept for found in _noise(old.raw, new.raw))
    material = any(edit.material for edit in edits)
    verdict = _verdict(before, after, edits, outlet_dated_edits)
    return Comparison(not edits, material, verdict, tuple(edits), tuple(noise))


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(normalise(text).split())).replace("…", "...")


def _same(before: str, after: str) -> bool:
    """Equal as one line, or sentence by sentence where extraction lost or found the blank between two of them."""
    old, new = _key(before), _key(after)
    if old == new or old.replace(" ", "") != new.replace(" ", ""):
        return old == new
    return [s.key for s in _read(before)] == [s.key for s in _read(after)]


class _Sentence(NamedTuple):
    span: Span
    raw: str
    key: str


_PLAIN_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛", "'"))


def _read(text: str) -> tuple[_Sentence, ...]:
    """Sentences, cut as if every quotation mark were a plain one: “ opens in English and closes in German."""
    return tuple(_Sentence(span, raw, _key(raw)) for span in sentences(text.translate(_PLAIN_QUOTES)) if (raw := span.of(text)))


def _noise(before: str, after: str) -> Iterator[Suppressed]:
    """What differs between two texts of the same words, place by place."""
    if before == after:
        return
    removed = ""
    for hunk in (*word_diff(before, after), None):
        if hunk and hunk.kind == "added":
            yield _suppressed(removed, hunk.text)
            removed = ""
            continue
        if removed:
            yield _suppressed(removed, "")
        removed = hunk.text if hunk and hunk.kind == "removed" else ""


def _suppressed(before: str, after: str) -> Suppressed:
    blank = "".join(before.split()) == "".join(after.split())
    return Suppressed("white_space" if blank else "typography", before, after)


class _Alignment(NamedTuple):
    kept: list[tuple[_Sentence, _Sentence]]
    moved: list[tuple[_Sentence, _Sentence]]
    replaced: list[tuple[_Sentence, _Sentence]]
    removed: list[_Sentence]
    added: list[_Sentence]


def _align(before: tuple[_Sentence, ...], after: tuple[_Sentence, ...]) -> _Alignment:
    """Equal sentences in order, then equal ones elsewhere, then the most similar ones; the rest came or went."""
    kept, removed, added = _in_order(before, after)
    moved, removed, added = _elsewhere(removed, added)
    replaced, removed, added = _similar(removed, added)
    return _Alignment(kept, moved, replaced, removed, added)


_Step = tuple[list[tuple[_Sentence, _Sentence]], list[_Sentence], list[_Sentence]]


def _in_order(before: tuple[_Sentence, ...], after: tuple[_Sentence, ...]) -> _Step:
    index: dict[str, int] = {}
    coded = [[index.setdefault(s.key, len(index)) for s in side] for side in (before, after)]
    kept: list[tuple[_Sentence, _Sentence]] = []
    removed: list[_Sentence] = []
    added: list[_Sentence] = []
    for block in LCSseq.opcodes(*coded):
        old, new = before[block.src_start : block.src_end], after[block.dest_start : block.dest_end]
        if block.tag == "equal":
            kept += zip(old, new, strict=True)
        else:
            removed += old
            added += new
    return kept, removed, added


def _elsewhere(removed: list[_Sentence], added: list[_Sentence]) -> _Step:
    places: defaultdict[str, list[_Sentence]] = defaultdict(list)
    for new in added:
        places[new.key].append(new)
    moved = [(old, places[old.key].pop(0)) for old in removed if places[old.key]]
    return _without(moved, removed, added)


def _similar(removed: list[_Sentence], added: list[_Sentence]) -> _Step:
    """The most similar pairs first. Ties are broken by the words, so that the same pairs are found in either direction."""
    choices = [fold(new.key) for new in added]
    found = []
    for i, old in enumerate(removed):
        text = fold(old.key)
        for _, score, j in process.extract(text, choices, scorer=Indel.normalized_similarity, score_cutoff=SIMILARITY_MIN, limit=None):
            found.append((-score, sorted((old.key, added[j].key)), abs(old.span.start - added[j].span.start), i, j))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    replaced = []
    for *_, i, j in sorted(found):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            replaced.append((removed[i], added[j]))
    return _without(replaced, removed, added)


def _without(pairs: list[tuple[_Sentence, _Sentence]], removed: list[_Sentence], added: list[_Sentence]) -> _Step:
    old, new = {a.span for a, _ in pairs}, {b.span for _, b in pairs}
    return pairs, [s for s in removed if s.span not in old], [s for s in added if s.span not in new]


def _headline_edit(before: str, after: str, common: frozenset[str]) -> Edit:
    """A headline with other words. One that shares little with the old one is as telling as a sentence exchanged."""
    old, new = _Sentence(Span(0, len(before)), before, _key(before)), _Sentence(Span(0, len(after)), after, _key(after))
    if not old.key or not new.key:
        return _edit(Part.HEADING, old if old.key else None, new if new.key else None, judge_lone(new.key or old.key, added=bool(new.key)))
    judged = judge_pair(old.key, new.key, common)
    if Indel.normalized_similarity(fold(old.key), fold(new.key)) < SIMILARITY_MIN and not judged.material:
        judged = Judgment("rewrite", "headline_exchanged", True)
    return _edit(Part.HEADING, old, new, judged)


def _body_edits(body: _Alignment, common: frozenset[str]) -> Iterator[Edit]:
    for old, new in body.replaced:
        yield _edit(Part.BODY, old, new, judge_pair(old.key, new.key, common))
    for old, new in body.moved:
        yield _edit(Part.BODY, old, new, Judgment("style.reorder", "sentence_moved", False), Action.MOVED)
    for old in body.removed:
        yield _edit(Part.BODY, old, None, judge_lone(old.key, added=False))
    for new in body.added:
        yield _edit(Part.BODY, None, new, judge_lone(new.key, added=True))


def _edit(part: Part, old: _Sentence | None, new: _Sentence | None, judged: Judgment, action: Action = Action.REPLACED) -> Edit:
    if old is None or new is None:
        action = Action.ADDED if new else Action.REMOVED
    return Edit(
        action,
        part,
        judged.label,
        judged.material,
        before=old.raw if old else "",
        after=new.raw if new else "",
        before_span=(old.span.start, old.span.end) if old else None,
        after_span=(new.span.start, new.span.end) if new else None,
        rule=judged.rule,
    )


def _position(edit: Edit) -> tuple[int, int]:
    return edit.after_span or edit.before_span or (0, 0)


def _verdict(before: Version, after: Version, edits: list[Edit], outlet_dated_edits: int) -> Verdict:
    if any(edit.label == "notice" and edit.after for edit in edits):
        return Verdict.NOTICE_GIVEN
    if before.modified_at is None or after.modified_at is None:
        return Verdict.UNDETERMINED
    if after.modified_at > before.modified_at:
        return Verdict.DATE_BUMPED
    accusable = before.modified_at == after.modified_at and not (before.live or after.live) and outlet_dated_edits >= DATED_EDITS_MIN
    if accusable and any(edit.material for edit in edits):
        return Verdict.UNMARKED
    return Verdict.UNDETERMINED
