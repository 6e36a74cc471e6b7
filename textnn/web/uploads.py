"""Files that a page or a program names: only uploads of this app, never an address.

Gradio takes an address wherever it takes a file: it fetches it for ``/gradio_api/file=…`` and hands
it on under our own name and policy, and it fetches what stands in a call. Here a file is what was
uploaded, and addresses are for ``textnn.articles`` with its limits. What was uploaded is read and
given to nobody: Gradio would give it to whoever says its path, which here begins with ``UPLOADS``
and not with the folder on this machine. Of Gradio's own addresses only those are open that the app
uses.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.errors import UserError
from textnn.locale import language_of
from textnn.web.gradio_addresses import FILE, OPEN, ROOT
from textnn.web.identity.session_names import reads_json, replayed
from textnn.web.observe import size_of
from textnn.web.rate_limit import address_of, too_many_requests
from textnn.web.refusal import refusal

_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND, _UNAVAILABLE = 400, 403, 404, 503
_UPLOAD = "/gradio_api/upload"

UPLOADS = "/uploads"
"""How the folder of the uploads is called outside."""


def sweep(folder: Path, seconds: float) -> None:
    """Deletes what has lain in ``folder`` for longer, also what a killed process left there.

    Gradio would delete only what it remembers.
    """
    before = time.time() - seconds
    for place, folders, names in os.walk(folder, topdown=False):
        for path in (Path(place) / name for name in (*names, *folders)):
            with suppress(OSError):  # gone already, or a folder in which something is left
                if path.lstat().st_ctime < before:
                    (path.rmdir if path.name in folders else path.unlink)()


class LocalFiles:
    """Refuses files from elsewhere, and the addresses of Gradio that nothing here uses.

    Args:
        app: Gradio's, with what stands before it.
        folder: where Gradio keeps uploads and results.
        space: bytes that may lie there.
        public: whether one address may send a quarter of them in an hour and no more.
    """

    def __init__(self, app: ASGIApp, folder: Path, space: int, *, public: bool) -> None:
        self._app = app
        self._folder = folder.resolve()
        self._space = space
        self._hour = RateLimitItemPerHour(max(1, space >> (22 if public else 0)))
        self._sent = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        language = language_of(request.headers.get("accept-language"))
        if FILE.fullmatch(scope["path"]):
            await refusal(_FORBIDDEN, _not_given_out(), language)(scope, receive, send)
        elif scope["path"].startswith(ROOT) and not OPEN.fullmatch(scope["path"]):
            await refusal(_NOT_FOUND, _no_such_address(), language)(scope, receive, send)
        elif reads_json(scope):
            try:
                body = self._with_folder(await request.body())
            except (PermissionError, RecursionError):
                await refusal(_BAD_REQUEST, _not_here(), language)(scope, receive, send)
            else:
                scope = {**scope, "headers": [*scope["headers"]]}
                MutableHeaders(scope=scope)["content-length"] = str(len(body))
                await self._app(scope, replayed(body, receive), send)
        elif scope["path"].rstrip("/") == _UPLOAD and scope["method"] == "POST":
            size = int(request.headers.get("content-length") or self._space)
            if not self._sent.hit(self._hour, address_of(scope), cost=1 + (size >> 20)):
                again = self._sent.get_window_stats(self._hour, address_of(scope)).reset_time
                await too_many_requests(scope, "too_much_sent", again)(scope, receive, send)
            elif size + await run_in_threadpool(size_of, self._folder) > self._space:
                await refusal(_UNAVAILABLE, UserError("busy-files"), language)(scope, receive, send)
            else:
                await self._app(scope, receive, partial(self._without_folder, send))
        else:
            await self._app(scope, receive, send)

    async def _without_folder(self, send: Send, message: Message) -> None:
        """Hand on the answer to an upload, which names the files."""
        if body := message.get("body", b""):
            inside, outside = (
                json.dumps(f"{one}/", ensure_ascii=False)[:-1] for one in (self._folder, UPLOADS)
            )
            message = {**message, "body": body.replace(inside.encode(), outside.encode())}
        elif message["type"] == "http.response.start":
            del MutableHeaders(raw=message["headers"])["content-length"]
        await send(message)

    def _with_folder(self, body: bytes) -> bytes:
        """A call whose files are named as they are called here.

        Raises:
            PermissionError: one of them is no upload.
        """
        try:
            call = json.loads(body)
        except ValueError:
            return body  # no JSON: whoever reads it says so
        files = [*_files(call)]
        for file in files:
            if file["path"].startswith(f"{UPLOADS}/"):
                file["path"] = f"{self._folder}{file['path'].removeprefix(UPLOADS)}"
            if not self._holds(file["path"]):
                raise PermissionError(file["path"])
        return json.dumps(call).encode() if files else body

    def _holds(self, path: str) -> bool:
        try:
            return Path(path).is_absolute() and self._folder in Path(path).resolve().parents
        except (OSError, ValueError):
            return False


def _files(value: Any) -> Iterator[dict[str, Any]]:
    """Every file that is named anywhere in a call: Gradio's ``FileData``, with or without word."""
    if isinstance(value, dict):
        if isinstance(value.get("path"), str):
            yield value
        value = [*value.values()]
    if isinstance(value, list):
        for inner in value:
            yield from _files(inner)


def _not_given_out() -> UserError:
    return UserError("no-such-file", "given_back")


def _not_here() -> UserError:
    return UserError("no-such-file")


def _no_such_address() -> UserError:
    return UserError("no-such-address", "programs")
