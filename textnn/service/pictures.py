"""Use cases about pictures: classify, teach, sample, play detective, render an outline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from textnn.errors import UserError
from textnn.locale import Sentence
from textnn.results import Progress, ignore_progress
from textnn.results.base import ModelRef
from textnn.results.context import NOT_KEPT, RequestContext
from textnn.results.pictures import (
    MAX_SAMPLES,
    RENDER_KINDS,
    SAMPLE_SETS,
    Classification,
    ClassifyOptions,
    Exhibit,
    Frame,
    Game,
    Lesson,
    Rendering,
    RenderOptions,
    Round,
    SampleOptions,
    Samples,
)
from textnn.service.keeping import MAX_SEED, Keeper, Kept, Pipelines, check_range


class Classifier(Protocol):
    """A pipeline that says what a picture shows."""

    def __call__(
        self,
        picture: bytes,
        source: str,
        options: ClassifyOptions,
        progress: Progress = ignore_progress,
    ) -> Classification:
        """Classify the picture in these bytes of a file called ``source``."""

    def names(self) -> tuple[str, ...]:
        """Networks it can choose among, in the order they are offered in."""

    def preview(self, picture: bytes) -> bytes:
        """The picture in these bytes of a file, upright and at most 512 pixels a side, as PNG."""


class Teacher(Protocol):
    """A pipeline that learns classes from a handful of pictures."""

    def __call__(
        self,
        pictures: Mapping[str, Sequence[bytes]],
        seed: int,
        progress: Progress = ignore_progress,
    ) -> Lesson:
        """Learn to tell the classes, name -> picture files, apart."""

    def open(self, project: bytes) -> tuple[Lesson, dict[str, list[bytes]]]:
        """The lesson in a project file, as it was, and its pictures by class."""

    def classify(self, project: bytes, picture: bytes, source: str) -> Classification:
        """What a picture shows, in the classes of the project."""


class Sampler(Protocol):
    """A pipeline that samples pictures from a generator."""

    def __call__(self, options: SampleOptions, progress: Progress = ignore_progress) -> Samples:
        """Pictures that never were."""

    def exhibits(self, name: str, count: int, seed: int) -> tuple[Exhibit, ...]:
        """Real and forged pictures of a set, mixed; needs the data set on this machine."""

    def evolution(self, name: str) -> tuple[Frame, ...]:
        """The same noise across the training of the generator of a set."""

    def model(self, name: str) -> ModelRef:
        """The generator of a set."""


class Renderer(Protocol):
    """A pipeline that makes a picture of an outline."""

    def __call__(self, outline: bytes, options: RenderOptions) -> Rendering:
        """The picture the network sees in the outline in these bytes of a file."""


class PictureService:
    """The part of ``Service`` that works on pictures."""

    def __init__(self, pipelines: Pipelines, keeper: Keeper) -> None:
        self._pipelines = pipelines
        self._keeper = keeper

    @property
    def _classifier(self) -> Classifier:
        loaded: Classifier = self._pipelines["classify"]
        return loaded

    @property
    def _teacher(self) -> Teacher:
        loaded: Teacher = self._pipelines["teach"]
        return loaded

    @property
    def _sampler(self) -> Sampler:
        loaded: Sampler = self._pipelines["sample"]
        return loaded

    @property
    def _renderer(self) -> Renderer:
        loaded: Renderer = self._pipelines["render"]
        return loaded

    def classifiers(self) -> tuple[str, ...]:
        """Names of the networks that classify."""
        return self._classifier.names()

    def preview(self, picture: bytes) -> bytes:
        """A picture upright and at most 512 pixels a side, as a PNG file.

        Raises:
            UserError: it is no picture we read.
        """
        return self._classifier.preview(picture)

    def classify(
        self,
        picture: bytes,
        source: str,
        options: ClassifyOptions,
        context: RequestContext = NOT_KEPT,
    ) -> Kept[Classification]:
        """What the picture in the bytes of a file called ``source`` shows.

        Raises:
            UserError: it is no picture we read, or there is no such network.
        """
        found = self._classifier(picture, source, options, context.progress)
        return self._keeper.keep(found, context)

    def teach(
        self,
        pictures: Mapping[str, Sequence[bytes]],
        context: RequestContext = NOT_KEPT,
        seed: int = 0,
    ) -> Kept[Lesson]:
        """Learn classes from a handful of pictures each.

        Raises:
            UserError: too few or too many classes or pictures, or one that is no picture.
        """
        check_range("seed", seed, 0, MAX_SEED)
        return self._keeper.keep(self._teacher(pictures, seed, context.progress), context)

    def open_project(self, project: bytes) -> tuple[Lesson, dict[str, list[bytes]]]:
        """The lesson in a project file, and its pictures by class.

        Raises:
            UserError: the file is broken or hostile.
        """
        return self._teacher.open(project)

    def classify_taught(
        self, project: bytes, picture: bytes, source: str, context: RequestContext = NOT_KEPT
    ) -> Kept[Classification]:
        """What a picture shows, in the classes of a project.

        Raises:
            UserError: the project or the picture cannot be read.
        """
        found = self._teacher.classify(project, picture, source)
        return self._keeper.keep(found, context)

    def sample(self, options: SampleOptions, context: RequestContext = NOT_KEPT) -> Kept[Samples]:
        """Pictures from a generator.

        Raises:
            UserError: no such set or class, or an option is out of range.
        """
        _check_name("set", options.set, SAMPLE_SETS)
        check_range("count", options.count, 1, MAX_SAMPLES)
        check_range("seed", options.seed, 0, MAX_SEED)
        check_range("truncation", options.truncation, 0.1, 3.0)
        if options.towards is not None:
            check_range("second_seed", options.towards, 0, MAX_SEED)
        return self._keeper.keep(self._sampler(options, context.progress), context)

    def exhibits(self, name: str, count: int, seed: int) -> tuple[Exhibit, ...]:
        """Real and forged pictures for a game of *Detetive*.

        Raises:
            UserError: no such set, or its real pictures are not on this machine.
        """
        _check_name("set", name, SAMPLE_SETS)
        return self._sampler.exhibits(name, count, seed)

    def keep_game(
        self, name: str, rounds: Sequence[Round], seconds: float, context: RequestContext = NOT_KEPT
    ) -> Kept[Game]:
        """A finished game goes to the history."""
        game = Game(name, tuple(rounds), self._sampler.model(name), seconds)
        return self._keeper.keep(game, context)

    def evolution(self, name: str) -> tuple[Frame, ...]:
        """The same noise across the training of a generator.

        Raises:
            UserError: no such set.
        """
        _check_name("set", name, SAMPLE_SETS)
        return self._sampler.evolution(name)

    def render(
        self, outline: bytes, options: RenderOptions, context: RequestContext = NOT_KEPT
    ) -> Kept[Rendering]:
        """A picture of an outline.

        Raises:
            UserError: it is no picture we read, or there is no such kind.
        """
        _check_name("kind", options.kind, RENDER_KINDS)
        return self._keeper.keep(self._renderer(outline, options), context)


def _check_name(what: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise UserError(
            "bad-option", "name", what=Sentence(f"limited_{what}"), name=name, names=known
        )
