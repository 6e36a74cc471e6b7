"""Work in common: what is handed in is done, by one thread at a time, and whoever leaves may."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from textnn.engine.together import Together


@dataclass
class Countdown:
    """Work of so many steps."""

    left: int

    @property
    def done(self) -> bool:
        return not self.left


class Log:
    """Steps and remembers how many were side by side."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.stepping = threading.Lock()

    def __call__(self, work: Sequence[Countdown]) -> None:
        assert self.stepping.acquire(blocking=False), "two threads step at once"
        try:
            self.sizes.append(len(work))
            for one in work:
                assert not one.done
                one.left -= 1
        finally:
            self.stepping.release()


def nothing() -> None:
    pass


def test_one_thread_does_its_own_work_some_at_a_time() -> None:
    log = Log()
    work = [Countdown(n) for n in (3, 1, 2, 0)]
    Together(log, 2).run(work, nothing)
    assert all(one.done for one in work)
    assert log.sizes == [2, 2, 2]


def test_work_of_many_threads_is_done_side_by_side() -> None:
    log, ready = Log(), threading.Event()
    together = Together[Countdown](log, 100)
    works = [[Countdown(40), Countdown(7)] for _ in range(6)]
    threads = [threading.Thread(target=together.run, args=(one, nothing)) for one in works]

    def wait() -> None:
        ready.wait(10)

    first = threading.Thread(target=together.run, args=([Countdown(2)], wait))
    first.start()
    for thread in threads:
        thread.start()
    while len(together._line) < 12:
        pass
    ready.set()
    for thread in (first, *threads):
        thread.join(10)
    assert all(one.done for work in works for one in work)
    assert max(log.sizes) >= 12


def test_what_is_not_wanted_any_more_is_left_out() -> None:
    log = Log()
    together = Together[Countdown](log, 4)

    def stop() -> None:
        raise InterruptedError

    given_up, other = [Countdown(5), Countdown(5)], [Countdown(3)]
    with pytest.raises(InterruptedError):
        together.run(given_up, stop)
    together.run(other, nothing)
    assert log.sizes == [2, 1, 1, 1]
