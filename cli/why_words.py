"""What looks and polls have in common in words, and how `palimpsest why` lays them out in a terminal of any width."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from cli.why_lookup import Found, Ruling
from cli.wording import instant
from db.traces import Answered, HostTrace, LookTrace, PollTrace
from digest.wording import span_words
from narrative.model import Outcome

T = TypeVar("T")
Row = tuple[str, ...]
Run = Sequence[LookTrace] | Sequence[PollTrace]

LEAST_ROOM = 20
"""Columns for the last cell, however narrow the terminal is."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Where it is written: with `every` look and poll, or those that ended alike in one line."""

    out: Console
    every: bool

    def heading(self, text: str) -> None:
        self.out.print(Text(text, style="bold"), soft_wrap=True)

    def lines(self, *lines: str) -> None:
        """Paragraphs under a heading."""
        self.section("", [(line,) for line in lines])

    def section(self, title: str, rows: Sequence[Row]) -> None:
        """Rows under a title, nothing without rows. The last cell takes the width that is left; an address in it is never broken."""
        if rows and title:
            self.heading(f"\n{title}")
        widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]) - 1)] if rows else []
        for row in rows:
            begins = "  " + "".join(f"{cell:<{width}}  " for cell, width in zip(row[:-1], widths, strict=True))
            room = max(self.out.width - len(begins), LEAST_ROOM)
            wrapped = textwrap.wrap(row[-1], room, break_long_words=False, break_on_hyphens=False) or [""]
            self.out.print(Text(begins + f"\n{' ' * len(begins)}".join(wrapped)), soft_wrap=True)


def runs(rows: Sequence[T], key: Callable[[T], object]) -> Iterator[list[T]]:
    """The rows in their order, those in a row that have one key together."""
    return (list(run) for _, run in groupby(rows, key))


def outcome(run: Run) -> str:
    return str(run[0].answered.outcome) + (f" ×{len(run)}" if len(run) > 1 else "")


def stretch(run: Run) -> str:
    """Until when a run went on; nothing for a run of one."""
    return until(run[0].answered.captured_at, run[-1].answered.captured_at).lstrip() if len(run) > 1 else ""


def until(first_at: datetime, last_at: datetime) -> str:
    return f" until {instant(last_at)} ({span_words(last_at - first_at)})" if last_at > first_at else ""


def reason(answer: Answered) -> str:
    """Why it ended so, unless the outcome says it."""
    return "" if answer.outcome is Outcome.NOT_MODIFIED else answer.reason


def odd(answer: Answered, found: Found) -> Iterator[str]:
    """What is not as usual about an answer."""
    if answer.outcome is Outcome.DISALLOWED:
        yield f"disallowed by {line(ruling(answer, found))}"
    elif said := reason(answer):
        yield said
    if answer.http_status not in {None, 200, 304} and str(answer.http_status) not in answer.reason:
        yield f"status {answer.http_status}"
    if answer.hops and answer.final_url not in answer.reason:
        yield f"led to {answer.final_url}"
    if answer.retry_after:
        yield f"Retry-After: {answer.retry_after}"


def took(answer: Answered) -> str:
    return f"{answer.timings[-1][1]} ms" if answer.timings else ""


def aside(answer: Answered) -> Iterator[str]:
    """What only somebody who asks for everything wants to know of one answer."""
    if answer.http_status in {200, 304}:
        yield f"status {answer.http_status}"
    yield f"robots.txt: {answer.robots or 'not asked for'}"
    yield from (f"{name} {value}" for name, value in (("ETag", answer.etag), ("Last-Modified", answer.last_modified)) if value)
    if answer.tls_issuer:
        yield f"certificate by {answer.tls_issuer}"


def in_full(answer: Answered, found: Found) -> Iterator[Row]:
    """Everything about one answer, line by line."""
    yield "ended", " ".join(filter(None, [str(answer.outcome), f"({reason(answer)})" if reason(answer) else ""]))
    timings = ", ".join(f"{name.replace('_', ' ')} {ms} ms" for name, ms in answer.timings)
    yield "when", f"{answer.captured_at:%Y-%m-%d %H:%M:%S}Z" + (f"; {timings}" if timings else "")
    yield from (("redirect", f"{status} at {url}") for status, url in answer.hops)
    said = f"status {answer.http_status}" if answer.http_status else "no answer"
    yield "answered", f"{said} from {answer.final_url}" + (f" at {answer.peer}" if answer.peer else "")
    yield "robots.txt", _robots(answer, found)
    if answer.tls_issuer:
        yield "certificate", f"issued by {answer.tls_issuer}"
    validators = [f"{name} {value}" for name, value in (("ETag", answer.etag), ("Last-Modified", answer.last_modified)) if value]
    yield "validators", ", ".join(validators) or "none"
    if answer.retry_after:
        yield "Retry-After", answer.retry_after


def _robots(answer: Answered, found: Found) -> str:
    by = ruling(answer, found)
    said = answer.robots or "nothing is known of it"
    if answer.outcome is Outcome.DISALLOWED:
        said += f" by {line(by)}"
    return said + (f"; as it was answered {instant(by.captured_at)}" if by else "")


def ruling(answer: Answered, found: Found) -> Ruling | None:
    """What the robots.txt said by which an answer was decided, where that was looked up."""
    return next((r for r in found.rulings if r.robots_id == answer.robots_id), None)


def line(by: Ruling | None) -> str:
    """The line of a robots.txt that forbids an address."""
    return f"line {by.number} of {by.origin}/robots.txt, “{by.line}”" if by and by.number else "robots.txt"


def host(known: HostTrace | None) -> list[Row]:
    """What all processes know of a host."""
    if known is None:
        return []
    alone = [("left alone", f"until {instant(known.retry_at)}, as it asked")] if known.retry_at and known.retry_at > known.next_at else []
    return [("name", known.name), ("requests", f"{known.spent} on {known.budget_on}, all processes together"), *alone]


def count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def counted(title: str, rows: int, lines: int) -> str:
    """A title with the number of its rows, and how to see each where they are fewer lines."""
    return f"{title} ({rows}" + ("; those in a row that ended alike in one line, --all shows each)" if lines < rows else ")")
