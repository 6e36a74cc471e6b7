"""What a kept result is called: its task, and its title in a list."""

from __future__ import annotations

from collections.abc import Mapping

from textnn.results import Answer, Continuation, Highlight, Summary, Surprise
from textnn.results.pictures import Classification, Game, Lesson, Rendering, Samples
from textnn.store import search

TASK_OF: Mapping[type, str] = {
    Highlight: "highlight",
    Summary: "summarize",
    Continuation: "generate",
    Surprise: "surprise",
    Answer: "answer",
    Classification: "classify",
    Samples: "sample",
    Game: "detect",
    Rendering: "render",
    Lesson: "teach",
}
TASKS: tuple[str, ...] = tuple(TASK_OF.values())
"""Words that ``Run.task`` can be."""

BY_WHAT_WAS_WRITTEN = (TASK_OF[Summary], TASK_OF[Answer])
"""Tasks whose headline or question says more than how the article begins."""


def line_title(task: str, given: str, written: str) -> str:
    """What a run is called in a list: ``RunLine.title``.

    Args:
        task: one of ``TASKS``.
        given: ``Run.input``, or how it begins.
        written: ``Run.written``, or how it begins.
    """
    if task in BY_WHAT_WAS_WRITTEN:
        return search.title(written.partition("\n")[0])
    if task == TASK_OF[Classification]:
        return search.title(f"{written.lstrip().partition(chr(10))[0]} · {given}")
    return search.title(given + written)
