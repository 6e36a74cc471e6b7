"""A web server on this machine that tries every trick."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.articles.makers import page

Act = Callable[[socket.socket], None]
"""Answers one request in its own way; the connection is closed after it."""


@dataclass
class Site:
    """What it answers by path, and what it was asked: the heads of all requests."""

    port: int
    answers: dict[str, bytes | Act] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


def answer(
    body: bytes | str | None = None,
    status: str = "200 OK",
    length: int | None = None,
    **headers: str,
) -> bytes:
    """A whole answer; ``content_type="text/plain"`` becomes a header."""
    packed = (page() if body is None else body) if not isinstance(body, bytes) else body
    packed = packed.encode() if isinstance(packed, str) else packed
    given = {"content_type": "text/html; charset=utf-8"} | headers
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in given.items() if value]
    lines.append(f"Content-Length: {len(packed) if length is None else length}")
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + packed


def moved(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", status, location=to.encode().decode("latin-1"))


@contextmanager
def serve(trust: ssl.SSLContext | None = None) -> Iterator[Site]:
    """The server, on a port of its own; with ``trust`` it speaks TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site = Site(listening.getsockname()[1])
        if trust:
            trust.sni_callback = lambda _, name, __: site.names.append(name)
        threading.Thread(target=_listen, args=(listening, site, trust), daemon=True).start()
        yield site
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def _listen(listening: socket.socket, site: Site, trust: ssl.SSLContext | None) -> None:
    while True:
        try:
            plain, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(plain, site, trust), daemon=True).start()


def _talk(plain: socket.socket, site: Site, trust: ssl.SSLContext | None) -> None:
    """A visitor who hangs up is part of the tests."""
    plain.settimeout(10)
    with plain, suppress(OSError):
        line = trust.wrap_socket(plain, server_side=True) if trust else plain
        with line:
            _answer(line, site)


def _answer(line: socket.socket, site: Site) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = line.recv(4096)
        if not piece:
            return
        head += piece
    site.seen.append(head.decode("latin-1"))
    act = site.answers.get(site.seen[-1].split(" ")[1], answer(b"", "404 Not Found"))
    if callable(act):
        act(line)
    else:
        line.sendall(act)
