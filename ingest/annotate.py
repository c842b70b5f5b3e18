"""The step that judges: what changed, what is a copy, what it is about, what it says, what happened.

Every stage takes whatever lacks its annotator's judgment, whichever event woke it, so a run that was lost is made up for.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import structlog

from db import annotations
from db import gaps as missing
from db.annotations import SnapshotFacts
from db.inconsistencies import record_inconsistencies
from db.session import Session, Store
from ingest.annotators import Annotators, Incident
from ingest.clustering import cluster
from ingest.comparing import Apply, Comparer, document
from ingest.emerging import emerge
from ingest.happening import happen
from ingest.origins import trace
from narrative import claims, consistency, gaps, tags

log = structlog.get_logger()
BATCH = 200
"""Snapshots taken at once; their judgments are committed one by one."""

Decide = Callable[[SnapshotFacts], Apply]
Pending = Callable[[Session], tuple[SnapshotFacts, ...]]


@dataclass(frozen=True, slots=True)
class AnnotateTally:
    """How many judgments each stage made, clusters of several articles were traced, and events were new."""

    compared: int = 0
    clustered: int = 0
    traced: int = 0
    tagged: int = 0
    claimed: int = 0
    events: int = 0


def _unseen(_stage: str) -> None:
    """Nobody looks."""


def annotate(store: Store, who: Annotators, told: Callable[[str], None] = _unseen) -> AnnotateTally:
    """Judge everything that lacks a judgment. A second run finds nothing to do. `told` is which stage begins."""
    told("comparing versions")
    comparer = Comparer(store, who)
    compared = _stage(store, who.reader, who.compare, comparer.decide) + comparer.returned()
    told("looking for copies")
    clustered = cluster(store, who)
    traced = trace(store, who)
    tagged = claimed = happened = 0
    for incident in who.incidents:
        told(f"reading for {incident.id}")
        tagged += _stage(store, who.reader, incident.tags, _tag(incident))
        claimed += _run(store, incident.claims, _on_topic(incident), _claim(incident))
        happened += happen(store, who, incident)
        emerge(store, who, incident)
    tally = AnnotateTally(compared, clustered, traced, tagged, claimed, happened)
    log.info("snapshots judged", **asdict(tally))
    return tally


def _stage(store: Store, reader_id: int, annotator_id: int, decide: Decide) -> int:
    return _run(store, annotator_id, lambda session: annotations.pending(session, reader_id, annotator_id, BATCH), decide)


def _on_topic(incident: Incident) -> Pending:
    return lambda session: annotations.pending_on_topic(session, incident.tags, incident.claims, BATCH)


def _run(store: Store, annotator_id: int, pending: Pending, decide: Decide) -> int:
    """Judge batch after batch until nothing is pending; one transaction for each snapshot."""
    done = 0
    while batch := _batch(store, pending):
        for snapshot in batch:
            apply = decide(snapshot)
            with store.write() as session:
                if (judgment_id := annotations.judge(session, snapshot.id, annotator_id)) is not None:
                    apply(session, judgment_id)
                    done += 1
    return done


def _batch(store: Store, pending: Pending) -> tuple[SnapshotFacts, ...]:
    with store.read() as session:
        return pending(session)


def _tag(incident: Incident) -> Decide:
    def decide(snapshot: SnapshotFacts) -> Apply:
        tag = tags.tag(document(snapshot), incident.compiled)
        return lambda session, judgment_id: annotations.record_tag(session, judgment_id, incident.id, tag)

    return decide


def _claim(incident: Incident) -> Decide:
    def decide(snapshot: SnapshotFacts) -> Apply:
        judged = document(snapshot)
        found = claims.statements(judged, incident.compiled)
        missed = gaps.unmapped(judged, incident.compiled, found)
        unfitting = consistency.contradictions(found, incident.compiled.definition, judged)

        def apply(session: Session, judgment_id: int) -> None:
            annotations.record_statements(session, judgment_id, incident.id, judged, found)
            record_inconsistencies(session, judgment_id, unfitting)
            missing.record_unmapped(session, judgment_id, incident.id, missed)

        return apply

    return decide
