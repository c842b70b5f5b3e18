"""Who is said to have said it, and whom it is about, as actors that the definition knows."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from narrative import modality
from narrative.definition import ACTOR
from narrative.lexicon import Hit
from narrative.scopes import Place, quoted
from narrative.text import Span

SUBJECT_REACH = 10
"""Words between a speaker and the verb of saying."""

ACCORDING_REACH = 6
AFTER_VERB = 5
"""Words that may follow a trailing verb of saying ("said in a statement on Friday"); with more it has an object of its own."""

AFTER_VERB_FIRST = 10
"""The same where a tail begins with who speaks: ", he told Aliyev at a summit in Dushanbe"."""

OPENING = 3
"""Words with which a tail may name the speaker before the verb."""

TAIL = re.compile(r'(?:[,"\']|[,"] -) *+(?!and |but |which |who |while |after |и |но |котор|а |что )([^,;"]{2,90})')
"""What follows a comma or a closing quotation mark, as far as the next: where a trailing "X said" stands."""

HEADLINE_TAIL = re.compile(r"(?: [-|] |, )([^-|,]{2,60})$")
HEADLINE_HEAD = re.compile(r"([^:,.]{2,50}): ")
_FRONTED = re.compile(r"(?:by|in|while|after|before|without|rather than|instead of|despite) (?:\w+ ){0,3}?$")
"""Who begins like this names the one who acts behind: "By offering compensation, Putin …"."""

_THAT = re.compile(r"(?<!\w)(?:that|что)(?!\w)")
_BY = re.compile(r" (?:by |со стороны )?")
_ADDRESSED = re.compile(r"(?:told|tells|informed) |\w+ (?:in|at|on|during|after|to|from|when|as|before|в|на|во|журналистам) ")
_OFFICE = re.compile(r"(?:^|(?<!\w)| )во? $")
_BLAMES = re.compile(r"blam(?:e|es|ed|ing)(?!\w)")
_BLAMED = re.compile(r" blamed(?! by)(?!\w)")
BLAMED_REACH = 16
"""Code points behind a find: " has been blamed"."""

_SAYING = re.compile(
    r"(?<!\w)(?:(?:reports?|sources?|media|officials?|experts?|analysts?|police|witness\w*|minist\w+|president|spokes\w+|investigators?|study|probe|inquiry"
    r"|prosecutors?|court|rescuers|relatives|survivors|agenc\w+|reuters|afp|ap|bloomberg|tass|interfax|ria)(?!\w)|сми|источник|эксперт|тасс|рейтер)"
)
"""Who may stand at a headline's edge without a verb of saying."""


class Source(NamedTuple):
    """`reported`: somebody says it. `actor`: who, where the definition knows."""

    reported: bool
    actor: str | None = None


class Voices(NamedTuple):
    """The actors named in one text so far: `hits` of the sentence, `persons` among them, `person` of whom the text spoke before."""

    hits: Sequence[Hit]
    persons: Sequence[Hit]
    person: str | None


def actors_in(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits that name an actor, each name as a whole: of one inside a longer one the longer, neighbouring ones of one actor as one."""
    named = [h for h in hits if h.term.startswith(ACTOR)]
    whole = [h for h in named if not any(o.start <= h.start and h.end <= o.end and (o.start, o.end) != (h.start, h.end) for o in named)]
    joined: list[Hit] = []
    for hit in whole:
        if joined and joined[-1].term == hit.term and hit.first - joined[-1].last <= 1:
            joined[-1] = joined[-1]._replace(end=hit.end, last=hit.last)
        else:
            joined.append(hit)
    return tuple(joined)


def person_named(folded: str, persons: Sequence[Hit], before: str | None) -> str | None:
    """Whom the next sentence's "he" means: the first person who is more than addressed or met ("talks with Putin"), else `before`."""
    acting = [h for h in persons if not _beside(folded, h)]
    return _name(acting[:1]) or before or _name(persons[:1])


def source(place: Place, voices: Voices, heading: bool, counted: bool = False) -> Source:
    """The speaker: "according to X", "X said" in front of the span, behind it, a headline's edge; a known one before all.

    What stands in quotation marks is somebody's words, whether or not the sentence says whose. `counted`: a number. Whom somebody blames
    is said; the dead that he is blamed for are not.
    """
    found = [find(place, voices) for find in (_according, _in_front, _behind, _passive)]
    if counted and modality.BLAMED_FOR.search(place.folded, place.sentence.start, place.span.start):
        return Source(False)
    if not any(f.reported for f in found):
        found.append(_edge(place, voices, heading))
    named = next((f for f in found if f.actor), None)
    return named or Source(any(f.reported for f in found) or quoted(place))


def actor(place: Place, voices: Voices, act: bool) -> str | None:
    """Whom the span is about: who acts, or for anything else who is named inside of it."""
    before = [h for h in voices.hits if place.before.start <= h.start and h.end <= place.span.start]
    inside = [h for h in voices.hits if place.span.start <= h.start and h.end <= place.span.end]
    if not act:
        touching = [h for h in before if not place.distance(h.end, place.span.start)]
        return _name([*touching, *inside][:1])
    inside = [h for h in inside if not _THAT.search(place.folded, place.span.start, h.start)]
    behind = [h for h in voices.hits if _BY.fullmatch(place.folded, place.span.end, max(place.span.end, h.start))]
    acting = [h for h in before if not _beside(place.folded, h)][-1:]
    if not before and _FRONTED.match(place.folded, place.sentence.start, place.span.start):
        behind = [*behind, *(h for h in voices.hits if h.start > place.span.end)]
    return _name([*acting, *inside, *behind][:1]) or _pronoun(place, voices, place.span.end)


def _according(place: Place, voices: Voices) -> Source:
    for cue in place.find(modality.ACCORDING, *place.sentence):
        named = [h for h in voices.hits if h.start >= cue.end and place.distance(cue.end, h.start) <= ACCORDING_REACH]
        return Source(True, _name(named))
    return Source(False)


def _in_front(place: Place, voices: Voices) -> Source:
    verbs = [v for v in place.find(modality.REPORT, place.sentence.start, place.span.start) if _governs(place, v)]
    if _BLAMES.match(place.folded, place.span.start):
        verbs.append(Span(place.span.start, place.span.start))
    speakers = (_speaker(place, voices, verb) for verb in reversed(verbs))
    return Source(bool(verbs), next(filter(None, speakers), None))


def _governs(place: Place, verb: Span) -> bool:
    """Do the words of saying still go on at the span?"""
    between = place.folded[verb.end : place.span.start]
    return ";" not in between and not modality.TURN.search(between)


def _behind(place: Place, voices: Voices) -> Source:
    for tail in TAIL.finditer(place.folded, place.span.end, place.sentence.end):
        verb = next(place.find(modality.REPORT, *tail.span(1)), None)
        if verb and _ends_with_saying(place, Span(*tail.span(1)), verb):
            named = [h for h in voices.hits if tail.start(1) <= h.start < tail.end(1)]
            front = [h for h in named if h.end <= verb.start][-1:]
            he = any(place.find(modality.PRONOUN, tail.start(1), verb.start))
            behind = [h for h in named if h.start > verb.start and (_speaks_there(place, verb, h) or not _beside(place.folded, h))]
            return Source(True, _name(front) or (_pronoun(place, voices, verb.start) if he else _name(behind)))
    return Source(False)


def _ends_with_saying(place: Place, tail: Span, verb: Span) -> bool:
    """Is the tail no more than who said it, where and when? What has a longer object says something of its own."""
    opens = place.distance(tail.start, verb.start) <= OPENING and _ADDRESSED.match(place.folded, verb.start, tail.end)
    reach = AFTER_VERB_FIRST if opens and not _THAT.search(place.folded, verb.end, tail.end) else AFTER_VERB
    return place.distance(verb.end, tail.end) <= reach


def _passive(place: Place, voices: Voices) -> Source:
    """ "… was ruled out by investigators", "… blamed" at the end of a headline."""
    for hit in (h for h in voices.hits if h.start > place.span.end):
        if modality.PASSIVE_REPORT.search(place.folded, place.span.end, hit.start):
            return Source(True, _name([hit]))
    reported = modality.REPORTED.search(place.folded, place.span.end, place.after.end)
    if reported and place.distance(place.span.end, reported.start()) <= AFTER_VERB:
        return Source(True)
    return Source(bool(_BLAMED.search(place.folded, place.span.start, min(place.span.end + BLAMED_REACH, place.sentence.end))))


def _edge(place: Place, voices: Voices, heading: bool) -> Source:
    """ "Kremlin: …", and a headline's "- Reuters", ", says US"."""
    head = HEADLINE_HEAD.match(place.folded, place.sentence.start, place.span.start)
    edge = head or (HEADLINE_TAIL.search(place.folded, place.span.end, place.sentence.end) if heading else None)
    if not edge:
        return Source(False)
    start, end = edge.span(1)
    named = [h for h in voices.hits if start <= h.start < end and (h.end - h.start) * 2 >= end - start]
    return Source(bool(named or (heading and _SAYING.search(edge.group(1)))), _name(named))


def _speaker(place: Place, voices: Voices, verb: Span) -> str | None:
    """The nearest actor in front of the verb, else one right behind it ("said Putin"), else who begins the sentence."""
    front = [h for h in voices.hits if h.end <= verb.start and (_speaks_there(place, verb, h) or not _beside(place.folded, h))]
    near = [h for h in front if place.distance(h.end, verb.start) <= SUBJECT_REACH]
    behind = [h for h in voices.hits if verb.end <= h.start and not place.folded[verb.end : h.start].strip()]
    first = [h for h in front if place.distance(place.sentence.start, h.start) <= 2]
    pronoun = any(place.find(modality.PRONOUN, near[-1].end if near else place.sentence.start, verb.start))
    said = _pronoun(place, voices, verb.start) if pronoun else None
    return said or _name([*near[-1:], *behind, *first][:1])


def _name(hits: Sequence[Hit]) -> str | None:
    """The id of the first actor."""
    return hits[0].term.removeprefix(ACTOR) if hits else None


def _pronoun(place: Place, voices: Voices, end: int) -> str | None:
    """Whom the last "he" before `end` means: a person whom this sentence named before it, else the one the text spoke of."""
    pronouns = list(place.find(modality.PRONOUN, place.sentence.start, end))
    if not pronouns:
        return None
    named = [h for h in voices.persons if h.end <= pronouns[-1].start and not _beside(place.folded, h)]
    return _name(named[:1]) or voices.person


def _speaks_there(place: Place, verb: Span, hit: Hit) -> bool:
    """«В Росавиации сообщили», «сообщили в Кремле»: an office right beside the verb speaks, whatever its case."""
    if hit.end <= verb.start:
        return bool(_OFFICE.search(place.folded, max(0, hit.start - 4), hit.start)) and place.distance(hit.end, verb.start) <= 1
    return bool(_OFFICE.fullmatch(place.folded, verb.end, hit.start))


def _beside(folded: str, hit: Hit) -> bool:
    """Is the actor only a place or somebody addressed ("sources in Baku", "apologised to Aliyev")?"""
    return bool(modality.PLACE_BEFORE.search(folded, max(0, hit.start - 12), hit.start))
