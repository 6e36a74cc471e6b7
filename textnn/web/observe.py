"""What a host sees: a line for each request, its id in what a visitor reads, and metrics.

No line and no metric holds a text, a query, a cookie or the address of a visitor.
"""

from __future__ import annotations

import hmac
import json
import logging
import mmap
import multiprocessing
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.errors import UserError, trace
from textnn.locale import language_of
from textnn.web.gradio_addresses import OPEN, ROOT
from textnn.web.refusal import refusal

REQUEST_ID = "textnn.request_id"
"""Where a request's scope holds its id."""

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_access = logging.getLogger("textnn.access")
_OWN = ("", "healthz", "metrics", "models", "history", "r", "login", "logout", "assets", "static")
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "DELETE")
_SECONDS = (0.01, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


def request_id_of(scope: Scope) -> str:
    """The id of the request, as its answer's ``x-request-id`` and the log say it."""
    return str(scope.get(REQUEST_ID, ""))


class Observed:
    """Gives each request an id; counts, times and logs it.

    Args:
        app: what is observed.
        registry: where its metrics are kept.
    """

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._requests = Counter(
            "textnn_requests", "Requests.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "textnn_request_seconds", "Time to the end of the answer.", ("route",),
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[REQUEST_ID] = secrets.token_hex(4)
        held = _request_id.set(scope[REQUEST_ID])
        began, status = time.perf_counter(), 499  # nobody waited for the answer

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = scope[REQUEST_ID]
            await send(message)

        try:
            await self._app(scope, receive, with_id)
        except ClientDisconnect:
            pass  # who left while sending, or sent too slowly, hears nothing more
        except Exception:
            status = 500
            raise
        finally:
            self._note(scope, status, time.perf_counter() - began)
            _request_id.reset(held)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope["path"])
        method = scope["method"] if scope["method"] in _METHODS else "…"
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(route).observe(seconds)
        said = {"method": method, "route": route, "status": status}
        _access.info(
            "%s %s %d in %.3f s", *said.values(), seconds,
            extra={"fields": {**said, "seconds": round(seconds, 4)}},
        )  # fmt: skip


def _route(path: str) -> str:
    """One of a few dozen names for any address, so that nobody can fill the memory with them."""
    if path.startswith(ROOT):
        kind = path.removeprefix(ROOT).split("/")[0]
        return ROOT + kind if OPEN.fullmatch(path) else f"{ROOT}…"
    first = path.strip("/").split("/")[0].split(".")[0]
    return f"/{first}" if first in _OWN else "/…"


class _Wordless(logging.Formatter):
    """Writes of an exception where it came from, never its words: they may be a visitor's."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The first line: on the others asyncio repeats an exception's words."""
        record.message = record.message.partition("\n")[0]
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Type, code or number, and frames."""
        return "\n".join(trace(ei[1]))


class JSONLines(_Wordless):
    """One JSON object a line: time, level, logger, message, id of the request, error."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        record.message = record.getMessage()
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.formatMessage(record),
            "request": getattr(record, "request_id", "") or _request_id.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps({key: value for key, value in line.items() if value != ""})


def log_lines(kind: str) -> None:
    """Log to standard error from now on.

    Args:
        kind: ``"errors"`` alone, or requests too, as ``"plain"`` lines or as ``"json"``.
    """
    handler = logging.StreamHandler()
    plain = _Wordless("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JSONLines() if kind == "json" else plain)
    logging.getLogger().handlers = [handler]
    _access.setLevel(logging.NOTSET if kind == "errors" else logging.INFO)


Gauges = Callable[[], dict[str, tuple[str, float]]]
"""Name of each gauge -> what it is and its value now."""


class _Now:
    """Gauges that are read when somebody asks."""

    def __init__(self, read: Gauges) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        for name, (what, value) in self._read().items():
            yield GaugeMetricFamily(f"textnn_{name}", what, value)


def metrics(registry: CollectorRegistry, token: str, read: Gauges) -> APIRouter:
    """``/metrics`` in the text format of Prometheus, for whoever sends the token.

    Args:
        registry: of the requests.
        token: asked for as ``Authorization: Bearer TOKEN``.
        read: what else there is to tell.
    """
    own = APIRouter()
    ProcessCollector(registry=registry)
    registry.register(_Now(read))

    @own.get("/metrics")
    def page(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {token}".encode()):
            language = language_of(request.headers.get("accept-language"))
            answer = refusal(401, UserError("bad-token"), language)
            answer.headers["www-authenticate"] = "Bearer"
            return answer
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return own


def memory_of_children() -> int:
    """Resident bytes of the processes that this one started and that run, where the system says."""
    total = 0
    for child in multiprocessing.active_children():
        with suppress(OSError):  # it has just ended, or there is no /proc
            _, resident, *_ = Path(f"/proc/{child.pid}/statm").read_text(encoding="ascii").split()
            total += int(resident) * mmap.PAGESIZE
    return total


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder, as far as they are still there."""
    files = (Path(place) / name for place, _, names in os.walk(folder) for name in names)
    total = 0
    for file in files:
        with suppress(OSError):  # cleaned away in between
            total += file.stat().st_size
    return total
