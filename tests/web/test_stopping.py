"""Told to end while work runs: who waits reads a sentence, and the process ends in its time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

SERVE = """
import sys
from pathlib import Path
from tests.ui.fakes import fake_screen
from textnn.ui.page import make_app, serve
from textnn.web.early import listen
with listen("127.0.0.1", 0) as listening:
    serve(make_app(fake_screen(Path(sys.argv[1]), slow=30)), listening, grace=3)
"""


@pytest.mark.slow
def test_work_that_outlasts_the_grace_time(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as app:
        assert app.stdout
        assert app.stderr
        url = app.stdout.readline().removeprefix("textnn: ").strip()
        spoken = {"accept-language": "pt-BR"}
        with httpx.Client(base_url=url, headers=spoken, timeout=60) as client:
            asked = {"data": ["Vá devagar, Ana Souza."]}
            call = client.post("/gradio_api/call/highlight", json=asked)
            event = call.json()["event_id"]
            with client.stream("GET", f"/gradio_api/call/highlight/{event}") as stream:
                app.send_signal(signal.SIGTERM)
                told = time.monotonic()
                said = "".join(stream.iter_text())
        app.wait(30)
        assert time.monotonic() - told < 6  # the grace time, and what a busy machine adds
        errors = app.stderr.read()
    (line,) = [line for line in said.splitlines() if "stopping" in line]
    assert json.loads(line.removeprefix("data: "))["title"] == "stopping"
    assert "encerrado" in line
    assert "uvicorn" not in said
    assert errors.count("Traceback") == 0, errors
