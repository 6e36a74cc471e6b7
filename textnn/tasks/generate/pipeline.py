"""A prefix -> what the character RNN writes after it; a text -> what the network had expected."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from weakref import WeakSet

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from textnn.config import Settings
from textnn.engine import copying
from textnn.engine.charrnn import ServedCharRNN, open_charrnn
from textnn.engine.copying import CopyMixture, bits, follow
from textnn.engine.sampling import softmax
from textnn.engine.together import MOST, Together
from textnn.errors import UserError
from textnn.models.bloom import TrainingMemory
from textnn.pretrained import Models, reference
from textnn.results import (
    CharSurprise,
    Continuation,
    GenerateOptions,
    Memorisation,
    ModelRef,
    Progress,
    Surprise,
)
from textnn.results.options import NoOptions
from textnn.tasks.generate.beginnings import Beginnings
from textnn.tasks.generate.endings import whole
from textnn.tasks.generate.writing import Writing
from textnn.text.characters import DOC, CharVocab
from textnn.text.normalize import normalize

LONGEST_SURPRISE = 10_000
"""Characters for which surprise is shown; a longer answer would choke the page."""

ALTERNATIVES = 5

OFTEN = 0.02
"""Seconds between two looks at what was written meanwhile."""


@dataclass(frozen=True)
class Writer:
    """Writes on, one character at a time.

    Attributes:
        model: the forward character model.
        memory: what stood in its training text; None if none was shipped.
        copiers: let it repeat names of the prefix; empty if none were shipped.
    """

    model: ServedCharRNN
    memory: TrainingMemory | None
    copiers: tuple[CopyMixture, ...]
    reference: ModelRef

    @property
    def vocabulary(self) -> CharVocab:
        """The characters of the model."""
        return self.model.vocabulary

    @cached_property
    def beginnings(self) -> Beginnings:
        """What was read lately."""
        return Beginnings(self.model)

    @cached_property
    def shared(self) -> Together[Writing]:
        """Takes texts further that are written side by side."""
        return Together(self._step, MOST)

    @cached_property
    def growing(self) -> WeakSet[Writing]:
        """The texts that are being written."""
        return WeakSet()

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        """Growing continuations; the last one says why it ended and how much was learnt by heart.

        The prefix is read in normal form but kept to the letter in the result.
        """
        began = time.perf_counter()
        current = Continuation(prefix, "", options, "running", None, self.reference, 0.0)
        clean = normalize(prefix).text
        ids = [DOC, *self.vocabulary.encode(clean).tolist()]
        state = self.beginnings.read(ids[:-1])
        writing = Writing(state, ids, clean, options, self.vocabulary, self.copiers)
        with closing(self._characters(writing)) as chars:
            for text, finish in whole(chars, clean, options.length, options.stop):
                current = replace(
                    current,
                    generated=current.generated + text,
                    finish=finish,
                    seconds=time.perf_counter() - began,
                )
                if finish == "running":
                    yield current
        yield replace(current, memorisation=self.memorised(current))

    def _characters(self, writing: Writing) -> Generator[str, None, None]:
        """What is drawn, without an end; up to the wanted length beside others, if there are any.

        Alone it needs no other thread, and on a busy machine does not wait for one to wake.
        """
        given = 0
        self.growing.add(writing)
        try:
            while True:
                if not given or writing.done or len(self.growing) == 1:
                    self._step([writing])
                else:
                    with closing(self.shared.follow([writing], OFTEN)) as following:
                        for _ in following:
                            given += len(new := writing.text[given:])  # it grows meanwhile
                            yield from new
                given += len(new := writing.text[given:])
                yield from new
        finally:
            self.growing.discard(writing)

    def _step(self, writings: Sequence[Writing]) -> None:
        """Takes texts one character further."""
        if len(writings) == 1:
            found = [self.model.step(writings[0].state, writings[0].token)]
        else:
            states, tokens = zip(*((one.state, one.token) for one in writings), strict=True)
            found = [*zip(*self.model.step_together(states, tokens), strict=True)]
        for writing, (logits, state) in zip(writings, found, strict=True):
            writing.go_on(logits, state)

    def memorised(self, result: Continuation) -> Memorisation | None:
        """How much of the generated part, and what of the whole, stands in the training text."""
        if self.memory is None:
            return None
        begin, text = len(result.prefix), result.text
        stretches = [
            (max(start, begin), end) for start, end in self.memory.stretches(text) if end > begin
        ]
        start, end = max(stretches, key=lambda s: s[1] - s[0], default=(begin, begin))
        share = _covered(stretches) / max(1, len(result.generated))
        return Memorisation(start, end, share, self.memory.window, self.memory.false_positive_rate)

    def surprise(self, text: str) -> Surprise:
        """Bits of every character, and what the network had expected in its place.

        Raises:
            UserError: more than ``LONGEST_SURPRISE`` characters.
        """
        if len(text) > LONGEST_SURPRISE:
            raise UserError("too-long-for-surprise", limit=LONGEST_SURPRISE, length=len(text))
        began = time.perf_counter()
        if not text:
            return Surprise(text, (), 0.0, self.reference, 0.0)
        ids = [DOC, *self.vocabulary.encode(text).tolist()]
        probabilities = np.concatenate([softmax(part) for part in self.model.score(ids[:-1])])
        for copier in self.copiers:
            probabilities = copier.mix(probabilities, *follow(ids[:-1], copier.shortest))
        which = np.argsort(-probabilities, kind="stable")[:, :ALTERNATIVES]
        best = np.take_along_axis(probabilities, which, axis=1)
        cost = bits(probabilities, np.array(ids[1:])).tolist()
        chars = tuple(
            CharSurprise(
                char, bit, tuple(zip(map(self.vocabulary.symbol, row), probabilities, strict=True))
            )
            for char, bit, row, probabilities in zip(
                text, cost, which.tolist(), best.tolist(), strict=True
            )
        )
        mean = sum(cost) / len(cost)
        return Surprise(text, chars, mean, self.reference, time.perf_counter() - began)


def _covered(stretches: list[tuple[int, int]]) -> int:
    """Characters inside any of the stretches, in text order; two may overlap by some words."""
    total = reached = 0
    for start, end in stretches:
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def load_memory(folder: Path) -> TrainingMemory | None:
    """The filter beside a character model's weights, if one stands there.

    Raises:
        UserError: it is damaged.
    """
    path = folder / "memory.safetensors"
    if not path.exists():
        return None
    try:
        stored = load_file(path)
        return TrainingMemory(stored["bits"], float(stored["false_positive_rate"][0]))
    except (OSError, KeyError, IndexError, SafetensorError) as error:
        raise _damaged(path, error) from error


def load_copiers(folder: Path) -> tuple[CopyMixture, ...]:
    """The copiers beside a character model's weights, if any stand there.

    Raises:
        UserError: it is damaged.
    """
    path = folder / "copier.json"
    try:
        return copying.load(path) if path.exists() else ()
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> UserError:
    name = f"{path.parent.name}/{path.name}"
    return UserError("model-unusable", "file", name=name, error=error)


def load_surprise(
    settings: Settings, models: Models | None = None
) -> Callable[[str, NoOptions, Progress], Surprise]:
    """What tells how surprised the shipped forward model is by a text."""
    model = (models or Models(settings.models)).get("charrnn", open_charrnn)
    writer = Writer(model, None, (), reference(model.folder))
    return lambda text, options, progress: writer.surprise(text)  # noqa: ARG005 - every pipeline's


def load_writer(settings: Settings, models: Models | None = None) -> Writer:
    """The writer over the shipped forward model."""
    model = (models or Models(settings.models)).get("charrnn", open_charrnn)
    writer = Writer(
        model,
        load_memory(settings.models / "charrnn"),
        load_copiers(settings.models / "charrnn"),
        reference(model.folder),
    )
    _ = writer.shared  # the first to write beside another may be struck while it starts a thread
    return writer
