"""Pipelines of texts that compute in a process of their own, those of pictures in this one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from textnn.apart.engine import Engine, RemotePipeline
from textnn.apart.messages import CALL, LOAD, CallTarget
from textnn.compose import Loaders
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import Answer, Continuation, GenerateOptions, ModelRef, Span


class RemoteWriter(RemotePipeline):
    """Writes on from a beginning."""

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        """Growing continuations, as ``Writer.stream`` gives them."""
        for piece in self.engine.pieces(self.named, "stream", prefix, options):
            yield replace(piece, prefix=prefix)


class RemoteAnswerer(RemotePipeline):
    """Answers questions, each of which has its article along: the process may be another one."""

    def open(self, text: str, marks: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
        """An article for questions."""
        return text, tuple(marks)

    def __call__(self, article: Any, question: str, before: Answer | None = None) -> Any:
        """What an article says to a question."""
        return self.engine.call(self.named, CALL, article, question, before)


class RemoteModel(RemotePipeline):
    """A pipeline over the model of a folder, which is read when it is first asked."""

    @property
    def reference(self) -> ModelRef:
        """The model as it is now.

        Raises:
            UserError: it is damaged.
        """
        folder = Path(self.named.folder)
        try:
            metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
            return ModelRef(folder.name, metrics["sha256"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError("model-unusable", name=folder.name) from error


class RemoteReader(RemoteModel, RemoteAnswerer):
    """Answers with the reader of a folder."""


class RemoteOpener(RemotePipeline):
    """Opens folders of models."""

    opens: type[RemoteModel] = RemoteModel

    def __call__(self, folder: Path) -> RemoteModel:
        """The pipeline over the model of a folder."""
        return self.opens(self.engine, CallTarget(self.named.pipeline, str(folder)))


class RemoteReaders(RemoteOpener):
    """Opens folders of readers."""

    opens = RemoteReader


class RemoteTeacher(RemotePipeline):
    """Trains a personal model in a process that ends with the training.

    PyTorch holds the interpreter for seconds, and takes hundreds of megabytes.
    """

    def __call__(self, *given: Any) -> Any:
        """What the training gives."""
        try:
            return super().__call__(*given)
        finally:
            self.engine.close()


TEACHERS = ("personal", "personal_reader", "personal_headlines")
"""What trains, by visitors' corrections."""

APART: Mapping[str, type[RemotePipeline]] = {
    "highlight": RemotePipeline,
    "understand": RemotePipeline,
    "summarize": RemotePipeline,
    "answer": RemoteAnswerer,
    "factsheet": RemotePipeline,
    "review": RemotePipeline,
    "compare": RemotePipeline,
    "surprise": RemotePipeline,
    "generate": RemoteWriter,
    "tagger_folder": RemoteOpener,
    "reader_folder": RemoteReaders,
    "headlines_folder": RemoteOpener,
}
"""What computes in the process: all that reads or writes texts, without torch."""


class ApartLoaders(Mapping[str, Callable[[], Any]]):
    """As ``compose.Loaders``; those of ``APART`` make ready what is in the process.

    Args:
        settings: where the models are.

    Attributes:
        engine: has the process.
        school: has another one, while something is trained.
    """

    def __init__(self, settings: Settings) -> None:
        self.engine, self.school = Engine(settings), Engine(settings)
        self._here = Loaders(settings)

    def __getitem__(self, name: str) -> Callable[[], Any]:
        if name in TEACHERS:
            return partial(RemoteTeacher, self.school, CallTarget(name))
        return partial(self._load, name) if name in APART else self._here[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._here)

    def __len__(self) -> int:
        return len(self._here)

    def _load(self, name: str) -> RemotePipeline:
        self.engine.call(CallTarget(name), LOAD)
        return APART[name](self.engine, CallTarget(name))
