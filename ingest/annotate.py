"""The step that judges: what changed, what is a copy, what it is about, what it says, what happened.

Every stage takes whatever lacks its annotator's judgment, whichever event woke it, so a run that was lost is made up for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog

from db import annotations, events
from db.annotations import MembershipFacts, RevisionFacts, SnapshotFacts
from db.session import Session, Store
from ingest.annotators import Annotators, Incident
from narrative import claims, duplicates, presence, revisions, tags, timeline
from narrative.model import Document

log = structlog.get_logger()
BATCH = 200
"""Snapshots taken at once; their judgments are committed one by one."""

Apply = Callable[[Session, int], None]
Decide = Callable[[SnapshotFacts], Apply]
Pending = Callable[[Session], tuple[SnapshotFacts, ...]]


@dataclass(frozen=True, slots=True)
class AnnotateTally:
    """How many judgments each stage made, and how many events were new."""

    compared: int = 0
    clustered: int = 0
    tagged: int = 0
    claimed: int = 0
    events: int = 0


def annotate(store: Store, who: Annotators) -> AnnotateTally:
    """Judge everything that lacks a judgment. A second run finds nothing to do."""
    compared = _stage(store, who.reader, who.compare, _compare(store, who.reader))
    clustered = _stage(store, who.reader, who.duplicates, _cluster(who.duplicates))
    tagged = claimed = happened = 0
    for incident in who.incidents:
        tagged += _stage(store, who.reader, incident.tags, _tag(incident))
        claimed += _run(store, incident.claims, _on_topic(incident), _claim(incident))
        happened += _happen(store, who, incident)
    tally = AnnotateTally(compared, clustered, tagged, claimed, happened)
    log.info("snapshots judged", compared=compared, clustered=clustered, tagged=tagged, claimed=claimed, events=happened)
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


def _document(snapshot: SnapshotFacts) -> Document:
    return Document(snapshot.text, snapshot.headline, snapshot.language, snapshot.published_at)


def _compare(store: Store, reader_id: int) -> Decide:
    def decide(after: SnapshotFacts) -> Apply:
        with store.read() as session:
            found = annotations.version_before(session, after, reader_id)
            dated = annotations.outlet_dated_edits(session, after.outlet_id, after.opened_by) if found else 0
        if found is None:
            return lambda _session, _judgment_id: None  # a first version has nothing to be compared with
        before, last_attempt_id = found
        comparison = revisions.compare(_version(before), _version(after), dated)
        facts = RevisionFacts(after.article_id, before.id, after.id, last_attempt_id, after.opened_by, dated, comparison)
        return lambda session, judgment_id: annotations.record_revision(session, judgment_id, facts)

    return decide


def _version(snapshot: SnapshotFacts) -> revisions.Version:
    return revisions.Version(snapshot.headline, snapshot.text, snapshot.modified_at)


def _cluster(annotator_id: int) -> Decide:
    def decide(snapshot: SnapshotFacts) -> Apply:
        key = duplicates.content_hash(snapshot.text)

        def apply(session: Session, judgment_id: int) -> None:
            if key is None:  # too short to say whether it is a copy
                facts = MembershipFacts(f"snapshot:{snapshot.id}", "alone", None)
            else:
                first = annotations.first_with(session, annotator_id, key)
                facts = MembershipFacts(key, "first" if first is None else "exact", first)
            annotations.record_membership(session, judgment_id, annotator_id, facts)

        return apply

    return decide


def _tag(incident: Incident) -> Decide:
    def decide(snapshot: SnapshotFacts) -> Apply:
        tag = tags.tag(_document(snapshot), incident.compiled)
        return lambda session, judgment_id: annotations.record_tag(session, judgment_id, incident.id, tag)

    return decide


def _claim(incident: Incident) -> Decide:
    def decide(snapshot: SnapshotFacts) -> Apply:
        document = _document(snapshot)
        found = claims.statements(document, incident.compiled)
        return lambda session, judgment_id: annotations.record_statements(session, judgment_id, incident.id, document, found)

    return decide


def _happen(store: Store, who: Annotators, incident: Incident) -> int:
    judges = who.judges(incident)
    with store.read() as session:
        found = [*timeline.happenings(events.tellings(session, judges)), *_absent(session, judges)]
    if not found:
        return 0
    with store.write() as session:
        return events.record_events(session, incident.events, incident.id, found)


def _absent(session: Session, judges: events.Judges) -> Iterator[timeline.Happening]:
    for article_id, looks in events.looks(session, judges).items():
        yield from timeline.absences(article_id, presence.absences(looks))
