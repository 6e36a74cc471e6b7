"""Results of the last articles: who asks the same again, in another tab, does not wait."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class Remembered:
    """The last results, in memory alone.

    Args:
        characters: of all articles together whose results are remembered, at most.
        seconds: after which a result that was asked for no more is forgotten.
    """

    def __init__(self, characters: int, seconds: float = 900) -> None:
        self._most, self._seconds, self._total = characters, seconds, 0
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, tuple[object, int, float]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The result under ``key``; ``None``: there is none."""
        with self._lock:
            self._forget()
            if key not in self._found:
                return None
            found, characters, _ = self._found.pop(key)
            self._found[key] = found, characters, time.monotonic()
            return found

    def put(self, key: Hashable, found: object, characters: int) -> None:
        """Remembers a result.

        Args:
            key: all that it depends on.
            found: the result.
            characters: of its article.
        """
        with self._lock:
            self._total -= self._found.pop(key, (None, 0, 0.0))[1]
            self._found[key] = found, characters, time.monotonic()
            self._total += characters
            self._forget()

    def forget(self, owner: str) -> None:
        """Forgets all results of an owner, the second in their keys."""
        with self._lock:
            for key in [key for key in self._found if isinstance(key, tuple) and key[1] == owner]:
                self._total -= self._found.pop(key)[1]

    def _forget(self) -> None:
        """Forgets the oldest while they are too many, and the old."""
        old = time.monotonic() - self._seconds
        while self._found:
            key, (_, characters, asked) = next(iter(self._found.items()))
            if self._total <= self._most and asked > old:
                return
            del self._found[key]
            self._total -= characters
