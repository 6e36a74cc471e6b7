"""The check answers in time, however long the store takes."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from textnn.web.routes import health
from textnn.web.routes.health import StoreCheck


@pytest.fixture
def hold() -> Iterator[threading.Event]:
    """What keeps a store waiting until it is set."""
    event = threading.Event()
    yield event
    event.set()


def test_a_store_that_keeps_waiting_does_not_keep_the_check(
    hold: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "FRESH", 0.0)
    asked: list[bool] = []

    def ask() -> bool:
        asked.append(True)
        if len(asked) > 1:
            hold.wait(20)
        return len(asked) == 1

    async def probes() -> tuple[list[bool], float]:
        check = StoreCheck(ask)
        said = [await check()]
        began = time.monotonic()
        said += await asyncio.gather(*(check() for _ in range(20)))
        seconds = time.monotonic() - began
        hold.set()
        while said[-1]:
            said.append(await check())
        return said, seconds

    said, seconds = asyncio.run(probes())
    assert said[:21] == [True] * 21  # what it said last
    assert seconds < 10
    assert said[-1] is False  # what it says now
    assert len(asked) < 20  # one thread asks, not one for each probe


def test_a_good_answer_counts_for_a_while_and_a_bad_one_does_not() -> None:
    asked: list[bool] = []

    def ask(answer: bool) -> bool:
        asked.append(answer)
        return answer

    async def probes(answer: bool) -> list[bool]:
        check = StoreCheck(lambda: ask(answer))
        return [await check() for _ in range(3)]

    assert asyncio.run(probes(True)) == [True] * 3
    assert asyncio.run(probes(False)) == [False] * 3
    assert asked == [True, False, False, False]


def test_a_store_that_is_silent_counts_as_down(
    hold: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "SILENT", 0.2)

    async def probe() -> bool:
        said = await StoreCheck(lambda: hold.wait(20))()
        hold.set()
        return said

    assert asyncio.run(probe()) is False
