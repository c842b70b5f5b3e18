"""Asks the web for addresses, politely and safely: the seam that polling and capture know.

Asynchronous inside, in a thread of its own; its users take answers as they arrive.
"""

import asyncio
import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Protocol

from ingest.answers import Answer, Ask, Clock, Exchange
from ingest.hosts import Hosts, LoneHosts
from ingest.settings import IngestSettings
from ingest.transport import Lookup, Transport, system_lookup
from ingest.visit import Errand, Office, Visitor

__all__ = ["Answer", "Ask", "Exchange", "HttpWeb", "Web"]


class Web(Protocol):
    """The seam: what poll and capture need of the web."""

    def fetch(self, asks: Iterable[Ask]) -> Iterator[Answer]:
        """One answer for each ask, in order of arrival; an answer's `url` is that of its ask."""
        ...


class HttpWeb:
    """The real web. Robots.txt is obeyed, hosts take turns, TLS is verified, and no address is connected to unchecked.

    At most `concurrency` answers are under way, and about as many wait to be taken: whoever takes them slowly is not buried.
    """

    def __init__(self, settings: IngestSettings, clock: Clock, hosts: Hosts | None = None, lookup: Lookup = system_lookup) -> None:
        self._office = Office(settings, hosts or LoneHosts(clock), clock)
        self._lookup = lookup

    def fetch(self, asks: Iterable[Ask]) -> Iterator[Answer]:
        asked = list(asks)
        if not asked:
            return
        run = _Run(self._office, self._lookup, asked)
        with ThreadPoolExecutor(1, thread_name_prefix="web") as thread:
            run.start(thread)
            try:
                for _ in asked:
                    yield run.take()
            finally:
                run.stop()


class _Run:
    """One call of `fetch`, seen from both of its threads. What crosses between them crosses in batches: each crossing wakes a thread."""

    def __init__(self, office: Office, lookup: Lookup, asks: Sequence[Ask]) -> None:
        self._office = office
        self._lookup = lookup
        self._asks = asks
        self._ready: list[tuple[Errand, Answer]] = []  # in the web's thread, until its loop comes round
        self._arrived: queue.SimpleQueue[list[tuple[Errand, Answer]] | None] = queue.SimpleQueue()
        self._untaken: deque[tuple[Errand, Answer]] = deque()  # in the taker's thread
        self._taken: deque[Errand] = deque()  # on its way back
        self._waiting = 0  # answers not known to be taken
        self._told = False
        self._begun = Event()

    def start(self, thread: Executor) -> None:
        """Begin in the web's thread. A None arrives when it has ended, whichever way."""
        self._ended = thread.submit(asyncio.run, self._all())
        self._ended.add_done_callback(self._over)

    def _over(self, _: object) -> None:
        self._begun.set()
        self._arrived.put(None)

    async def _all(self) -> None:
        self._loop, self._whole = asyncio.get_running_loop(), asyncio.current_task()
        async with Transport(self._office.settings, self._lookup) as transport, Visitor(self._office, transport) as self._visitor:
            self._begun.set()
            async with asyncio.TaskGroup() as group:
                for ask in self._asks:
                    group.create_task(self._one(ask))

    async def _one(self, ask: Ask) -> None:
        errand = Errand(ask, self._office.clock(), ask.url)
        answer = await self._visitor.answer(errand)
        self._waiting += 1
        if self._waiting <= self._office.settings.concurrency:  # else its slot is free when it was taken
            self._visitor.let_go(errand)
        if not self._ready:
            self._loop.call_soon(self._hand_over)
        self._ready.append((errand, answer))

    def _hand_over(self) -> None:
        ready, self._ready = self._ready, []
        self._arrived.put(ready)

    def take(self) -> Answer:
        """In the taker's thread: the next answer, which makes room for another. Our own trouble is raised here."""
        while not self._untaken:
            arrived = self._arrived.get()
            if arrived is None:
                raise _first(self._ended.exception())
            self._untaken.extend(arrived)
        errand, answer = self._untaken.popleft()
        self._taken.append(errand)
        if not self._told:
            self._told = True
            self._soon(self._make_room)
        return answer

    def _make_room(self) -> None:
        self._told = False  # before looking: what is taken from now on is told again
        while self._taken:
            self._waiting -= 1
            self._visitor.let_go(self._taken.popleft())

    def stop(self) -> None:
        """Nobody wants what has not arrived."""
        self._begun.wait()
        if self._whole and not self._ended.done():
            self._soon(self._whole.cancel)

    def _soon(self, call: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and with it whatever waited
            self._loop.call_soon_threadsafe(call)


def _first(trouble: BaseException | None) -> BaseException:
    """What went wrong first, out of the group that tasks raise together."""
    while isinstance(trouble, BaseExceptionGroup):
        trouble = trouble.exceptions[0]
    return trouble or RuntimeError("the web ended before everything was answered")
