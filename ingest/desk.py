"""What a step works with, put together once by `run.py` and handed down."""

from dataclasses import dataclass, replace

from db import articles, takedowns
from db.identity import Address
from db.session import Store
from db.takedowns import Doomed
from ingest.evidence import Archive, Kept
from ingest.handed import Item
from ingest.sandbox import Readers
from ingest.settings import IngestSettings
from ingest.takedown import drop_withheld
from ingest.urls import canonical, local_id, main_form
from ingest.web import Answer, Web


@dataclass(frozen=True, slots=True)
class Desk:
    """The store, the web, the evidence file of this process, who reads pages, and the settings."""

    store: Store
    web: Web
    archive: Archive
    readers: Readers
    settings: IngestSettings

    def keep(self, answer: Answer, sha256: str) -> articles.PayloadFacts | None:
        """Write the bytes of an answer to the evidence, unless the same bytes are there already or there are none."""
        if not answer.body:
            return None
        with self.store.read() as session:
            if articles.has_payload(session, sha256):
                return None
        return _facts(self.archive.keep(answer))

    def keep_file(self, uri: str, item: Item, sha256: str) -> articles.PayloadFacts | None:
        """The same for what was handed over as a file."""
        with self.store.read() as session:
            if articles.has_payload(session, sha256):
                return None
        return _facts(self.archive.keep_file(uri, item.media_type, item.body, self.store.clock()))

    def withhold(self, kept: articles.PayloadFacts, article_id: int) -> None:
        """Take back bytes that were written of an article which was taken down meanwhile."""
        with self.store.read() as session:
            why = takedowns.decision(session, article_id)
        if why:
            doomed = Doomed(why.reason, why.decided_by, kept.file, kept.offset, kept.sha256)
            drop_withheld(self.store, self.settings.evidence_dir, [doomed])


def _facts(kept: Kept) -> articles.PayloadFacts:
    return articles.PayloadFacts(kept.sha256, kept.size, kept.media_type, kept.file, kept.offset)


def without_cookies(answer: Answer) -> Answer:
    """The answer without what only concerns a session: cookies are neither kept nor sent."""
    return replace(answer, headers={k: v for k, v in answer.headers.items() if k.lower() not in {"set-cookie", "set-cookie2"}})


def address(url: str, rule: str) -> Address:
    """An address as identity is decided by it. `rule` finds the outlet's own number of an article; see `ingest.catalog.Outlet`."""
    return Address(canonical(url), local_id(url, rule), main_form(url))
