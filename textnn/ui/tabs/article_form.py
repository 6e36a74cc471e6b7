"""The tab of a task that asks for an article and a few options, made from its descriptor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import gradio as gr
from gradio.components import Component
from markupsafe import Markup

from textnn.html.templates import part
from textnn.results import Result
from textnn.results.context import RequestContext
from textnn.service import Kept
from textnn.tasks.registry import TASKS
from textnn.tasks.task import ArticleForm, Notes, words
from textnn.ui.components.article_tab import ArticleTab, Task
from textnn.ui.i18n import t
from textnn.ui.screen import Opener
from textnn.web.context import Screen


def build(screen: Screen, name: str) -> Opener:
    """The tab, inside the ``Blocks`` that are open; returns how to show a kept result in it."""
    task, form = TASKS[name], TASKS.forms()[name]
    names = [field for field, *_ in form.fields()]

    def reads(text: str, settings: Sequence[Any], context: RequestContext) -> Kept[Any]:
        kinds = {field: kind for field, kind, _, _ in form.fields()}
        given = {one: kinds[one](value) for one, value in zip(names, settings, strict=True)}
        return screen.service.run(name, text, form.options(**given), context)

    def view(result: Result, language: str, when: datetime, notes: Notes = ()) -> str:
        shown = task.view(result, language, when, notes)
        files = [(one, one.upper()) for one in task.exports]
        return shown + (part(language, "macros.html", "exports", files) if files else "")

    desk: Task[Any] = Task(
        name=name,
        act=f"act:{name}",
        kind=task.result,
        controls=lambda: [*_controls(name, form)],
        reads=reads,
        view=view,
        settings=lambda result: [getattr(result.options, one) for one in names],
    )
    return ArticleTab(screen, desk).opener()


def _controls(name: str, form: ArticleForm) -> Iterator[Component]:
    """A switch, a slider, a box of a number or one of text for each option."""
    for field, kind, default, option in form.fields():
        shown: dict[str, Any] = {"label": t(f"option:{name}.{field}"), "elem_id": f"{name}-{field}"}
        if kind is bool:
            yield gr.Checkbox(default, **shown)
        elif kind is str:
            yield gr.Textbox(default, **shown)
        elif option.low is not None and option.high is not None:
            step = 1 if kind is int else None
            yield gr.Slider(option.low, option.high, default, step=step, **shown)
        else:
            yield gr.Number(default, precision=0 if kind is int else None, **shown)


def sentences(language: str) -> Mapping[str, str]:
    """What the descriptors bring to the page from the start, by the names that ``t`` takes."""
    said = {f"task:{name}": task.many(language) for name, task in TASKS.items()}
    for name, form in TASKS.forms().items():
        said[f"act:{name}"] = words(language, form.act)
        if form.hint:
            empty = Markup('<div class="empty"><p class="empty-title">{}</p><p>{}</p></div>')
            said[f"html:{name}"] = empty.format(
                TASKS[name].one(language), words(language, form.hint)
            )
        for field, _, _, option in form.fields():
            said[f"option:{name}.{field}"] = words(language, option.label)
    return said
