"""Work on the processor by turns, however many people ask.

Python runs one thread at a time and hands over between their many small steps: a dozen articles at
once take longer than the same dozen one after the other, and the shortest waits for all. So only
a few are worked on at once, in the order in which they came, and whoever takes long goes back to
the end of the line between two parts of the work: a short note waits for one part of a long text.

A deadline may strike a thread anywhere. So a place is never counted, it is held by somebody in a
set, and leaving twice does no harm.
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
        self._places = places
        self._held: set[threading.Event] = set()
        self._line: deque[threading.Event] = deque()

    @property
    def free(self) -> int:
        """Places that nobody holds."""
        return self._places - len(self._held)

    @contextmanager
    def turn(self, progress: Progress, *, first: bool = False) -> Iterator[Progress]:
        """Waits for a turn; the work within tells how far it is, and gives way where it got on.

        Args:
            progress: told of the work; what it raises while the work waits ends that.
            first: it is mostly done in a blink, and waits for no other; once it gives way it does.
        """
        mine, far = threading.Event(), 0.0

        def told(done: float) -> None:
            nonlocal far
            progress(done)
            if self._line and done > far:
                far = done
                self._leave(mine)
                self._join(mine, progress, done)

        try:
            self._join(mine, progress, 0.0, first=first)
            yield told
        finally:
            try:
                self._leave(mine)
            finally:
                self._leave(mine)  # a deadline that strikes in the first strikes no second time

    def _join(
        self, mine: threading.Event, progress: Progress, done: float, *, first: bool = False
    ) -> None:
        """Waits at an end of the line; when this returns a place is held."""
        with self._lock:
            mine.clear()
            if first:
                self._line.appendleft(mine)
            else:
                self._line.append(mine)
            self._hand_out()
        while not mine.wait(PATIENCE) and mine not in self._held:
            progress(done)

    def _leave(self, mine: threading.Event) -> None:
        """Gives up the place, or the wish for one."""
        with self._lock:
            self._held.discard(mine)
            if mine in self._line:
                self._line.remove(mine)
            self._hand_out()

    def _hand_out(self) -> None:
        """Free places go to whoever stands first in the line."""
        while self._line and self.free:
            one = self._line[0]
            self._held.add(one)
            self._line.popleft()
            one.set()
