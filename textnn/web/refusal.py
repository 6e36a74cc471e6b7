"""An error of ours as an HTTP answer, in the place of what the libraries below would say."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.errors import UserError
from textnn.locale import language_of

_TOO_LARGE, _NOT_FOUND, _FAULT = 413, 404, 500


def refusal(status: int, error: UserError, lang: str) -> JSONResponse:
    """An answer that says what is wrong, as errors of a call come."""
    return JSONResponse({"error": error.say(lang), "title": error.code}, status_code=status)


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
        lang = language_of(Headers(scope=scope).get("accept-language"))
        said = False

        async def answered(message: Message) -> None:
            nonlocal said
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                said = message["status"] >= 400 and kind.startswith("text/plain")
                if said:
                    answer = refusal(message["status"], self._error(message["status"]), lang)
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
