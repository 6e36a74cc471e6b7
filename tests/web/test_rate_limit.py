"""Too much from one address is turned away, kindly and with the time to wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from textnn.web.rate_limit import LETTERS, RateLimit, bucket


async def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


INNER = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST", "DELETE"])])
JOIN = "/gradio_api/queue/join"


def ask(
    app: Any, *paths: str, method: str = "POST", client: str = "10.0.0.1", **headers: str
) -> list[httpx.Response]:
    """The answers to requests made one after the other."""

    async def run() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app, client=(client, 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://textnn") as http:
            return [await http.request(method, path, headers=headers) for path in paths]

    return asyncio.run(run())


def guard(
    rate: str = "3/minute", most: int = 2, jobs: Callable[[], list[Scope]] = list
) -> RateLimit:
    return RateLimit(INNER, rate, most, jobs)


def behind(trusted_hosts: str) -> ProxyHeadersMiddleware:
    return ProxyHeadersMiddleware(cast(Any, guard()), trusted_hosts)


def test_a_clock_set_back_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    app, now = guard(), time.time()
    assert ask(app, *[JOIN] * 4)[-1].status_code == 429
    monkeypatch.setattr("time.time", lambda: now - 3600)
    assert [one.status_code for one in ask(app, *[JOIN] * 4)] == [200, 200, 200, 429]


def test_bets_while_somebody_types_count_as_reading() -> None:
    app = guard()
    assert [one.status_code for one in ask(app, *[LETTERS] * 13)] == [200] * 12 + [429]
    assert ask(app, JOIN)[0].status_code == 200


def test_who_asks_too_often_waits_and_others_do_not() -> None:
    app = guard()
    answers = ask(app, *[JOIN] * 5, **{"accept-language": "pt-BR"})
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert "Muitos pedidos" in answers[-1].json()["detail"]
    assert answers[-1].json()["title"] == "too-often"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert ask(app, JOIN, client="10.0.0.2")[0].status_code == 200
    english = ask(app, JOIN, **{"accept-language": "en"})[0]
    assert "Too many requests" in english.json()["detail"]


def test_the_narrowest_of_several_rates_counts() -> None:
    assert [one.status_code for one in ask(guard("9/minute;2/hour"), *[JOIN] * 3)][-1] == 429


def test_pages_and_exports_are_counted_apart_four_times_as_many() -> None:
    app = guard("2/minute")
    pages = ask(app, *["/", "/history.jsonl", "/r/x"] * 3, method="GET", accept="text/html")
    assert [one.status_code for one in pages] == [200] * 8 + [429]
    assert int(pages[-1].headers["retry-after"]) >= 1
    assert ask(app, "/", method="HEAD")[0].status_code == 429
    assert ask(app, JOIN)[0].status_code == 200
    assert ask(app, "/", method="GET", client="10.0.0.2")[0].status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/assets/index-DphvyggB.js"),
        ("HEAD", "/healthz"),
        ("GET", "/gradio_api/queue/data"),
        ("GET", "/gradio_api/call/highlight/e1"),
        ("POST", "/gradio_api/cancel"),
    ],
)
def test_files_streams_and_letting_go_are_free(method: str, path: str) -> None:
    answers = ask(guard("1/minute"), *[path] * 9, method=method)
    assert {one.status_code for one in answers} <= {200, 405}


def test_one_address_cannot_fill_the_queue() -> None:
    running: list[Scope] = [{"client": ("10.0.0.1", port)} for port in (1, 2)]
    app = guard("99/minute", 2, lambda: running)
    refused = ask(app, JOIN, "/gradio_api/call/highlight", "/share/x")
    assert [one.status_code for one in refused] == [429, 429, 200]
    assert "andamento" in refused[0].json()["detail"]
    assert ask(app, JOIN, client="10.0.0.2")[0].status_code == 200
    assert ask(app, "/jobs/x", method="DELETE")[0].status_code == 200  # it makes room


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("unix:", "unix:", True),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
    ],
)
def test_a_household_counts_once(one: str, other: str, same: bool) -> None:
    assert (bucket(one) == bucket(other)) == same


def test_the_word_of_a_stranger_about_his_address_is_not_believed() -> None:
    def tricks(app: Any) -> list[httpx.Response]:
        return [
            ask(app, JOIN, client="203.0.113.9", **{"x-forwarded-for": f"10.9.9.{n}"})[0]
            for n in range(5)
        ]

    assert [one.status_code for one in tricks(guard())][-1] == 429
    trusting = behind("10.0.0.254")
    assert [one.status_code for one in tricks(trusting)][-1] == 429


def test_behind_a_trusted_proxy_each_visitor_counts_alone() -> None:
    app = behind("10.0.0.254")
    for n in range(5):
        through = ask(app, JOIN, client="10.0.0.254", **{"x-forwarded-for": f"203.0.113.{n}"})
        assert through[0].status_code == 200
    forged = [
        ask(app, JOIN, client="10.0.0.254", **{"x-forwarded-for": f"8.8.8.{n}, 203.0.113.77"})[0]
        for n in range(4)
    ]
    assert forged[-1].status_code == 429


@pytest.mark.parametrize("path", [JOIN, "/gradio_api/call/highlight", "/gradio_api/mcp", "/jobs"])
def test_a_job_counts_before_its_body_is_there_and_until_its_answer(path: str) -> None:
    async def run() -> list[int]:
        more = asyncio.Event()

        async def inner(scope: Any, receive: Any, send: Any) -> None:
            while (await receive()).get("more_body"):
                pass
            await PlainTextResponse("ok")(scope, receive, send)

        async def slow() -> AsyncIterator[bytes]:
            yield b"{"
            await more.wait()

        app = RateLimit(inner, "99/minute", 2, list)
        transport = httpx.ASGITransport(app=app, client=("10.0.0.1", 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://textnn") as http:
            jobs = [asyncio.create_task(http.post(path, content=slow())) for _ in range(2)]
            await asyncio.sleep(0.05)
            refused = await http.post(path)
            more.set()
            done = [(await job).status_code for job in jobs]
            return [refused.status_code, *done, (await http.post(path)).status_code]

    assert asyncio.run(run()) == [429, 200, 200, 200]


def test_a_body_that_does_not_arrive_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textnn.web.rate_limit.BODY_SECONDS", 0.05)
    heard: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        heard.append((await receive())["type"])
        raise ClientDisconnect

    async def never() -> Any:
        await asyncio.sleep(60)

    scope = {"type": "http", "method": "POST", "path": JOIN, "client": ("10.0.0.1", 5)}
    waiting = RateLimit(inner, "9/minute", 1, list)
    for _ in range(2):  # the first one's place is free again
        with pytest.raises(ClientDisconnect):
            asyncio.run(asyncio.wait_for(waiting(scope, never, never), 5))  # type: ignore[arg-type]
    assert heard == ["http.disconnect"] * 2


def test_the_apps_own_start_and_end_pass() -> None:
    heard: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope["type"])

    app = RateLimit(inner, "9/minute", 1, list)
    asyncio.run(app({"type": "lifespan"}, cast(Any, None), cast(Any, None)))
    assert heard == ["lifespan"]
