"""Beginnings that the character network has read, so that nobody waits for one twice."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from weakref import WeakValueDictionary

import numpy as np

from textnn.engine.charrnn import WINDOW, ServedCharRNN, StreamState

MOST = 512
"""States that are kept, about 4.5 kB each."""

LAST = 8
"""Windows of a beginning whose states are kept: all of one of 3,000 characters."""


class Beginnings:
    """A network's states after the last beginnings, under a digest of their characters.

    A beginning is read in windows that start at its first character, and the states after the last
    ones are kept. So one that continues another, or differs from it near its end, is read from the
    last common window on, and its state is that of a reading from the start, bit for bit.

    Args:
        model: the network.
    """

    def __init__(self, model: ServedCharRNN) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._states: OrderedDict[bytes, StreamState] = OrderedDict()
        self._reading: WeakValueDictionary[bytes, threading.Lock] = WeakValueDictionary()

    def read(self, ids: Sequence[int]) -> StreamState:
        """The state after a beginning.

        Several threads that want the same one share its windows; another one waits for none.
        """
        given, hashed, keys = np.array(ids, np.int32), blake2b(digest_size=16), list[bytes]()
        for begin in range(0, len(ids), WINDOW):
            hashed.update(given[begin : begin + WINDOW].tobytes())
            keys.append(hashed.digest())
        state, known = self._longest(keys)
        for place in range(known, len(keys)):
            window = ids[place * WINDOW : (place + 1) * WINDOW]
            with self._lock:
                reading = self._reading.setdefault(keys[place], threading.Lock())
            with reading:  # whoever waits here finds what was read meanwhile
                state = self._states.get(keys[place]) or self._model.read(state, window)
                with self._lock:
                    self._keep(keys[place], state)
                    if place >= LAST:
                        self._states.pop(keys[place - LAST], None)
        return state

    def _longest(self, keys: Sequence[bytes]) -> tuple[StreamState, int]:
        """The last of the states that are known, and how many windows it has read."""
        with self._lock:
            for place in reversed(range(len(keys))):
                if found := self._states.get(keys[place]):
                    self._keep(keys[place], found)
                    return found, place + 1
        return self._model.start(), 0

    def _keep(self, key: bytes, state: StreamState) -> None:
        self._states[key] = state
        self._states.move_to_end(key)
        if len(self._states) > MOST:
            self._states.popitem(last=False)
