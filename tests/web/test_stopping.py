"""Told to end while work runs: who waits reads a sentence, and the process ends in its time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from textnn.errors import UserError

SLOWLY = "Vá devagar, Ana Souza."

SERVE = """
import sys
from pathlib import Path
from tests.ui.fakes import fake_screen
from textnn.ui.page import make_app, serve
from textnn.web.early import listen
with listen("127.0.0.1", 0) as listening:
    serve(make_app(fake_screen(Path(sys.argv[1]), slow=30)), listening, grace=3)
"""


@contextmanager
def told_to_end(home: Path, ask: Callable[[httpx.Client], str]) -> Iterator[str]:
    """What a stream says from the moment on at which the app is told to end, while work runs.

    Args:
        home: of the app.
        ask: begins some work; gives the address of the stream.
    """
    command = [sys.executable, "-c", SERVE, str(home)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as app:
        assert app.stdout
        assert app.stderr
        url = app.stdout.readline().removeprefix("textnn: ").strip()
        spoken = {"accept-language": "pt-BR"}
        with (
            httpx.Client(base_url=url, headers=spoken, timeout=60) as client,
            client.stream("GET", ask(client)) as stream,
        ):
            app.send_signal(signal.SIGTERM)
            told = time.monotonic()
            said = "".join(stream.iter_text())
        app.wait(30)
        assert time.monotonic() - told < 6  # the grace time, and what a busy machine adds
        errors = app.stderr.read()
    yield said
    assert "encerrado" in said
    assert "uvicorn" not in said
    assert errors.count("Traceback") == 0, errors


@pytest.mark.slow
def test_work_that_outlasts_the_grace_time(tmp_path: Path) -> None:
    def call(client: httpx.Client) -> str:
        asked = client.post("/gradio_api/call/highlight", json={"data": [SLOWLY]})
        return f"/gradio_api/call/highlight/{asked.json()['event_id']}"

    with told_to_end(tmp_path, call) as said:
        (line,) = [line for line in said.splitlines() if "stopping" in line]
        assert json.loads(line.removeprefix("data: "))["title"] == "stopping"


@pytest.mark.slow
def test_the_page_is_told_too(tmp_path: Path) -> None:
    def press(client: httpx.Client) -> str:
        events = client.get("/config").json()["dependencies"]
        (number,) = [one["id"] for one in events if one["api_name"] == "highlight"]
        told = client.get("/gradio_api/info").json()["named_endpoints"]["/highlight"]
        others = [one["parameter_default"] for one in told["parameters"][1:]]
        event = {"fn_index": number, "data": [SLOWLY, *others], "session_hash": "page"}
        assert client.post("/gradio_api/queue/join", json=event).status_code == 200
        return "/gradio_api/queue/data?session_hash=page"

    with told_to_end(tmp_path, press) as said:
        lines = [line for line in said.splitlines() if line.startswith("data: ")]
        last = json.loads(lines[-1].removeprefix("data: "))
        assert (last["msg"], last["success"]) == ("unexpected_error", False)
        assert last["message"] == UserError("stopping").pt
