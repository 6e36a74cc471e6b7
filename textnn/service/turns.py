"""Work on the processor by turns, however many people ask.

Python runs one thread at a time and hands over between their many small steps: a dozen articles at
once take longer than the same dozen one after the other, and the shortest waits for all. So only
a few are worked on at once, in the order in which they came, and whoever takes long goes back to
the end of the line between two parts of the work: a short note waits for one part of a long text.
Work on a long text also rests after each part while somebody with less to do is there, so that all
long texts together take no more than about a quarter of a processor from the others.

A deadline may strike a thread anywhere. So a place is never counted, it is held by somebody in a
set, and leaving twice does no harm.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from textnn.results import Progress

REST = 3.0
"""So many times as long as its last part rests work on a long text, times the number of these."""

MOST_REST = 2.0
"""Seconds of a rest, at most."""

PATIENCE = 0.1
"""Seconds after which whoever waits looks whether the work is still wanted."""


def usual_places() -> int:
    """Work of Python gains little from more than a few cores."""
    return max(1, min(4, os.cpu_count() or 1))


class AtWork:
    """What is worked on now, or waits, in all lines that share a processor.

    Attributes:
        short: works on texts of usual length, and on pictures.
        long: works on long texts.
    """

    def __init__(self) -> None:
        self.short: set[threading.Event] = set()
        self.long: set[threading.Event] = set()

    def rest(self, one: threading.Event, part: float) -> float:
        """Seconds for which a work rests whose last part took ``part``."""
        if one not in self.long or not self.short:
            return 0.0
        return min(MOST_REST, REST * part * len(self.long))

    def forget(self, one: threading.Event) -> None:
        """A work has ended."""
        self.short.discard(one)
        self.long.discard(one)


class Turns:
    """A line of work.

    Args:
        places: how much is worked on at once.
        at_work: that of all lines which share a processor.
    """

    def __init__(self, places: int, at_work: AtWork | None = None) -> None:
        self._lock = threading.Lock()
        self._at_work = at_work or AtWork()
        self._places = places
        self._held: set[threading.Event] = set()
        self._line: deque[threading.Event] = deque()

    @property
    def free(self) -> int:
        """Places that nobody holds."""
        return self._places - len(self._held)

    @contextmanager
    def turn(
        self, progress: Progress, *, first: bool = False, long: bool = False
    ) -> Iterator[Progress]:
        """Waits for a turn; the work within tells how far it is, and gives way where it got on.

        Args:
            progress: told of the work; what it raises while the work waits ends that.
            first: it is mostly done in a blink, and waits for no other; once it gives way it does.
            long: it is about a long text, and rests between its parts while others are there.
        """
        mine, far, began = threading.Event(), 0.0, 0.0

        def told(done: float) -> None:
            nonlocal far, began
            progress(done)
            if done <= far:
                return
            far = done
            rest = self._at_work.rest(mine, time.monotonic() - began)
            if rest or self._line:
                self._leave(mine)
                self._wait(rest, progress, done)
                self._join(mine, progress, done)
            began = time.monotonic()

        try:
            (self._at_work.long if long else self._at_work.short).add(mine)
            self._join(mine, progress, 0.0, first=first)
            began = time.monotonic()
            yield told
        finally:
            try:
                self._end(mine)
            finally:
                self._end(mine)  # a deadline that strikes in the first strikes no second time

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

    def _wait(self, rest: float, progress: Progress, done: float) -> None:
        end = time.monotonic() + rest
        while (left := end - time.monotonic()) > 0 and self._at_work.short:
            time.sleep(min(PATIENCE, left))
            progress(done)

    def _end(self, mine: threading.Event) -> None:
        self._at_work.forget(mine)
        self._leave(mine)

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
