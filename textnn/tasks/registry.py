"""Every task there is: one line each.

Importing this loads no model and no torch; ``Task.pipeline`` only names what does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from textnn.results import Result
from textnn.tasks.answer.task import ANSWER
from textnn.tasks.classify.task import CLASSIFY
from textnn.tasks.compare.task import COMPARE
from textnn.tasks.experiment.task import EXPERIMENT
from textnn.tasks.factsheet.task import FACTSHEET
from textnn.tasks.generate.task import GENERATE, SURPRISE
from textnn.tasks.highlight.task import HIGHLIGHT
from textnn.tasks.render.task import RENDER
from textnn.tasks.review.task import REVIEW
from textnn.tasks.sample.task import DETECT, SAMPLE
from textnn.tasks.summarize.task import SUMMARIZE
from textnn.tasks.task import ArticleForm, Task
from textnn.tasks.teach.task import TEACH


class Registry(Mapping[str, Task[Any]]):
    """Name -> task, in the order in which they are listed."""

    def __init__(self, tasks: Iterable[Task[Any]]) -> None:
        self._tasks: dict[str, Task[Any]] = {}
        for task in tasks:
            self.add(task)

    def __getitem__(self, name: str) -> Task[Any]:
        return self._tasks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tasks)

    def __len__(self) -> int:
        return len(self._tasks)

    def add(self, task: Task[Any]) -> None:
        """Make a task known everywhere.

        Raises:
            ValueError: there is one of this name.
        """
        if task.name in self._tasks:
            raise ValueError(f"there is a task {task.name!r}")
        self._tasks[task.name] = task

    def remove(self, name: str) -> None:
        """Forget a task."""
        del self._tasks[name]

    def forms(self) -> dict[str, ArticleForm]:
        """Name -> form of those that ask for an article and a few options, and no more."""
        return {name: task.form for name, task in self._tasks.items() if task.form}

    def described(self, task: str, title: str, language: str) -> tuple[str, str]:
        """Title of a kept result as people read it, and what kind of result it is.

        What a task gave that this version does not have keeps its words as they were stored.
        """
        known = self._tasks.get(task)
        return (known.title(title, language), known.one(language)) if known else (title, task)

    def of(self, result: Result) -> Task[Any]:
        """The task that gave a result."""
        return self._tasks[result.task]


TASKS = Registry(
    (
        HIGHLIGHT,
        SUMMARIZE,
        GENERATE,
        SURPRISE,
        ANSWER,
        COMPARE,
        FACTSHEET,
        REVIEW,
        CLASSIFY,
        SAMPLE,
        DETECT,
        RENDER,
        TEACH,
        EXPERIMENT,
    )
)
