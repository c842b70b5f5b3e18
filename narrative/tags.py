"""The decision whether a text is about the incident, with every span it rests on.

Score = 1 − Π(1 − wᵢ) over the rules that fired (noisy-or), raised by what supports it. A rule fires inside one sentence. Where the
score suffices, coverage and focus tell a text about the incident from one that mentions it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import prod

from narrative.definition import Compiled, Definition, TagMatcher
from narrative.lexicon import Hit, windows
from narrative.model import Decision, Document, Mention, Part, Tag
from narrative.text import Span, fold, sentences

VERSION = "2"
"""Part of a tag's annotator: raised whenever another text would get another tag."""

REPEAT = 0.95
"""What remains of the doubt after each further mention of the same rule (narrative.md was measured with it)."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    part: Part
    span: Span
    hits: tuple[Hit, ...]
    mentions: tuple[Mention, ...]


def tag(document: Document, incident: Compiled) -> Tag:
    """The decision on one text. Published outside of the definition's window: none, whatever it says."""
    if not _in_window(document.published_at, incident.definition) or not _may_fire(document, incident):
        return Tag(Decision.NONE, 0.0, 0.0, 0.0)
    judged = _judged(document, incident)
    mentions = tuple(m for s in judged for m in s.mentions)
    score = _supported(_score(mentions, incident.tag_rules), judged, incident.support)
    own, other = _own(judged, incident), sum(_names_another(s, incident) for s in judged)
    coverage = own / len(judged) if judged else 0.0
    focus = own / (own + other) if own else 0.0
    decision = _decision(score, focus, coverage, mentions, incident.definition)
    return Tag(decision, round(score, 4), round(focus, 4), round(coverage, 4), mentions)


def _may_fire(document: Document, incident: Compiled) -> bool:
    """Could any rule fire, wherever its words stand? Nearly all news of a day is done with when it cannot."""
    present = incident.anchors.terms(fold(document.title)) | incident.anchors.terms(fold(document.text))
    return any(all(slot & present for slot in rule.slots) for rule, _ in incident.tag_rules)


def anchors(hits: Iterable[Hit], incident: Compiled) -> tuple[Span, ...]:
    """Where one sentence's hits name the incident, whatever the rest of the text says."""
    return tuple(span for _, span in _fired(tuple(hits), incident.tag_rules))


def _in_window(published_at: datetime | None, definition: Definition) -> bool:
    if published_at is None:
        return True
    grace = timedelta(hours=definition.window.grace_hours)
    first, last = definition.window.from_, definition.window.to
    if published_at < datetime.combine(first, time.min, UTC) - grace:
        return False
    return last is None or published_at < datetime.combine(last, time.max, UTC) + grace


def _judged(document: Document, incident: Compiled) -> tuple[_Sentence, ...]:
    texts = ((Part.HEADING, document.title), (Part.BODY, document.text))
    found = {part: incident.lexicon.find(fold(text)) for part, text in texts}
    present = frozenset(h.term for hits in found.values() for h in hits)
    rules = tuple(r for r in incident.tag_rules if r.slots.need <= present)
    return tuple(s for part, text in texts for s in _sentences(part, text, found[part], rules))


def _sentences(part: Part, text: str, hits: tuple[Hit, ...], rules: tuple[TagMatcher, ...]) -> Iterator[_Sentence]:
    starts = [h.start for h in hits]
    for span in sentences(text):
        here = hits[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        mentions = tuple(Mention(rule, part, *where, where.of(text)) for rule, where in _fired(here, rules))
        yield _Sentence(part, span, here, mentions)


def _fired(hits: tuple[Hit, ...], rules: tuple[TagMatcher, ...]) -> Iterator[tuple[str, Span]]:
    terms = frozenset(h.term for h in hits)
    for rule, _ in rules:
        if all(slot & terms for slot in rule.slots) and not rule.unless & terms:
            for start, end, _ in windows(hits, rule.slots, rule.near, rule.ordered):
                yield rule.id, Span(start, end)


def _score(mentions: tuple[Mention, ...], rules: tuple[TagMatcher, ...]) -> float:
    times = Counter(m.rule for m in mentions)
    return 1 - prod((1 - weight) * REPEAT ** (times[rule.id] - 1) for rule, weight in rules if times[rule.id])


def _supported(score: float, judged: tuple[_Sentence, ...], support: tuple[TagMatcher, ...]) -> float:
    """A score that is not zero, raised by what else the text holds."""
    present = frozenset(h.term for s in judged for h in s.hits)
    fired = [weight for rule, weight in support if all(slot & present for slot in rule.slots)]
    return 1 - (1 - score) * prod(1 - weight for weight in fired) if score else score


def _names_another(sentence: _Sentence, incident: Compiled) -> bool:
    return not sentence.mentions and any(h.term in incident.competitors for h in sentence.hits)


def _own(judged: tuple[_Sentence, ...], incident: Compiled) -> int:
    """Sentences that name the incident, or come after one that does and speak of its matters and no other incident."""
    own, named = 0, False
    for sentence in judged:
        on = named and not _names_another(sentence, incident) and any(h.term in incident.context for h in sentence.hits)
        own += bool(sentence.mentions) or on
        named = named or bool(sentence.mentions)
    return own


def _decision(score: float, focus: float, coverage: float, mentions: tuple[Mention, ...], definition: Definition) -> Decision:
    limits = definition.decision
    if score < limits.review_at:
        return Decision.NONE
    if score < limits.tag_at:
        return Decision.REVIEW
    primary = limits.primary
    leads = any(m.part is Part.HEADING or m.start < primary.lead_chars for m in mentions)
    enough = coverage >= primary.solo_coverage or (leads and coverage >= primary.min_coverage)
    return Decision.PRIMARY if focus >= primary.focus_min and enough else Decision.PASSING
