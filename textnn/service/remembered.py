"""Results of the last articles: who asks the same again, in another tab, does not wait."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Hashable
from typing import Any


class Remembered:
    """The last results, in memory alone.

    Where they are too many, whoever has the most loses the oldest: who sends long texts takes
    nothing from those who sent short ones.

    Args:
        characters: of all articles together whose results are remembered, at most.
        seconds: after which a result that was asked for no more is forgotten.
    """

    def __init__(self, characters: int, seconds: float = 900) -> None:
        self._most, self._seconds = characters, seconds
        self._lock = threading.Lock()
        self._found: dict[str, OrderedDict[Hashable, tuple[object, int, float]]] = {}
        self._held = Counter[str]()

    def get(self, owner: str, key: Hashable) -> Any:
        """The owner's result under ``key``; ``None``: there is none."""
        with self._lock:
            self._forget_old()
            found = self._found.get(owner, OrderedDict())
            if key not in found:
                return None
            result, characters, _ = found.pop(key)
            found[key] = result, characters, time.monotonic()
            return result

    def put(self, owner: str, key: Hashable, result: object, characters: int) -> None:
        """Remembers a result.

        Args:
            owner: who asked for it.
            key: all that it depends on besides.
            result: what was found.
            characters: of its article.
        """
        with self._lock:
            found = self._found.setdefault(owner, OrderedDict())
            if key in found:
                self._drop(owner, key)
            self._found.setdefault(owner, found)[key] = result, characters, time.monotonic()
            self._held[owner] += characters
            self._forget_old()
            while self._held.total() > self._most:
                most = max(self._held, key=self._held.__getitem__)
                self._drop(most, next(iter(self._found[most])))

    def forget(self, owner: str) -> None:
        """Forgets all results of an owner."""
        with self._lock:
            self._found.pop(owner, None)
            self._held.pop(owner, None)

    def _forget_old(self) -> None:
        old = time.monotonic() - self._seconds
        for owner, found in [*self._found.items()]:
            while found and next(iter(found.values()))[2] <= old:
                self._drop(owner, next(iter(found)))

    def _drop(self, owner: str, key: Hashable) -> None:
        found = self._found[owner]
        self._held[owner] -= found.pop(key)[1]
        if not found:
            del self._found[owner], self._held[owner]
