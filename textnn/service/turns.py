"""Work on the processor by turns, however many people ask.

Python runs one thread at a time and hands over between their many small steps: a dozen articles at
once take longer than the same dozen one after the other, and the shortest waits for all. So only
a few are worked on at once, in the order in which they came, and whoever takes long goes back to
the end of the line between two parts of the work: a short note waits for one part of a long text.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from textnn.results import Progress

PATIENCE = 0.1
"""Seconds after which whoever waits looks whether the work is still wanted."""


def usual_places() -> int:
    """Work of Python gains little from more than a few cores."""
    return max(1, min(4, os.cpu_count() or 1))


class Turns:
    """A line of work.

    Args:
        places: how much is worked on at once.
    """

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._line: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, progress: Progress, *, first: bool = False) -> Iterator[Progress]:
        """Waits for a turn; the work within tells how far it is, and gives way there.

        Args:
            progress: told of the work; what it raises while the work waits ends that.
            first: it is mostly done in a blink, and waits for no other; once it gives way it does.
        """
        held = False

        def told(done: float) -> None:
            nonlocal held
            progress(done)
            if self._line:
                held = False
                self._leave()
                self._join(progress, done)
                held = True

        self._join(progress, 0.0, first=first)
        held = True
        try:
            yield told
        finally:
            if held:
                self._leave()

    def _join(self, progress: Progress, done: float, *, first: bool = False) -> None:
        """Waits at an end of the line; when this returns a place is held, if it raises none."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            if first:
                self._line.appendleft(mine)
            else:
                self._line.append(mine)
        try:
            while not mine.wait(PATIENCE):
                progress(done)
        except BaseException:
            with self._lock:
                if mine in self._line:
                    self._line.remove(mine)
                    raise
            self._leave()  # the place was handed over in this very moment
            raise

    def _leave(self) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1
