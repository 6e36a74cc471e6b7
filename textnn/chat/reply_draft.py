"""A reply that grows, and slow work that can be watched and stopped while it does."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Any, TypeVar

from textnn.chat.phrases import button, say
from textnn.results import Progress
from textnn.results.conversation import Failure, Offer, Part, Said, Shown
from textnn.service import Stored
from textnn.service.deadline import limited

T = TypeVar("T")

_TICK = 0.1  # seconds between two looks at the work


class Stopped(Exception):
    """Raised inside work that nobody waits for any more."""


@dataclass
class ReplyDraft:
    """What a reply consists of so far.

    Attributes:
        language: of the visitor, ``"pt"`` or ``"en"``.
        parts: in the order they are drawn.
        intent: what the message is taken for.
        status: ``gone`` where the conversation was deleted, ``failed`` after an error.
        progress: of work going on, 0 to 1, if known.
    """

    language: str
    parts: list[Part] = field(default_factory=list)
    intent: str = "unknown"
    status: str = "done"
    progress: float | None = None

    def say(self, name: str, /, **values: object) -> None:
        """Add a sentence of ``phrases``."""
        self.parts.append(Said(say(self.language, name, **values)))

    def offer(self, names: Iterable[str]) -> None:
        """Add buttons of ``phrases``."""
        self.parts.append(Offer(tuple(button(self.language, name) for name in names)))

    def show(self, kept: Stored[Any], task: str, view: str) -> None:
        """Add a result, and a warning where it could not be kept."""
        self.parts.append(Shown(task, view, kept.run_id, kept.result))
        self.warn(kept)

    def warn(self, kept: Stored[Any]) -> None:
        """Say why a result could not be kept, if so."""
        if kept.warning:
            self.fail(kept.warning.say(self.language), kept.warning.code)

    def fail(self, text: str, code: str) -> None:
        """Add what went wrong."""
        self.parts.append(Failure(text, code))

    def give_up(self, text: str, code: str) -> None:
        """Add what went wrong, and end here."""
        self.fail(text, code)
        self.status = "failed"

    def cannot(self, name: str, /, **values: object) -> None:
        """Add a sentence of ``phrases`` about what this program cannot do, and end here."""
        self.give_up(say(self.language, name, **values), name.replace("_", "-"))

    def work(self, job: Callable[[Progress], T]) -> Generator[None, None, T]:
        """Do something slow in a thread; gives control back every moment until it is done.

        Closing the generator stops the work at its next progress, and waits for that.
        """
        stop = Event()

        def progress(done: float) -> None:
            if stop.is_set():
                raise Stopped
            self.progress = done

        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(copy_context().run, limited, partial(job, progress))
            try:
                while not wait((future,), _TICK).done:
                    yield
            finally:
                stop.set()
                self.progress = None
        return future.result()
