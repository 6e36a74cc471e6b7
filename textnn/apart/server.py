"""The process that computes: one thread a call, until the other end of the pipe is closed."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from textnn.apart.heap import Heap
from textnn.apart.messages import (
    LOAD,
    Ask,
    CallTarget,
    Done,
    Failed,
    GoOn,
    Message,
    OnePiece,
    Outbox,
    Stop,
    Telling,
    Told,
)
from textnn.compose import Loaders
from textnn.config import Settings
from textnn.errors import ELSEWHERE, UserError, trace
from textnn.results import Answer, Continuation, GenerateOptions
from textnn.service.deadline import Interruptible
from textnn.service.recorder import Pipelines

OFTEN = 0.1
"""Seconds between two tellings of a progress."""

FRAME = 0.02
"""Seconds between two pieces of a growing text: the eye follows no more."""

NICE = 5
"""How far this process stands back behind the one that serves the page."""

OPEN = 8
"""Articles for questions, and folders of models, that stay open."""


class Abandoned(BaseException):
    """Raised in the thread of a call for which nobody waits any more."""


class Kept:
    """The last few of what takes long to make.

    Args:
        make: called with what it is made of.
    """

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: OrderedDict[Any, Any] = OrderedDict()

    def __call__(self, *key: Any) -> Any:
        """What was made of ``key``, or is made now."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = self._make(*key)
        with self._lock:
            self._made[key] = made
            while len(self._made) > OPEN:
                self._made.popitem(last=False)
        return made


class ArticleAnswerer:
    """Answers questions about articles that come with them.

    Args:
        answerer: gives what answers.
    """

    def __init__(self, answerer: Callable[[], Any]) -> None:
        self._answerer = answerer
        self._open = Kept(lambda *article: answerer().open(*article))

    def __call__(self, article: Any, question: str, before: Answer | None) -> Answer:
        """What an article says to a question.

        Args:
            article: its text and marks; it is opened once for all questions about it.
            question: in the visitor's words.
            before: what it said to the question before.
        """
        reading = self._open(*article)
        found: Answer = self._answerer()(reading, question, before)
        return found


class PieceWriter:
    """Writes on from a beginning that is not sent back with every letter.

    Args:
        pipelines: that of ``generate`` among them.
    """

    def __init__(self, pipelines: Pipelines) -> None:
        self._pipelines = pipelines

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        """Growing continuations without what they began with; not each character is a message."""
        told = 0.0
        for piece in self._pipelines["generate"].stream(prefix, options):
            if piece.finish != "running" or time.monotonic() - told >= FRAME:
                told = time.monotonic()
                yield replace(piece, prefix="")


class Call:
    """One call at work.

    Args:
        ask: what is asked.
        post: takes messages.
    """

    def __init__(self, ask: Ask, post: Callable[[Message], None]) -> None:
        self.ask, self._post = ask, post
        self.interruptible = Interruptible(Abandoned)
        # No event: who is struck inside one might leave it locked, and the pipe is read no more.
        self._heard: SimpleQueue[None] = SimpleQueue()
        self._far, self._last = 0.0, time.monotonic()

    def progress(self, done: float) -> None:
        """Tells how far it is now and then, and waits until it may go on."""
        if done <= self._far or time.monotonic() - self._last < OFTEN:
            return
        self._post(Told(self.ask.number, done))
        self._heard.get()
        self._far, self._last = done, time.monotonic()

    def hear(self, message: GoOn | Stop) -> None:
        """The work may go on, or is to end."""
        if isinstance(message, Stop):
            self.interruptible.strike()
        self._heard.put(None)


class EngineServer:
    """Answers calls.

    Args:
        pipe: where they come from.
        pipelines: what is called.
    """

    def __init__(self, pipe: Connection, pipelines: Pipelines) -> None:
        self._pipe, self._pipelines = pipe, pipelines
        self._post = Outbox(pipe).post
        self._calls: dict[int, Call] = {}
        self._heap = Heap()
        self._folders = Kept(self._opened)
        self._own: Mapping[str, Any] = {
            "answer": ArticleAnswerer(lambda: pipelines["answer"]),
            "generate": PieceWriter(pipelines),
        }

    def run(self) -> None:
        """Starts what is asked for.

        Raises:
            EOFError, OSError: the other end is closed.
        """
        while True:
            message = self._pipe.recv()
            if isinstance(message, Ask):
                self._calls[message.number] = call = Call(message, self._post)
                threading.Thread(target=self._answer, args=(call,), daemon=True).start()
            elif at_work := self._calls.get(message.number):
                at_work.hear(message)

    def _answer(self, call: Call) -> None:
        try:
            value = call.interruptible.run(lambda: self._value(call))
            self._post(Done(call.ask.number, value))
        except Abandoned:
            pass
        except BaseException as error:
            self._post(Failed(call.ask.number, _portable(error)))
        finally:
            self._calls.pop(call.ask.number, None)
            self._heap.give_back()

    def _value(self, call: Call) -> Any:
        """What is asked for; pieces of it are posted at once."""
        ask = call.ask
        if ask.method == LOAD:
            self._pipelines[ask.whom.pipeline]
            return None
        called = getattr(self._found(ask.whom), ask.method)
        arguments = [self._argument(given, call) for given in ask.arguments]
        if not ask.pieces:
            return called(*arguments)
        for piece in called(*arguments):
            self._post(OnePiece(ask.number, piece))
        return None

    def _argument(self, given: Any, call: Call) -> Any:
        if isinstance(given, Telling):
            return call.progress
        return self._found(given) if isinstance(given, CallTarget) else given

    def _found(self, named: CallTarget) -> Any:
        if not named.folder:
            return self._own.get(named.pipeline) or self._pipelines[named.pipeline]
        folder = Path(named.folder)  # learnt anew, it is another model
        return self._folders(named.pipeline, folder, (folder / "metrics.json").stat().st_mtime_ns)

    def _opened(self, name: str, folder: Path, _: int) -> Any:
        """What a folder holds."""
        opened = self._pipelines[name](folder)
        return ArticleAnswerer(lambda: opened) if name == "reader_folder" else opened


def _portable(error: BaseException) -> BaseException:
    """The error as it can be sent; one that is no sentence for people tells where it was raised."""
    if isinstance(error, UserError):
        return error
    where = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        sent = error
        sent.add_note(where)
    except Exception:
        sent = RuntimeError(where)
    sent.__dict__[ELSEWHERE] = [*trace(error)]
    return sent


def serve(pipe: Connection, settings: Settings) -> None:
    """What the process does. Ctrl-C is for the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        EngineServer(pipe, Pipelines(Loaders(settings.model_copy(update={"threads": 0})))).run()
    except (EOFError, OSError):
        os._exit(0)  # whatever is at work, nobody waits for it
