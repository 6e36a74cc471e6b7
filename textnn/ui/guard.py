"""Against too much from one address: a rate, and a number of jobs that wait at the same time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from fastapi.responses import JSONResponse
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from textnn.ui.i18n import language_of, say

_FREE = ("GET", "HEAD", "OPTIONS")
_ALWAYS = ("/cancel", "/reset", "/close")
"""Ends of the addresses that only let go of something."""
_JOBS = ("/gradio_api/queue/join", "/gradio_api/call/")
_WAIT = 5.0
"""Seconds after which it is worth asking again when too many jobs wait."""


class Guard:
    """Turns away who asks too often, with a sentence and the time to wait.

    Args:
        app: what is guarded.
        rate: how much one address may ask for, such as ``"120/minute;2000/hour"``.
        most: jobs of one address that may wait and run at the same time.
        waiting: address -> how many of its jobs wait and run now.
    """

    def __init__(self, app: ASGIApp, rate: str, most: int, waiting: Callable[[str], int]) -> None:
        self._app = app
        self._rates = parse_many(rate)
        self._most = most
        self._waiting = waiting
        self._asked = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] in _FREE or scope["path"].endswith(_ALWAYS):
            await self._app(scope, receive, send)
            return
        address = address_of(scope)
        for rate in self._rates:
            if not self._asked.hit(rate, address):
                again = self._asked.get_window_stats(rate, address).reset_time
                await turned_away(scope, "too_often", again)(scope, receive, send)
                return
        if scope["path"].startswith(_JOBS) and self._waiting(address) >= self._most:
            await turned_away(scope, "too_many", time.time() + _WAIT)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def address_of(scope: Scope) -> str:
    """Where a request comes from; of an IPv6 address its network, which is one household's.

    >>> address_of({"client": ("2001:db8:1:2:3::4", 1)}), address_of({"client": ("10.0.0.7", 1)})
    ('2001:db8:1:2::/64', '10.0.0.7')
    """
    host = (scope.get("client") or ("unknown", 0))[0]
    return bucket(host)


def bucket(host: str) -> str:
    """The key under which requests of ``host`` are counted."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def turned_away(scope: Scope, sentence: str, again: float) -> JSONResponse:
    """An answer that says to wait.

    Args:
        scope: of the request.
        sentence: name of what is said; it has ``seconds``.
        again: when asking is worth it, seconds since 1970.
    """
    seconds = max(1, math.ceil(again - time.time()))
    said = say(language_of(Headers(scope=scope).get("accept-language")), sentence, seconds=seconds)
    coded = {"error": said, "title": sentence.replace("_", "-")}  # as errors of a call come
    return JSONResponse({"detail": said, **coded}, 429, {"retry-after": str(seconds)})
