"""What happened between two versions of an article, sentence by sentence, and what the outlet told its readers.

Nothing is thrown away for being small: a difference is either an edit, or noise that is listed with the rule that says so. Noise are
typography, white space, residue of machines, and lines that are none of the article. Every letter, digit, sign and quotation mark
of a sentence counts.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from rapidfuzz.distance import Indel

from narrative import suppressed
from narrative.alignment import SIMILARITY_MIN, Alignment, Sentence, Text, align
from narrative.bulk import bulk
from narrative.headlines import Heading, headings
from narrative.labels import Judgment, coarse, judge_lone, judge_pair
from narrative.live import live_updates
from narrative.model import Action, Comparison, Edit, Headlines, Part, Suppressed, Verdict
from narrative.noise import is_bio, is_headline, speaks_to_readers
from narrative.protected import CommonWords
from narrative.residue import key, same_but_lost
from narrative.text import Span, fold
from narrative.verdicts import verdict

VERSION = "4"
NO_HEADLINES = Headlines()
NOTHING_ASIDE: Mapping[str, str] = {}


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
    return key(line)


def same_words(before: Version, after: Version, aside: Mapping[str, str] = NOTHING_ASIDE) -> bool:
    """Whether a capture makes no new version: nothing but noise differs."""
    return compare(before, after, aside=aside).same


def compare(before: Version, after: Version, outlet_dated_edits: int = 0, aside: Mapping[str, str] = NOTHING_ASIDE) -> Comparison:
    """Everything between two versions, the headlines first, then in the order of the newer text.

    `outlet_dated_edits` counts earlier edits at which the outlet did move its modification date: an outlet that never
    does cannot be said to have left an edit unmarked. `aside` are lines known from elsewhere to be none of the article (see
    `line_key`), each with the rule that says so. What came to a live page is progress.
    """
    judge = partial(judge_pair, common=CommonWords(before.text, after.text))
    edits: list[Edit] = []
    noise: list[Suppressed] = []
    for heading in headings(before, after):
        if heading.rule:
            noise += _alike(heading)
        else:
            edits.append(_headline_edit(heading, judge))
    if before.text != after.text:
        body = align(before.text, after.text, aside)
        edits += bulk(sorted(_body_edits(body, judge), key=_position), before.text, after.text)
        noise += _body_noise(body) or _blanks(before.text, after.text, changed=bool(edits))
    material = any(edit.material for edit in edits)
    found = Comparison(not edits, material, Verdict.UNDETERMINED, tuple(edits), tuple(noise))
    found = replace(found, verdict=verdict(before, after, found, outlet_dated_edits))
    return live_updates(found, before.text, after.text) if before.live or after.live else found


def _alike(heading: Heading) -> Iterator[Suppressed]:
    old, new = (Sentence(Span(0, len(text)), text, key(text)) for text in (heading.before, heading.after))
    if heading.rule == "same":
        yield from suppressed.within(old, new, Part.HEADING)
    else:
        yield suppressed.suppressed(heading.rule, old, new, Part.HEADING)


def _headline_edit(heading: Heading, judge: Callable[[str, str], Judgment]) -> Edit:
    """A headline with other words. One rewritten, or that shares little with the old one, is as telling as a sentence exchanged."""
    old, new = (Sentence(Span(0, len(text)), text, key(text)) for text in (heading.before, heading.after))
    judged = judge(old.key, new.key)
    exchanged = judged.label == "rewrite" or Indel.normalized_similarity(fold(old.key), fold(new.key)) < SIMILARITY_MIN
    if exchanged and not judged.material:
        judged = Judgment("rewrite", "headline_exchanged", True, judged.evidence)
    return replace(_edit(Part.HEADING, old, new, judged), headlines=heading.places)


def _body_edits(body: Alignment, judge: Callable[[str, str], Judgment]) -> Iterator[Edit]:
    for before, after in body.replaced:
        if before.key == after.key:
            yield _edit(Part.BODY, before, after, Judgment("style.format", "line_breaks", False))
        elif not same_but_lost(before.key, after.key):
            yield _edit(Part.BODY, before, after, judge(before.key, after.key))
    for before, after in body.moved:
        yield _edit(Part.BODY, before, after, Judgment("style.reorder", "sentence_moved", False), Action.MOVED)
    prose = _is_prose(body.before) and _is_prose(body.after)
    for side, lone, added in ((body.before, body.removed, False), (body.after, body.added, True)):
        for sentence, judged in _judged_alone(side, lone, prose, added=added):
            yield _edit(Part.BODY, None if added else sentence, sentence if added else None, judged)


def _is_prose(text: Text) -> bool:
    """Whether a text has sentences that end as such: only among them a line without an end stands out."""
    return any(not is_headline(sentence.key) for sentence in text.sentences)


def _judged_alone(text: Text, lone: Sequence[Sentence], prose: bool, *, added: bool) -> Iterator[tuple[Sentence, Judgment]]:
    """Sentences that only one version has. A line without an end may as well be a caption or the headline of another article.

    It is a heading of the article where the sentence right below it came or went together with it. What a text says twice in the same
    words is told once: it was extracted twice.
    """
    spans = {sentence.span for sentence in lone}
    repeated = Counter(sentence.key for sentence in text.sentences)
    below = dict(zip((s.span for s in text.sentences), text.sentences[1:], strict=False))
    for sentence in lone:
        judged = judge_lone(sentence.key, added=added)
        following = below.get(sentence.span)
        heads = following is not None and following.span in spans and not is_headline(following.key)
        if judged.label == "notice":
            pass
        elif prose and sentence.whole and is_headline(sentence.key) and not heads:
            judged = Judgment("boilerplate", "line_without_end", False, judged.evidence)
        elif is_bio(sentence.key):
            judged = Judgment("boilerplate", "about_the_author", False, judged.evidence)
        elif sentence.whole and speaks_to_readers(sentence.key):
            judged = Judgment("boilerplate", "speaks_to_readers", False, judged.evidence)
        elif repeated[sentence.key] > 1:
            judged = Judgment("boilerplate", "says_it_again", False, judged.evidence)
        yield sentence, judged


def _body_noise(body: Alignment) -> list[Suppressed]:
    found = [noise for pair in body.kept for noise in suppressed.within(*pair, Part.BODY)]
    found += suppressed.lines_aside(body.before, body.after, body.kept)
    found += (suppressed.suppressed("residue.lost", *pair) for pair in body.replaced if same_but_lost(pair[0].key, pair[1].key))
    return sorted(found, key=_position)


def _blanks(before: str, after: str, *, changed: bool) -> list[Suppressed]:
    """The first place at which two texts differ that have nothing but white space between their sentences to differ in."""
    if changed:
        return []
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    while start and before[start - 1].isspace() and after[start - 1].isspace():
        start -= 1
    ends = [start + len(text) - start - len(text[start:].lstrip()) for text in (before, after)]
    return [Suppressed("white_space", before[start : ends[0]], after[start : ends[1]], Part.BODY, (start, ends[0]), (start, ends[1]))]


def _edit(part: Part, old: Sentence | None, new: Sentence | None, judged: Judgment, action: Action = Action.REPLACED) -> Edit:
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
        coarse=coarse(judged.label),
        evidence=judged.evidence,
    )


def _position(found: Edit | Suppressed) -> tuple[int, int]:
    return found.after_span or found.before_span or (0, 0)


def in_full(found: Comparison) -> Comparison:
    """The comparison with its noise told among its edits, for somebody who decided to see it. None of that is material."""
    noise = [_told(suppressed) for suppressed in found.suppressed]
    edits = sorted((*found.edits, *noise), key=lambda edit: (edit.part is Part.BODY, edit.after_span or edit.before_span or (0, 0)))
    return replace(found, same=not edits, edits=tuple(edits), suppressed=())


def _told(noise: Suppressed) -> Edit:
    action = Action.REMOVED if not noise.after else Action.ADDED if not noise.before else Action.REPLACED
    spans = noise.before_span, noise.after_span
    return Edit(action, noise.part, "boilerplate", False, noise.before, noise.after, *spans, noise.rule, coarse("boilerplate"))
