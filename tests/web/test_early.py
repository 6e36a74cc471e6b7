"""Before there is a page: the check is answered at once, and whoever waits is served."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from textnn.web import early
from textnn.web.early import EarlyDoor, listen
from textnn.web.shutdown import Server, Shutdown


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Repeats what it is sent."""
    if scope["type"] != "http":
        return
    said, more = b"", True
    while more:
        message = await receive()
        said += message.get("body", b"")
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode() + said})


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with listen("127.0.0.1", 0) as found:
        yield found


def url(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def served(listening: socket.socket, door: EarlyDoor) -> Iterator[None]:
    config = uvicorn.Config(app, log_level="error", lifespan="off")
    server = Server(config, 60, Shutdown(), door.hand_over)
    thread = threading.Thread(target=asyncio.run, args=(server._serve([listening]),))
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.mark.parametrize("path", ["/healthz", "/textnn/healthz", "/healthz?probe=1"])
def test_the_check_is_told_that_it_is_starting(listening: socket.socket, path: str) -> None:
    with EarlyDoor(listening):
        for _ in range(3):
            answer = httpx.get(url(listening) + path)
            assert answer.status_code == 503
            assert answer.json()["status"] == "starting"
        assert httpx.head(url(listening) + path).status_code == 503


def test_short_answers_are_not_held_back(listening: socket.socket) -> None:
    async def accepted() -> int:
        came: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        class Door(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                here = transport.get_extra_info("socket")
                came.set_result(here.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        async with await asyncio.get_running_loop().create_server(Door, sock=listening):
            with socket.create_connection(listening.getsockname()):
                return await came

    assert asyncio.run(accepted())


def test_who_came_early_is_served_all_of_what_was_sent(listening: socket.socket) -> None:
    with ThreadPoolExecutor() as visitors, EarlyDoor(listening) as door:
        early_ones = [
            visitors.submit(httpx.post, f"{url(listening)}/{n}", content=b"x" * 100_000)
            for n in range(8)
        ]
        silent = socket.create_connection(listening.getsockname())
        assert httpx.get(f"{url(listening)}/healthz").status_code == 503
        assert not any(one.done() for one in early_ones)
        with served(listening, door):
            texts = [one.result(20).text for one in early_ones]
            assert texts == [f"/{n}" + "x" * 100_000 for n in range(8)]
            assert httpx.get(f"{url(listening)}/healthz").text == "/healthz"
            with silent:
                silent.sendall(b"GET /late HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
                said = b"".join(iter(lambda: silent.recv(4096), b""))
            assert b"\r\n/late\r\n" in said


def test_where_too_many_wait_the_rest_waits_outside(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early, "MOST", 2)
    with ThreadPoolExecutor(5) as visitors, EarlyDoor(listening) as door:
        asking = [visitors.submit(httpx.get, f"{url(listening)}/{n}") for n in range(5)]
        while len(door._held) < 2:
            time.sleep(0.01)
        with served(listening, door):
            assert sorted(one.result(20).text for one in asking) == [f"/{n}" for n in range(5)]


def test_where_nothing_comes_of_it_whoever_waits_is_sent_away(listening: socket.socket) -> None:
    with socket.create_connection(listening.getsockname()) as visitor:
        with EarlyDoor(listening) as door:
            while not door._held:
                time.sleep(0.01)
        assert visitor.recv(1) == b""
