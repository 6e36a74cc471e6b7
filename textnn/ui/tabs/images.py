"""*Imagens*: what a picture shows, and classes of one's own."""

from __future__ import annotations

from collections.abc import Mapping

import gradio as gr

from textnn.results import Result
from textnn.results.pictures import Classification, Lesson
from textnn.ui.i18n import t
from textnn.ui.screen import Opener, within
from textnn.ui.tabs import images_classify, images_teach
from textnn.web.context import Screen


def build(screen: Screen) -> Mapping[type[Result], Opener]:
    """The tab, inside the ``Blocks`` that are open; kind of result -> how to show it again."""
    with gr.Tabs(elem_id="image-parts", elem_classes="parts", overflow_behavior="wrap") as parts:
        with gr.Tab(t("part_classify"), id="classify"):
            classify = images_classify.build(screen)
        with gr.Tab(t("part_teach"), id="teach"):
            teach = images_teach.build(screen)
    return {
        Classification: within(parts, "classify", classify),
        Lesson: within(parts, "teach", teach),
    }
