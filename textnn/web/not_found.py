"""A 404 page in the reader's language instead of JSON in English."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.errors import UserError
from textnn.html.page import page_policy
from textnn.locale import language_of
from textnn.pages.shared_result import gone_page

_NOT_FOUND = 404


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
    lang = language_of(Headers(scope=scope).get("accept-language"))
    headers = {"content-security-policy": page_policy(), "vary": "accept, accept-language"}
    return HTMLResponse(
        gone_page(_nothing_here(), lang, "../" * steps or "./"), _NOT_FOUND, headers
    )


def _nothing_here() -> UserError:
    return UserError("no-such-address")
