"""Work in common: what is handed in is done by one thread, and whoever leaves harms no other."""

from __future__ import annotations

import gc
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import pytest

from textnn.engine.together import Together, nothing
from textnn.service.deadline import Interruptible


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


def test_who_follows_comes_back_while_it_is_done_and_leaves_when_closed() -> None:
    together = Together[Countdown](Log(), 4)
    work = [Countdown(100_000), Countdown(3)]
    looks = [work[0].left for _ in together.follow(work, 0.001)]
    assert all(one.done for one in work)
    assert 0 < looks[0] < 100_000
    assert looks == sorted(looks, reverse=True)
    left = Countdown(10**9)
    following = together.follow([left], 0.001)
    next(following)
    following.close()
    assert 0 < left.left < 10**9
    assert (together._line, together._going, together._ends) == (deque(), [], {})


def test_who_is_struck_anywhere_holds_up_nobody() -> None:
    together, moments = Together[Countdown](Log(), 4), Random(7)
    for _ in range(300):
        struck = Interruptible(InterruptedError)

        def work(one: Interruptible = struck) -> None:
            with suppress(InterruptedError):
                one.run(lambda: [together.run([Countdown(1)]) for _ in range(10_000)])

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        threading.Event().wait(moments.random() / 200)
        struck.strike()
        thread.join(10)
        assert not thread.is_alive()
    last = threading.Thread(target=together.run, args=([Countdown(5)],), daemon=True)
    last.start()
    last.join(10)
    assert not last.is_alive()
    assert not together._ends


def test_the_thread_ends_with_what_it_works_for() -> None:
    together, before = Together[Countdown](Log(), 4), threading.active_count()
    together.run([Countdown(2)])
    del together
    gc.collect()
    end = time.monotonic() + 10
    while threading.active_count() == before:
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit])
def test_a_step_that_fails_is_told_to_all_and_the_next_ones_go_on(
    error: type[BaseException],
) -> None:
    failing = [True]

    def step(work: Sequence[Countdown]) -> None:
        if failing:
            raise error
        for one in work:
            one.left -= 1

    together = Together[Countdown](step, 4)
    with pytest.raises(error):
        together.run([Countdown(1), Countdown(2)])
    failing.clear()
    work = [Countdown(2)]
    together.run(work)
    assert work[0].done
    assert not together._ends


def test_who_waits_for_a_dead_thread_is_told() -> None:
    together = Together[Countdown](Log(), 4)
    together._bell.put(False)
    together._thread.join(10)
    with pytest.raises(RuntimeError, match="dead"):
        together.run([Countdown(1)])
    assert (together._line, together._ends) == (deque(), {})
