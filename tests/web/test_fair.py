"""No visitor's work keeps the others waiting: a deadline, and turns by visitor."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.ui.fakes import fake_screen
from tests.ui.test_public import visit
from textnn.errors import UserError
from textnn.service import deadline
from textnn.ui.gradio_patches import MOST_WAITING, next_fair, room_for_others
from textnn.web.app import create_app
from textnn.web.identity.owner import COOKIE
from textnn.web.routes import history, laboratory, letters


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


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("route", "computes", "path", "asked"),
    [
        (letters, "bets", "/letters", {"text": "a"}),
        (laboratory, "trained", "/laboratory/networks/and", {}),
        (laboratory, "answer", "/laboratory/cells/x", {}),
        (laboratory, "looked", "/laboratory/attention", {"text": "a"}),
        (laboratory, "looked_through", "/laboratory/photo", {"picture": "a", "network": "x"}),
        (laboratory, "compared", "/laboratory/transfer", {"classes": []}),
    ],
)
def test_what_a_page_asks_a_model_for_has_the_deadline_too(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    route: Any,
    computes: str,
    path: str,
    asked: Any,
) -> None:
    app = create_app(fake_screen(tmp_path))
    monkeypatch.setattr(route, computes, lambda *_: endless())
    ask = partial(httpx.AsyncClient.post, url=path, json=asked)
    first, second = visit(app, ask, ask)  # and the place is free again
    assert (first.status_code, first.json()["title"]) == (503, "took-too-long")
    assert second.json() == first.json()


@pytest.mark.usefixtures("short")
def test_packing_has_the_deadline_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(fake_screen(tmp_path))
    monkeypatch.setattr(history, "_packed", lambda *_: endless())
    (told,) = visit(app, lambda http: http.post("/history.zip", data={"run": ["a"]}))
    assert (told.status_code, told.json()["title"]) == (503, "took-too-long")


def test_a_store_that_is_down_packs_nothing_for_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> bytes:
        raise UserError("store-unreachable")

    monkeypatch.setattr(history, "_packed", down)
    app = create_app(fake_screen(tmp_path))
    (told,) = visit(app, lambda http: http.post("/history.zip", data={"run": ["a"]}))
    assert (told.status_code, told.json()["title"]) == (503, "store-unreachable")


def test_without_a_limit_nothing_is_interrupted() -> None:
    assert deadline.limited(lambda: time.sleep(0.3) or "done") == "done"


def job(address: str, name: str, visitor: str = "", of: str = "public") -> SimpleNamespace:
    headers = [(b"cookie", f"other=1; {COOKIE}={visitor}".encode())]
    request = SimpleNamespace(scope={"client": (address, 1), "headers": headers})
    function = SimpleNamespace(api_visibility=of)
    return SimpleNamespace(request=request, name=name, concurrency_id="write", fn=function)


class Line:
    """A queue of Gradio's with as many places as one has.

    Args:
        places: jobs that run at once.
        waiting: jobs.
    """

    def __init__(self, places: int, waiting: list[SimpleNamespace]) -> None:
        self.line = SimpleNamespace(queue=waiting, concurrency_limit=places, current_concurrency=0)
        self.queue = SimpleNamespace(
            event_queue_per_concurrency_id={"write": self.line}, active_jobs=[None] * (places + 1)
        )

    def begin(self) -> str:
        found = next_fair(self.queue)
        if found is None:
            return ""
        self.line.current_concurrency += 1
        self.queue.active_jobs[self.queue.active_jobs.index(None)] = found[0]
        return str(found[0][0].name)


def test_one_of_a_newsroom_does_not_keep_the_others_waiting() -> None:
    here = "10.0.0.1"
    line = Line(4, [job(here, f"long {n}", "ana") for n in range(8)])
    line.line.queue.append(job("10.0.0.2", "far", "leo"))
    assert line.begin() == "long 0"
    assert [line.begin() for _ in range(3)] == ["far", "long 1", ""], "half of them is enough"
    line.line.queue += [job(here, f"{name}'s", name) for name in ("rui", "eva")]
    assert [line.begin(), line.begin()] == ["rui's", ""]
    line.queue.active_jobs[:2] = [None] * 2
    line.line.current_concurrency = 2
    assert [line.begin(), line.begin()] == ["eva's", ""], "the last place is for other addresses"


def test_who_is_alone_has_all_places_but_one() -> None:
    line = Line(4, [job("10.0.0.1", f"own {n}", "ana") for n in range(4)])
    assert [line.begin() for _ in range(4)] == ["own 0", "own 1", "own 2", ""]


def test_a_page_may_press_while_its_work_runs() -> None:
    here = "10.0.0.1"
    line = Line(4, [job(here, f"reply {n}", "ana", "private") for n in range(3)])
    line.line.queue.append(job("10.0.0.2", "far", "leo"))
    assert [line.begin() for _ in range(4)] == ["reply 0", "far", "reply 1", "reply 2"]


def test_one_visitor_does_not_fill_the_queue() -> None:
    line = Line(4, [])
    line.queue.blocks = SimpleNamespace(fns={1: SimpleNamespace(concurrency_id="write")})

    async def push(_: object, body: SimpleNamespace, request: SimpleNamespace) -> tuple[bool, str]:
        line.line.queue.append(SimpleNamespace(request=request))
        return True, body.session_hash

    def asked(visitor: str) -> bool:
        body, request = SimpleNamespace(fn_index=1, session_hash="x"), job("10.0.0.1", "", visitor)
        pushed = room_for_others(push)(line.queue, body, request.request)
        return bool(asyncio.run(pushed)[0])

    assert [asked("ana") for _ in range(MOST_WAITING + 1)] == [True] * MOST_WAITING + [False]
    assert asked("rui")
    line.line.queue.pop(0)
    assert asked("ana")


def test_ten_characters_do_not_wait_for_eight_long_writings() -> None:
    line = Line(2, [job("10.0.0.1", f"long {n}") for n in range(8)])
    assert [line.begin(), line.begin()] == ["long 0", ""]  # the other place is for others
    line.line.queue.append(job("10.0.0.2", "ten characters"))
    assert line.begin() == "ten characters"
    assert line.begin() == ""
    line.queue.active_jobs[0] = None
    line.line.current_concurrency = 1
    assert line.begin() == "long 1"
