"""Asks the web for addresses, politely and safely: the seam that polling and capture know.

Asynchronous inside, in a thread of its own; its users take answers as they arrive.
"""

import asyncio
import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Protocol

from ingest.answers import Answer, Ask, Clock, Exchange
from ingest.hosts import Hosts, LoneHosts
from ingest.settings import IngestSettings
from ingest.transport import Transport
from ingest.visit import Errand, Visitor

__all__ = ["Answer", "Ask", "Exchange", "HttpWeb", "Web"]


class Web(Protocol):
    """The seam: what poll and capture need of the web."""

    def fetch(self, asks: Iterable[Ask]) -> Iterator[Answer]:
        """One answer for each ask, in order of arrival; an answer's `url` is that of its ask."""
        ...


class HttpWeb:
    """The real web. Robots.txt is obeyed, hosts take turns, TLS is verified, and no address is connected to unchecked.

    At most `concurrency` answers are under way or not yet taken: whoever takes them slowly is not buried.
    """

    def __init__(self, settings: IngestSettings, clock: Clock, hosts: Hosts | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._hosts = hosts or LoneHosts(clock)

    def fetch(self, asks: Iterable[Ask]) -> Iterator[Answer]:
        asked = list(asks)
        if not asked:
            return
        run = _Run(self._settings, self._hosts, self._clock, asked)
        with ThreadPoolExecutor(1, thread_name_prefix="web") as thread:
            run.start(thread)
            try:
                for _ in asked:
                    yield run.take()
            finally:
                run.stop()


class _Run:
    """One call of `fetch`, seen from both of its threads."""

    def __init__(self, settings: IngestSettings, hosts: Hosts, clock: Clock, asks: Sequence[Ask]) -> None:
        self._settings = settings
        self._hosts = hosts
        self._clock = clock
        self._asks = asks
        self._arrived: queue.SimpleQueue[tuple[Errand, Answer] | None] = queue.SimpleQueue()
        self._begun = Event()

    def start(self, thread: Executor) -> None:
        """Begin in the web's thread. A None arrives when it has ended, whichever way."""
        self._ended = thread.submit(asyncio.run, self._all())
        self._ended.add_done_callback(lambda _: self._arrived.put(None))

    async def _all(self) -> None:
        self._loop, self._whole = asyncio.get_running_loop(), asyncio.current_task()
        async with Transport(self._settings) as transport:
            self._visitor = Visitor(transport, self._settings, self._hosts, self._clock)
            self._begun.set()
            async with asyncio.TaskGroup() as group:
                for ask in self._asks:
                    group.create_task(self._one(ask))

    async def _one(self, ask: Ask) -> None:
        errand = Errand(ask, self._clock(), ask.url)
        self._arrived.put((errand, await self._visitor.answer(errand)))

    def take(self) -> Answer:
        """In the taker's thread: the next answer, and its slot is free for another. Our own trouble is raised here."""
        arrived = self._arrived.get()
        if arrived is None:
            raise _first(self._ended.exception())
        errand, answer = arrived
        if errand.holds:
            self._soon(self._visitor.slots.release)
        return answer

    def stop(self) -> None:
        """Nobody wants what has not arrived."""
        self._begun.wait(10)
        if self._begun.is_set() and self._whole and not self._ended.done():
            self._soon(self._whole.cancel)

    def _soon(self, call: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and with it whatever waited
            self._loop.call_soon_threadsafe(call)


def _first(trouble: BaseException | None) -> BaseException:
    """What went wrong first, out of the group that tasks raise together."""
    while isinstance(trouble, BaseExceptionGroup):
        trouble = trouble.exceptions[0]
    return trouble or RuntimeError("the web ended before everything was answered")
