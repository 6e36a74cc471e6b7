"""*Evolução*: the same noise, from the first step of the training to the last."""

from __future__ import annotations

import gradio as gr

from textnn.errors import UserError
from textnn.html.templates import part
from textnn.results.pictures import SAMPLE_SETS
from textnn.tasks.sample.evolution_view import evolution_view
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, as_gradio_error
from textnn.web.context import Screen, request_language


def build(screen: Screen, tab: gr.Tab) -> None:
    """The part, inside the ``Blocks`` that are open; it fills itself when ``tab`` is opened."""

    def show(name: str, request: gr.Request) -> str:
        language = request_language(request)
        with as_gradio_error(request):
            try:
                frames = screen.service.pictures.evolution(name)
            except UserError as error:
                return part(language, "html/macros.html", "missing", error.say(language))
            return evolution_view(frames, name, f"gan-{name}", language)

    sets = [(str(t(f"set_{name}")), name) for name in SAMPLE_SETS]
    chosen = gr.Radio(sets, value=SAMPLE_SETS[0], label=t("evolution_set"), elem_id="evolution-set")
    view = gr.HTML(t("html:evolution"), elem_id="evolution-view")
    chosen.change(show, chosen, view, trigger_mode="always_last", **QUICK)
    tab.select(show, chosen, view, **QUICK)
