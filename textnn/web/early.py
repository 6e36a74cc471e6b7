"""The door before the house is built: what visitors find while the page is still being made."""

from __future__ import annotations

import errno
import json
import re
import socket
import threading
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from types import TracebackType

from textnn import __version__
from textnn.errors import UserError

MOST = 200
"""Visitors who are let in to wait; more wait outside."""

_BEGIN = 2048
_HEALTH = re.compile(rb"(GET|HEAD) /(?:\S*/)?healthz(?:\?\S*)? ")


def listen(host: str, port: int) -> socket.socket:
    """A socket at which a visitor waits from now on instead of being refused.

    Args:
        host: address to listen on.
        port: 0 takes a free one.

    Raises:
        UserError: the address is not of this machine, or the port is taken.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Of a socket that does not name TCP asyncio holds back what is short, for 40 ms an answer.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen(2048)
        except BaseException:
            listening.close()
            raise
    except (OSError, UnicodeError) as error:
        taken = getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES)
        raise UserError("port-taken" if taken else "bad-host", host=host, port=port) from error
    return listening


class EarlyDoor:
    """Tells ``/healthz`` at once that the app is starting; all others are let in and wait.

    Args:
        listening: where visitors come in.
    """

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self._held: list[socket.socket] = []
        self._bell, self._ring = socket.socketpair()
        self._thread = threading.Thread(target=self._open, daemon=True, name="early-door")
        self._thread.start()

    def __enter__(self) -> EarlyDoor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Whoever still waits is sent away."""
        for connection in self.hand_over():
            connection.close()

    def hand_over(self) -> list[socket.socket]:
        """Closes the door: those who wait, of whose words nothing is read yet."""
        if self._thread.is_alive():
            self._ring.send(b"!")
            self._thread.join()
        self._bell.close()
        self._ring.close()
        held, self._held = self._held, []
        return held

    def _open(self) -> None:
        self._listening.setblocking(False)
        with DefaultSelector() as waited:
            waited.register(self._bell, EVENT_READ)
            waited.register(self._listening, EVENT_READ)
            while self._bell not in (ready := [key.fileobj for key, _ in waited.select()]):
                for one in ready:
                    if one is not self._listening:
                        waited.unregister(one)
                        self._hear(next(held for held in self._held if held is one))
                    elif len(self._held) < MOST:
                        with suppress(OSError):  # who has left again
                            connection, _ = self._listening.accept()
                            connection.setblocking(False)
                            self._held.append(connection)
                            waited.register(connection, EVENT_READ)
                    else:
                        waited.unregister(one)

    def _hear(self, connection: socket.socket) -> None:
        """Answers a check; what anybody else says stays unread."""
        with suppress(OSError):
            asked = _HEALTH.match(connection.recv(_BEGIN, socket.MSG_PEEK))
            if asked:
                self._held.remove(connection)
                with connection:
                    connection.recv(_BEGIN)
                    connection.sendall(_starting(with_body=asked[1] == b"GET"))


def _starting(*, with_body: bool) -> bytes:
    body = json.dumps({"status": "starting", "version": __version__}).encode()
    head = (
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 1\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body * with_body
