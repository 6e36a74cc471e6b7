"""What a browser may do with our pages: nothing from elsewhere, and only scripts that are known."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.config import Settings

_HALF_A_YEAR = 182 * 24 * 3600
_POLICY = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)


class SecurityHeaders:
    """Puts the headers on every answer; a page of ours may be stricter.

    Gradio's page needs ``'unsafe-eval'``, since it makes functions of templates. Its inline scripts
    are allowed by their hashes, so one that gets into the page later does not run.

    Args:
        app: what is behind.
        settings: whether the camera is used.
        embedders: sites that may show the page in a frame, beside itself.
        scripts: what Gradio's page adds to itself once it runs.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        embedders: Sequence[str] = (),
        scripts: Iterable[str] = (),
    ) -> None:
        self._app = app
        camera = "(self)" if settings.webcam else "()"
        self._ancestors = " ".join(("frame-ancestors 'self'", *embedders))
        self._later = tuple(_hash(script.encode()) for script in scripts)
        self._headers = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",  # without, a form of ours would not say whose it is
            "permissions-policy": f"camera={camera}, microphone=(), geolocation=()",
            "cross-origin-opener-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        page: Message | None = None
        body = b""

        async def with_headers(message: Message) -> None:
            nonlocal page, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope.get("scheme") == "https":
                    headers.setdefault("strict-transport-security", f"max-age={_HALF_A_YEAR}")
                if _is_gradios(headers):
                    page = message
                    return
                headers.setdefault("content-security-policy", self._policy(()))
            elif page is not None:
                body += message.get("body", b"")
                if message.get("more_body", False):
                    return
                policy = self._policy(map(_hash, _inline(body)))
                MutableHeaders(scope=page)["content-security-policy"] = policy
                await send(page)
                message = {**message, "body": body}
            await send(message)

        await self._app(scope, receive, with_headers)

    def _policy(self, scripts: Iterable[str]) -> str:
        known = dict.fromkeys((*scripts, *self._later))
        script = " ".join(("script-src 'self' 'unsafe-eval'", *known))
        return "; ".join((script, *_POLICY, self._ancestors))


def _is_gradios(headers: Headers) -> bool:
    """Whether it is a page that does not say by itself what it may do."""
    html = headers.get("content-type", "").startswith("text/html")
    return html and "content-security-policy" not in headers


def _inline(page: bytes) -> Iterator[bytes]:
    """The scripts that stand in a page, found in one walk through it."""
    end = 0
    while (begin := page.find(b"<script", end)) >= 0:
        begin = page.find(b">", begin) + 1
        end = page.find(b"</script", begin)
        if not begin or end < 0:
            return
        if begin < end:
            yield page[begin:end]


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode('ascii')}'"
