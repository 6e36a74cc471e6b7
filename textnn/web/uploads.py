"""Files that a page or a program names: only uploads of this app, never an address.

Gradio takes an address wherever it takes a file: it fetches it for ``/gradio_api/file=…`` and hands
it on under our own name and policy, and it fetches what stands in a call. Here a file is what was
uploaded, and addresses are for ``textnn.articles`` with its limits. What was uploaded is read and
given to nobody: Gradio would give it to whoever says its path. Of Gradio's own addresses only those
are open that the app uses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from textnn.errors import UserError
from textnn.locale import language_of
from textnn.web.gradio_addresses import FILE, OPEN, ROOT
from textnn.web.refusal import refusal
from textnn.web.session_names import reads_json, replayed

_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND = 400, 403, 404


class LocalFiles:
    """Refuses files from elsewhere, and the addresses of Gradio that nothing here uses.

    Args:
        app: Gradio's, with what stands before it.
        folder: where Gradio keeps uploads and results.
    """

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        lang = language_of(request.headers.get("accept-language"))
        if FILE.fullmatch(scope["path"]):
            await refusal(_FORBIDDEN, _not_given_out(), lang)(scope, receive, send)
        elif scope["path"].startswith(ROOT) and not OPEN.fullmatch(scope["path"]):
            await refusal(_NOT_FOUND, _no_such_address(), lang)(scope, receive, send)
        elif reads_json(scope):
            body = await request.body()
            if self._foreign(body):
                await refusal(_BAD_REQUEST, _not_here(), lang)(scope, receive, send)
            else:
                await self._app(scope, replayed(body, receive), send)
        else:
            await self._app(scope, receive, send)

    def _foreign(self, body: bytes) -> bool:
        try:
            return not all(map(self._holds, _paths(json.loads(body))))
        except ValueError:
            return False  # no JSON: whoever reads it says so
        except RecursionError:
            return True

    def _holds(self, path: str) -> bool:
        try:
            return Path(path).is_absolute() and self._folder in Path(path).resolve().parents
        except (OSError, ValueError):
            return False


def _paths(value: Any) -> Iterator[str]:
    """Every file that is named anywhere in a call: Gradio's ``FileData``, with or without word."""
    if isinstance(value, dict):
        if isinstance(value.get("path"), str):
            yield value["path"]
        value = [*value.values()]
    if isinstance(value, list):
        for inner in value:
            yield from _paths(inner)


def _not_given_out() -> UserError:
    return UserError("no-such-file", "given_back")


def _not_here() -> UserError:
    return UserError("no-such-file")


def _no_such_address() -> UserError:
    return UserError("no-such-address", "programs")
