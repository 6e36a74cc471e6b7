"""Per-address rate limit, a limit of waiting jobs, and a deadline for request bodies."""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from anyio import move_on_after
from fastapi.responses import JSONResponse
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.locale import language_of, say
from textnn.web.gradio_addresses import JOBS, LETS_GO, STREAM

READS = 4
"""Pages and exports that one address may read for each request of another kind."""

LETTERS = "/letters"
"""Where the page asks what comes next while somebody types: counted as reading a page, for it takes
some hundredths of a second."""

_READING = ("GET", "HEAD", "OPTIONS")
_FREE = re.compile(
    r"/(assets|static|laboratory/static)/.*|/healthz|/metrics|/favicon\.ico|/manifest\.json|(/gradio_api)?/theme\.css"
    rf"|{STREAM}|/gradio_api/(heartbeat|call)/.*"
)
"""What may be read without end: files that never change, and the streams on which a page waits."""

_WAIT = 5.0
"""Seconds after which it is worth asking again when too many jobs wait."""

BODY_SECONDS = 120.0
"""In which a request must have arrived whole."""


class RateLimit:
    """Answers 429 to an address that asks too often or has too many jobs, with a time to wait.

    Args:
        app: what is limited.
        rate: how much one address may ask for, such as ``"120/minute;2000/hour"``; pages and
            exports are counted apart, ``READS`` times as many.
        most: jobs of one address that may wait and run at the same time.
        jobs: the requests whose work waits or runs now.
    """

    def __init__(
        self, app: ASGIApp, rate: str, most: int, jobs: Callable[[], Sequence[Scope]]
    ) -> None:
        self._app = app
        self._rates = parse_many(rate)
        self._reads = [type(one)(READS * one.amount, one.multiples) for one in self._rates]
        self._most = most
        self._jobs = jobs
        self._inside: Counter[str] = Counter()
        self._asked = MovingWindowRateLimiter(MemoryStorage())
        self._latest = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":  # the app's start and end, which have no path
            await self._app(scope, receive, send)
            return
        reading = scope["method"] in _READING
        if _FREE.fullmatch(scope["path"]) if reading else scope["path"].endswith(LETS_GO):
            await self._app(scope, receive, send)
            return
        reads = reading or scope["path"] == LETTERS
        self._follow_the_clock()
        address = address_of(scope)
        for rate in self._reads if reads else self._rates:
            key = (address, "reads" if reads else "asks")
            if not self._asked.hit(rate, *key):
                again = self._asked.get_window_stats(rate, *key).reset_time
                await too_many_requests(scope, "too_often", again)(scope, receive, send)
                return
        if reads or scope["method"] == "DELETE" or not scope["path"].startswith(JOBS):
            await self._app(scope, _in_time(receive), send)
            return
        waiting = sum(address_of(job) == address for job in self._jobs())
        if self._inside[address] + waiting >= self._most:
            await too_many_requests(scope, "too_many", time.time() + _WAIT)(scope, receive, send)
            return
        self._inside[address] += 1  # from here on, even if the body is slow
        try:
            await self._app(scope, _in_time(receive), send)
        finally:
            self._inside[address] -= 1
            self._inside += Counter()  # forgets who has none

    def _follow_the_clock(self) -> None:
        """Begins to count anew if the clock was set back: what was asked would lie ahead."""
        now, before = time.time(), self._latest
        self._latest = now
        if now < before - 1:
            self._asked.storage.reset()


def _in_time(receive: Receive) -> Receive:
    """``receive`` that disconnects a sender whose body is not complete in ``BODY_SECONDS``."""
    end, whole = time.monotonic() + BODY_SECONDS, False

    async def timely() -> Message:
        nonlocal whole
        if whole:
            return await receive()
        with move_on_after(max(0.0, end - time.monotonic())):
            message = await receive()
            whole = not message.get("more_body", False)
            return message
        whole = True
        return {"type": "http.disconnect"}

    return timely


def address_of(scope: Scope) -> str:
    """Where a request comes from; of an IPv6 address its network, which is one household's.

    >>> address_of({"client": ("2001:db8:1:2:3::4", 1)}), address_of({"client": ("10.0.0.7", 1)})
    ('2001:db8:1:2::/64', '10.0.0.7')
    """
    host = (scope.get("client") or ("unknown", 0))[0]
    return bucket(host)


@lru_cache(maxsize=4096)
def bucket(host: str) -> str:
    """The key under which requests of ``host`` are counted; the queue asks for it all the time."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def too_many_requests(scope: Scope, sentence: str, again: float) -> JSONResponse:
    """An answer that says to wait.

    Args:
        scope: of the request.
        sentence: name of what is said; it has ``seconds``.
        again: when asking is worth it, seconds since 1970.
    """
    seconds = max(1, math.ceil(again - time.time()))
    said = say(language_of(Headers(scope=scope).get("accept-language")), sentence, seconds=seconds)
    coded = {"error": said, "title": sentence.replace("_", "-")}  # as errors of a call come
    if "/gradio_api/call/" not in scope["path"]:
        coded["detail"] = said  # what Gradio's own page shows
    return JSONResponse(coded, 429, {"retry-after": str(seconds)})
