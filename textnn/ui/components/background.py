"""Background tasks with progress that a visitor can cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar

import gradio as gr
from markupsafe import Markup

from textnn.errors import UserError
from textnn.html.progress import Clock, working_bar
from textnn.locale import say
from textnn.service.deadline import limited
from textnn.ui.screen import OFF, ON, QUICK, Updates, as_gradio_error
from textnn.web.context import request_language

T = TypeVar("T")

_TICK = 0.1  # seconds between two looks at the progress


class Cancelled(Exception):
    """Raised inside a task after its page asked to cancel it."""


class Cancellations:
    """Cancel flags: one running task per open page."""

    def __init__(self) -> None:
        self._events: dict[str, threading.Event] = {}

    def begin(self, page: str | None) -> threading.Event:
        """A fresh stop flag for ``page``; work that still ran there is stopped."""
        self.stop(page)
        event = threading.Event()
        if page:
            self._events[page] = event
        return event

    def stop(self, page: str | None) -> None:
        """Ask what runs on ``page`` to stop; nothing happens if nothing runs."""
        if event := self._events.pop(page or "", None):
            event.set()

    def end(self, page: str | None, event: threading.Event) -> None:
        """The work with this flag is over."""
        event.set()
        if page and self._events.get(page) is event:
            del self._events[page]


class Preview(NamedTuple):
    """A result of which a part is still to come."""

    found: Any


class JobProgress:
    """A ``Progress`` that raises ``Cancelled`` once ``stopped`` is set, and takes previews.

    Args:
        stopped: the flag.

    Attributes:
        done: part done, 0 to 1.
        previews: those that nobody has seen yet; ``None``: the job has ended.
    """

    def __init__(self, stopped: threading.Event) -> None:
        self._stopped = stopped
        self.done = 0.0
        self.previews: SimpleQueue[Preview | None] = SimpleQueue()

    def __call__(self, done: float) -> None:
        """Takes the part done."""
        if self._stopped.is_set():
            raise Cancelled
        self.done = done

    def preview(self, found: Any) -> None:
        """Has a result shown of which a part is still to come."""
        self.previews.put(Preview(found))


class BackgroundTask(Generic[T]):
    """A job in a thread of its own; iterate for what it tells, then ask for ``result``.

    Args:
        job: called with its progress.
        stopped: the flag that asks it to stop.
        limit: whether it has a deadline.
    """

    def __init__(
        self, job: Callable[[JobProgress], T], stopped: threading.Event, *, limit: bool = True
    ) -> None:
        self._job, self._limit = job, limit
        self._progress = JobProgress(stopped)
        self._outcome: T | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[float | Preview]:
        """Previews at once, and the part done, 0 to 1, when it has grown; ends with the work."""
        shown = -1.0
        while True:
            try:
                told = self._progress.previews.get(timeout=_TICK)
            except Empty:
                if self._progress.done > shown:
                    shown = self._progress.done
                    yield shown
            else:
                if told is None:
                    return
                yield told

    def result(self) -> T:
        """What the job returned; raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._outcome  # type: ignore[return-value]  # T itself may be Optional

    def _run(self) -> None:
        try:
            work = partial(self._job, self._progress)
            self._outcome = limited(work) if self._limit else work()
        except BaseException as error:
            self._error = error
        finally:
            self._progress.previews.put(None)


class Runner:
    """Runs a job of a page with its progress shown, its buttons off and its stop button on.

    Args:
        status: the line that tells how far it is.
        starts: the buttons that start such a job.
        stop: the button that stops it; without one a job gives way to the next without a word.
    """

    def __init__(
        self, status: gr.HTML, starts: Sequence[gr.Button], stop: gr.Button | None = None
    ) -> None:
        self._status, self._stop = status, stop
        self._cancellations = Cancellations()
        stops = (stop,) if stop else ()
        self.idle: Updates = {status: "", **dict.fromkeys(starts, ON), **dict.fromkeys(stops, OFF)}
        self._busy: Updates = {**dict.fromkeys(starts, OFF), **dict.fromkeys(stops, ON)}
        self.outputs = (*self.idle,)
        if stop:
            stop.click(self.halt, queue=False, **QUICK)

    def run(
        self,
        request: gr.Request,
        name: str,
        job: Callable[[JobProgress], T],
        show: Callable[[T], Updates],
        refuse: Callable[[UserError], Updates] | None = None,
        *,
        preview: Callable[[Any], Updates] = lambda _: {},
        left: Callable[[Any], Updates] = lambda _: {},
        limit: bool = True,
    ) -> Iterator[Updates]:
        """Updates of the page while the job runs, and when it has ended.

        Args:
            request: whose page it is.
            name: of the sentence that tells how far it is.
            job: done in a thread of its own.
            show: what the job gave -> updates.
            refuse: what was wrong with what was given -> updates; ``None``: that is a toast.
            preview: a result of which a part is still to come -> updates.
            left: such a result, when that part does not come any more -> updates.
            limit: whether the job has a deadline.
        """
        language, clock = request_language(request), Clock()

        def updates(stopped: threading.Event) -> Iterator[Updates]:
            # begun here, not when it is first iterated: the page is told of it meanwhile
            return told(BackgroundTask(job, stopped, limit=limit))

        def told(work: BackgroundTask[T]) -> Iterator[Updates]:
            last: Preview | None = None
            for one in work:
                if isinstance(one, Preview):
                    last = one
                    yield {self._status: ""} | preview(one.found)
                elif not last:  # the bar would move what is being read
                    yield {self._status: working_bar(language, name, one, clock)}
            try:
                shown = show(work.result())
            except Cancelled:
                if not self._stop:
                    return
                shown = (left(last.found) if last else {}) | self.nothing(language)
            except Exception as error:
                if last:
                    yield left(last.found)
                if not (refuse and isinstance(error, UserError)):
                    raise
                shown = refuse(error)
            yield self.idle | shown

        return self.stream(request, updates)

    def stream(
        self, request: gr.Request, updates: Callable[[threading.Event], Iterator[Updates]]
    ) -> Iterator[Updates]:
        """As ``run``, for work that gives its updates itself.

        Args:
            request: whose page it is.
            updates: given the flag that asks it to stop -> updates; the last has ``idle``.
        """
        page = request.session_hash
        stopped = self._cancellations.begin(page)
        try:
            with as_gradio_error(request):
                coming = updates(stopped)
                yield self._busy
                for update in coming:
                    # Each time: a page that is busy drawing may lose the first update.
                    yield self._busy | update
        except gr.Error as error:  # a toast, which goes; the sentence stays beside what it is about
            yield self.idle | {self._status: Markup('<p class="note">{}</p>').format(error.message)}
            raise
        finally:
            self._cancellations.end(page, stopped)

    def nothing(self, language: str) -> Updates:
        """Says that it was stopped before there was anything to show."""
        return self.idle | {self._status: f"<p>{say(language, 'stopped')}</p>"}

    def halt(self, request: gr.Request) -> None:
        """Ask what runs on a page to stop."""
        self._cancellations.stop(request.session_hash)
