"""`palimpsest try page` and `try feed`: saved documents, read as a capture or a poll would read them.

In processes of their own, as there: a document that hangs its reader, or crashes it, costs one outcome and not the command.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated

import typer
from pydantic import AwareDatetime

from cli.json_lines import Answer, Inputs, Line, Unusable, lines, named, printed, read_bytes, usable
from db.run import clock_from, parse_instant
from ingest.feeds import FeedReading, read_feed
from ingest.outcomes import no_article, not_markup
from ingest.pages import Unreadable, read_page
from ingest.sandbox import Killed, Pending, Sandbox
from ingest.settings import IngestSettings
from ingest.urls import believed, canonical
from narrative.errors import BadInput
from narrative.model import Outcome, Reading

AHEAD = 3
"""Documents for each reader that are begun before the first of them is waited for. No more than these are in memory."""
NOWHERE = "http://feed.invalid/"
"""Where a feed stands that does not say: relative links become addresses all the same, which lead nowhere."""

NO_PAGE: Answer = {name: value for name, value in asdict(Reading(headline="", text="")).items() if name != "aside"}
NO_FEED: Answer = {"entries": [], "problems": [], "quirks": []}

Finish = Callable[[], Answer]
Begin = Callable[["PageLine", bytes, Sandbox], Finish]


class PageLine(Line):
    """A document in a file. `captured_at`: when it was received, which bounds what a believable date is."""

    file: str
    url: str = ""
    captured_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class _Stage:
    """How documents of a kind are begun to be read, and what is answered of one of which nothing is known."""

    begin: Begin
    nothing: Answer
    most_bytes: int

    def failed(self, reason: str, outcome: Outcome = Outcome.UNREADABLE) -> Answer:
        return {"outcome": outcome, "reason": reason} | self.nothing | ({"problems": [reason]} if "problems" in self.nothing else {})

    def begun(self, fields: Answer | Unusable, readers: Sandbox) -> Finish:
        """Hand a document to the readers; returns how its answer is waited for."""
        if isinstance(fields, Unusable):
            answer: Answer = {"file": None} | self.failed(fields.answer["error"]) | fields.answer
            return lambda: answer
        name: Answer = {"file": None} | named(fields)
        try:
            line = usable(fields, PageLine)
            body = read_bytes(line.file, self.most_bytes + 1)
        except (BadInput, UnicodeError) as error:  # half of a surrogate pair names no file
            answer = name | self.failed(str(error)) | {"error": str(error)}
            return lambda: answer
        if len(body) > self.most_bytes:
            too_large = name | self.failed(f"more than {self.most_bytes} bytes", Outcome.TOO_LARGE)
            return lambda: too_large
        finish = self.begin(line, body, readers)
        return lambda: name | finish()


def add(app: typer.Typer) -> None:
    """Put the commands of this module under `app`."""
    app.command("page")(try_page)
    app.command("feed")(try_feed)


def try_page(inputs: Inputs, url: Annotated[str, typer.Option(help="the address the page came from")] = "") -> None:
    """What a saved page says: headline, text, dates, authors."""
    _answer_all(inputs, url, _Stage(_begin_page, NO_PAGE, IngestSettings().most_bytes))


def try_feed(
    inputs: Inputs,
    url: Annotated[str, typer.Option(help="the address the feed came from")] = NOWHERE,
    captured_at: Annotated[
        datetime | None, typer.Option(parser=parse_instant, metavar="INSTANT", help="when it was received; default: now")
    ] = None,
) -> None:
    """What a saved feed lists."""
    now = captured_at or clock_from(None, None)()

    def begin(line: PageLine, body: bytes, readers: Sandbox) -> Finish:
        pending = readers.submit(read_feed, body, line.url or NOWHERE, {}, line.captured_at or now)
        return lambda: _of_feed(pending)

    _answer_all(inputs, url, _Stage(begin, NO_FEED, IngestSettings().most_bytes))


def _answer_all(inputs: list[str], url: str, stage: _Stage) -> None:
    settings = IngestSettings()
    with Sandbox(settings.extract_workers, settings.extract_seconds, settings.extract_megabytes) as readers:
        begun = (stage.begun(_placed(fields, url), readers) for fields in lines(inputs, lambda name: {"file": name}))
        printed(_in_turn(begun, AHEAD * settings.extract_workers))


def _placed(fields: Answer | Unusable, url: str) -> Answer | Unusable:
    """With the address of the option, where an input names none."""
    return fields if isinstance(fields, Unusable) or fields.get("url") is not None else fields | {"url": url}


def _in_turn(begun: Iterator[Finish], ahead: int) -> Iterator[Answer]:
    """Answers in the order of the inputs, while later documents are being read."""
    waiting: deque[Finish] = deque()
    for finish in begun:
        waiting.append(finish)
        if len(waiting) > ahead:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


def _begin_page(line: PageLine, body: bytes, readers: Sandbox) -> Finish:
    if why := not_markup(body):
        return lambda: {"outcome": Outcome.NOT_A_PAGE, "reason": why} | NO_PAGE
    pending = readers.submit(read_page, body, "", url=line.url)
    return lambda: _of_page(line, pending)


def _of_page(line: PageLine, pending: Pending[Reading | Unreadable]) -> Answer:
    try:
        reading = pending.result()
    except Killed as killed:
        reading = Unreadable(killed.reason)
    outcome, reason = no_article(reading) or (Outcome.NEW, "")
    found = _unread(reading) if isinstance(reading, Unreadable) else {name: v for name, v in asdict(reading).items() if name in NO_PAGE}
    return {"outcome": outcome, "reason": reason} | found | {"canonical_url": _canonical(found["canonical_url"], line.url)}


def _unread(reading: Unreadable) -> Answer:
    """What is known of a page without an article's text: as much of it as there is."""
    headlines = NO_PAGE["headlines"] | {"title": reading.title}
    known = {"headline": reading.title, "headlines": headlines, "text": reading.aside}
    return NO_PAGE | known | {"page_sha256": reading.page_sha256, "noarchive": reading.noarchive}


def _canonical(said: str, url: str) -> str:
    """The page's own address as far as it is believed, else the one it came from. Without that one nothing speaks against the page."""
    if not canonical(url):
        return canonical(said)
    return next(iter(believed([said], url)), canonical(url))


def _of_feed(pending: Pending[FeedReading]) -> Answer:
    try:
        reading = pending.result()
    except Killed as killed:
        reading = FeedReading(reason=killed.reason)
    return {
        "outcome": Outcome.UNREADABLE if reading.reason else Outcome.NEW,
        "reason": reading.reason,
        "entries": [asdict(e) for e in reading.entries],
        "problems": [*reading.problems, *filter(None, [reading.reason])],
        "quirks": [asdict(q) for q in reading.quirks],
    }
