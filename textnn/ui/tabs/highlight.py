"""*Destacar*: an article in, the same article with its names and keywords marked out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from textnn.results import Highlight
from textnn.results.context import RequestContext
from textnn.service import Kept
from textnn.tasks.highlight.view import highlight_view
from textnn.ui.components.article_tab import ArticleTab, Task
from textnn.ui.i18n import t
from textnn.ui.screen import Opener
from textnn.web.context import Screen


def build(screen: Screen) -> Opener:
    """The tab, inside the ``Blocks`` that are open; returns how to show a kept result in it."""

    def reads(text: str, settings: Sequence[Any], context: RequestContext) -> Kept[Highlight]:
        return screen.service.highlight(text, context, keywords=settings[0])

    task = Task(
        name="highlight",
        kind=Highlight,
        act="highlight",
        controls=_switch,
        reads=reads,
        view=highlight_view,
        settings=lambda _: (gr.skip(),),  # the switch is the person's wish, not part of the result
    )
    return ArticleTab(screen, task).opener()


def _switch() -> tuple[Component]:
    switch = gr.Checkbox(True, label=t("keywords"), elem_id="highlight-keywords")
    gr.HTML(t("html:why:keywords"))
    return (switch,)
