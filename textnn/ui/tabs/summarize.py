"""*Resumir*: an article in; headline, dek and main sentences out, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from textnn.results import MAX_SENTENCES, Summary, SummaryOptions
from textnn.results.context import RequestContext
from textnn.service import Kept
from textnn.tasks.summarize.view import summary_view
from textnn.ui.components.article_tab import ArticleTab, Task
from textnn.ui.i18n import t
from textnn.ui.screen import Opener
from textnn.web.context import Screen


def build(screen: Screen) -> Opener:
    """The tab, inside the ``Blocks`` that are open; returns how to show a kept result in it."""

    def reads(text: str, settings: Sequence[Any], context: RequestContext) -> Kept[Summary]:
        return screen.service.summarize(text, SummaryOptions(int(settings[0])), context)

    task = Task(
        name="summarize",
        kind=Summary,
        act="summarize",
        controls=_length,
        reads=reads,
        view=summary_view,
        settings=lambda result: (result.options.sentences,),
    )
    return ArticleTab(screen, task).opener()


def _length() -> tuple[Component]:
    usual = SummaryOptions().sentences
    slider = gr.Slider(
        1, MAX_SENTENCES, usual, step=1, label=t("sentences"), elem_id="summarize-sentences"
    )
    gr.HTML(t("html:why:sentences"))
    return (slider,)
