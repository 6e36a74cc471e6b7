"""A deadline for the work of one request: what passes it ends with a sentence.

Work that computes in Python is interrupted wherever it is; a single call into a library ends first.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from textnn.errors import UserError

T = TypeVar("T")

_seconds = 0.0


class TimeUp(BaseException):
    """Raised in a thread whose work has passed its deadline."""


def set_limit(seconds: float) -> None:
    """How long the work of one request may take from now on; 0: as long as it wants."""
    global _seconds
    _seconds = seconds


def limited(work: Callable[[], T], began: float | None = None) -> T:
    """What ``work`` gives, if it does in time.

    Args:
        work: done in this thread.
        began: ``time.monotonic()`` at the begin, where this is a later step; ``None``: now.

    Raises:
        UserError: ``took-too-long``.
    """
    seconds = _seconds
    if not seconds:
        return work()
    left = seconds if began is None else began + seconds - time.monotonic()
    try:
        return _interrupted(work, left)
    except TimeUp as error:
        raise UserError("took-too-long", seconds=round(seconds)) from error


class Interruptible:
    """Work of a thread that another thread may interrupt, wherever it is.

    Args:
        reason: raised in the thread at work.
    """

    def __init__(self, reason: type[BaseException]) -> None:
        self._reason = reason
        self._lock = threading.Lock()
        self._thread: int | None = None
        self._struck = False

    def run(self, work: Callable[[], T]) -> T:
        """What ``work``, done in this thread, gives; it can be interrupted until it ends."""
        with self._lock:
            self._thread = threading.get_ident()
            if self._struck:
                raise self._reason
        try:
            return work()
        finally:
            with self._lock:
                self._thread = None

    def strike(self) -> None:
        """Interrupts it; what has ended is left alone, what has not begun does not begin."""
        with self._lock:
            self._struck = True
            if self._thread is not None:
                thread = ctypes.c_ulong(self._thread)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(self._reason))


def _interrupted(work: Callable[[], T], seconds: float) -> T:
    """``work``, with ``TimeUp`` raised in this thread after ``seconds``."""
    interruptible = Interruptible(TimeUp)
    timer = threading.Timer(max(0.0, seconds), interruptible.strike)
    timer.daemon = True
    timer.start()
    try:
        return interruptible.run(work)
    finally:
        timer.cancel()
