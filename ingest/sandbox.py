"""A function run in a process of its own, which may hang, eat memory or crash without taking the run with it.

No signal handler of Python's interrupts C code, and what reads a page is C: only a process can be ended at any moment.
"""

import errno
import fcntl
import os
import pickle
import resource
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError
from functools import partial
from multiprocessing import parent_process, process
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType, TracebackType
from typing import Generic, ParamSpec, Protocol, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

PRELOADED = ("ingest.sandbox", "ingest.pages", "ingest.feeds")
"""Imported once, in the process that workers are forked from, so that a worker starts at once."""
MOST_TASKS = 500
"""After which a worker is replaced: extractors' caches grow for about as many pages, and then no more."""
GRACE_SECONDS = 5.0
"""For ending one process and starting the next. A task unanswered after all before it had their time and this was lost."""
MOST_TRIES = 3
"""When a pool breaks, it takes tasks with it that did nothing wrong."""
CLOSING_SECONDS = 10.0
OUT_OF_MEMORY = errno.ENOMEM
"""How a worker exits that ran out of memory: there may not be enough left to say so in words."""


class Killed(Exception):
    """The process that ran the function was ended, or ended itself. The same input would do it again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Pending(Protocol[T_co]):
    """A value that a process is working out."""

    def result(self) -> T_co:
        """Wait for it. Raises Killed, or what the function raised."""
        ...


class Readers(Protocol):
    """The seam: who runs the functions that read what strangers wrote."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Pending[T]:
        """Have a module's function called. Arguments and value are pickled on their way."""
        ...


class Inline:
    """Calls functions in this process, when their value is asked for: for input that we wrote ourselves."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Pending[T]:
        return _Here(partial(function, *args, **kwargs))


class _Here(Generic[T]):
    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call

    def result(self) -> T:
        return self._call()


class Sandbox:
    """Worker processes, limited in the time of each task and in memory. None is started before there is a task."""

    def __init__(self, workers: int, seconds: float, megabytes: int) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._workers = workers
        self._pool: ProcessPool | None = None
        self._open: set[ProcessFuture[bytes]] = set()
        self._closed = False

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Pending[T]:
        return _Task(self, pickle.dumps((function, args, kwargs)))

    def schedule(self, call: bytes) -> tuple["ProcessFuture[bytes]", float]:
        """Hand a pickled call to the workers; also, after how many seconds it is lost if nothing came of it."""
        if self._closed:
            raise CancelledError("the sandbox is closed")
        if self._pool is None or not self._pool.active:
            self.restart()
            _occupy_standard_streams()
            _forget_whose_child()
            self._pool = ProcessPool(self._workers, MOST_TASKS, _limit, (self.megabytes << 20,), _context())
        future = self._pool.schedule(_run, args=(call,), timeout=self.seconds)
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        return future, (len(self._open) + 1) * (self.seconds + GRACE_SECONDS)

    def close(self) -> None:
        """End the workers, whatever they are doing. Who still waits for a value gets a CancelledError."""
        self._closed = True
        self.restart()

    def restart(self) -> None:
        """End the workers; the next task gets new ones."""
        if pool := self._pool:
            self._pool = None
            pool.stop()  # type: ignore[no-untyped-call]
            ending = threading.Thread(target=pool.join, daemon=True)
            ending.start()
            ending.join(CLOSING_SECONDS)
        for future in tuple(self._open):
            future.cancel()  # type: ignore[no-untyped-call]


class _Task(Generic[T]):
    """A call that was handed to the workers."""

    def __init__(self, sandbox: Sandbox, call: bytes) -> None:
        self._sandbox = sandbox
        self._call = call
        self._future, self._lost_after = sandbox.schedule(call)

    def result(self) -> T:
        for tried in range(MOST_TRIES):
            if tried:
                self._future, self._lost_after = self._sandbox.schedule(self._call)
            try:
                return self._value()
            except (BrokenExecutor, CancelledError):  # perhaps because of another task
                continue
        raise Killed("crashed the process, again and again")

    def _value(self) -> T:
        try:
            value: T = pickle.loads(self._future.result(self._lost_after))  # noqa: S301 - written by our own worker
            return value
        except TimeoutError:
            if self._future.done():
                raise Killed(f"took longer than {self._sandbox.seconds:g} s") from None
            self._sandbox.restart()
            raise CancelledError("lost on its way to a worker") from None
        except ProcessExpired as error:
            raise Killed(self._end(error.exitcode)) from None

    def _end(self, code: int) -> str:
        if code == OUT_OF_MEMORY:
            return f"needed more than {self._sandbox.megabytes} MB"
        return f"crashed the process ({f'signal {-code}' if code < 0 else f'exit code {code}'})"


def _context() -> ForkServerContext:
    # Forked from a process that has one thread and nothing open, unlike ours; spawning would import everything for each worker.
    context = _Context()
    context.set_forkserver_preload(list(PRELOADED))
    return context


class _Worker(ForkServerProcess):
    """A process that does not run our main module again: that is a script somebody wrote, or the whole of Airflow."""

    def start(self) -> None:
        with _STARTING:
            main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = main


_STARTING = threading.Lock()


class _Context(ForkServerContext):
    Process = _Worker


def _occupy_standard_streams() -> None:
    """Where a standard stream is closed, the next pipe gets its number, and the process started next takes it for the stream."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _forget_whose_child() -> None:
    """Celery runs a task in a plain fork of one of its pool's processes, and multiprocessing takes the fork for that one: for a daemon.

    A daemon may have no children, because they could outlive it. Ours cannot: see `_end_with_parent`. And its key is of a class of
    Celery's that refuses to be handed on.
    """
    ours = process.current_process()
    if ours.daemon:
        ours._config |= {"daemon": False, "authkey": process.AuthenticationString(ours.authkey)}  # type: ignore[attr-defined]


def _limit(most_bytes: int) -> None:
    """What a worker may do, before it does anything."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's own handler would wait for C code to return, three seconds for each kill
    _end_with_parent()


def _end_with_parent() -> None:
    """Have the kernel kill this process when the one that started it is gone, even killed, even while this one is deep in C.

    The parent holds the other end of a pipe. PR_SET_PDEATHSIG would watch the fork server, which lives as long as we do.
    """
    parent = parent_process()
    if parent is None or not hasattr(fcntl, "F_SETSIG"):  # only Linux; elsewhere a worker ends with its task
        return
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(parent.sentinel, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    if wait([parent.sentinel], 0):
        os._exit(1)


def _run(call: bytes) -> bytes:
    """In the worker: the pickled value of a pickled call. Pickled here, so that what cannot be is an error of the task alone."""
    try:
        function, args, kwargs = pickle.loads(call)  # noqa: S301 - written by the process that started this one
        return pickle.dumps(function(*args, **kwargs))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except SystemExit:  # would end the run where its value is asked for
        os._exit(1)
    except Exception as error:
        if not _travels(error):
            raise RuntimeError(f"{type(error).__name__}: {error}") from None
        raise


def _travels(error: Exception) -> bool:
    """Whether an error survives pickling; those of lxml's parser, for one, do not."""
    try:
        return isinstance(pickle.loads(pickle.dumps(error)), type(error))  # noqa: S301
    except (pickle.PickleError, TypeError, AttributeError, ValueError):
        return False
