"""What a host sees of the requests, and that it holds nothing of what visitors write."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from fastapi import Request

from tests.ui.test_public import PAGE, screen_with, visit
from textnn.ui.screen import as_gradio_error
from textnn.web.app import create_app
from textnn.web.observe import REQUEST_ID, JSONLines, _access, log_lines

TOKEN = "a-token-of-the-host"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where the log goes."""
    root, level = logging.getLogger(), _access.level
    before = root.handlers
    log_lines(as_json=True)
    said = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    assert isinstance(handler.formatter, JSONLines)
    handler.setStream(said)
    yield said
    root.handlers = before
    _access.setLevel(level)


def test_each_request_has_a_number_and_a_line_without_what_was_asked(
    tmp_path: Path, lines: io.StringIO
) -> None:
    app = create_app(screen_with(tmp_path))
    paths = ("/healthz?q=segredo", "/models/segredo", "/gradio_api/call/segredo", "/segredo")
    answers = visit(app, *[lambda http, path=path: http.get(path, headers=PAGE) for path in paths])
    logged = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [one["request"] for one in logged] == [one.headers["x-request-id"] for one in answers]
    assert [(one["route"], one["status"]) for one in logged] == [
        ("/healthz", 200), ("/models", 404), ("/gradio_api/call", 404), ("/…", 404),
    ]  # fmt: skip
    assert "segredo" not in lines.getvalue()
    assert "10.0.0.1" not in lines.getvalue()


def test_metrics_are_for_who_has_the_token(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path, metrics=TOKEN, users="ana:1"))

    def read(token: str) -> Any:
        return lambda http: http.get("/metrics", headers={"authorization": f"Bearer {token}"})

    _, refused, metrics = visit(app, lambda http: http.get("/healthz"), read("other"), read(TOKEN))
    assert (refused.status_code, refused.json()["title"]) == (401, "bad-token")
    said = metrics.text
    assert 'textnn_requests_total{method="GET",route="/healthz",status="200"} 1.0' in said
    assert 'textnn_request_seconds_count{route="/healthz"} 1.0' in said
    for name in ("jobs", "pipelines_loaded", "store_bytes", "upload_bytes"):
        assert f"\ntextnn_{name} " in said
    assert "process_resident_memory_bytes" in said
    (closed,) = visit(create_app(screen_with(tmp_path)), read(""))
    assert closed.status_code == 404


def test_long_answers_are_packed(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path))

    @app.get("/long")
    def long() -> dict[str, str]:
        return {"text": "a" * 10_000}

    packed, plain = visit(
        app,
        lambda http: http.get("/long", headers={"accept-encoding": "gzip"}),
        lambda http: http.get("/long", headers={"accept-encoding": "identity"}),
    )
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert "content-encoding" not in plain.headers


def test_the_request_id_of_a_fault_is_in_the_sentence_and_in_the_log(
    lines: io.StringIO,
) -> None:
    headers = [(b"accept-language", b"pt-BR")]
    asked = gr.Request(Request({"type": "http", "headers": headers, REQUEST_ID: "c0ffee00"}))
    with pytest.raises(gr.Error) as told, as_gradio_error(asked):
        raise ZeroDivisionError("of the visitor's text")
    assert "c0ffee00" in told.value.message
    (line,) = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert (line["level"], line["request"]) == ("error", "c0ffee00")
    assert "ZeroDivisionError" in line["error"]
