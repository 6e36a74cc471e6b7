"""Background tasks with progress that a visitor can cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Generic, TypeVar

from textnn.results import Progress
from textnn.service.deadline import limited

T = TypeVar("T")

_TICK = 0.1  # seconds between two looks at the progress


class Cancelled(Exception):
    """Raised inside a task after its page asked to cancel it."""


class Cancellations:
    """Cancel flags: one running task per open page."""

    def __init__(self) -> None:
        self._events: dict[str, threading.Event] = {}

    def begin(self, page: str | None) -> threading.Event:
        """A fresh stop flag for ``page``; work that still ran there is stopped."""
        self.stop(page)
        event = threading.Event()
        if page:
            self._events[page] = event
        return event

    def stop(self, page: str | None) -> None:
        """Ask what runs on ``page`` to stop; nothing happens if nothing runs."""
        if event := self._events.pop(page or "", None):
            event.set()

    def end(self, page: str | None, event: threading.Event) -> None:
        """The work with this flag is over."""
        event.set()
        if page and self._events.get(page) is event:
            del self._events[page]


class BackgroundTask(Generic[T]):
    """A job in a thread of its own; iterate for its progress, then ask for ``result``.

    Args:
        job: called with a ``Progress`` that raises ``Cancelled`` once ``stopped`` is set.
        stopped: the flag.
    """

    def __init__(self, job: Callable[[Progress], T], stopped: threading.Event) -> None:
        self._job = job
        self._stopped = stopped
        self._done = 0.0
        self._outcome: T | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[float]:
        """Part done, 0 to 1, whenever it has grown; ends with the work."""
        shown = -1.0
        while self._thread.is_alive():
            self._thread.join(_TICK)
            if self._done > shown and self._thread.is_alive():
                shown = self._done
                yield shown

    def result(self) -> T:
        """What the job returned; raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._outcome  # type: ignore[return-value]  # T itself may be Optional

    def _run(self) -> None:
        try:
            self._outcome = limited(lambda: self._job(self._progress))
        except BaseException as error:
            self._error = error

    def _progress(self, done: float) -> None:
        if self._stopped.is_set():
            raise Cancelled
        self._done = done
