"""A prefix -> what the character RNN writes after it; a text -> what the network had expected."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from textnn.config import Settings
from textnn.engine import copying
from textnn.engine.charrnn import ServedCharRNN, open_charrnn
from textnn.engine.copying import NOTHING, CopyMixture, MatchModel, bits, follow
from textnn.engine.folder import Floats
from textnn.engine.sampling import sample, softmax
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
from textnn.tasks.generate.endings import Guide, whole
from textnn.text.characters import DOC, UNK, CharVocab
from textnn.text.normalize import normalize

LONGEST_SURPRISE = 10_000
"""Characters for which surprise is shown; a longer answer would choke the page."""

ALTERNATIVES = 5


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

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        """Growing continuations; the last one says why it ended and how much was learnt by heart.

        The prefix is read in normal form but kept to the letter in the result.
        """
        began = time.perf_counter()
        current = Continuation(prefix, "", options, "running", None, self.reference, 0.0)
        reader, clean = _Reader(self.model, self.copiers, self.beginnings), normalize(prefix).text
        first = reader.read([DOC, *self.vocabulary.encode(clean).tolist()])
        tokens = sample(
            Guide(reader.step, self.vocabulary, clean, options.length),
            first,
            seed=options.seed,
            temperature=options.temperature,
            top_k=options.top_k,
            top_p=options.top_p,
            forbidden=(DOC, UNK),
        )
        chars = map(self.vocabulary.symbol, tokens)
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


class _Reader:
    """Carries a model's state from character to character."""

    def __init__(
        self, model: ServedCharRNN, copiers: Sequence[CopyMixture], beginnings: Beginnings
    ) -> None:
        self.model, self.beginnings = model, beginnings
        self.copiers = copiers
        self.matches = [MatchModel(copier.shortest) for copier in copiers]
        self.state = model.start()
        self._reading = True

    def read(self, ids: list[int]) -> int:
        """Reads all but the last id, and returns that one for the first ``step``."""
        for token in ids[:-1]:
            for match in self.matches:
                match.push(token)
        self.state = self.beginnings.read(ids[:-1])
        return ids[-1]

    def step(self, token: int) -> Floats:
        """Logits of the character after ``token``, shape (vocabulary_size,)."""
        logits, self.state = self.model.step(self.state, token)
        for match in self.matches:
            match.push(token, remember=self._reading)
        self._reading = False  # from here on the characters are the network's own
        if all(match.proposed == NOTHING for match in self.matches):
            return logits  # equal to log-probabilities but for a constant
        probabilities = softmax(logits)
        for copier, match in zip(self.copiers, self.matches, strict=True):
            if match.proposed != NOTHING:
                proposal = np.array(match.proposed), np.array(match.length)
                probabilities = copier.mix(probabilities, *proposal)
        with np.errstate(divide="ignore"):
            return np.log(probabilities)


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
    return Writer(
        model,
        load_memory(settings.models / "charrnn"),
        load_copiers(settings.models / "charrnn"),
        reference(model.folder),
    )
