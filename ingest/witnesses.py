"""Who is asked whether a changed line is the article's at all: the pages before and after, and the outlet's other articles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import articles, boilerplate
from ingest import drift
from ingest.characters import plainly_set
from ingest.charset import decode
from ingest.desk import Desk
from ingest.drift import Memory, Shown
from ingest.evidence import read_payload
from ingest.extraction import all_text
from ingest.sandbox import Killed
from ingest.versions import Witness
from narrative.errors import BadInput
from narrative.model import Edit, Reading
from narrative.revisions import NOTHING_ASIDE


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at an article: how to get at the bytes that it brought, and when; its attempt, once that is written down."""

    article_id: int
    body: Callable[[], bytes]
    content_type: str
    at: datetime
    attempt_id: int | None = None


def page_witness(desk: Desk, look: Looked, found: Reading) -> Witness:
    """Asks the page that was kept last before this look, this page, and what the outlet's other articles had said by then.

    Only asked where something seems to have changed; where a page cannot be had, or costs too much, nobody is: the edit stays.
    """

    def witness(edits: Sequence[Edit]) -> Mapping[str, str]:
        lines = drift.lines(edits)
        if not lines:
            return NOTHING_ASIDE
        with desk.store.read() as session:
            kept = articles.last_page(session, look.article_id, look.attempt_id)
            headlines = boilerplate.headlines(session, look.article_id, look.at)
            texts = boilerplate.texts_with(session, look.article_id, lines, look.at)
        try:
            old = _shown(desk, read_payload(desk.settings.evidence_dir, kept.file, kept.offset), kept.media_type) if kept else Shown("")
            new = _shown(desk, look.body(), look.content_type)
        except (Killed, BadInput):
            old = new = Shown("")
        return drift.aside(edits, old, new, Memory(found.text, headlines, texts))

    return witness


def _shown(desk: Desk, body: bytes, content_type: str) -> Shown:
    return Shown(desk.readers.submit(visible_text, body, content_type).result())


def visible_text(body: bytes, content_type: str) -> str:
    """Everything that a page shows, menus and all."""
    return all_text(plainly_set(decode(body, content_type)))
