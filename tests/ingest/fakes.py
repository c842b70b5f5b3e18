"""A web of our own: what each address answers, asked through the same seam as the real one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ingest.web import Answer, Ask
from narrative.model import Outcome
from tests.clocks import START

SECOND = timedelta(seconds=1)
WORDS = "The airline said on Wednesday that the plane was carrying sixty-two passengers and five crew when it came down near the city. "
PARAGRAPHS = (
    WORDS,
    "Officials in both countries have opened an inquiry, and the recorders were found on the second day of the search. " * 2,
)


def page(headline: str, *paragraphs: str, extra: str = "") -> bytes:
    """A page that reads as an article."""
    body = "".join(f"<p>{p}</p>" for p in (paragraphs or PARAGRAPHS))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{headline}</title></head><body><main><article>"
        f"<h1>{headline}</h1>{body}</article></main>{extra}</body></html>"
    ).encode()


def rss(*items: tuple[str, str]) -> bytes:
    """A feed of (title, link) pairs."""
    listed = "".join(f"<item><title>{t}</title><link>{u}</link><guid>{u}</guid></item>" for t, u in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{listed}</channel></rss>'.encode()


def ok(body: bytes, kind: str = "text/html", **headers: str) -> Answer:
    return Answer("", "", START, START, 200, {"Content-Type": kind} | {k.replace("_", "-"): v for k, v in headers.items()}, body)


def status(code: int, body: bytes = b"") -> Answer:
    return Answer("", "", START, START, code, {}, body)


def failed(outcome: Outcome, reason: str = "as asked") -> Answer:
    return Answer("", "", START, START, failure=outcome, reason=reason)


@dataclass
class FakeWeb:
    """Answers what it was told to; the last answer of an address is repeated. Whatever it does not know is missing."""

    clock: Callable[[], datetime]
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)

    def says(self, url: str, *answers: Answer) -> None:
        self.answers[url] = list(answers)

    def fetch(self, asks: Iterable[Ask]) -> Iterator[Answer]:
        return (self._answer(ask) for ask in list(asks))

    def _answer(self, ask: Ask) -> Answer:
        self.asked.append(ask)
        known = self.answers.get(ask.url) or [status(404)]
        answer = known.pop(0) if len(known) > 1 else known[0]
        at = self.clock()
        return replace(answer, url=ask.url, final_url=answer.final_url or ask.url, started_at=at, captured_at=at)
