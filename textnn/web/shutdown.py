"""The end of the app while streams are open: each gets its last sentence in time."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

import uvicorn
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.errors import UserError
from textnn.locale import language_of
from textnn.web.gradio_addresses import ANSWER, HEARTBEAT, STREAM

LAST_WORDS = 1.0
"""Seconds of the grace time that are left when open streams are ended."""


class Shutdown:
    """What the server says when it is told to end.

    Attributes:
        told: nothing new is worth waiting for.
        over: the time of what still runs is over.
    """

    def __init__(self) -> None:
        self.told, self.over = asyncio.Event(), asyncio.Event()

    def begin(self, grace: float) -> None:
        """The app was told to end, and has ``grace`` seconds."""
        self.told.set()
        asyncio.get_running_loop().call_later(max(0.0, grace - LAST_WORDS), self.over.set)


class Server(uvicorn.Server):
    """Ends ``grace`` seconds after it was told to, even if a thread is still at work.

    Args:
        config: uvicorn's.
        grace: seconds.
        shutdown: told when it is to end.
        waiting: gives the connections of those who came before it serves.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        grace: float,
        shutdown: Shutdown,
        waiting: Callable[[], Iterable[socket.socket]] = tuple,
    ) -> None:
        super().__init__(config)
        self._grace, self._shutdown, self._waiting = grace, shutdown, waiting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, those first who wait already."""
        waiting = self._waiting()
        await super().startup(sockets)
        for connection in waiting:
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)

    def _protocol(self) -> asyncio.Protocol:
        kind: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        state = self.lifespan.state
        return kind(config=self.config, server_state=self.server_state, app_state=state)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait for what runs, and no longer than that."""
        last = threading.Timer(self._grace, os._exit, (0,))
        last.daemon = True
        last.start()
        self._shutdown.begin(self._grace)
        await super().shutdown(sockets)


class EndStreams:
    """Ends open streams with a sentence before the server cuts them off.

    Args:
        app: what is behind.
        shutdown: says when.
    """

    def __init__(self, app: ASGIApp, shutdown: Shutdown) -> None:
        self._app = app
        self._shutdown = shutdown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope["path"] if scope["type"] == "http" and scope["method"] == "GET" else ""
        beats, answers = HEARTBEAT.match(path), ANSWER.fullmatch(path)
        if not (beats or answers or path.rstrip("/") == STREAM):
            await self._app(scope, receive, send)
            return
        begun = ended = False

        async def answered(message: Message) -> None:
            nonlocal begun
            begun = True
            if not ended:
                await send(message)

        work = asyncio.ensure_future(self._app(scope, receive, answered))
        end = asyncio.ensure_future((self._shutdown.told if beats else self._shutdown.over).wait())
        try:
            await asyncio.wait({work, end}, return_when=asyncio.FIRST_COMPLETED)
            ended = not work.done()
        finally:
            end.cancel()
            if not work.done():
                work.cancel()
        if not ended:
            work.result()
            return
        with suppress(BaseException):
            await work
        if begun:
            language = language_of(Headers(scope=scope).get("accept-language"))
            last = b"" if beats else _last_words(language, coded=bool(answers))
            await send({"type": "http.response.body", "body": last, "more_body": False})


def _last_words(language: str, *, coded: bool) -> bytes:
    """An event that ends the stream: of a call with its code, as other errors come."""
    error = UserError("stopping")
    if coded:
        told = json.dumps({"error": error.say(language), "title": error.code})
        return f"event: error\ndata: {told}\n\n".encode()
    told = json.dumps({"msg": "unexpected_error", "message": error.say(language), "success": False})
    return f"data: {told}\n\n".encode()
