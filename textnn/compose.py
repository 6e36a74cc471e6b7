"""The composition root of the app, the command line and ``textnn`` from Python.

Settings -> a service over the shipped models, each read at its first use. What loads a pipeline is
named by its task's descriptor and imported when it is first needed, so that a command that runs no
model, or one that needs no torch, loads none. ``compose_chat`` puts a chat over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from threadpoolctl import ThreadpoolController

from textnn.config import Settings
from textnn.service import Service
from textnn.service.recorder import Lazy
from textnn.store.runs import RunRepository
from textnn.tasks.registry import TASKS

UNDERSTAND = "textnn.tasks.understand.pipeline:load_understander"
"""What loads the pipeline that tells what a message asks for; it gives no result to keep."""

PERSONAL = {
    "personal": "textnn.training.personal.tagger:load_trainer",
    "tagger_folder": "textnn.tasks.highlight.pipeline:load_opener",
    "personal_reader": "textnn.training.personal.reader:load_trainer",
    "reader_folder": "textnn.tasks.answer.pipeline:load_opener",
    "personal_headlines": "textnn.tasks.summarize.personal_headlines:load_trainer",
    "headlines_folder": "textnn.tasks.summarize.personal_headlines:load_opener",
}
"""What trains a personal tagger, reader or choice of headlines, and what opens one."""


class Loaders(Mapping[str, Callable[[], Any]]):
    """Name of a task -> what loads its pipeline; they share one set of models.

    Args:
        settings: where the models are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._models = Lazy(self._open)

    def __getitem__(self, name: str) -> Callable[[], Any]:
        load = partial(self._load, self._named()[name])
        return partial(self._with_marks, load) if name == "personal_reader" else load

    def __iter__(self) -> Iterator[str]:
        return iter(self._named())

    def __len__(self) -> int:
        return len(self._named())

    def _named(self) -> dict[str, str]:
        named = {name: task.pipeline for name, task in TASKS.items() if task.pipeline}
        return {**named, "understand": UNDERSTAND, **PERSONAL}

    def _load(self, named: str) -> Any:
        module, _, function = named.partition(":")
        return getattr(import_module(module), function)(self._settings, self._models())

    def _with_marks(self, load: Callable[[], Any]) -> Any:
        """What trains readers, told the shipped tagger's marks."""
        highlighter = self["highlight"]()

        def marks_of(text: str) -> list[tuple[int, int, str]]:
            return [(mark.start, mark.end, mark.label) for mark in highlighter(text).spans]

        return partial(load(), marks_of=marks_of)

    def _open(self) -> Any:
        # More threads wait for each other in products as small as these, and for other requests.
        ThreadpoolController().select(internal_api="openblas").limit(limits=1)
        if self._settings.threads:
            import_module("torch").set_num_threads(self._settings.threads)
        return import_module("textnn.pretrained").Models(self._settings.models)


def compose_service(
    settings: Settings,
    runs: RunRepository,
    pipelines: Mapping[str, Callable[[], Any]] | None = None,
) -> Service:
    """All that the models can do.

    Args:
        settings: where the models are, and limits.
        runs: where results are kept.
        pipelines: name of a task -> what gives its pipeline; ``None``: the shipped ones.
    """
    return Service(Loaders(settings) if pipelines is None else pipelines, runs, settings)
