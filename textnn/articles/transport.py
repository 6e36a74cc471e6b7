"""Connections that go only where they may, and that end in time."""

# ruff: noqa: ARG002 -- httpcore's timeouts are for one step each; ours is for all of them

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpcore

from textnn.articles.addresses import IP, PORTS, is_public
from textnn.errors import UserError


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of ``host``, as the system knows them.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Guard:
    """What may be asked for. The defaults are for the internet; tests bring their own.

    Attributes:
        allowed: whether a connection may go to this IP address.
        resolve: host and port -> its IP addresses; ``OSError`` where it has none.
        ports: the only ports.
        seconds: from the first question to the last byte, all redirects together.
        trust: whom to believe who a server is; ``None``: the authorities of browsers.
    """

    allowed: Callable[[IP], bool] = is_public
    resolve: Callable[[str, int], Sequence[str]] = resolve
    ports: frozenset[int] = frozenset(PORTS.values())
    seconds: float = 10
    trust: ssl.SSLContext | None = field(default=None, repr=False)


class Wire(httpcore.NetworkBackend):
    """Looks a host up once, checks every address it has, and connects to one that was checked.

    Nobody looks it up again in between, so a name whose address changes gains nothing. The
    certificate is still checked for the name. (``httpcore`` asks no proxy and follows no redirect
    by itself.)
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._end = time.monotonic() + guard.seconds
        self._plain = httpcore.SyncBackend()

    def left(self) -> float:
        """Seconds left.

        Raises:
            UserError: ``too-slow``: none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise UserError("too-slow")
        return left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect; see ``httpcore.NetworkBackend``.

        Raises:
            UserError: ``forbidden-address``: an address or the port is not allowed.
        """
        if port not in self._guard.ports:
            raise UserError("forbidden-address")
        places = self._places(host, port)
        if not places or not all(map(self._guard.allowed, places)):
            raise UserError("forbidden-address")
        failure: Exception | None = None
        for place in places:
            try:
                stream = self._plain.connect_tcp(str(place), port, self.left() / len(places))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _Timed(stream, self)
        raise httpcore.ConnectError(f"no way to {host}") from failure

    def _places(self, host: str, port: int) -> list[IP]:
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            names = self._looked_up(host, port)
        try:
            return [ipaddress.ip_address(name) for name in names]
        except ValueError as error:
            raise UserError("forbidden-address") from error

    def _looked_up(self, host: str, port: int) -> Sequence[str]:
        """A look-up cannot be stopped, so it gets a thread that nobody waits for too long."""
        found: list[Sequence[str] | OSError] = []

        def look() -> None:
            try:
                found.append(self._guard.resolve(host, port))
            except (OSError, UnicodeError) as error:
                found.append(OSError(str(error)))

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(self.left())
        if not found:
            raise UserError("too-slow")
        if isinstance(found[0], OSError):
            raise httpcore.ConnectError(str(found[0]))
        return found[0]


class _Timed(httpcore.NetworkStream):
    """A connection each of whose waits ends when the whole time is over."""

    def __init__(self, stream: httpcore.NetworkStream, wire: Wire) -> None:
        self._stream = stream
        self._wire = wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._wire.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._wire.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._wire.left())
        return _Timed(secure, self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
