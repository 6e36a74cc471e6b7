"""The panel of personal networks: learn from what was said, choose which works, take it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import gradio as gr

from textnn.html.markup import JS_CLICKS
from textnn.pages.personal import PersonalKind, Refused, personal_view
from textnn.results import PersonalReport, Progress
from textnn.service.personal import KINDS, kind_of
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

    def drawn(self, request: gr.Request, refused: Refused | None = None) -> str:
        """The panel of who asks; ``refused``: what was made just now and lost too much."""
        context, kinds = self._screen.context(request), self._screen.service.personal
        owner = context.owner
        shown = [
            PersonalKind(name, kind.all(owner), kind.in_use(owner), kind.said(owner))
            for name, kind in kinds.items()
        ]
        offered = all(kind.offered for kind in kinds.values())
        return personal_view(shown, context.language, offered=offered, refused=refused)

    def _act(self, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        name, kinds = str(event.name), self._screen.service.personal
        if event.do == "learn" and name in KINDS:
            yield from self._learn(request, name)
            return
        with as_gradio_error(request):
            owner, kind = self._screen.owner(request), kind_of(kinds, name)
            if event.do == "use":
                kind.use(owner, "" if name in KINDS else name)
            elif event.do == "remove":
                kind.remove(owner, name)
            yield {self.view: self.drawn(request)}

    def _learn(self, request: gr.Request, kind: str) -> Iterator[Updates]:
        asked = self._screen.context(request)

        def job(progress: Progress) -> PersonalReport:
            return self._screen.service.personal[kind].train(replace(asked, progress=progress))

        def show(report: PersonalReport) -> Updates:
            refused = None if report.accepted else Refused(kind, report)
            return {self.view: self.drawn(request, refused)}

        yield from self._runner.run(request, "personal_learning", job, show, limit=False)
