"""Steps of work that several threads want, done side by side by one of them.

Whoever comes while others are at it hands in its work and waits; one thread takes the whole of it
step by step. Work joins and leaves between steps, and when the thread that steps has what it came
for, one of those that wait takes its place. So products for one are done with those for all others,
and no thread of its own has to be started or stopped.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

PATIENCE = 0.05
"""Seconds after which whoever waits looks whether its work is still wanted."""


class Steps(Protocol):
    """Work that is done step by step."""

    @property
    def done(self) -> bool:
        """Whether no step is left."""


StepsT = TypeVar("StepsT", bound=Steps)


class Together(Generic[StepsT]):
    """Work in common.

    Args:
        step: takes pieces of work, of which none is done, one step further.
        most: pieces of work that are stepped side by side; the next ones join as others are done,
            in the order in which they came.
    """

    def __init__(self, step: Callable[[Sequence[StepsT]], None], most: int) -> None:
        self._step, self._most = step, most
        self._changed = threading.Condition()
        self._line: deque[StepsT] = deque()
        self._going: list[StepsT] = []
        self._led = False

    def run(self, work: Sequence[StepsT], look: Callable[[], None]) -> None:
        """Has the work done; when this returns all of it is.

        Args:
            work: none of it is anybody else's.
            look: called now and then; what it raises takes the work out, and is raised.
        """
        with self._changed:
            self._line.extend(one for one in work if not one.done)
        try:
            while not all(one.done for one in work):
                if self._may_lead():
                    self._lead(work, look)
                look()
        except BaseException:
            with self._changed:
                mine = {id(one) for one in work}
                self._line = deque(one for one in self._line if id(one) not in mine)
                self._going = [one for one in self._going if id(one) not in mine]
            raise

    def _may_lead(self) -> bool:
        """Whether nobody steps now, so that this thread has to; waits for a moment if not."""
        with self._changed:
            if self._led:
                self._changed.wait(PATIENCE)
            if self._led:
                return False
            self._led = True
            return True

    def _lead(self, work: Sequence[StepsT], look: Callable[[], None]) -> None:
        try:
            while not all(one.done for one in work):
                with self._changed:
                    while self._line and len(self._going) < self._most:
                        self._going.append(self._line.popleft())
                    going = list(self._going)
                self._step(going)
                self._leave()
                look()
        finally:
            with self._changed:
                self._led = False
                self._changed.notify_all()

    def _leave(self) -> None:
        """Lets go of what is done, and tells who waits for it."""
        with self._changed:
            left = [one for one in self._going if not one.done]
            if len(left) < len(self._going):
                self._going = left
                self._changed.notify_all()
