"""Long work that reports how far it is and that a person can stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Generic, TypeVar

from textnn.results import Progress
from textnn.ui.format.markup import escape
from textnn.ui.i18n import duration, percent, say

T = TypeVar("T")

_TICK = 0.1  # seconds between two looks at the progress


class Stopped(Exception):
    """Raised inside the work when the person pressed stop."""


class Stops:
    """The stop buttons: one running work for each open page."""

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


class Work(Generic[T]):
    """A job in a thread of its own; iterate for its progress, then ask for ``result``.

    Args:
        job: called with a ``Progress`` that raises ``Stopped`` once ``stopped`` is set.
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
            self._outcome = self._job(self._progress)
        except BaseException as error:
            self._error = error

    def _progress(self, done: float) -> None:
        if self._stopped.is_set():
            raise Stopped
        self._done = done


class Clock:
    """Estimates the time left from the part done."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first: tuple[float, float] | None = None

    def left(self, done: float) -> float | None:
        """Seconds left; ``None`` while too little is known. Loading time does not count."""
        now = time.monotonic()
        if done <= 0:
            return None
        if self._first is None:
            self._first = (now, done)
        began, at = self._first
        return (now - began) * (1 - done) / (done - at) if done - at > 0.05 else None


def progress_bar(lang: str, sentence: str, done: float | None, left: float | None = None) -> str:
    """The status line under the buttons: what is going on, how far, how long still.

    Args:
        lang: of the reader.
        sentence: what is going on.
        done: part done, 0 to 1; ``None`` if unknown.
        left: seconds left, if known.
    """
    bar = ' class="unknown"' if done is None else f' style="width:{done * 100:.1f}%"'
    rest = "" if left is None else " · " + say(lang, "left", seconds=duration(lang, left))
    return f'<div class="bar"><span{bar}></span></div><p>{escape(sentence + rest)}</p>'


def reading_bar(lang: str, done: float, clock: Clock) -> str:
    """The status line while an article is read."""
    if done <= 0:
        return progress_bar(lang, say(lang, "starting"), None)
    sentence = say(lang, "reading", percent=percent(lang, done))
    return progress_bar(lang, sentence, done, clock.left(done))
