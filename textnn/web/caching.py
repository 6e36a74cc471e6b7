"""How long a browser may keep what it got."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FOR_EVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"
_ASK_AGAIN = "private, no-cache"
_NEVER = "private, no-store"

_KEPT = (
    (re.compile(r"/assets/[^/]+-[\w-]{8,}\.\w+"), _FOR_EVER),  # their names hold their hashes
    (re.compile(r"/static/.*|/favicon\.ico|/manifest\.json|(/gradio_api)?/theme\.css"), _A_DAY),
    (re.compile(r"/|/config|/models/.*|/laboratory(/.*)?"), _ASK_AGAIN),
)
"""What may be kept; everything else may hold what somebody wrote."""


class CacheControl:
    """Says ``cache-control`` where nobody said it; an error is never kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = kept(scope["path"]) if message["status"] in (200, 206, 304) else _NEVER
                headers = MutableHeaders(scope=message)
                headers.setdefault("cache-control", said)
                if headers["cache-control"].startswith("public"):
                    del headers["set-cookie"]  # a proxy would hand one visitor's to all others
            await send(message)

        await self._app(scope, receive, answered if scope["type"] == "http" else send)


def kept(path: str) -> str:
    """The ``cache-control`` of an address.

    >>> kept("/assets/index-DphvyggB.js"), kept("/history.jsonl")
    ('public, max-age=31536000, immutable', 'private, no-store')
    """
    return next((said for pattern, said in _KEPT if pattern.fullmatch(path)), _NEVER)
