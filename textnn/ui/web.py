"""The web application around the page: own addresses, the owner's cookie, security headers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from http.cookies import SimpleCookie

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from starlette.concurrency import iterate_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.owner import new_owner, sign, verify
from textnn.ui.format.card import card_page, missing_page
from textnn.ui.i18n import language_of
from textnn.ui.screen import COOKIE, Screen
from textnn.ui.sharing import router

_YEAR = 365 * 24 * 3600
_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio's page and templates need both
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)


def create_app(screen: Screen, embedders: Sequence[str] = ()) -> FastAPI:
    """The application that Gradio is mounted into, with everything that is not Gradio's.

    Args:
        screen: service, settings and secret.
        embedders: sites that may show the page in a frame, beside itself.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(OwnerCookie, secret=screen.secret)
    app.add_middleware(SecurityHeaders, embedders=embedders)

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/models/{name}")
    def model(name: str, request: Request) -> HTMLResponse:
        lang = language_of(request.headers.get("accept-language"))
        folder = screen.settings.models / name
        if not name.replace("-", "").isalnum() or not (folder / "config.json").is_file():
            return HTMLResponse(missing_page(lang), status_code=404)
        return HTMLResponse(card_page(folder, lang))

    @app.get("/history.jsonl")
    def export(request: Request) -> StreamingResponse:
        owner = verify(request.cookies.get(COOKIE, ""), screen.secret) or ""
        return StreamingResponse(
            _encoded(screen.service.export(owner)),
            media_type="application/jsonl",
            headers={"content-disposition": 'attachment; filename="textnn.jsonl"'},
        )

    app.include_router(router(screen))
    return app


async def _encoded(lines: Iterator[str]) -> AsyncIterator[bytes]:
    async for line in iterate_in_threadpool(lines):
        yield line.encode()


class OwnerCookie:
    """Gives every browser a signed anonymous owner, already at its first request.

    The fresh cookie is put into the request too, so that handlers find it there on a first visit.
    A cookie that was tampered with is replaced.
    """

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self._app = app
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
        given = cookies[COOKIE].value if COOKIE in cookies else ""
        if verify(given, self._secret):
            await self._app(scope, receive, send)
            return
        token = sign(new_owner(), self._secret)
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        header = f"{COOKIE}={token}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", header)
            await send(message)

        await self._app(_with_cookie(scope, token), receive, send_with_cookie)


def _with_cookie(scope: Scope, token: str) -> Scope:
    """The request as if the browser had sent ``token``."""
    others = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
    kept = [
        part.strip()
        for name, value in scope["headers"]
        if name == b"cookie"
        for part in value.decode("latin-1").split(";")
        if part.strip() and not part.strip().startswith(f"{COOKIE}=")
    ]
    cookie = "; ".join([*kept, f"{COOKIE}={token}"]).encode("latin-1")
    return {**scope, "headers": [*others, (b"cookie", cookie)]}


class SecurityHeaders:
    """Says to the browser: nothing from elsewhere, no frames, no guessing of types."""

    def __init__(self, app: ASGIApp, embedders: Sequence[str] = ()) -> None:
        self._app = app
        ancestors = " ".join(("frame-ancestors 'self'", *embedders))
        self._headers = {
            "content-security-policy": "; ".join((*_POLICY, ancestors)),
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "permissions-policy": "camera=(self), microphone=(), geolocation=()",
            "cross-origin-opener-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)  # a page of ours may be stricter
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
