"""The claim ledger: every place where a text makes, or denies, a claim of the incident's catalogue.

A rule's slots have to be filled inside one clause. A sentence that names another incident says nothing about this one,
unless this one is named nearer; nor does a line that points at another article.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from narrative import attribution, modality, scopes
from narrative.attribution import Voices
from narrative.definition import Claim, ClaimMatcher, Compiled
from narrative.lexicon import Hit, windows
from narrative.model import Document, Part, Polarity, Statement
from narrative.notices import is_notice
from narrative.quantities import Measured, measured
from narrative.scopes import Place
from narrative.tags import anchors
from narrative.text import Span, fold, sentences

VERSION = "1"
"""Part of a statement's annotator: raised whenever another text would get other statements."""

FOREIGN_PERSISTS = 2
"""Sentences for which another incident stays the subject after it was named, unless this one is."""

FOREIGN_FROM_START = 1_000_000
"""The same for a text that has not yet named this incident: for good."""


class _Text(NamedTuple):
    part: Part
    text: str
    folded: str


@dataclass(slots=True)
class _Subject:
    """What a text has come to speak of, as its sentences go by."""

    named: bool = False
    foreign_for: int = 0
    person: str | None = None

    def hear(self, own: bool, foreign: bool) -> None:
        """One more sentence. Before this incident was named, another one stays the subject until it is."""
        self.named = self.named or own
        if foreign:
            self.foreign_for = FOREIGN_PERSISTS if self.named else FOREIGN_FROM_START
        else:
            self.foreign_for = 0 if own else max(0, self.foreign_for - 1)


@dataclass(frozen=True, slots=True)
class _Passage:
    """One sentence with what surrounds it."""

    part: Part
    text: str
    folded: str
    sentence: Span
    hits: tuple[Hit, ...]
    voices: Voices
    own: tuple[Span, ...]
    foreign: tuple[Span, ...]
    elsewhere: bool


def statements(document: Document, incident: Compiled) -> tuple[Statement, ...]:
    """Every statement in text order, the heading's first. `text[start:end]` holds exactly, in its part."""
    texts = tuple(_Text(part, text, fold(text)) for part, text in ((Part.HEADING, document.title), (Part.BODY, document.text)))
    found = {t.part: incident.lexicon.find(t.folded) for t in texts}
    present = frozenset(h.term for hits in found.values() for h in hits)
    rows: list[Statement] = []
    subject = _Subject()
    for text in texts:
        for passage in _passages(text, found[text.part], incident, subject):
            rows += _once(sorted(_stated(passage, incident, present), key=lambda s: (s.start, s.end, s.claim)))
    return tuple(rows)


def _once(rows: Iterable[Statement]) -> Iterator[Statement]:
    seen = set()
    for row in rows:
        key = (row.claim, row.polarity, row.value)
        if key not in seen:
            seen.add(key)
            yield row


def _passages(text: _Text, hits: tuple[Hit, ...], incident: Compiled, subject: _Subject) -> Iterator[_Passage]:
    starts = [h.start for h in hits]
    for sentence in sentences(text.text):
        here = hits[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if modality.TEASER.match(text.folded, sentence.start) or is_notice(sentence.of(text.text)):
            continue  # a line that points elsewhere, or that tells what an earlier version had said, claims nothing now
        own = anchors(here, incident)
        others = tuple(Span(h.start, h.end) for h in here if h.term in incident.competitors)
        foreign = (*others, *_other_years(text.folded, sentence, incident))
        subject.hear(bool(own), bool(foreign))
        voices = Voices(attribution.actors_in(here), subject.person)
        yield _Passage(*text, sentence, here, voices, own, foreign, bool(subject.foreign_for) and not foreign)
        subject.person = attribution.last_person(here, incident.definition, subject.person)


def _other_years(folded: str, sentence: Span, incident: Compiled) -> Iterator[Span]:
    """Years before the incident: what happened in them is something else."""
    for m in modality.YEAR.finditer(folded, sentence.start, sentence.end):
        if int(m.group()) < incident.definition.window.from_.year:
            yield Span(*m.span())


def _stated(passage: _Passage, incident: Compiled, present: frozenset[str]) -> Iterator[Statement]:
    terms = frozenset(h.term for h in passage.hits)
    for rule in incident.claim_rules:
        if rule.regex or (all(slot & terms for slot in rule.slots.slots) and rule.slots.need <= present):
            for place in _places(passage, rule):
                yield from _statement(passage, rule, place)
    for found in measured(passage.folded, passage.sentence, incident.quantity_rules):
        yield from _quantity(passage, found)


def _places(passage: _Passage, rule: ClaimMatcher) -> Iterator[Place]:
    if rule.regex:
        for m in rule.regex.finditer(passage.folded, passage.sentence.start, passage.sentence.end):
            span = Span(*m.span())
            yield Place(passage.folded, passage.sentence, span, (span,) if rule.claim.act else ())
        return
    for clause in _clauses(passage):
        hits = [h for h in passage.hits if clause.start <= h.start and h.end <= clause.end]
        if rule.slots.unless and any(h.term in rule.slots.unless for h in hits):
            continue
        for start, end, filled in windows(hits, rule.slots.slots, rule.slots.near, rule.slots.ordered):
            yield Place(passage.folded, passage.sentence, Span(start, end), tuple(Span(h.start, h.end) for h in filled))


def _clauses(passage: _Passage) -> Iterator[Span]:
    start = passage.sentence.start
    for m in modality.CLAUSE.finditer(passage.folded, *passage.sentence):
        yield Span(start, m.start())
        start = m.end()
    yield Span(start, passage.sentence.end)


def _statement(passage: _Passage, rule: ClaimMatcher, place: Place) -> Iterator[Statement]:
    claim = rule.claim
    if not claim.elsewhere and _about_another(passage, place.span):
        return
    if claim.act and scopes.obliged(place):
        return
    yield _row(passage, place, claim, rule.slots.id)


def _about_another(passage: _Passage, span: Span) -> bool:
    if not passage.foreign:
        return passage.elsewhere
    return _gap(span, passage.foreign) <= _gap(span, passage.own)


def _gap(span: Span, others: tuple[Span, ...]) -> int:
    """Code points to the nearest of `others`; very many when there is none."""
    return min((max(o.start - span.end, span.start - o.end, 0) for o in others), default=1_000_000)


def _row(passage: _Passage, place: Place, claim: Claim, rule: str) -> Statement:
    source = attribution.source(place, passage.voices, passage.part is Part.HEADING)
    polarity = scopes.polarity(place)
    return Statement(
        claim=claim.id,
        polarity=polarity,
        certainty=scopes.certainty(place, polarity is Polarity.NEGATE, source.reported),
        part=passage.part,
        start=place.span.start,
        end=place.span.end,
        text=place.span.of(passage.text),
        rule=rule,
        actor=attribution.actor(place, passage.voices, claim.act),
        source=source.actor,
        quoted=scopes.quoted(place),
        time="superseded" if scopes.superseded(place) else "current",
    )


def _quantity(passage: _Passage, found: Measured) -> Iterator[Statement]:
    place = Place(passage.folded, passage.sentence, found.span)
    if _about_another(passage, found.span) or scopes.refused(place):
        return  # which number stands instead of a denied one is beyond a closed slot
    source = attribution.source(place, passage.voices, passage.part is Part.HEADING)
    yield Statement(
        claim=found.quantity,
        polarity=Polarity.AFFIRM,
        certainty=scopes.certainty(place, False, source.reported),
        part=passage.part,
        start=found.span.start,
        end=found.span.end,
        text=found.span.of(passage.text),
        rule=found.quantity,
        source=source.actor,
        quoted=scopes.quoted(place),
        time="superseded" if scopes.superseded(place) else "current",
        value=found.value,
        comparator=found.comparator,
        unit=found.unit or None,
    )
