"""`palimpsest try duplicates`: texts are judged one by one as they arrive, and answered when all are there: an origin can come last."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cli.json_lines import Answer, TextLine, Unusable, named, usable
from ingest.urls import site
from narrative import duplicates
from narrative.agencies import AGENCIES
from narrative.clustering import Judged, judge_all
from narrative.errors import BadInput
from narrative.fingerprints import sketch
from narrative.overlap import Looked, Meeting, Overlap, Shared, all_of, whole
from narrative.shelf import Shelf, Text
from narrative.syndication import Member, Origin, Reason, origin

ARRIVED = datetime(9000, 1, 1, tzinfo=UTC)
"""Later than any date that an outlet gives: of texts without one the first to arrive is the earliest."""


class ArrivalLine(TextLine):
    """One text, and where it stood. Texts of one address are versions of one article."""

    url: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A text that can be judged: whose it is, and what it is compared by."""

    line: ArrivalLine
    article: int
    voice: str
    look: Looked


def judged(inputs: Iterable[Answer | Unusable]) -> Iterator[Answer]:
    """The answers, in the order of the inputs."""
    answers: list[Answer] = []
    arrivals: dict[int, _Arrival] = {}
    articles: dict[str, int] = {}
    for fields in inputs:
        try:
            n = len(answers)
            answers.append(fields.answer if isinstance(fields, Unusable) else named(fields))
            if not isinstance(fields, Unusable):
                arrivals[n] = _arrival(usable(fields, ArrivalLine), n, articles)
        except (BadInput, UnicodeError) as error:
            answers[n] |= {"error": str(error)}
    for n, answer in _judged(arrivals).items():
        answers[n] |= answer
    yield from answers


def _arrival(line: ArrivalLine, n: int, articles: dict[str, int]) -> _Arrival:
    voice = site(line.host or line.url) or line.host or f"text {n}"
    return _Arrival(line, articles.setdefault(line.url, n) if line.url else n, voice, Looked(sketch(line.text)))


def _judged(arrivals: Mapping[int, _Arrival]) -> dict[int, Answer]:
    shelf = Shelf()
    found = judge_all(shelf, ((Text(n, a.article, a.voice, a.line.title, a.line.text, n), a.look) for n, a in arrivals.items()))
    members = defaultdict(list)
    for one in found:
        members[one.cluster].append(one.id)
    origins = {cluster: origin([_member(n, arrivals[n]) for n in ids]) for cluster, ids in members.items()}
    return {one.id: _answer(arrivals, one, origins[one.cluster], members[one.cluster]) for one in found}


def _member(n: int, arrival: _Arrival) -> Member:
    line, label = arrival.line, arrival.voice.partition(".")[0]
    wire = label if AGENCIES.is_agency(label) else None
    at = ARRIVED + timedelta(seconds=n)
    return Member(arrival.article, n, arrival.voice, arrival.voice, wire, line.published_at, at, line.text)


def _answer(arrivals: Mapping[int, _Arrival], one: Judged, whose: Origin, members: Sequence[int]) -> Answer:
    """A member is told by what it shares with its origin; a text without company, by the text that it shares most with."""
    other, found, spans = _standing(arrivals, one, whose, members)
    relation = "origin" if one.id == whose.snapshot_id and len(members) > 1 else _relation(arrivals, one.id, other, found)
    return {
        "cluster": arrivals[one.cluster].line.id, "origin": arrivals[whose.snapshot_id].line.id, "relation": relation,
        "coverage": found.coverage, "coverage_of_other": found.coverage_of_other,
        "other": None if other is None else arrivals[other].line.id, "spans": [span._asdict() for span in spans],
        "credited": whose.credited, "reason": whose.reason if len(members) > 1 or whose.credited else None,
        "evidence": "" if whose.reason is Reason.SEEN else whose.evidence,
    }  # fmt: skip


_NOTHING = Overlap(0.0, 0.0, 0.0, 0.0, 0, 0, 0)


def _standing(
    arrivals: Mapping[int, _Arrival], one: Judged, whose: Origin, members: Sequence[int]
) -> tuple[int | None, Overlap, tuple[Shared, ...]]:
    """The text by which this one is told, what both share, and where."""
    here, there = arrivals[one.id].look, arrivals[whose.snapshot_id].look
    company = len(members) > 1
    if company and one.id == whose.snapshot_id:
        return None, _NOTHING, ()
    if company and here.has_the_words_of(there):
        return whose.snapshot_id, whole(here.sketch.tokens), all_of(here, there)
    if company and (meeting := Meeting(here, there)).overlap.words:
        return whose.snapshot_id, meeting.overlap, meeting.shared()
    edges = [edge for edge in one.edges if not company or edge.other in members]
    if not edges:
        return whose.snapshot_id if company else None, _NOTHING, ()
    edge = max(edges, key=lambda e: (e.overlap.words, -e.other))
    return edge.other, edge.overlap, edge.shared


def _relation(arrivals: Mapping[int, _Arrival], n: int, other: int | None, found: Overlap) -> str:
    if other is None:
        return "alone"
    same = arrivals[n].look.has_the_words_of(arrivals[other].look)
    return duplicates.Relation.EXACT if same else duplicates.relation(found)
