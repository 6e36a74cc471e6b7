"""Several files, or a zip file of them, instead of one article: begun, watched, stopped, shown."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr

from textnn.batches.parquet import has_parquet
from textnn.html.progress import Clock, progress_bar
from textnn.jobs.jobs import JobOrder
from textnn.jobs.status import WAITING, JobStatus
from textnn.locale import say
from textnn.pages.jobs import job_view
from textnn.results import HighlightOptions, SummaryOptions
from textnn.ui.components.background import Runner
from textnn.ui.screen import QUICK, Updates, as_gradio_error
from textnn.web.context import Screen, request_language

WATCHED = 16
"""Pages that watch at once; others see the end."""

_TICK = 0.2
"""Seconds between two looks at a job."""

_SHOWN = 1.5
"""Seconds between two tables: one of a hundred rows is not sent at every article."""


def tasks_of(options: object) -> tuple[str, ...]:
    """What a job does with each article where a tab has these options; none: it takes no job."""
    if isinstance(options, HighlightOptions):
        return ("highlight", "keywords") if options.keywords else ("highlight",)
    return ("headline", "summary") if isinstance(options, SummaryOptions) else ()


class ManyArticles:
    """The job that the page of a visitor shows, inside the ``Blocks`` that are open.

    Args:
        screen: its surroundings.
        runner: of the tab: one thing is done at a time.
        status, view: where the progress and the table stand.
        cleared: what else changes once a table stands there.
    """

    def __init__(
        self, screen: Screen, runner: Runner, status: gr.HTML, view: gr.HTML, cleared: Updates
    ) -> None:
        self._screen, self._runner = screen, runner
        self._status, self._view, self._cleared = status, view, cleared
        self.job = gr.State(None, time_to_live=3600)  # its id

    def begin(
        self, paths: Sequence[str], options: Any, request: gr.Request, *, keep: bool
    ) -> Iterator[Updates]:
        """Begins a job over these uploads, which are deleted: it has copies."""
        self._runner.halt(request)
        language = request_language(request)
        yield {self._status: f"<p>{say(language, 'opening')}</p>"}
        try:
            with as_gradio_error(request), ExitStack() as opened:
                assert request.request is not None
                given = map(Path, paths)
                files = [(one.name, opened.enter_context(one.open("rb"))) for one in given]
                order = JobOrder(
                    self._screen.context(request, keep=keep),
                    tasks_of(options),
                    self._screen.visitor(request, request.request.scope),
                    options if isinstance(options, SummaryOptions) else SummaryOptions(),
                )
                begun = self._screen.jobs.begin(order, files)
        except gr.Error:
            yield {self._status: ""}
            raise
        finally:
            for one in paths:
                Path(one).unlink(missing_ok=True)
        waits = progress_bar(language, say(language, "many_waiting"), None)
        yield {self._status: waits, self.job: begun.id}

    def wire(self, begun: Any) -> None:
        """Watch what the event ``begun`` began."""
        begun.success(
            self._watch,
            self.job,
            [self._view, self.job, *self._cleared, *self._runner.outputs],
            concurrency_id="jobs",
            concurrency_limit=WATCHED,
            trigger_mode="always_last",
            **QUICK,
        )

    def _watch(self, job: str | None, request: gr.Request) -> Iterator[Updates]:
        if not job:
            yield {self.job: None}
            return
        owner = self._screen.owner(request)
        try:
            yield from self._runner.stream(request, lambda stop: self._told(job, request, stop))
        finally:
            with as_gradio_error(request):
                self._screen.jobs.stop(owner, job)  # nobody looks at it any more

    def _told(self, job: str, request: gr.Request, stopped: Event) -> Iterator[Updates]:
        language, owner, clock = request_language(request), self._screen.owner(request), Clock()
        done, shown = -1, 0.0
        while not (status := self._screen.jobs.status(owner, job)).over:
            if stopped.is_set():
                self._screen.jobs.stop(owner, job)
            if len(status.rows) > done:
                done = len(status.rows)
                table: Updates = {}
                if done and time.monotonic() - shown > _SHOWN:
                    shown = time.monotonic()
                    table = {self._view: self._drawn(status, language)}
                yield {self._status: _bar(status, language, clock), **table}
            time.sleep(_TICK)
        yield {
            **self._runner.idle,
            **self._cleared,
            self._view: self._drawn(status, language),
            self.job: None,
        }

    def _drawn(self, status: JobStatus, language: str) -> str:
        return job_view(status, language, parquet=has_parquet())


def _bar(status: JobStatus, language: str, clock: Clock) -> str:
    if status.state == WAITING:
        return progress_bar(language, say(language, "many_waiting"), None)
    done, total = len(status.rows), max(1, status.total, len(status.rows))
    said = say(language, "many_reading", done=done, total=total)
    if failed := len(status.failed):
        name = "many_failed_one" if failed == 1 else "many_failed"
        said = f"{said}. {say(language, name, count=failed)}"
    return progress_bar(language, said, done / total, clock.left(done / total))
