"""Who judges: each stage's annotator, named by its version and by the hash of its source and of the data it judges by."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import narrative
from db import annotations, catalogue, clusters
from db.annotations import AnnotatorFacts, DefinitionFacts
from db.events import Judges
from db.session import Session
from ingest import pages
from ingest.catalog import Watched
from narrative import claims, duplicates, fingerprints, passages, revisions, syndication, tags, timeline
from narrative.definition import Compiled

READER = "read"


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident's annotators, as activated in the store."""

    id: str
    compiled: Compiled
    tags: int
    claims: int
    events: int


@dataclass(frozen=True, slots=True)
class Annotators:
    """Everybody who judges, as activated in the store."""

    reader: int
    compare: int
    duplicates: int
    incidents: tuple[Incident, ...]

    def judges(self, incident: Incident) -> Judges:
        """Whose judgments count for one incident."""
        return Judges(self.reader, incident.tags, incident.claims, self.duplicates)


def enlist_reader(session: Session) -> int:
    """The reader in hand; the current one if there was none. It takes over from another one when it has read what that one had read.

    It is named by its version alone, and by that of the rules by which a difference is noise: other source that reads the same must
    not make every article be read again.
    """
    facts = _reader()
    if annotations.active(session, READER) is None:
        return annotations.activate(session, facts)
    return annotations.enlist(session, facts)


def activate_reader(session: Session) -> int:
    """Make the reader in hand the current one: everything that was read before it must have been read by it, too."""
    return annotations.activate(session, _reader())


def _reader() -> AnnotatorFacts:
    version = f"{pages.VERSION}/{revisions.VERSION}"
    return AnnotatorFacts(READER, version, _sha256(version))


def activate(session: Session, watched: Sequence[Watched]) -> Annotators:
    """Make the code and the definitions in hand the current ones; judgments of others stay beside theirs."""

    def stage(name: str, version: str, data: str = "", definition_id: int | None = None) -> int:
        return annotations.activate(session, AnnotatorFacts(name, version, _sha256(code_sha256(), data), definition_id))

    incidents = []
    for one in watched:
        d = one.definition
        definition_id = annotations.store_definition(
            session, DefinitionFacts(d.id, str(d.version), d.title, one.source.text, one.source.sha256)
        )
        catalogue.record_catalogue(session, definition_id, d)
        named = {
            name: stage(f"{name}/{d.id}", version, one.source.sha256, definition_id)
            for name, version in (("tags", tags.VERSION), ("claims", claims.VERSION), ("events", timeline.VERSION))
        }
        incidents.append(Incident(d.id, one.compiled, named["tags"], named["claims"], named["events"]))
    definitions = "".join(sorted(one.source.sha256 for one in watched))  # edits are labelled by the claims they touch
    compare = stage("compare", revisions.VERSION, definitions)
    return Annotators(activate_reader(session), compare, annotations.activate(session, _clusterer()), tuple(incidents))


def _clusterer() -> AnnotatorFacts:
    """Named by the rules and hashes that clusters depend on, and by those that trace copies in them.

    Other code that thinks must not make a million texts be judged again.
    """
    version = "/".join((duplicates.VERSION, fingerprints.VERSION, syndication.VERSION, passages.VERSION))
    return AnnotatorFacts(clusters.ANNOTATOR, version, _sha256(version))


@cache
def code_sha256() -> str:
    """The source of everything that thinks. Coarse on purpose: no module can be forgotten when it changes."""
    files = sorted(Path(narrative.__file__).parent.glob("*.py"))
    return _sha256(*(f.read_text(encoding="utf-8") for f in files))


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
