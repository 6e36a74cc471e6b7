"""No visitor's work keeps the others waiting: a deadline, and turns by visitor."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from textnn.errors import UserError
from textnn.service import deadline
from textnn.ui.gradio_patches import next_fair


@pytest.fixture
def short() -> Iterator[None]:
    deadline.set_limit(0.2)
    yield
    deadline.set_limit(0)


def endless() -> None:
    while True:
        sum(range(100))


@pytest.mark.usefixtures("short")
def test_work_past_its_deadline_is_interrupted_with_a_code() -> None:
    began = time.monotonic()
    with pytest.raises(UserError) as told:
        deadline.limited(endless)
    assert told.value.code == "took-too-long"
    assert time.monotonic() - began < 10
    assert deadline.limited(lambda: "done") == "done"
    with pytest.raises(UserError):
        deadline.limited(endless, began=time.monotonic() - 1)


def test_without_a_limit_nothing_is_interrupted() -> None:
    assert deadline.limited(lambda: time.sleep(0.3) or "done") == "done"


def job(address: str, name: str) -> SimpleNamespace:
    request = SimpleNamespace(scope={"client": (address, 1)})
    return SimpleNamespace(request=request, name=name, concurrency_id="write")


def test_ten_characters_do_not_wait_for_eight_long_writings() -> None:
    line = SimpleNamespace(
        queue=[job("10.0.0.1", f"long {n}") for n in range(8)],
        concurrency_limit=2,
        current_concurrency=0,
    )
    queue = SimpleNamespace(
        event_queue_per_concurrency_id={"write": line}, active_jobs=[None, None, None]
    )

    def begin() -> str:
        found = next_fair(queue)
        if found is None:
            return ""
        line.current_concurrency += 1
        queue.active_jobs[queue.active_jobs.index(None)] = found[0]
        return str(found[0][0].name)

    assert [begin(), begin()] == ["long 0", ""]  # the other place is for others
    line.queue.append(job("10.0.0.2", "ten characters"))
    assert begin() == "ten characters"
    assert begin() == ""
    queue.active_jobs = [None, queue.active_jobs[1], None]
    line.current_concurrency = 1
    assert begin() == "long 1"
