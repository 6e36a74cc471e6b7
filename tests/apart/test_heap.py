"""Memory that is free goes back to the operating system."""

from __future__ import annotations

import subprocess
import sys

import pytest

from textnn.apart import heap

MEASURE = """
import re, sys, threading
from pathlib import Path
from textnn.apart import heap

def held():
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\\s+(\\d+) kB", status)[0]) // 1024

heap.SELDOM = 0.0
own = heap.Heap()
blocks = [bytes(64_000) for _ in range(1_600)]
blocks = blocks[-1:]  # above the others, which stay with the heap
full = held()
own.give_back()
print(full - held())
"""

needs_glibc = pytest.mark.skipif(not heap._is_glibc(), reason="another library of C")


@needs_glibc
def test_free_memory_below_some_in_use_is_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 60


@needs_glibc
def test_it_is_not_given_back_at_every_call() -> None:
    class Counted:
        trims = 0

        def malloc_trim(self, pad: int) -> None:
            self.trims += 1 + pad

    own, counted = heap.Heap(), Counted()
    own._libc = counted  # type: ignore[assignment]
    own._last -= 2 * heap.SELDOM
    own.give_back()
    own.give_back()
    assert counted.trims == 1


def test_another_library_of_c_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap, "_is_glibc", lambda: False)
    monkeypatch.setattr(heap, "SELDOM", -1.0)
    own = heap.Heap()
    own.give_back()
    assert own._libc is None
