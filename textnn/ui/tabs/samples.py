"""*Amostras*: pictures that a network makes, guesses at, learns to make, and draws after you."""

from __future__ import annotations

from collections.abc import Mapping

import gradio as gr

from textnn.results import Result
from textnn.results.pictures import Game, Rendering, Samples
from textnn.ui.i18n import t
from textnn.ui.screen import Opener, within
from textnn.ui.tabs import samples_detective, samples_draw, samples_evolution, samples_sample
from textnn.web.context import Screen


def build(screen: Screen) -> Mapping[type[Result], Opener]:
    """The tab, inside the ``Blocks`` that are open.

    Returns:
        Kind of result -> how to show a kept one in the part it came from.
    """
    parts: gr.Tabs
    with gr.Tabs(elem_id="samples-parts", elem_classes="parts") as parts:
        with gr.Tab(t("part_sample"), id="sample"):
            sampling = samples_sample.build(screen)
        with gr.Tab(t("part_detective"), id="detective"):
            detecting = samples_detective.build(screen)
        with gr.Tab(t("part_evolution"), id="evolution") as evolving:
            samples_evolution.build(screen, evolving)
        with gr.Tab(t("part_draw"), id="draw"):
            drawing = samples_draw.build(screen)
    return {
        Samples: within(parts, "sample", sampling),
        Game: within(parts, "detective", detecting),
        Rendering: within(parts, "draw", drawing),
    }
