"""Errors in the visitor's language: as JSON for programs, as a page for readers."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.errors import UserError
from textnn.html.page import page_policy
from textnn.locale import language_of
from textnn.pages.shared_result import gone_page

_BAD_REQUEST, _NOT_FOUND, _BAD_METHOD, _TOO_LARGE, _UNFIT = 400, 404, 405, 413, 422
_FAULT, _UNAVAILABLE = 500, 503

_log = logging.getLogger(__name__)


def refusal(status: int, error: UserError, language: str) -> JSONResponse:
    """An answer that says what is wrong, as errors of a call come."""
    return JSONResponse({"error": error.say(language), "title": error.code}, status_code=status)


def gone(
    scope: Scope, error: UserError, headers: Mapping[str, str], status: int = _NOT_FOUND
) -> Response:
    """What is answered where there is nothing: a page to whoever reads it, else a refusal.

    Args:
        scope: of the request.
        error: why there is nothing.
        headers: of either.
        status: of the answer.
    """
    steps = scope["path"].removeprefix(scope.get("root_path", "")).count("/") - 1
    language = language_of(Headers(scope=scope).get("accept-language"))
    answer: Response = (
        HTMLResponse(gone_page(error, language, "../" * steps or "./"), status)
        if _reads(scope)
        else refusal(status, error, language)
    )
    answer.headers.update({**headers, "vary": "accept, accept-language"})
    return answer


class OwnWords:
    """Says in the visitor's language what Starlette, FastAPI and Gradio refuse in English.

    That is plain text, ``{"detail": …}`` or nothing at all; pages, and answers that say more, stay.
    A fault of ours is logged and said here too: outside all layers, where Starlette would say it,
    an answer has neither its number nor a content policy.

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
        refused: Message | None = None
        body, begun = b"", False

        async def answered(message: Message) -> None:
            nonlocal refused, body, begun
            if message["type"] == "http.response.start" and _wordless(message):
                refused = message
                return
            if refused is None:
                begun = True
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body", False):
                return
            begun = True
            if _says_more(refused, body):
                await send(refused)
                await send({"type": "http.response.body", "body": body})
            else:
                await self._answer(refused, language)(scope, receive, send)

        try:
            await self._app(scope, receive, answered)
        except ClientDisconnect:
            raise
        except Exception:
            _log.exception("unexpected error")
            if begun:
                raise
            await refusal(_FAULT, UserError("internal"), language)(scope, receive, send)

    def _answer(self, refused: Message, language: str) -> JSONResponse:
        """The refusal in our words, with the headers that it came with."""
        answer = refusal(refused["status"], self._error(refused["status"]), language)
        about_the_body = (b"content-length", b"content-type")
        answer.raw_headers += [one for one in refused["headers"] if one[0] not in about_the_body]
        return answer

    def _error(self, status: int) -> UserError:
        known = {
            _NOT_FOUND: UserError("no-such-address", "programs"),
            _BAD_METHOD: UserError("bad-method"),
            _TOO_LARGE: UserError("too-large", "upload", limit=self._limit),
            _UNFIT: UserError("bad-event"),
            _UNAVAILABLE: UserError("busy"),
        }
        other = UserError("internal") if status >= _FAULT else UserError("bad-request")
        return known.get(status, other)


def _wordless(start: Message) -> bool:
    """Whether it is an error that may be in a library's words."""
    kind = Headers(raw=start["headers"]).get("content-type", "").partition(";")[0]
    return start["status"] >= _BAD_REQUEST and kind in ("", "text/plain", "application/json")


def _says_more(start: Message, body: bytes) -> bool:
    """Whether it is JSON with more than a library's ``detail``."""
    if not Headers(raw=start["headers"]).get("content-type", "").startswith("application/json"):
        return False
    told = json.loads(body or "null")
    return not isinstance(told, dict) or {*told} != {"detail"}


class NotFoundPages:
    """Puts a page in the place of an unknown address's ``{"detail": "Not Found"}``.

    Programs, which do not ask for HTML, are told it by ``OwnWords``.
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
                error = UserError("no-such-address")
                headers = {"content-security-policy": page_policy()}
                await gone(scope, error, headers)(scope, receive, send)
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
