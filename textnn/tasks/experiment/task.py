"""The descriptor of a kept station of the *Laboratório*."""

from __future__ import annotations

from textnn.locale import say_known
from textnn.results.laboratory import Experiment
from textnn.tasks.task import JSON_ALONE, Task, TemplateView
from textnn.tasks.terminal import Terminal, visible


def _terminal(result: Experiment, out: Terminal) -> None:
    print(visible(f"{_title(result.station, out.language)}: {result.text}"))
    print(visible(result.address))


def _title(title: str, language: str) -> str:
    known = f"lab_{title}"
    return say_known(language, known, default=title)


EXPERIMENT = Task(
    result=Experiment,
    command="experimento",
    view=TemplateView("experiment/view.html"),
    terminal=_terminal,
    title=_title,
    exports=JSON_ALONE,
)
