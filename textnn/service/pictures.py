"""Use cases about pictures: classify, teach, sample, play detective, render an outline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textnn.errors import UserError, check_range
from textnn.locale import Sentence
from textnn.results.context import NOT_KEPT, RequestContext
from textnn.results.options import MAX_SEED
from textnn.results.pictures import (
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
from textnn.results.stored import Stored
from textnn.service.recorder import Pipelines, check_options, keep
from textnn.service.turns import Turns
from textnn.store.runs import RunRepository


class PictureService:
    """The part of ``Service`` that works on pictures."""

    def __init__(self, pipelines: Pipelines, runs: RunRepository, turns: Turns) -> None:
        self._pipelines = pipelines
        self._turns = turns
        self._runs = runs

    def classifiers(self) -> tuple[str, ...]:
        """Names of the networks that classify."""
        given: tuple[str, ...] = self._pipelines["classify"].names()
        return given

    def preview(self, picture: bytes) -> bytes:
        """A picture upright and at most 512 pixels a side, as a PNG file.

        Raises:
            UserError: it is no picture we read.
        """
        given: bytes = self._pipelines["classify"].preview(picture)
        return given

    def classify(
        self,
        picture: bytes,
        source: str,
        options: ClassifyOptions,
        context: RequestContext = NOT_KEPT,
    ) -> Stored[Classification]:
        """What the picture in the bytes of a file called ``source`` shows.

        Raises:
            UserError: it is no picture we read, or there is no such network.
        """
        with self._turns.turn(context.progress) as progress:
            found = self._pipelines["classify"](picture, source, options, progress)
        return keep(self._runs, found, context)

    def teach(
        self,
        pictures: Mapping[str, Sequence[bytes]],
        context: RequestContext = NOT_KEPT,
        seed: int = 0,
    ) -> Stored[Lesson]:
        """Learn classes from a handful of pictures each.

        Raises:
            UserError: too few or too many classes or pictures, or one that is no picture.
        """
        check_range("seed", seed, 0, MAX_SEED)
        with self._turns.turn(context.progress) as progress:
            lesson = self._pipelines["teach"](pictures, seed, progress)
        return keep(self._runs, lesson, context)

    def open_project(self, project: bytes) -> tuple[Lesson, dict[str, list[bytes]]]:
        """The lesson in a project file, and its pictures by class.

        Raises:
            UserError: the file is broken or hostile.
        """
        given: tuple[Lesson, dict[str, list[bytes]]] = self._pipelines["teach"].open(project)
        return given

    def classify_taught(
        self, project: bytes, picture: bytes, source: str, context: RequestContext = NOT_KEPT
    ) -> Stored[Classification]:
        """What a picture shows, in the classes of a project.

        Raises:
            UserError: the project or the picture cannot be read.
        """
        with self._turns.turn(context.progress):
            found = self._pipelines["teach"].classify(project, picture, source)
        return keep(self._runs, found, context)

    def sample(self, options: SampleOptions, context: RequestContext = NOT_KEPT) -> Stored[Samples]:
        """Pictures from a generator.

        Raises:
            UserError: no such set or class, or an option is out of range.
        """
        _check_name("set", options.set, SAMPLE_SETS)
        check_options(options)
        with self._turns.turn(context.progress) as progress:
            samples = self._pipelines["sample"](options, progress)
        return keep(self._runs, samples, context)

    def exhibits(self, name: str, count: int, seed: int) -> tuple[Exhibit, ...]:
        """Real and forged pictures for a game of *Detetive*.

        Raises:
            UserError: no such set, or its real pictures are not on this machine.
        """
        _check_name("set", name, SAMPLE_SETS)
        given: tuple[Exhibit, ...] = self._pipelines["sample"].exhibits(name, count, seed)
        return given

    def keep_game(
        self, name: str, rounds: Sequence[Round], seconds: float, context: RequestContext = NOT_KEPT
    ) -> Stored[Game]:
        """A finished game goes to the history."""
        game = Game(name, tuple(rounds), self._pipelines["sample"].model(name), seconds)
        return keep(self._runs, game, context)

    def evolution(self, name: str) -> tuple[Frame, ...]:
        """The same noise across the training of a generator.

        Raises:
            UserError: no such set.
        """
        _check_name("set", name, SAMPLE_SETS)
        given: tuple[Frame, ...] = self._pipelines["sample"].evolution(name)
        return given

    def render(
        self, outline: bytes, options: RenderOptions, context: RequestContext = NOT_KEPT
    ) -> Stored[Rendering]:
        """A picture of an outline.

        Raises:
            UserError: it is no picture we read, or there is no such kind.
        """
        _check_name("kind", options.kind, RENDER_KINDS)
        with self._turns.turn(context.progress):
            rendering = self._pipelines["render"](outline, options)
        return keep(self._runs, rendering, context)


def _check_name(what: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise UserError(
            "bad-option", "name", what=Sentence(f"limited_{what}"), name=name, names=known
        )
