"""What a changed definition would make of everything that is stored. Nothing is written.

The one in force and the one in hand are both judged by the code in hand, so that nothing but the definition makes a difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from db import annotations, membership, rulings
from db.annotations import SnapshotFacts
from db.session import Session
from ingest.annotators import READER
from ingest.catalog import Source, Watched, parse_yaml
from ingest.comparing import document
from narrative import claims, tags
from narrative.definition import Compiled, Definition, compile_definition
from narrative.errors import BadInput
from narrative.model import ON_TOPIC, Statement


@dataclass(frozen=True, slots=True)
class Told:
    """One statement of one article, as one of its versions makes it first."""

    article_id: int
    first_seen_at: datetime
    statement: Statement


@dataclass(frozen=True, slots=True)
class Retro:
    """What a definition would change. Articles by number, statements in the order in which their versions were seen.

    `before` is None when the incident is not followed yet: then everything comes. `versions` were read, of `articles`.
    """

    incident: str
    before: str | None
    after: str
    versions: int
    articles: int
    came: tuple[int, ...]
    went: tuple[int, ...]
    gained: tuple[Told, ...]
    lost: tuple[Told, ...]


def retro(session: Session, watched: Watched) -> Retro:
    """Run a definition over every stored version, beside the one in force. Raises BadInput when that one cannot be read any more."""
    incident, reader_id = watched.definition.id, annotations.active(session, READER)
    known = membership.definition(session, incident)
    sides = _Side(_compiled(known.name, known.source) if known else None), _Side(watched.compiled)
    rejected, articles, versions = rulings.rejected(session), set[int](), 0
    for snapshot in annotations.snapshots_of(session, reader_id) if reader_id else ():
        versions += 1
        articles.add(snapshot.article_id)
        for side in sides:
            side.read(snapshot, incident, rejected)
    was, now = sides
    after = annotations.DefinitionFacts(incident, str(watched.definition.version), "", "", watched.source.sha256)
    return Retro(
        incident, known.name if known else None, after.name, versions, len(articles),
        tuple(sorted(now.about - was.about)), tuple(sorted(was.about - now.about)), tuple(now.beyond(was)), tuple(was.beyond(now)),
    )  # fmt: skip


def _compiled(name: str, source: str) -> Compiled:
    try:
        return compile_definition(parse_yaml(Source(Path(name), source), Definition))
    except BadInput as error:
        raise BadInput(f"the definition in force cannot be read by this version any more:\n{error}") from error


_Key = tuple[int, str, str, str, float | None, str]
"""Article, claim, polarity, part, value, words: what makes a statement the same in every version of its article."""


@dataclass(slots=True)
class _Side:
    """What one definition finds, version by version."""

    incident: Compiled | None
    about: set[int] = field(default_factory=set)
    told: dict[_Key, Told] = field(default_factory=dict)

    def read(self, snapshot: SnapshotFacts, incident: str, rejected: frozenset[tuple[int, str]]) -> None:
        read = document(snapshot)
        if self.incident is None or tags.tag(read, self.incident).decision not in ON_TOPIC:
            return
        self.about.add(snapshot.article_id)
        for s in claims.statements(read, self.incident):
            if (snapshot.opened_by, annotations.content_sha256(incident, read, s)) not in rejected:
                key = (snapshot.article_id, s.claim, str(s.polarity), str(s.part), s.value, s.text)
                self.told.setdefault(key, Told(snapshot.article_id, snapshot.captured_at, s))

    def beyond(self, other: "_Side") -> Iterator[Told]:
        return (told for key, told in self.told.items() if key not in other.told)
