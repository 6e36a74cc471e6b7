"""What a host sees of the requests, and that it holds nothing of what visitors write."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import math
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from fastapi import Request

from tests.store.makers import highlight
from tests.ui.test_public import PAGE, screen_with, visit
from textnn.errors import UserError
from textnn.results.runs import new_run
from textnn.ui.screen import as_gradio_error
from textnn.web.app import create_app
from textnn.web.observe import REQUEST_ID, _access, log_lines

TOKEN = "a-token-of-the-host"


def to(said: io.StringIO, kind: str) -> None:
    log_lines(kind)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(said)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where the log goes."""
    root, level = logging.getLogger(), _access.level
    before = root.handlers
    said = io.StringIO()
    to(said, "json")
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


def test_a_fault_is_answered_and_logged_as_all_else_with_its_number(
    tmp_path: Path, lines: io.StringIO
) -> None:
    app = create_app(screen_with(tmp_path))

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("o texto do leitor")

    health, told = visit(app, *[lambda http, p=p: http.get(p) for p in ("/healthz", "/broken")])
    assert (told.status_code, told.json()["title"]) == (500, "internal")
    for name in ("content-security-policy", "x-content-type-options"):
        assert told.headers[name] == health.headers[name]
    logged = [json.loads(line) for line in lines.getvalue().splitlines()][-2:]
    assert [one["request"] for one in logged] == [told.headers["x-request-id"]] * 2
    assert "in broken" in logged[0]["error"]
    assert logged[1]["status"] == 500
    assert "leitor" not in lines.getvalue()


def test_metrics_are_for_who_has_the_token(tmp_path: Path) -> None:
    app = create_app(screen_with(tmp_path, metrics=TOKEN, users="ana:1"))

    def read(token: str) -> Any:
        return lambda http: http.get("/metrics", headers={"authorization": f"Bearer {token}"})

    _, refused, metrics = visit(app, lambda http: http.get("/healthz"), read("other"), read(TOKEN))
    assert (refused.status_code, refused.json()["title"]) == (401, "bad-token")
    said = metrics.text
    assert 'textnn_requests_total{method="GET",route="/healthz",status="200"} 1.0' in said
    assert 'textnn_request_seconds_count{route="/healthz"} 1.0' in said
    for name in ("jobs", "pipelines_loaded", "children_resident_bytes", "upload_bytes"):
        assert f"\ntextnn_{name} " in said
    assert metric(said, "store_bytes") > 10_000
    assert metric(said, "store_limit_bytes") == 0
    assert "process_resident_memory_bytes" in said
    (closed,) = visit(create_app(screen_with(tmp_path)), read(""))
    assert closed.status_code == 404


def metric(said: str, name: str) -> float:
    (line,) = [line for line in said.splitlines() if line.startswith(f"textnn_{name} ")]
    return float(line.split()[1])


def test_metrics_know_the_store_and_the_memory_of_what_computes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screen_with(tmp_path, metrics=TOKEN)
    history = screen.service.history
    history.quota.most = 10 << 20
    history.add(new_run("ana", highlight("O Comitê chegou. " * 4000)))
    app = create_app(screen)

    def read() -> str:
        headers = {"authorization": f"Bearer {TOKEN}"}
        return str(visit(app, lambda http: http.get("/metrics", headers=headers))[0].text)

    before = read()
    assert metric(before, "store_limit_bytes") == 10 << 20
    assert 100_000 < metric(before, "store_used_bytes") < metric(before, "store_bytes") * 2
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    child.start()
    while metric(read(), "children_resident_bytes") < 4 << 20:  # it is still being born
        assert child.is_alive()
    with_child = metric(read(), "children_resident_bytes")
    child.kill()
    child.join()
    assert metric(read(), "children_resident_bytes") < with_child

    def down() -> int:
        raise UserError("store-unreachable")

    monkeypatch.setattr(history.quota, "on_disk", down)
    assert math.isnan(metric(read(), "store_bytes"))


def test_a_file_that_vanishes_costs_no_metric(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screen_with(tmp_path, metrics=TOKEN)
    uploads = tmp_path / "tmp"
    uploads.mkdir()
    for name in ("gone.txt", "there.txt"):
        (uploads / name).write_text("a" * 1000)
    stat = Path.stat

    def vanishing(path: Path, **how: Any) -> Any:
        if path.name == "gone.txt" or path.name.endswith("-wal"):
            raise FileNotFoundError(path)
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", vanishing)
    headers = {"authorization": f"Bearer {TOKEN}"}
    (told,) = visit(create_app(screen), lambda http: http.get("/metrics", headers=headers))
    assert told.status_code == 200
    assert metric(told.text, "upload_bytes") == 1000
    assert metric(told.text, "store_bytes") > 10_000


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
    assert "test_the_request_id_of_a_fault" in line["error"]
    assert "of the visitor's text" not in lines.getvalue()


class Secret:
    """Raises with what a visitor wrote, in each of the ways that logging knows."""

    def __init__(self, text: str) -> None:
        self.text = text

    def context(self) -> None:
        try:
            raise KeyError(self.text)
        except KeyError:
            raise ValueError(self.text)  # noqa: B904 - the context is what is asked for

    def cause(self) -> None:
        raise UserError("too-long", length=self.text, limit=1) from OSError(28, self.text)

    def group(self) -> None:
        raise ExceptionGroup(self.text, [KeyError(self.text), TypeError(self.text)])

    def itself(self) -> None:
        error = ValueError(self.text)
        error.__cause__ = error
        raise error


@pytest.mark.parametrize("kind", ["errors", "plain", "json"])
@pytest.mark.parametrize(
    ("way", "kinds"),
    [
        ("context", ["builtins.KeyError", "builtins.ValueError"]),
        ("cause", ["builtins.OSError 28", "UserError too-long"]),
        ("group", ["builtins.KeyError", "builtins.TypeError", "builtins.ExceptionGroup"]),
        ("itself", ["builtins.ValueError"]),
    ],
)
def test_the_log_holds_no_words_of_an_exception(
    lines: io.StringIO, kind: str, way: str, kinds: list[str]
) -> None:
    to(lines, kind)
    try:
        getattr(Secret("o texto do leitor"), way)()
    except Exception:
        logging.getLogger("textnn.test").exception("failed")
    said = lines.getvalue()
    assert "leitor" not in said
    places = [said.find(one) for one in kinds]
    assert places[0] > -1
    assert places == sorted(places)
    assert f"in {way}" in said


@pytest.mark.parametrize("kind", ["errors", "json"])
def test_asyncio_repeats_no_words(lines: io.StringIO, kind: str) -> None:
    to(lines, kind)

    async def loses() -> None:
        async def fails() -> None:
            raise ValueError("o texto do leitor")

        task = asyncio.ensure_future(fails())
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(loses())
    assert "never retrieved" in lines.getvalue()
    assert "leitor" not in lines.getvalue()


def test_strange_methods_have_one_name(tmp_path: Path, lines: io.StringIO) -> None:
    visit(create_app(screen_with(tmp_path)), lambda http: http.request("SEGREDO", "/healthz"))
    assert json.loads(lines.getvalue())["method"] == "…"
