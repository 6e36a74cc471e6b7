"""The app below an address of its own, such as https://example.org/textnn/, behind a proxy."""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class SubPath:
    """Takes the sub-path off addresses, so that everything inside knows its own only.

    What has no sub-path is served as well: a proxy may have taken it off, and ``/healthz`` is asked
    for without a proxy.

    Args:
        app: what is inside.
        prefix: such as ``/textnn``; empty: there is none.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket") or not self._prefix:
            await self._app(scope, receive, send)
        elif scope["path"] == self._prefix:  # without the slash, the page's relative links fail
            query = scope["query_string"].decode("latin-1")
            there = f"{self._prefix}/{'?' if query else ''}{query}"
            await RedirectResponse(there, 308)(scope, receive, send)
        else:
            path = scope["path"]
            if path.startswith(f"{self._prefix}/"):
                path = path.removeprefix(self._prefix)
            inside = {**scope, "path": path, "raw_path": path.encode(), "root_path": self._prefix}
            await self._app(inside, receive, send)
