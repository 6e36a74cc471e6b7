"""What strangers cause is refused in their language, with a code, and without a trace."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.served import Served
from tests.ui.fakes import fake_screen
from textnn.errors import UserError
from textnn.web.app import create_app
from textnn.web.refusal import OwnWords
from textnn.web.uploads import UPLOADS, LocalFiles

ENGLISH = {"accept-language": "en"}


def answer(
    app: ASGIApp, method: str = "GET", path: str = "/", content: bytes = b""
) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, headers=ENGLISH, content=content)

    return asyncio.run(ask())


NOWHERE = ("nada", "a/b/c", "letters", "history.zip", "laboratory/static/x.js", "gradio_api/nada")
LOST = ("history/x", "history/x.png", "r/x", "models/x", "laboratory/x", "laboratory/x.py",
        "corrections/x.jsonl", "static/x", "assets/x.js", "gradio_api/call/x/y")  # fmt: skip
OTHER = ("login", "logout", "config", "favicon.ico", "gradio_api/info", "gradio_api/upload")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *((method, path) for method in ("GET", "HEAD", "PUT", "BREW") for path in NOWHERE),
        *(("GET", path) for path in LOST),
        *((method, path) for method in ("PUT", "DELETE", "BREW") for path in OTHER),
    ],
)
@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_what_is_unknown_is_refused_with_a_code_and_a_sentence(
    served: Served, method: str, path: str, language: str
) -> None:
    told = httpx.request(method, f"{served.url}/{path}", headers={"accept-language": language})
    assert told.status_code in (404, 405, 422)
    if method == "HEAD":
        assert told.headers["content-type"] == "application/json"
        return
    said = told.json()
    assert {*said} == {"error", "title"}
    english = re.search(r"\b(the|is|this|not|there)\b", said["error"], re.IGNORECASE)
    assert bool(english) == (language == "en"), said
    if told.status_code == 405:
        assert (said["title"], bool(told.headers["allow"])) == ("bad-method", True)


@pytest.mark.parametrize("path", ["history/x", "r/x", "models/x", "laboratory/x.py"])
def test_readers_get_a_page(served: Served, path: str) -> None:
    wanted = {"accept": "text/html,*/*;q=0.8", "accept-language": "pt-BR"}
    told = httpx.get(f"{served.url}/{path}", headers=wanted)
    assert (told.status_code, told.headers["content-type"][:9]) == (404, "text/html")
    assert "Não há nada aqui" in told.text
    assert told.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_fault_of_ours_is_said_in_the_visitors_language(tmp_path: Path) -> None:
    app = create_app(fake_screen(tmp_path))

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("of the visitor's text")

    told = answer(app, path="/broken")
    assert (told.status_code, told.json()["title"]) == (500, "internal")
    assert "visitor" not in told.text


@pytest.mark.parametrize("path", ["gradio_api/queue/join", "gradio_api/run/predict"])
@pytest.mark.parametrize("number", [99999, -1, "0", None, 1.5, True, {}])
def test_an_event_that_the_page_has_not(
    served: Served, path: str, number: object, caplog: pytest.LogCaptureFixture
) -> None:
    call: dict[str, object] = {"fn_index": number, "data": [], "session_hash": "abc"}
    if number is True:
        call.pop("fn_index")
    with caplog.at_level(logging.WARNING):
        told = httpx.post(f"{served.url}/{path}", json=call, headers=ENGLISH)
    assert told.status_code == 404
    assert told.json()["title"] == "no-such-endpoint"
    assert "Traceback" not in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "event"), [({"odd": [1]}, None), ([["a"]], {}), (-1.5, {"do": [1]}), (None, "x")]
)
def test_what_no_page_sends_leaves_no_trace(
    served: Served,
    value: object,
    event: object,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    config = httpx.get(f"{served.url}/config").json()
    events = [
        (one["id"], len(one["inputs"])) for one in config["dependencies"] if one["backend_fn"]
    ]
    for number, inputs in events:
        session = f"odd{number}"
        call = {"fn_index": number, "data": [value] * inputs, "session_hash": session}
        call["event_data"] = event
        told = httpx.post(f"{served.url}/gradio_api/queue/join", json=call, headers=ENGLISH)
        assert told.status_code == 200
        stream = f"{served.url}/gradio_api/queue/data?session_hash={session}"
        with httpx.stream("GET", stream, timeout=60) as lines:
            ends = [line for line in lines.iter_lines() if "process_completed" in line]
        assert ends
    assert len(events) > 40
    said = "".join(capfd.readouterr()) + caplog.text
    assert "Traceback" not in said


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/zip"])
@pytest.mark.parametrize(
    "path",
    ["jobs", "login", "letters", "history.zip", "share/x", "laboratory/networks/and",
     "gradio_api/upload", "gradio_api/queue/join", "gradio_api/call/highlight"],
)  # fmt: skip
def test_who_leaves_while_sending_leaves_no_trace(served: Served, path: str, kind: str) -> None:
    parts: Iterator[Message] = iter(
        [
            {"type": "http.request", "body": b"--x\r\n", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Message:
        return next(parts)

    async def send(_: Message) -> None: ...

    scope = {
        "type": "http", "method": "POST", "path": f"/{path}", "query_string": b"",
        "headers": [(b"host", b"textnn"), (b"content-type", kind.encode())],
        "client": ("10.0.0.1", 5), "scheme": "http", "app": served.app,
    }  # fmt: skip
    asyncio.run(served.app(scope, receive, send))  # and nothing is raised


def test_a_stream_of_a_session_that_asked_nothing(
    served: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    stream = f"{served.url}/gradio_api/queue/data?session_hash=nobody"
    told = httpx.get(stream, headers={"accept-language": "pt-BR"})
    assert (told.status_code, told.json()["title"]) == (404, "no-such-call")
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"fn_index"', b"[" * 5000])
def test_an_event_that_is_no_call(served: Served, body: bytes) -> None:
    told = httpx.post(f"{served.url}/gradio_api/queue/join", content=body, headers=ENGLISH)
    assert 400 <= told.status_code < 500
    assert told.json()["title"]


def test_the_health_of_the_app_without_a_body(served: Served) -> None:
    told = httpx.head(f"{served.url}/healthz")
    assert (told.status_code, told.content) == (200, b"")


def test_a_file_that_is_too_large_is_refused_in_the_visitors_language(served: Served) -> None:
    files = {"files": ("a.txt", b"a" * (served.screen.settings.upload_bytes + 1))}
    for lang, said in (("pt-BR", "grande demais"), ("en", "too large")):
        headers = {"accept-language": lang}
        told = httpx.post(f"{served.url}/gradio_api/upload", files=files, headers=headers)
        assert told.status_code == 413
        assert said in told.json()["error"]


def test_an_upload_says_nothing_of_the_folders_of_this_machine(served: Served) -> None:
    files = {"files": ("a.txt", b"Ana")}
    told = httpx.post(f"{served.url}/gradio_api/upload", files=files)
    assert told.status_code == 200
    (path,) = told.json()
    assert path.startswith(f"{UPLOADS}/")
    assert str(served.screen.settings.home) not in told.text
    real = served.screen.settings.home / "tmp" / path.removeprefix(f"{UPLOADS}/")
    assert real.read_bytes() == b"Ana"


def test_uploads_have_room_and_a_share_of_it(tmp_path: Path) -> None:
    async def takes(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("ok")(scope, receive, send)

    local = LocalFiles(takes, tmp_path, 8 << 20, public=False)

    def sent(app: ASGIApp) -> httpx.Response:
        return answer(app, "POST", "/gradio_api/upload", b"a" * (1 << 20))

    assert sent(local).status_code == 200
    (tmp_path / "old").write_bytes(b"a" * (7 << 20) + b"a")
    full = sent(local)
    assert (full.status_code, full.json()["title"]) == (503, "busy-files")
    (tmp_path / "old").unlink()
    stranger = LocalFiles(takes, tmp_path, 16 << 20, public=True)
    codes = [sent(stranger).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (413, "too-large"),
        (400, "bad-request"),
        (404, "no-such-address"),
        (405, "bad-method"),
        (422, "bad-event"),
        (500, "internal"),
        (503, "busy"),
    ],
)
def test_what_a_library_refuses_gets_our_words(status: int, code: str) -> None:
    for refused in (
        PlainTextResponse("Oh no", status),
        JSONResponse({"detail": "Oh no"}, status),
        Response(status_code=status),
    ):
        refused.headers["allow"] = "GET"
        told = answer(OwnWords(refused, "5 MB"))
        assert (told.status_code, told.json()["title"]) == (status, code)
        assert told.headers["allow"] == "GET"


@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_that_breaks_off_is_not_made_whole(status: int) -> None:
    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("Oh", status)(scope, receive, send)
        raise ZeroDivisionError

    sent: list[Message] = []

    async def take(message: Message) -> None:
        sent.append(message)

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(ZeroDivisionError):
        asyncio.run(OwnWords(breaks, "5 MB")(scope, nothing, take))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]


def test_an_error_that_says_more_stays() -> None:
    down = JSONResponse({"status": "down", "detail": "x"}, 503)
    told = answer(OwnWords(down, "5 MB"))
    assert (told.status_code, told.json()) == (503, {"status": "down", "detail": "x"})


def test_a_history_that_is_down_is_said(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise UserError("store-full")

    monkeypatch.setattr(served.screen.service.history, "add", down)
    with httpx.Client(base_url=served.url, headers=ENGLISH, timeout=60) as client:
        call = client.post("/gradio_api/call/highlight", json={"data": ["Ana Souza chegou."]})
        told = client.get(f"/gradio_api/call/highlight/{call.json()['event_id']}").text
    (result,) = json.loads(re.findall(r"event: complete\ndata: (.*)", told)[0])
    assert result["run_id"] is None
    assert "disk is full" in result["warning"]
