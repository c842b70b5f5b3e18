"""The stage that compares: what happened between two snapshots, what it means for the incidents, what readers were told."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from db import annotations, overrules, steps
from db.annotations import SnapshotFacts
from db.session import Session, Store
from db.steps import RevisionFacts, Step
from ingest import drift
from ingest.annotators import Annotators, Incident
from narrative import claim_edits, claims, live, revisions, tags
from narrative.model import ON_TOPIC, Comparison, Document
from narrative.revisions import Version, line_key
from narrative.verdicts import verdict

Apply = Callable[[Session, int], None]


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares the snapshots of one store for those who judge it."""

    store: Store
    who: Annotators

    def decide(self, after: SnapshotFacts) -> Apply:
        """What the snapshot replaced. A first one replaced nothing; one that opened late also changes what the next one replaced."""
        with self.store.read() as session:
            replaced = steps.step_to(session, after, self.who.reader)
            next_one = steps.step_from(session, after, self.who.reader, self.who.compare)
        found = [self._judged(step) for step in (replaced, next_one) if step]

        def apply(session: Session, judgment_id: int) -> None:
            for facts in found:
                steps.record_revision(session, judgment_id, facts)

        return apply

    def returned(self) -> int:
        """Judge every first return to words that had stood before; how many there were."""
        with self.store.read() as session:
            taken = steps.returns(session, self.who.reader, self.who.compare)
        for step in taken:
            facts = self._judged(step)
            with self.store.write() as session:
                judgment_id = annotations.judgment_of(session, step.after.id, self.who.compare)
                if judgment_id and not steps.told(session, step, self.who.compare):
                    steps.record_revision(session, judgment_id, facts)
        return len(taken)

    def _judged(self, step: Step) -> RevisionFacts:
        with self.store.read() as session:
            dated = steps.outlet_dated_edits(session, step.after.outlet_id, step.first_attempt_id)
            known = steps.suppressed_by(session, step.first_attempt_id, drift.RULES)
            past = steps.past(session, step, self.who.compare)
            shown = overrules.decisions(session, overrules.HIDDEN, [step.first_attempt_id])
        aside = {} if shown else {line_key(line): rule for line, rule in known}
        before, after = _version(step.before), _version(step.after)
        found = revisions.compare(before, after, dated, aside)
        if not (before.live or after.live) and live.behaves_live([*past, live.step_of(found, before.text, after.text)]):
            after = replace(after, live=True)
            found = revisions.compare(before, after, dated, aside)
        if shown:
            found = revisions.in_full(found)
        for incident in self.who.incidents:
            found = _with_claims(found, step, incident)
        found = replace(found, verdict=verdict(before, after, found, dated))  # a claim can have made it material
        return RevisionFacts(
            step.after.article_id, step.before.id, step.after.id, step.last_attempt_id, step.first_attempt_id, dated, found,
            before.live or after.live,
        )  # fmt: skip


def _version(snapshot: SnapshotFacts) -> Version:
    return Version(snapshot.headline, snapshot.text, snapshot.modified_at, snapshot.live, snapshot.headlines)


def _with_claims(found: Comparison, step: Step, incident: Incident) -> Comparison:
    """The comparison in the light of an incident: which of its edits touch a claim. Of an article about something else, as it is."""
    before, after = document(step.before), document(step.after)
    if not found.edits or not any(tags.tag(each, incident.compiled).decision in ON_TOPIC for each in (before, after)):
        return found
    said_before, said_after = (claims.statements(each, incident.compiled) for each in (before, after))
    return claim_edits.with_claims(found, said_before, said_after, incident.compiled.definition)


def document(snapshot: SnapshotFacts) -> Document:
    """A snapshot as what is judged."""
    return Document(snapshot.text, snapshot.headline, snapshot.language, snapshot.published_at)
