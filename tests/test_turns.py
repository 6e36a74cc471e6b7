"""Work by turns: no more at once than there are places, in order, and long work gives way."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import pytest

from textnn.results import Progress, ignore_progress
from textnn.service import turns as module
from textnn.service.turns import AtWork, Turns


def begun(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def until_in_line(turns: Turns, many: int) -> None:
    while len(turns._line) < many:
        threading.Event().wait(0.001)


def test_no_more_at_once_than_places_and_first_come_first_served() -> None:
    turns, order, at_once = Turns(1), list[int](), list[int]()

    def work(number: int) -> None:
        with turns.turn(ignore_progress):
            at_once.append(1 - turns.free)
            order.append(number)

    with turns.turn(ignore_progress):
        threads = []
        for number in range(5):
            threads.append(begun(lambda number=number: work(number)))  # type: ignore[misc]
            until_in_line(turns, number + 1)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]
    assert {*at_once} == {1}
    assert turns.free == 1


def test_long_work_gives_way_between_its_parts() -> None:
    turns, said = Turns(1), list[str]()

    def short() -> None:
        with turns.turn(ignore_progress):
            said.append("short")

    with turns.turn(lambda done: said.append(f"long {done}")) as progress:
        thread = begun(short)
        until_in_line(turns, 1)
        progress(0.5)
        progress(1.0)
    thread.join()
    parts = [one for one in said if one != "long 0.0"]
    assert parts.index("short") < parts.index("long 1.0")
    assert turns.free == 1


def test_what_is_done_in_a_blink_waits_for_no_other() -> None:
    turns, order = Turns(1), list[bool]()

    def work(first: bool) -> None:
        with turns.turn(ignore_progress, first=first):
            order.append(first)

    with turns.turn(ignore_progress):
        threads = []
        for number, first in enumerate((False, False, True)):
            threads.append(begun(lambda first=first: work(first)))  # type: ignore[misc]
            until_in_line(turns, number + 1)
    for thread in threads:
        thread.join()
    assert order == [True, False, False]


def test_a_long_text_rests_while_somebody_with_a_short_one_is_there() -> None:
    at_work, said = AtWork(), list[float]()
    long_line, short_line = Turns(2, at_work), Turns(2, at_work)
    ended, asked = threading.Event(), threading.Event()

    def short() -> None:
        with short_line.turn(ignore_progress):
            asked.set()
            ended.wait(10)

    def worked(part: float) -> float:
        time.sleep(0.05)
        began = time.monotonic()
        progress(part)
        return time.monotonic() - began

    with long_line.turn(said.append, long=True) as progress:
        assert worked(0.1) < 0.15, "nobody else is there"
        thread = begun(short)
        asked.wait(10)
        assert worked(0.2) >= 0.15
        assert worked(0.2) < 0.15, "it got no further"
        assert long_line.free == 1
        threading.Timer(0.1, ended.set).start()
        time.sleep(0.5)
        assert worked(0.3) < 1.0, "whoever was there has left"
    thread.join()
    assert (at_work.short, at_work.long) == (set(), set())
    assert max(said) == 0.3


def test_long_work_is_stopped_while_it_rests() -> None:
    at_work, began = AtWork(), time.monotonic()
    line = Turns(2, at_work)

    def stopped() -> None:
        with line.turn(stopping(2), long=True) as progress:
            time.sleep(0.4)
            progress(0.5)

    with line.turn(ignore_progress), pytest.raises(_StopError):
        stopped()
    assert time.monotonic() - began < 1.2
    assert (line.free, at_work.long) == (2, set())


class _StopError(Exception):
    """The visitor does not want it any more."""


def stopping(after: int) -> Progress:
    """Ends the work at its ``after``-th look."""
    looks = iter(range(after))

    def look(_: float) -> None:
        if next(looks, None) is None:
            raise _StopError

    return look


def test_who_waits_may_be_stopped_and_takes_no_place_along() -> None:
    turns = Turns(1)
    with turns.turn(ignore_progress), pytest.raises(_StopError), turns.turn(stopping(1)):
        raise AssertionError("it has no turn")
    assert (turns.free, len(turns._line)) == (1, 0)


def test_work_that_is_stopped_while_it_gives_way_leaves_the_line() -> None:
    turns, free = Turns(1), threading.Event()

    def other() -> None:
        with turns.turn(ignore_progress):
            free.wait(10)

    threads = list[threading.Thread]()

    def stopped() -> None:
        with turns.turn(stopping(1)) as progress:
            threads.append(begun(other))
            until_in_line(turns, 1)
            progress(0.5)

    with pytest.raises(_StopError):
        stopped()
    free.set()
    threads[0].join()
    assert (turns.free, len(turns._line)) == (1, 0)


def test_work_that_fails_hands_its_place_on() -> None:
    turns = Turns(1)
    with pytest.raises(ZeroDivisionError), turns.turn(ignore_progress):
        1 / 0  # noqa: B018
    with turns.turn(ignore_progress):
        pass


def test_a_deadline_that_strikes_anywhere_loses_no_place() -> None:
    """Struck at one place after the other, until the work is done unharmed.

    The interpreter raises it where a function begins and when a call returns, and there only.
    """
    struck = 0
    while True:
        turns, left = Turns(1), struck

        def strike(frame: FrameType, event: str, _: object) -> None:
            nonlocal left
            if frame.f_code.co_filename == module.__file__ and event in ("call", "c_return"):
                left -= 1
                if left == -1:
                    raise _StopError

        before = sys.getprofile()
        with suppress(_StopError):
            sys.setprofile(strike)
            try:
                with turns.turn(ignore_progress) as progress:
                    progress(0.5)
            finally:
                sys.setprofile(before)
        gc.collect()
        assert (turns.free, len(turns._line)) == (1, 0), f"struck at place {struck}"
        if left >= 0:
            break
        struck += 1
    assert struck > 10
