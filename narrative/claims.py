"""The claim ledger: every place where a text makes, or denies, a claim of the incident's catalogue.

A rule's slots have to be filled inside one clause. A sentence that names another incident says nothing about this one,
unless this one is named nearer; nor does a line that points at another article.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from narrative import attribution, modality, scopes
from narrative.attribution import Voices
from narrative.definition import Claim, ClaimMatcher, Compiled, QuantityMatcher
from narrative.lexicon import WORD, Hit, windows
from narrative.model import Document, Part, Polarity, Statement
from narrative.notices import is_notice
from narrative.quantities import Measured, measured
from narrative.residue import Meant, single_blanks
from narrative.scopes import Place
from narrative.tags import anchors
from narrative.text import Span, fold, sentences

VERSION = "3"
"""Part of a statement's annotator: raised whenever another text would get other statements."""

FOREIGN_PERSISTS = 2
"""Sentences for which another incident stays the subject after it was named, unless this one is."""

SENTENCE_MOST = 1_500
"""Code points. The longest sentence of five articles has 429, and of those of 600 others one in a thousand has more than 531."""

COMPARED_REACH = 60
"""Code points in front of a name or a year within which a comparison, or what the year is of, stands."""

_CLOSED = re.compile(r"\W{0,2}(?:\w+ ?){0,2}(?:[,.;)]|$)")
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
    recalled: tuple[Span, ...]


def statements(document: Document, incident: Compiled) -> tuple[Statement, ...]:
    """Every statement in text order, the heading's first. `text[start:end]` holds exactly, in its part."""
    title, body = single_blanks(document.title), single_blanks(document.text)
    rows = _ledger(replace(document, title=title.text, text=body.text), incident)
    return tuple(_placed(row, document.title, title) if row.part is Part.HEADING else _placed(row, document.text, body) for row in rows)


def _placed(row: Statement, text: str, read: Meant) -> Statement:
    """The statement where its words stand in the text itself."""
    start, end = read.at[row.start], read.at[row.end]
    return replace(row, start=start, end=end, text=text[start:end])


def _ledger(document: Document, incident: Compiled) -> Iterator[Statement]:
    texts = tuple(_Text(part, text, fold(text)) for part, text in ((Part.HEADING, document.title), (Part.BODY, document.text)))
    found = {t.part: incident.lexicon.find(t.folded) for t in texts}
    present = frozenset(h.term for hits in found.values() for h in hits)
    rules = tuple(rule for rule in incident.claim_rules if _may_fire(rule, texts, present))
    parents = {claim.id: claim.parent for claim in incident.definition.claims}
    subject = _Subject()
    for text in texts:
        for passage in _passages(text, found[text.part], incident, subject):
            yield from _once(_stated(passage, rules, incident.quantity_rules), parents)


def _once(rows: Iterable[Statement], parents: Mapping[str, str | None]) -> Iterator[Statement]:
    """Of one sentence's finds each thing once, in order: the shortest of those that overlap, the finer claim before its parent."""
    kept: list[Statement] = []
    for row in sorted(rows, key=lambda s: (s.end - s.start, s.start, s.claim)):
        if not any(row.claim == other.claim and row.start < other.end and other.start < row.end for other in kept):
            kept.append(row)
    said = set()
    for row in sorted(kept, key=lambda s: (s.start, s.end, s.claim)):
        key = (row.claim, row.polarity, row.certainty, row.source, row.value)
        if key not in said and not any(row.claim == parents.get(other.claim) and _on_same_words(row, other) for other in kept):
            said.add(key)
            yield row


def _on_same_words(one: Statement, other: Statement) -> bool:
    """Do they share more than half of the shorter one?"""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared * 2 > min(one.end - one.start, other.end - other.start)


def _passages(text: _Text, hits: tuple[Hit, ...], incident: Compiled, subject: _Subject) -> Iterator[_Passage]:
    starts = [h.start for h in hits]
    for sentence in _bounded(text.text):
        here = hits[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if modality.TEASER.match(text.folded, sentence.start) or is_notice(sentence.of(text.text)):
            continue  # a line that points elsewhere, or that tells what an earlier version had said, claims nothing now
        own = anchors(here, incident)
        others = tuple(Span(h.start, h.end) for h in here if h.term in incident.competitors and not _compared(text.folded, sentence, h))
        foreign = (*others, *_other_years(text.folded, sentence, incident))
        subject.hear(bool(own), bool(foreign))
        actors = attribution.actors_in(here)
        persons = tuple(h for h in actors if incident.definition.actors[h.term[1:]].kind == "person")
        recalled = tuple(Span(*m.span()) for m in modality.RECALLED.finditer(text.folded, *sentence))
        elsewhere = bool(subject.foreign_for) and not foreign
        yield _Passage(*text, sentence, here, Voices(actors, persons, subject.person), own, foreign, elsewhere, recalled)
        subject.person = attribution.person_named(text.folded, persons, subject.person)


def _bounded(text: str) -> Iterator[Span]:
    """The sentences, none longer than `SENTENCE_MOST`: work grows with the square of a sentence, and a page without marks is one."""
    for sentence in sentences(text):
        start = sentence.start
        while sentence.end - start > SENTENCE_MOST:
            cut = max(text.rfind(" ", start, start + SENTENCE_MOST), start + SENTENCE_MOST // 2)
            yield Span(start, cut)
            start = cut
        yield Span(start, sentence.end)


def _compared(folded: str, sentence: Span, hit: Hit) -> bool:
    """Is another incident named only to set this one beside it ("unlike in the case of MH17, …"), and nothing said of it?"""
    beside = modality.COMPARISON.search(folded, max(sentence.start, hit.start - COMPARED_REACH), hit.start)
    return bool(beside and _CLOSED.match(folded, hit.end, sentence.end))


def _other_years(folded: str, sentence: Span, incident: Compiled) -> Iterator[Span]:
    """Years before the incident, and months of its own year before it: what happened in them is something else."""
    first = incident.definition.window.from_
    for m in modality.YEAR.finditer(folded, sentence.start, sentence.end):
        if int(m.group()) < first.year and not modality.NOT_THEN.search(folded, max(sentence.start, m.start() - COMPARED_REACH), m.start()):
            yield Span(*m.span())
    for m in modality.DATED.finditer(folded, sentence.start, sentence.end):
        if (int(m.group(2)), modality.MONTHS[m.group(1)]) < (first.year, first.month) and int(m.group(2)) == first.year:
            yield Span(*m.span())


def _may_fire(rule: ClaimMatcher, texts: Iterable[_Text], present: frozenset[str]) -> bool:
    """Could a rule fire in one of the texts, wherever its words stand?"""
    if rule.regex:
        return any(rule.regex.search(text.folded) for text in texts)
    return all(slot & present for slot in rule.slots.slots) and rule.slots.need <= present


def _stated(passage: _Passage, rules: Iterable[ClaimMatcher], quantities: tuple[QuantityMatcher, ...]) -> Iterator[Statement]:
    terms = frozenset(h.term for h in passage.hits)
    for rule in rules:
        if rule.regex or all(slot & terms for slot in rule.slots.slots):
            for place in _places(passage, rule):
                yield from _statement(passage, rule, place)
    for found in measured(passage.folded, passage.sentence, quantities):
        yield from _quantity(passage, found)


def _places(passage: _Passage, rule: ClaimMatcher) -> Iterator[Place]:
    if rule.regex:
        for m in rule.regex.finditer(passage.folded, passage.sentence.start, passage.sentence.end):
            yield Place(passage.folded, passage.sentence, Span(*m.span()), tuple(_said(m)) if rule.claim.act else ())
        return
    for clause in _clauses(passage):
        hits = [h for h in passage.hits if clause.start <= h.start and h.end <= clause.end]
        if rule.slots.unless and any(h.term in rule.slots.unless for h in hits):
            continue
        for start, end, filled in windows(hits, rule.slots.slots, rule.slots.near, rule.slots.ordered):
            yield Place(passage.folded, passage.sentence, Span(start, end), tuple(Span(h.start, h.end) for h in filled))


def _said(found: re.Match[str]) -> Iterator[Span]:
    """The words of a find but its negations: "guilt was not admitted" is found by a rule for guilt admitted."""
    for word in WORD.finditer(found.string, *found.span()):
        if not modality.NOT.fullmatch(word.group()):
            yield Span(*word.span())


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
    if claim.act and scopes.demanded(place):
        return
    yield _row(passage, place, claim, rule)


def _about_another(passage: _Passage, span: Span) -> bool:
    if any(cue.end <= span.start and not any(cue.end <= o.start < span.end for o in passage.own) for cue in passage.recalled):
        return True
    if not passage.foreign:
        return passage.elsewhere
    return _gap(span, passage.foreign) <= _gap(span, passage.own)


def _gap(span: Span, others: tuple[Span, ...]) -> int:
    """Code points to the nearest of `others`; very many when there is none."""
    return min((max(o.start - span.end, span.start - o.end, 0) for o in others), default=1_000_000)


def _row(passage: _Passage, place: Place, claim: Claim, rule: ClaimMatcher) -> Statement:
    source = attribution.source(place, passage.voices, passage.part is Part.HEADING)
    polarity = scopes.polarity(place, rule.presupposes)
    return Statement(
        claim=claim.id,
        polarity=polarity,
        certainty=scopes.certainty(place, polarity is Polarity.NEGATE, source.reported, claim.act),
        part=passage.part,
        start=place.span.start,
        end=place.span.end,
        text=place.span.of(passage.text),
        rule=rule.slots.id,
        actor=attribution.actor(place, passage.voices, claim.act),
        source=source.actor,
        quoted=scopes.quoted(place),
        time=_time(place, claim.act),
        presupposed=rule.presupposes,
    )


def _time(place: Place, act: bool) -> str:
    if scopes.superseded(place):
        return "superseded"
    return "prospective" if act and scopes.to_come(place) else "current"


def _quantity(passage: _Passage, found: Measured) -> Iterator[Statement]:
    place = Place(passage.folded, passage.sentence, found.span)
    if _about_another(passage, found.span) or scopes.refused(place):
        return  # which number stands instead of a denied one is beyond a closed slot
    source = attribution.source(place, passage.voices, passage.part is Part.HEADING, counted=True)
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
        time=_time(place, act=False),
        value=found.value,
        comparator=found.comparator,
        unit=found.unit or None,
    )
