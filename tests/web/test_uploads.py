"""A file is what was uploaded here: addresses are fetched for nobody, downloads are no pages."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.served import Served, serving
from tests.ui.fakes import fake_screen
from textnn.web.uploads import sweep

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio import processing_utils, routes

EVIL = "http://evil.example/x.png"
META = {"_type": "gradio.FileData"}


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A site, and what it was asked for."""
    asked: list[str] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.mark.parametrize(
    "address",
    [
        f"gradio_api/file={EVIL}",
        "gradio_api/file=http%3A%2F%2Fevil.example%2Fx.png",
        f"gradio_api/file/{EVIL}",
        f"gradio_api/file=HTTPS{EVIL[4:]}",
        f"gradio_api/proxy={EVIL}",
        f"file={EVIL}",
        f"proxy={EVIL}",
        "gradio_api/file=//evil.example/x.png",
        "gradio_api/file=/etc/passwd",
        "gradio_api/file=%00",
        "gradio_api/file=",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_file_from_elsewhere_is_refused(served: Served, method: str, address: str) -> None:
    answer = httpx.request(method, f"{served.url}/{address}")
    assert answer.status_code == 403
    if method == "GET":
        assert answer.json()["title"] == "no-such-file"
        assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize(
    "name",
    ["component_server", "process_recording", "vibe-edit", "deep_link", "dev/reload", "run/history",
     "stream/x/1/2/playlist.m3u8", "token", "runs", "custom_component/x/client/y/z",
     "profiling/traces", "monitoring"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_app_does_not_use_of_gradio_is_not_there(
    served: Served, method: str, name: str
) -> None:
    answer = httpx.request(method, f"{served.url}/gradio_api/{name}?session_hash=x")
    assert answer.status_code == 404
    assert answer.json()["title"] == "no-such-address"


@pytest.mark.parametrize(
    "value",
    [
        {"path": EVIL, "meta": META},
        {"path": EVIL, "url": EVIL, "meta": META, "orig_name": "x.png", "is_stream": True},
        {"path": EVIL},
        [[{"deep": {"path": EVIL, "meta": META}}]],
        {"path": "/etc/passwd", "meta": META},
        {"path": "ftp://evil.example/x", "meta": META},
        {"path": "uploads/x.png", "meta": META},
        {"path": "", "meta": META},
    ],
    ids=["address", "stream", "no meta", "nested", "outside", "scheme", "relative", "empty"],
)
@pytest.mark.parametrize("path", ["queue/join", "call/highlight", "call/v2/highlight", "cancel"])
@pytest.mark.parametrize("kind", ["application/json", "application/x+json", "text/plain"])
def test_a_call_names_no_file_from_elsewhere(
    served: Served, path: str, value: Any, kind: str
) -> None:
    body = {"data": [value], "fn_index": 0, "session_hash": "x", "event_data": value}
    answer = httpx.post(
        f"{served.url}/gradio_api/{path}", content=json.dumps(body), headers={"content-type": kind}
    )
    assert answer.status_code == 400
    assert answer.json()["title"] == "no-such-file"


def test_a_name_with_escapes_is_the_same_name(served: Served) -> None:
    body = '{"data": [{"p\\u0061th": "http:\\/\\/evil.example"}]}'.encode("utf-16")
    answer = httpx.post(f"{served.url}/gradio_api/queue/join", content=body)
    assert answer.json()["title"] == "no-such-file"


def test_what_was_uploaded_can_be_named_and_is_given_to_nobody(served: Served) -> None:
    with httpx.Client(base_url=served.url) as http:
        (path,) = http.post("/gradio_api/upload", files={"files": ("a.txt", b"segredo")}).json()
        for get in (http.get, httpx.get):
            answer = get(f"{served.url}/gradio_api/file={path}")
            assert (answer.status_code, answer.json()["title"]) == (403, "no-such-file")
            assert "segredo" not in answer.text
        body = {"data": [{"path": path, "meta": META}], "fn_index": 0, "session_hash": "x"}
        named = http.post("/gradio_api/cancel", json={**body, "event_id": "x"})
        assert named.status_code == 200


def test_gradio_itself_can_fetch_nothing(served: Served, elsewhere: Any) -> None:
    site, asked = elsewhere
    with pytest.raises(PermissionError):
        asyncio.run(processing_utils.async_ssrf_protected_get(site))
    with pytest.raises(PermissionError):
        processing_utils.save_url_to_cache(site, str(served.screen.settings.home / "tmp"))
    with pytest.raises(PermissionError):
        asyncio.run(vars(routes)["secure_url_stream_response"](site, None))
    assert asked == []


def test_what_is_old_goes_and_what_is_young_stays_with_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("old", "mixed", "deep/er"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "old.txt").write_text("a")
    later = time.time() + 100
    monkeypatch.setattr(time, "time", lambda: later)
    sweep(tmp_path, 101)
    assert len([*tmp_path.rglob("*.txt")]) == 3, "none is old yet"
    monkeypatch.undo()
    stat, old = Path.lstat, {tmp_path / "mixed" / "young.txt"}
    (tmp_path / "mixed" / "young.txt").write_text("a")

    def aged(path: Path) -> Any:
        found = stat(path)
        return found if path in old else SimpleNamespace(st_ctime=found.st_ctime - 100)

    monkeypatch.setattr(Path, "lstat", aged)
    sweep(tmp_path, 50)
    assert {*tmp_path.rglob("*")} == {tmp_path / "mixed", tmp_path / "mixed" / "young.txt"}


def test_no_upload_outlives_the_app(tmp_path: Path) -> None:
    screen = fake_screen(tmp_path)
    uploads = screen.settings.home / "tmp"
    with serving(screen) as served:
        told = httpx.post(
            f"{served.url}/gradio_api/upload", files={"files": ("artigo.txt", b"Ana chegou.")}
        )
        assert told.status_code == 200
        assert [path.name for path in uploads.rglob("*.txt")] == ["artigo.txt"]
    assert [path for path in uploads.rglob("*") if path.is_file()] == []
