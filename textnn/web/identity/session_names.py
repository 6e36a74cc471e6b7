"""Namespaces Gradio's session names per visitor (HMAC).

Gradio keeps what stands on a page (the last result, a lesson half prepared) under a name that the
browser chooses, and hands it to everybody who says that name. Here each visitor's names mean
sessions of their own: whoever says another's finds an empty one.
"""

from __future__ import annotations

import hmac
import json
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.web.gradio_addresses import HEARTBEAT, NO_JSON, ROOT, SESSION
from textnn.web.identity.owner import COOKIE, verify


class SessionNames:
    """Makes the session's name in a request one that only this visitor can say.

    Programs that send no cookie share one set of names; theirs are random enough to be alone, and a
    browser, which has a cookie from its first page on, is never among them.

    Args:
        app: Gradio's.
        secret: verifies cookies and makes the names unforgeable.
    """

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self._app = app
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].startswith(ROOT):
            scope, receive = await self._own(scope, receive)
        await self._app(scope, receive, send)

    async def _own(self, scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
        request = Request(scope, receive)
        visitor = verify(request.cookies.get(COOKIE, ""), self._secret) or ""
        query = [
            (key, self._name(visitor, value) if key == SESSION else value)
            for key, value in parse_qsl(scope["query_string"].decode("latin-1"), True)
        ]
        path = HEARTBEAT.sub(lambda beat: beat[1] + self._name(visitor, beat[2]), scope["path"])
        scope = {**scope, "path": path, "raw_path": path.encode()}
        scope["query_string"] = urlencode(query).encode()
        if reads_json(scope):
            scope, body = self._in_body(scope, await request.body(), visitor)
            return scope, replayed(body, receive)
        return scope, receive

    def _in_body(self, scope: Scope, body: bytes, visitor: str) -> tuple[Scope, bytes]:
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None  # Gradio says what is wrong with it
        if isinstance(said, dict) and isinstance(said.get(SESSION), str):
            said[SESSION] = self._name(visitor, said[SESSION])
            body = json.dumps(said).encode()
            scope = {**scope, "headers": [*scope["headers"]]}
            MutableHeaders(scope=scope)["content-length"] = str(len(body))
        return scope, body

    def _name(self, visitor: str, name: str) -> str:
        return hmac.new(
            self._secret.encode(), f"session:{visitor}:{name}".encode(), "sha256"
        ).hexdigest()


def reads_json(scope: Scope) -> bool:
    """Whether Gradio may read the body as JSON; what the sender calls it does not count."""
    path, posted = scope["path"], scope["method"] not in ("GET", "HEAD", "OPTIONS")
    return posted and path.startswith(ROOT) and path.rstrip("/") not in NO_JSON


def replayed(body: bytes, receive: Receive) -> Receive:
    """``receive`` of a request whose body was read already."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
