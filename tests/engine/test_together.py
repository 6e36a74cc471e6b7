"""Work in common: what is handed in is done by one thread, and whoever leaves harms no other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from textnn.engine.together import Together, nothing


@dataclass
class Countdown:
    """Work of so many steps."""

    left: int

    @property
    def done(self) -> bool:
        return not self.left


class Log:
    """Steps, when it may, and remembers how many were side by side."""

    def __init__(self, may: threading.Event | None = None) -> None:
        self.sizes: list[int] = []
        self.may = may

    def __call__(self, work: Sequence[Countdown]) -> None:
        if self.may:
            assert self.may.wait(10)
        self.sizes.append(len(work))
        for one in work:
            assert not one.done
            one.left -= 1


def test_work_is_done_some_at_a_time_in_order() -> None:
    log = Log()
    work = [Countdown(n) for n in (3, 1, 2, 0)]
    Together(log, 2).run(work, nothing)
    assert all(one.done for one in work)
    assert log.sizes == [2, 2, 2]


def test_work_of_many_threads_is_done_side_by_side() -> None:
    may = threading.Event()
    log = Log(may)
    together = Together[Countdown](log, 100)
    works = [[Countdown(40), Countdown(7)] for _ in range(6)]
    threads = [threading.Thread(target=together.run, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    while len(together._line) + len(together._going) < 12:
        threading.Event().wait(0.001)
    may.set()
    for thread in threads:
        thread.join(10)
    assert all(one.done for work in works for one in work)
    assert log.sizes[1:7] == [12] * 6


def test_what_is_not_wanted_any_more_is_left_out() -> None:
    may = threading.Event()
    log = Log(may)
    together = Together[Countdown](log, 4)

    def stop() -> None:
        raise InterruptedError

    given_up, other = [Countdown(5), Countdown(5)], [Countdown(3)]
    with pytest.raises(InterruptedError):
        together.run(given_up, stop)
    may.set()
    together.run(other)
    assert log.sizes[-2:] == [1, 1]
    assert [one.left for one in given_up] in ([5, 5], [4, 4])
    assert (len(together._line), len(together._going)) == (0, 0)


def test_a_step_that_fails_is_told_to_all_and_the_next_ones_go_on() -> None:
    failing = [True]

    def step(work: Sequence[Countdown]) -> None:
        if failing:
            raise ZeroDivisionError
        for one in work:
            one.left -= 1

    together = Together[Countdown](step, 4)
    with pytest.raises(ZeroDivisionError):
        together.run([Countdown(1), Countdown(2)])
    failing.clear()
    work = [Countdown(2)]
    together.run(work)
    assert work[0].done
    assert not together._failed
