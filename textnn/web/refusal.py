"""Errors in the visitor's language: as JSON for programs, as a page for readers."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.errors import UserError
from textnn.html.page import page_policy
from textnn.locale import language_of
from textnn.pages.shared_result import gone_page

_TOO_LARGE, _NOT_FOUND, _FAULT = 413, 404, 500


def refusal(status: int, error: UserError, language: str) -> JSONResponse:
    """An answer that says what is wrong, as errors of a call come."""
    return JSONResponse({"error": error.say(language), "title": error.code}, status_code=status)


class OwnWords:
    """Says in the visitor's language what Starlette and Gradio refuse in plain English text.

    Args:
        app: what is behind.
        limit: the largest upload, as a person reads it.
    """

    def __init__(self, app: ASGIApp, limit: str) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        language = language_of(Headers(scope=scope).get("accept-language"))
        said = False

        async def answered(message: Message) -> None:
            nonlocal said
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                said = message["status"] >= 400 and kind.startswith("text/plain")
                if said:
                    answer = refusal(message["status"], self._error(message["status"]), language)
                    await answer(scope, receive, send)
            if not said:
                await send(message)

        await self._app(scope, receive, answered)

    def _error(self, status: int) -> UserError:
        if status == _TOO_LARGE:
            return UserError("too-large", "upload", limit=self._limit)
        if status == _NOT_FOUND:
            return UserError("no-such-address", "programs")
        return UserError("internal") if status >= _FAULT else UserError("bad-request")


class NotFoundPages:
    """Puts a page in the place of an unknown address's ``{"detail": "Not Found"}``.

    Programs, which do not ask for HTML, get what they got.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not _reads(scope):
            await self._app(scope, receive, send)
            return
        lost = False

        async def answered(message: Message) -> None:
            nonlocal lost
            if message["type"] == "http.response.start" and _lost(message):
                lost = True
                await _page(scope)(scope, receive, send)
            elif not lost:
                await send(message)

        await self._app(scope, receive, answered)


def _reads(scope: Scope) -> bool:
    """Whether somebody reads what comes back."""
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _lost(start: Message) -> bool:
    """Whether it is an error without a page."""
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] == _NOT_FOUND and not kind.startswith("text/html")


def _page(scope: Scope) -> HTMLResponse:
    steps = scope["path"].removeprefix(scope.get("root_path", "")).count("/") - 1
    language = language_of(Headers(scope=scope).get("accept-language"))
    headers = {"content-security-policy": page_policy(), "vary": "accept, accept-language"}
    return HTMLResponse(
        gone_page(UserError("no-such-address"), language, "../" * steps or "./"),
        _NOT_FOUND,
        headers,
    )
