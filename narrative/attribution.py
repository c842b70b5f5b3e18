"""Who is said to have said it, and whom it is about, as actors that the definition knows."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from narrative import modality
from narrative.definition import ACTOR, Definition
from narrative.lexicon import Hit
from narrative.scopes import Place
from narrative.text import Span

SUBJECT_REACH = 10
"""Words between a speaker and the verb of saying."""

ACCORDING_REACH = 6
AFTER_VERB = 5
"""Words that may follow a trailing verb of saying ("said in a statement on Friday"); with more it has an object of its own."""

TAIL = re.compile(r'(?:[,"\']|[,"] -) *(?!and |but |which |who |while |after |и |но |котор|а |что )([^,;"]{2,90})')
"""What follows a comma or a closing quotation mark, as far as the next: where a trailing "X said" stands."""

HEADLINE_TAIL = re.compile(r"(?: [-|] |, )([^-|,]{2,60})$")
HEADLINE_HEAD = re.compile(r"([^:,.]{2,50}): ")
_THAT = re.compile(r"(?<!\w)(?:that|что)(?!\w)")
_BY = re.compile(r" (?:by |со стороны )?")
_PLACE_BEFORE = re.compile(r"(?<!\w)(?:in|from|near|over|to|with|against|on|в|во|из|над|с|со|перед|у|к) (?:the )?$")


class Source(NamedTuple):
    """`reported`: somebody says it. `actor`: who, where the definition knows."""

    reported: bool
    actor: str | None = None


class Voices(NamedTuple):
    """The actors named in one text so far: `hits` of the sentence, `person` who was named last before it."""

    hits: Sequence[Hit]
    person: str | None


def actors_in(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits that name an actor; of a name inside a longer one ("Azerbaijan Airlines") only the longer."""
    named = [h for h in hits if h.term.startswith(ACTOR)]
    return tuple(h for h in named if not any(o.start <= h.start and h.end <= o.end and (o.start, o.end) != (h.start, h.end) for o in named))


def last_person(hits: Sequence[Hit], definition: Definition, before: str | None) -> str | None:
    """The person named last, for the next sentence's "he said"."""
    persons = [h.term[1:] for h in hits if h.term.startswith(ACTOR) and definition.actors[h.term[1:]].kind == "person"]
    return persons[-1] if persons else before


def source(place: Place, voices: Voices, heading: bool) -> Source:
    """The speaker: "according to X", "X said" in front of the span, behind it, a headline's edge; a known one before all."""
    found = [find(place, voices) for find in (_according, _in_front, _behind)]
    if heading and not any(f.reported for f in found):
        found.append(_edge(place, voices))
    named = next((f for f in found if f.actor), None)
    return named or Source(any(f.reported for f in found))


def actor(place: Place, voices: Voices, act: bool) -> str | None:
    """Whom the span is about: who acts, or for anything else who is named inside of it."""
    before = [h for h in voices.hits if place.before.start <= h.start and h.end <= place.span.start]
    inside = [h for h in voices.hits if place.span.start <= h.start and h.end <= place.span.end]
    if not act:
        touching = [h for h in before if not place.distance(h.end, place.span.start)]
        return _name([*touching, *inside][:1])
    inside = [h for h in inside if not _THAT.search(place.folded, place.span.start, h.start)]
    behind = [h for h in voices.hits if _BY.fullmatch(place.folded, place.span.end, max(place.span.end, h.start))]
    acting = [h for h in before if not _beside(place, h)][-1:]
    return _name([*acting, *inside, *behind][:1]) or _pronoun(place, voices, place.span.end)


def _according(place: Place, voices: Voices) -> Source:
    for cue in place.find(modality.ACCORDING, *place.sentence):
        named = [h for h in voices.hits if h.start >= cue.end and place.distance(cue.end, h.start) <= ACCORDING_REACH]
        return Source(True, _name(named))
    return Source(False)


def _in_front(place: Place, voices: Voices) -> Source:
    verbs = list(place.find(modality.REPORT, place.sentence.start, place.span.start))
    verbs = [v for v in verbs if ";" not in place.folded[v.end : place.span.start]]
    if not verbs:
        return Source(False)
    return Source(True, _speaker(place, voices, verbs[-1]))


def _behind(place: Place, voices: Voices) -> Source:
    for tail in TAIL.finditer(place.folded, place.span.end, place.sentence.end):
        verb = next(place.find(modality.REPORT, *tail.span(1)), None)
        if verb and place.distance(verb.end, tail.end(1)) <= AFTER_VERB:
            named = [h for h in voices.hits if tail.start(1) <= h.start < tail.end(1)]
            speaking = [*[h for h in named if h.end <= verb.start][-1:], *named][:1]
            return Source(True, _name(speaking) or _pronoun(place, voices, tail.end(1)))
    return Source(False)


def _edge(place: Place, voices: Voices) -> Source:
    """A headline's "- Reuters", ", says US", "Kremlin: …"."""
    head = HEADLINE_HEAD.match(place.folded, place.sentence.start, place.span.start)
    edge = head or HEADLINE_TAIL.search(place.folded, place.span.end, place.sentence.end)
    if not edge:
        return Source(False)
    named = [h for h in voices.hits if edge.start(1) <= h.start < edge.end(1)]
    reports = re.search(r"reports?|sources?|media|сми|источник", edge.group(1))
    return Source(bool(named or reports), _name(named))


def _speaker(place: Place, voices: Voices, verb: Span) -> str | None:
    """The nearest actor in front of the verb, else one right behind it ("said Putin"), else who begins the sentence."""
    front = [h for h in voices.hits if h.end <= verb.start and not _beside(place, h)]
    near = [h for h in front if place.distance(h.end, verb.start) <= SUBJECT_REACH]
    behind = [h for h in voices.hits if verb.end <= h.start and not place.folded[verb.end : h.start].strip()]
    first = [h for h in front if place.distance(place.sentence.start, h.start) <= 2]
    return _name([*near[-1:], *behind, *first][:1]) or _pronoun(place, voices, verb.start)


def _name(hits: Sequence[Hit]) -> str | None:
    """The id of the first actor."""
    return hits[0].term.removeprefix(ACTOR) if hits else None


def _pronoun(place: Place, voices: Voices, end: int) -> str | None:
    return voices.person if any(place.find(modality.PRONOUN, place.sentence.start, end)) else None


def _beside(place: Place, hit: Hit) -> bool:
    """Is the actor only a place or somebody addressed ("sources in Baku", "apologised to Aliyev")?"""
    return bool(_PLACE_BEFORE.search(place.folded, max(0, hit.start - 12), hit.start))
