"""The panel of personal taggers: learn from the corrections, choose who marks, take it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import gradio as gr

from textnn.html.markup import JS_CLICKS
from textnn.pages.personal import personal_view
from textnn.results import PersonalReport, Progress
from textnn.ui.components.background import Runner
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Updates, as_gradio_error
from textnn.web.context import Screen


class PersonalPanel:
    """A part that opens, inside the ``Blocks`` that are open.

    Args:
        screen: its surroundings.

    Attributes:
        view: what it shows; ``drawn`` gives it anew.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        with gr.Accordion(t("personal_title"), open=False, elem_id="personal") as whole:
            self.view = gr.HTML("", js_on_load=JS_CLICKS, elem_id="personal-panel")
            self._status = gr.HTML("", elem_id="personal-status", elem_classes="status")
            self._stop = gr.Button(
                t("stop"), interactive=False, size="sm", elem_id="personal-stop", elem_classes="ask"
            )
        self._runner = Runner(self._status, [], self._stop)
        whole.expand(self._show, None, self.view, **QUICK)
        self.view.click(self._act, None, [self.view, *self._runner.outputs], **QUICK)

    def _show(self, request: gr.Request) -> str:
        with as_gradio_error(request):
            return self.drawn(request)

    def drawn(self, request: gr.Request, refused: PersonalReport | None = None) -> str:
        """The panel of who asks; ``refused``: what was made just now and lost too much."""
        context, taggers = self._screen.context(request), self._screen.service.taggers
        owner = context.owner
        return personal_view(
            taggers.all(owner),
            taggers.in_use(owner),
            self._screen.service.corrections.count(owner),
            context.language,
            offered=taggers.offered,
            refused=refused,
        )

    def _act(self, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        if event.do == "learn":
            yield from self._learn(request)
            return
        with as_gradio_error(request):
            owner, taggers = self._screen.owner(request), self._screen.service.taggers
            if event.do == "use":
                taggers.use(owner, str(event.name))
            elif event.do == "remove":
                taggers.remove(owner, str(event.name))
            yield {self.view: self.drawn(request)}

    def _learn(self, request: gr.Request) -> Iterator[Updates]:
        asked = self._screen.context(request)

        def job(progress: Progress) -> PersonalReport:
            return self._screen.service.taggers.train(replace(asked, progress=progress))

        def show(report: PersonalReport) -> Updates:
            refused = None if report.accepted else report
            return {self.view: self.drawn(request, refused)}

        yield from self._runner.run(request, "personal_learning", job, show)
