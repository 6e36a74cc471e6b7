"""Pages of other sites may link here and nothing more; programs are no page."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse

from tests.served import Served
from tests.ui.chromium import Browser
from textnn.web.same_origin import Proxies, SameOrigin, foreign

CALL = "gradio_api/call/highlight"
BODY = {"data": ["Ana Souza chegou.", False, False]}

ELSEWHERE = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:1"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:1"},
    {"sec-fetch-site": "cross-site", "origin": "{own}"},
]
OURS = [{}, {"origin": "{own}"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}]


def said(headers: dict[str, str], own: str) -> dict[str, str]:
    return {name: value.replace("{own}", own) for name, value in headers.items()}


@pytest.mark.parametrize("headers", ELSEWHERE, ids=range(6))
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", CALL), ("POST", "gradio_api/queue/join"), ("POST", "gradio_api/upload"),
        ("POST", "gradio_api/mcp"), ("POST", "share/x"), ("DELETE", "share/x"), ("POST", "login"),
        ("GET", "history.jsonl"), ("GET", "config"), ("GET", "gradio_api/call/history/x"),
    ],
)  # fmt: skip
def test_another_site_starts_nothing_and_reads_nothing(
    served: Served, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = httpx.request(method, f"{served.url}/{path}", headers=said(headers, served.url))
    assert answer.status_code == 403
    assert answer.json()["title"] == "other-site"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("headers", OURS, ids=range(4))
def test_our_page_and_programs_go_on(served: Served, headers: dict[str, str]) -> None:
    answer = httpx.post(f"{served.url}/{CALL}", json=BODY, headers=said(headers, served.url))
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("name", ["textnn.example.org", "localhost"])
def test_nobody_is_told_that_another_site_may_read(served: Served, name: str) -> None:
    asked = {"host": name, "origin": "https://evil.example"}
    asked["access-control-request-method"] = "POST"
    answer = httpx.options(f"{served.url}/{CALL}", headers=asked)
    assert answer.status_code in (400, 403)
    assert "access-control-allow-origin" not in answer.headers


def test_a_link_of_another_site_leads_to_a_page_and_not_to_data(served: Served) -> None:
    led = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    for path, status in (("", 200), ("r/nothing", 404), ("history.jsonl", 403), ("config", 403)):
        assert httpx.get(f"{served.url}/{path}", headers=led).status_code == status, path


async def echo(scope: Any, receive: Any, send: Any) -> None:
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    forwarded = [name for name in headers if name.startswith("x-forwarded")]
    said = {"host": headers["host"], "foreign": foreign(scope), "kept": sorted(forwarded)}
    await JSONResponse({**said, "scheme": scope["scheme"]})(scope, receive, send)


@pytest.mark.parametrize(("peer", "believed"), [("10.0.0.9", True), ("203.0.113.1", False)])
def test_only_a_trusted_proxy_says_what_we_are_called(peer: str, believed: bool) -> None:
    async def ask() -> dict[str, Any]:
        transport = httpx.ASGITransport(Proxies(echo, "10.0.0.9"), client=(peer, 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://inside:7860") as http:
            headers = {
                "x-forwarded-host": "evil.example, textnn.example.org",
                "x-forwarded-proto": "https",
                "origin": "https://textnn.example.org",
            }
            answer: dict[str, Any] = (await http.get("/", headers=headers)).json()
            return answer

    answer = asyncio.run(ask())
    assert answer["foreign"] is not believed
    assert answer["host"] == ("textnn.example.org" if believed else "inside:7860")
    assert answer["scheme"] == ("https" if believed else "http")
    assert answer["kept"] == (["x-forwarded-proto"] if believed else [])


def test_what_is_no_request_passes() -> None:
    seen = []

    async def inner(scope: Any, *_: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(SameOrigin(inner)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]


@pytest.fixture
def neighbour() -> Iterator[str]:
    """An empty page on another port of this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), functools.partial(Page)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


TRY = """async ([address, body]) => {
  const asked = {credentials: "include"};
  if (body) Object.assign(asked, {method: "POST", mode: "no-cors", body});
  try {
    const answer = await fetch(address, asked);
    return `${answer.type} ${answer.status}`;
  } catch (error) { return "refused"; }
}"""


def test_in_a_browser_a_page_of_another_port_gets_nothing(
    browser: Browser, app: Served, neighbour: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    answers: dict[str, int] = {}
    page.on("response", lambda one: answers.update({one.url.removeprefix(app.url): one.status}))
    page.goto(f"{app.url}/healthz")  # there is a cookie, and it is sent along
    page.goto(neighbour)
    for path in ("/history.jsonl", "/config", "/gradio_api/call/history/x"):
        assert page.evaluate(TRY, [app.url + path, ""]) == "refused"
    assert page.evaluate(TRY, [f"{app.url}/{CALL}", '{"data": ["Oi."]}']) == "opaque 0"
    assert answers[f"/{CALL}"] == 403
    context.close()
