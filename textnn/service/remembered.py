"""Results of the last articles: who asks the same again, in another tab, does not wait."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class Remembered:
    """The last results, forgotten with the process.

    Args:
        characters: of all articles together whose results are remembered, at most.
    """

    def __init__(self, characters: int) -> None:
        self._most, self._total = characters, 0
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The result under ``key``; ``None``: there is none."""
        with self._lock:
            found, _ = self._found.get(key, (None, 0))
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: Hashable, found: object, characters: int) -> None:
        """Remembers a result.

        Args:
            key: all that it depends on.
            found: the result.
            characters: of its article.
        """
        with self._lock:
            self._total -= self._found.pop(key, (None, 0))[1]
            self._found[key] = found, characters
            self._total += characters
            while self._total > self._most:
                self._total -= self._found.popitem(last=False)[1][1]
