"""What the server and the process that computes say to each other; all of it can be pickled."""

from __future__ import annotations

import pickle
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, NamedTuple

CALL, LOAD = "__call__", ""
"""Methods: a pipeline itself is called, or only made ready."""


class CallTarget(NamedTuple):
    """Whom a call is for.

    Attributes:
        pipeline: name of a pipeline.
        folder: of a model that the pipeline opens, which then is meant; empty: the pipeline is.
    """

    pipeline: str
    folder: str = ""


class Telling(NamedTuple):
    """Stands among the arguments in the place of what is told the progress."""


class Ask(NamedTuple):
    """To the process: do something.

    Attributes:
        number: of this call, which all messages about it have.
        whom: what is called.
        method: of it, or one of ``CALL`` and ``LOAD``.
        arguments: as they are given, but for ``Telling`` and ``CallTarget``.
        pieces: whether it gives one value after the other.
    """

    number: int
    whom: CallTarget
    method: str
    arguments: tuple[Any, ...] = ()
    pieces: bool = False


class GoOn(NamedTuple):
    """To the process: the progress was heard, the work has its turn."""

    number: int


class Stop(NamedTuple):
    """To the process: nobody waits for it any more."""

    number: int


class Told(NamedTuple):
    """From the process: how far it is; it waits until it may go on."""

    number: int
    done: float


class OnePiece(NamedTuple):
    """From the process: one of several values."""

    number: int
    value: Any


class Done(NamedTuple):
    """From the process: the value, or the end of several."""

    number: int
    value: Any


class Failed(NamedTuple):
    """From the process: what was raised."""

    number: int
    error: BaseException


Message = Ask | GoOn | Stop | Told | OnePiece | Done | Failed


class Outbox:
    """Messages on their way, sent by a thread of its own.

    Whoever posts may be interrupted wherever it is, by a deadline or a stop; half a message would
    make all that come after it unreadable.

    Args:
        pipe: where they go.
    """

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._posted: SimpleQueue[bytes | None] = SimpleQueue()
        threading.Thread(target=self._send, daemon=True, name="outbox").start()

    def post(self, message: Message) -> None:
        """Sends a message as soon as those before it are sent; to nobody if the pipe is closed.

        Raises:
            Exception: it cannot be pickled.
        """
        self._posted.put(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def close(self) -> None:
        """Nothing more is sent."""
        self._posted.put(None)

    def _send(self) -> None:
        with suppress(OSError):  # who listens finds out as well
            while (data := self._posted.get()) is not None:
                self._pipe.send_bytes(data)
