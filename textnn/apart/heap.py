"""Memory that is free goes back to the operating system.

glibc gives threads heaps of their own, eight for each processor, and of each keeps all from its
beginning to the last thing in use. What sixteen threads in turn needed for moments so stays taken,
though the program has long freed it. Two heaps are enough for work that takes turns at one
interpreter. Other libraries of C, on Windows, macOS and Alpine, are left as they are.
"""

from __future__ import annotations

import ctypes
import os
import time

ARENAS = 2
"""Heaps of a process, so that two threads that need memory at once do not wait."""

SELDOM = 5.0
"""Seconds between two givings back."""

_M_ARENA_MAX = -8  # of glibc's malloc.h


class Heap:
    """What glibc has of this process; made before its threads are, which it holds to ``ARENAS``."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None) if _is_glibc() else None
        self._last = time.monotonic()
        if self._libc:
            self._libc.mallopt(_M_ARENA_MAX, ARENAS)

    def give_back(self) -> None:
        """Gives free memory back, if that was not done just now."""
        now = time.monotonic()
        if self._libc and now - self._last > SELDOM:
            self._last = now
            self._libc.malloc_trim(0)


def _is_glibc() -> bool:
    try:
        return (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (AttributeError, ValueError, OSError):  # Windows has no confstr, others no such name
        return False
