"""The desk of a tab that reads an article: box, tools, progress, view and exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

import gradio as gr
from gradio.components import Component

from textnn.html.markup import JS_CLICKS
from textnn.html.progress import Clock, reading_bar
from textnn.locale import say
from textnn.pages.share_box import kept_note
from textnn.results import Result
from textnn.results.context import RequestContext
from textnn.results.runs import Run
from textnn.service import Kept
from textnn.ui.components.article_source import ArticleSource
from textnn.ui.components.background import BackgroundTask, Cancellations, Cancelled
from textnn.ui.components.download import JS_SAVE, parcel
from textnn.ui.i18n import t
from textnn.ui.screen import OFF, ON, QUICK, Opener, Updates, as_gradio_error, keeping
from textnn.web.context import Screen, language

ResultT = TypeVar("ResultT", bound=Result)
ResultT_co = TypeVar("ResultT_co", bound=Result, covariant=True)


class Reads(Protocol[ResultT_co]):
    """What a tab does with an article."""

    def __call__(
        self, text: str, settings: Sequence[Any], context: RequestContext, /
    ) -> Kept[ResultT_co]:
        """Work on ``text``; ``settings`` are the values of the tab's own controls."""


@dataclass(frozen=True)
class Task(Generic[ResultT]):
    """What one such tab has of its own.

    Attributes:
        name: its word in ids and sentences: ``"highlight"``.
        kind: class of its results.
        act: name of what stands on its button.
        controls: makes its own controls, where the tools stand.
        reads: works on an article.
        view: result, language, when, notes -> HTML.
        settings: result -> new states of the controls when the result is opened again.
    """

    name: str
    kind: type[ResultT]
    act: str
    controls: Callable[[], Sequence[Component]]
    reads: Reads[ResultT]
    view: Callable[[ResultT, str, datetime, tuple[str, ...]], str]
    settings: Callable[[ResultT], Sequence[Any]]


class ArticleTab(Generic[ResultT]):
    """The components of such a tab and what they do, inside the ``Blocks`` that are open."""

    def __init__(self, screen: Screen, task: Task[ResultT]) -> None:
        self._screen = screen
        self._task = task
        self._stops = Cancellations()
        with gr.Row(elem_classes="desk"):
            with gr.Column(elem_classes="paper"):
                self.box = gr.Textbox(
                    label=t("article"),
                    placeholder=t("article_hint"),
                    lines=8,
                    max_lines=11,
                    elem_id=self._id("article"),
                    elem_classes="serif",
                )
            with gr.Column(elem_classes="tools"):
                self._tools()
        self._status = gr.HTML("", elem_id=self._id("status"), elem_classes="status")
        self._view = gr.HTML(t(f"html:{task.name}"), js_on_load=JS_CLICKS, elem_id=self._id("view"))
        self._held = gr.State(None, time_to_live=3600)
        self._parcel = gr.Textbox(visible="hidden", elem_id=self._id("parcel"))
        self._outputs: tuple[Component, ...] = (
            self._view,
            self._held,
            self._status,
            self._go,
            self._stop,
        )
        self._idle: Updates = {self._status: "", self._go: ON, self._stop: OFF}
        self._wire()

    def opener(self) -> Opener:
        """How to show a kept result at this desk."""
        changed = (self.box, *self._controls, *self._outputs)
        return Opener(self._task.name, self.box, changed, self._show)

    def _id(self, part: str) -> str:
        return f"{self._task.name}-{part}"

    def _tools(self) -> None:
        with gr.Row(elem_classes="buttons"):
            self._go = gr.Button(t(self._task.act), variant="primary", elem_id=self._id("go"))
            self._stop = gr.Button(t("stop"), interactive=False, elem_id=self._id("stop"))
        self._controls = tuple(self._task.controls())
        self._opening = ArticleSource(self._screen, self._task.name)
        self._examples = gr.HTML(
            t("html:articles"), js_on_load=JS_CLICKS, elem_id=self._id("examples")
        )
        self._private = gr.Checkbox(label=t("private_mode"), elem_id=self._id("private"))
        gr.HTML(t("html:stays"))

    def _wire(self) -> None:
        read: dict[str, Any] = {
            "fn": self._read,
            "inputs": [self.box, self._private, *self._controls],
            "outputs": [*self._outputs],
            "concurrency_id": "read",
            "concurrency_limit": 2,
            **QUICK,
        }
        self._go.click(**read)
        self._stop.click(self._halt, queue=False, **QUICK)
        self._opening.wire(self.box, self._status)
        self._examples.click(self._load_example, None, self.box, **QUICK).then(**read)
        self._view.click(self._export, self._held, self._parcel, **QUICK).then(
            None, self._parcel, None, js=JS_SAVE, **QUICK
        )

    def _read(
        self, text: str | None, off_record: bool, request: gr.Request, *settings: Any
    ) -> Iterator[Updates]:
        asked = self._screen.context(request, keep=not off_record)
        lang, page = asked.language, request.session_hash
        stopped, clock = self._stops.begin(page), Clock()
        try:
            with as_gradio_error(request):
                work = BackgroundTask(
                    lambda progress: self._task.reads(
                        text or "", settings, replace(asked, progress=progress)
                    ),
                    stopped,
                )
                yield {self._go: OFF, self._stop: ON}
                for done in work:
                    yield {self._status: reading_bar(lang, done, clock)}
                try:
                    kept = work.result()
                except Cancelled:
                    yield {**self._idle, self._status: f"<p>{say(lang, 'stopped')}</p>"}
                    return
                notes = (keeping(kept, lang),)
                shown = self._task.view(kept.result, lang, datetime.now(UTC), notes)
                yield {**self._idle, self._view: shown, self._held: kept.result}
        except gr.Error:
            yield self._idle
            raise
        finally:
            self._stops.end(page, stopped)

    def _halt(self, request: gr.Request) -> None:
        self._stops.stop(request.session_hash)

    def _load_example(self, event: gr.EventData) -> str:
        return self._screen.examples.articles[event.name]

    def _export(
        self, result: ResultT | None, event: gr.EventData, request: gr.Request
    ) -> str | dict[str, Any]:
        with as_gradio_error(request):
            return parcel(result, event.format, language(request)) if result else gr.skip()

    def _show(self, run: Run, lang: str) -> Updates:
        """A kept result, as it was when it was made."""
        if not isinstance(run.result, self._task.kind):
            raise TypeError(f"not a {self._task.name}: {type(run.result).__name__}")
        return {
            **self._idle,
            self.box: run.result.given,
            **dict(zip(self._controls, self._task.settings(run.result), strict=True)),
            self._view: self._task.view(
                run.result, lang, run.created_at, (kept_note(run.id, lang),)
            ),
            self._held: run.result,
        }
