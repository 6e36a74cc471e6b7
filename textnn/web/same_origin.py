"""Same-origin policy: pages of other sites may link here and nothing more.

A browser says where a request comes from: in ``Sec-Fetch-Site`` over https and on this machine, in
``Origin`` elsewhere. Programs say neither. Another port of this machine is another site.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from textnn.errors import UserError
from textnn.locale import language_of
from textnn.web.refusal import refusal

_DATA = ("/gradio_api/", "/config", "/history", "/share/", "/logout")
"""Beginnings of the addresses to which not even a link of another site leads."""

_FORBIDDEN = 403


class SameOrigin:
    """Refuses what a page of another site asks for, except to be led to a page of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and foreign(scope) and not _linked(scope):
            language = language_of(Headers(scope=scope).get("accept-language"))
            await refusal(_FORBIDDEN, _other_site(), language)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def foreign(scope: Scope) -> bool:
    """Whether a page of another site makes this request."""
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _linked(scope: Scope) -> bool:
    navigates = Headers(scope=scope).get("sec-fetch-mode") == "navigate"
    return navigates and scope["method"] in ("GET", "HEAD") and not scope["path"].startswith(_DATA)


class Proxies(ProxyHeadersMiddleware):
    """Believes a trusted proxy about the visitor's address, the scheme and our own name.

    What anybody else says of them is dropped, so that Gradio does not believe it either.

    Args:
        app: what is behind.
        trusted: addresses and networks of proxies, by commas.
    """

    def __init__(self, app: Any, trusted: str) -> None:
        super().__init__(app, trusted)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        if scope["type"] in ("http", "websocket"):
            trusted = (scope.get("client") or ("unknown", 0))[0] in self.trusted_hosts
            scope = {**scope, "headers": [*scope["headers"]]}
            headers = MutableHeaders(scope=scope)
            name = headers.get("x-forwarded-host")
            if trusted and name:
                headers["host"] = name.rpartition(",")[2].strip()
            dropped = ("host",) if trusted else ("host", "proto", "for", "port")
            for one in dropped:
                del headers[f"x-forwarded-{one}"]
        await super().__call__(scope, receive, send)


def _other_site() -> UserError:
    return UserError("other-site")
