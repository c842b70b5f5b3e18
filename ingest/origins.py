"""The stage that traces copies: whose text a cluster is, what each copy made of it, which copies still say what it took back."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from db import clusters, origins
from db.origins import Prints, Retraction, Standing, Touched
from db.session import Session, Store
from ingest.annotators import Annotators
from narrative import syndication
from narrative.agencies import Agencies, Wire
from narrative.clustering import Edge, edge
from narrative.fingerprints import sketch_all
from narrative.overlap import Looked, Meeting
from narrative.passages import Passage, carries, passages
from narrative.syndication import Member


class _Traced(NamedTuple):
    """What was found in one cluster."""

    origin: syndication.Origin
    edges: Sequence[tuple[int, Edge]]
    passages: Sequence[tuple[int, tuple[Passage, ...]]]
    carrying: Sequence[tuple[int, int, bool]]


def trace(store: Store, who: Annotators) -> int:
    """Judge every cluster that something happened to; how many of them have more than one article."""
    with store.read() as session:
        waiting = origins.touched(session, who.duplicates, who.compare)
        outlets = origins.printing(session)
    agencies = Agencies(Wire(one.key, one.name) for one in outlets.values() if one.wire)
    return sum(_trace(store, who, at, (outlets, agencies)) for at in waiting)


def _trace(store: Store, who: Annotators, at: Touched, known: tuple[dict[int, Prints], Agencies]) -> bool:
    outlets, agencies = known
    with store.read() as session:
        standing = origins.members(session, who.duplicates, at.cluster_id, outlets)
        alone = len({one.member.article_id for one in standing}) < 2
        if not standing or (alone and not origins.known(session, at.cluster_id)):
            return False  # one that others have left is the origin of its own text from now on
        found = _found(session, who, standing, agencies)
    with store.write() as session:
        _record(session, at, found)
    return True


def _record(session: Session, at: Touched, found: _Traced) -> None:
    """Write down what was found, unless another worker has found it meanwhile."""
    origin_id = found.origin.snapshot_id
    origins.record_origin(session, at, found.origin)
    clusters.record_edges(session, found.edges)
    traced = origins.traced(session, origin_id, [judgment_id for judgment_id, _ in found.passages])
    for judgment_id, made in found.passages:
        if judgment_id not in traced:
            origins.record_passages(session, judgment_id, origin_id, made)
    told = origins.told(session, [edit_id for _, edit_id, _ in found.carrying])
    for judgment_id, edit_id, carried in found.carrying:
        if (judgment_id, edit_id) not in told:
            origins.record_carrying(session, judgment_id, edit_id, carries=carried)


def _found(session: Session, who: Annotators, standing: Sequence[Standing], agencies: Agencies) -> _Traced:
    origin = syndication.origin([one.member for one in standing], agencies)
    first = next(one.member for one in standing if one.member.snapshot_id == origin.snapshot_id)
    copies = [one for one in standing if one.member.article_id != first.article_id]
    judgments = [one.judgment_id for one in copies]
    done, measured = (known(session, first.snapshot_id, judgments) for known in (origins.traced, origins.measured))
    made = [(one.judgment_id, passages(first.text, one.member.text)) for one in copies if one.judgment_id not in done]
    edges = list(_edges(first, [one for one in copies if one.judgment_id not in measured]))
    retracted = origins.retractions(session, who.compare, first.article_id)
    return _Traced(origin, edges, made, list(_carrying(session, copies, retracted)))


def _edges(origin: Member, copies: Sequence[Standing]) -> Iterator[tuple[int, Edge]]:
    """What copies share with their origin, which they were not held against when they were judged."""
    if not copies:
        return
    source, *looked = map(Looked, sketch_all([origin.text, *(one.member.text for one in copies)]))
    for one, look in zip(copies, looked, strict=True):
        yield one.judgment_id, edge(look, origin.snapshot_id, source, partial(Meeting, look, source))


def _carrying(session: Session, copies: Sequence[Standing], retracted: Sequence[Retraction]) -> Iterator[tuple[int, int, bool]]:
    told = origins.told(session, [one.edit_id for one in retracted])
    for copy in copies:
        for one in retracted:
            if (copy.judgment_id, one.edit_id) not in told:
                yield copy.judgment_id, one.edit_id, carries(copy.member.text, one.before, one.after)
