"""The process that computes, as the server sees it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial
from itertools import count
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from typing import Any

from textnn.apart.heap import Heap
from textnn.apart.messages import (
    CALL,
    Ask,
    CallTarget,
    Done,
    Failed,
    GoOn,
    Message,
    OnePiece,
    Outbox,
    Stop,
    Telling,
    Told,
)
from textnn.apart.server import serve
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import ignore_progress

PATIENCE = 0.05
"""Seconds after which whoever waits looks whether the work is still wanted."""


class EngineProcess:
    """One process, and the calls that wait for its answers.

    Args:
        settings: where the models are.

    Attributes:
        process: as Python has it.
        lost: whether it is no more.
    """

    def __init__(self, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=serve, args=(theirs, settings), name="textnn-engine", daemon=True
        )
        self.process.start()
        theirs.close()
        self.lost = False
        self._outbox = Outbox(self._pipe)
        self.post = self._outbox.post
        self._waiting: dict[int, SimpleQueue[Message]] = {}
        threading.Thread(target=self._listen, daemon=True, name="inbox").start()

    def open(self, number: int) -> SimpleQueue[Message]:
        """Where the answers to a call come in from now on.

        Raises:
            UserError: ``engine-lost``.
        """
        queue = self._waiting[number] = SimpleQueue()
        if self.lost:  # looked at behind the line before: else nobody would tell this queue
            raise _lost()
        return queue

    def close(self, number: int) -> None:
        """No more answers to a call are wanted."""
        self._waiting.pop(number, None)

    @property
    def ended(self) -> bool:
        """Whether the process is no more, also where its pipe has not told so yet."""
        return self.lost or not self.process.is_alive()

    def end(self) -> None:
        """Ends the process."""
        self.process.kill()
        self.process.join()

    def _listen(self) -> None:
        """Deals out the answers until the process is no more."""
        try:
            while True:
                message = self._pipe.recv()
                if queue := self._waiting.get(message.number):
                    queue.put(message)
        except (EOFError, OSError):
            self.lost = True
            for number, queue in [*self._waiting.items()]:
                queue.put(Failed(number, _lost()))
            self._outbox.close()
            self.process.join()


def _lost() -> UserError:
    return UserError("engine-lost")


class Engine:
    """Has work done in a process of its own, which is started when it is needed, and again when it
    has died: that costs those who wait their answer, and nobody else anything.

    Args:
        settings: where the models are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._numbers = count()
        self._current: EngineProcess | None = None
        self._heap = Heap()

    @property
    def process(self) -> BaseProcess | None:
        """The process there is now; ``None``: the next call starts one."""
        link = self._current
        return None if link is None or link.ended else link.process

    def close(self) -> None:
        """Ends the process; it also ends by itself when this one does, in whatever way."""
        with self._lock:
            link, self._current = self._current, None
        if link:
            link.end()

    def call(self, whom: CallTarget, method: str, *arguments: Any) -> Any:
        """What a call gives. A ``Progress`` among the arguments is told, and may end it.

        Raises:
            UserError: what the call raises, or ``engine-lost``: the process died of it.
        """
        with closing(self._values(whom, method, arguments, pieces=False)) as values:
            return next(values)

    def pieces(self, whom: CallTarget, method: str, *arguments: Any) -> Iterator[Any]:
        """What a call gives piece by piece; closed, it stops."""
        return self._values(whom, method, arguments, pieces=True)

    def _link(self) -> EngineProcess:
        with self._lock:
            if self._current is None or self._current.ended:
                self._current = EngineProcess(self._settings)
            return self._current

    def _values(
        self, whom: CallTarget, method: str, arguments: tuple[Any, ...], *, pieces: bool
    ) -> Generator[Any, None, None]:
        progress = next((one for one in arguments if _is_progress(one)), ignore_progress)
        link, number, over, far = self._link(), next(self._numbers), False, 0.0
        try:
            queue = link.open(number)
            link.post(Ask(number, whom, method, tuple(map(_sent, arguments)), pieces))
            while not over:
                try:
                    message = queue.get(timeout=PATIENCE)
                except Empty:
                    progress(far)
                    continue
                if isinstance(message, Told):
                    far = message.done
                    progress(far)
                    link.post(GoOn(number))
                elif isinstance(message, OnePiece):
                    yield message.value
                elif isinstance(message, Failed):
                    over = True
                    raise message.error
                elif isinstance(message, Done):
                    over = True
                    if not pieces:
                        yield message.value
        finally:
            link.close(number)
            if not over:
                link.post(Stop(number))
            self._heap.give_back()


def _is_progress(given: Any) -> bool:
    return callable(given) and not isinstance(given, RemotePipeline)


def _sent(given: Any) -> Any:
    """An argument as the process is told of it."""
    if isinstance(given, RemotePipeline):
        return given.named
    return Telling() if _is_progress(given) else given


class RemotePipeline:
    """A pipeline of the process: called, and its methods called, as if it were here.

    Args:
        engine: has the process.
        named: which one.
    """

    def __init__(self, engine: Engine, named: CallTarget) -> None:
        self.engine, self.named = engine, named

    def __call__(self, *arguments: Any) -> Any:
        """What the pipeline gives."""
        return self.engine.call(self.named, CALL, *arguments)

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method.startswith("_"):
            raise AttributeError(method)
        return partial(self.engine.call, self.named, method)
