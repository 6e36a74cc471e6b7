"""Recipe of the character model: long streams, carried state, truncated backpropagation.

The articles are shuffled once, joined with document boundaries and cut into ``streams`` long
streams read side by side. Every step shows each stream its next ``length`` characters and carries
the LSTM state on, cut from the graph (Williams and Peng 1990). Few streams and many small steps
learn more a minute than many streams and few steps; see docs/experiments.md.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.optim import AdamW, SparseAdam

from textnn import checkpoints
from textnn.checkpoints import network
from textnn.config import Settings
from textnn.datasets.news import read_texts
from textnn.engine import copying
from textnn.engine.configs import CharRNNConfig
from textnn.evaluation.charrnn import fit_copiers, score_texts
from textnn.models.bloom import measure_false_positives, remember
from textnn.models.charrnn import CharRNN, CharState
from textnn.models.contexts import ContextState
from textnn.precision import autocast
from textnn.text.characters import DOC, CharVocab
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, SupervisedRecipe, train
from textnn.training.runs import RUNS, fastest_device, first_metrics

DEV_CHARACTERS = 1_500_000
"""The dev figure is measured on the first so many characters of the dev split."""

PORTUGUESE = "ABCDEFGHIJKLMNOPQRSTUVWXYZÁÀÂÃÉÊÍÓÔÕÚÜÇ"


@dataclass(frozen=True)
class CharRNNOptions:
    """How a character model is trained.

    Attributes:
        streams: texts read side by side (the batch size).
        length: characters a step, and the reach of a gradient through time.
        rate: highest learning rate of the dense weights.
        table_rate: highest learning rate of the context table (sparse Adam).
        seed: order of the articles and first weights.
        dev_chars: characters of the dev split scored at each evaluation.
    """

    streams: int = 24
    length: int = 100
    rate: float = 4e-3
    table_rate: float = 1e-2
    seed: int = 1
    dev_chars: int = 300_000


def build_vocabulary(texts: Iterable[str], min_count: int = 50) -> CharVocab:
    """Characters seen at least ``min_count`` times, and the whole Portuguese alphabet anyway."""
    counts = Counter[str]()
    for text in texts:
        counts.update(text)
    for char in PORTUGUESE + PORTUGUESE.lower():
        counts[char] = max(counts[char], min_count)
    return CharVocab.from_counts(counts, min_count)


def join(vocabulary: CharVocab, texts: Iterable[str]) -> Tensor:
    """Texts as one string of ids, a document boundary before each, shape (characters,), uint8.

    Raises:
        ValueError: the vocabulary has ids that do not fit a byte.
    """
    if len(vocabulary) > 256:
        raise ValueError(f"{len(vocabulary)} symbols do not fit uint8; raise min_count")
    pieces = []
    for text in texts:
        pieces += [np.array([DOC], dtype=np.uint8), vocabulary.encode(text).astype(np.uint8)]
    return torch.from_numpy(np.concatenate(pieces))


def to_streams(ids: Tensor, streams: int) -> Tensor:
    """Cuts a string of ids into streams; shape (streams, characters // streams)."""
    length = ids.numel() // streams
    return ids[: streams * length].view(streams, length)


class CharRNNRecipe(SupervisedRecipe):
    """Steps over the streams, which are on the model's device, a byte a character.

    Args:
        minutes: what the model has had before this run, for its card.
    """

    unit = "nats/char"
    layer = "lstm"

    def __init__(
        self,
        model: CharRNN,
        train: Sequence[str],
        dev: Sequence[str],
        vocabulary: CharVocab,
        options: CharRNNOptions,
        minutes: float = 0.0,
    ) -> None:
        self.model: CharRNN = model
        self.vocabulary, self.options, self.minutes = vocabulary, options, minutes
        order = list(train)
        random.Random(options.seed).shuffle(order)
        self.train = to_streams(join(vocabulary, order), options.streams).to(self.device)
        self.dev = to_streams(join(vocabulary, dev)[: options.dev_chars], 20).to(self.device)
        table = model.table.weight
        dense = [p for p in model.parameters() if p is not table]
        self.optimizers = (
            AdamW(dense, lr=options.rate, betas=(0.9, 0.99), weight_decay=0.0, fused=True),
            SparseAdam([table], lr=options.table_rate),
        )
        self.position = 0
        self.epoch = 0
        self.char_state: CharState = model.start(options.streams)

    def loss(self, step: int) -> Tensor:  # noqa: ARG002  # the position in the streams counts
        """Mean nats a character over the next window of every stream, scalar."""
        if self.position + self.options.length >= self.train.shape[1]:
            self.position, self.epoch = 0, self.epoch + 1
            self.char_state = self.model.start(self.options.streams)
        window = self.train[:, self.position : self.position + self.options.length + 1].long()
        with autocast("lstm", self.device):
            _, loss, state = self.model(window[:, :-1], window[:, 1:], self.char_state)
        self.position += self.options.length
        self.char_state = state.detach()
        assert isinstance(loss, Tensor)
        return loss

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Bits per character on the dev streams, and epochs read so far."""
        self.model.eval()
        state, nats, count = self.model.start(len(self.dev)), 0.0, 0
        for begin in range(0, self.dev.shape[1] - 1, 200):
            window = self.dev[:, begin : begin + 201].long()
            with autocast("lstm", self.device):
                result = self.model(window[:, :-1], window[:, 1:], state)
            assert result.loss is not None
            scored = window[:, 1:].numel()
            nats, count, state = nats + result.loss.item() * scored, count + scored, result.state
        self.model.train()
        read = self.epoch + self.position / self.train.shape[1]
        return {"dev_bits_per_char": nats / count / math.log(2), "epochs": read}

    def state(self) -> dict[str, Any]:
        """Position in the streams, the carried state, and the minutes of the runs before."""
        carried = self.char_state
        return {
            "minutes": self.minutes,
            "position": self.position,
            "epoch": self.epoch,
            "hidden": carried.hidden,
            "cell": carried.cell,
            "history": carried.contexts.history,
            "words": carried.contexts.words,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Continues where ``state`` stood."""
        self.position, self.epoch = state["position"], state["epoch"]
        self.minutes = state["minutes"]
        # bfloat16 where it was written; the format of the weights serves in every autocast.
        hidden, cell = (state[name].to(self.model.output.weight) for name in ("hidden", "cell"))
        history, words = (state[name].to(self.device) for name in ("history", "words"))
        self.char_state = CharState(hidden, cell, ContextState(history, words))


def train_charrnn(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    """Trains the character model and writes its folder, with memory and copiers.

    To go on where no run was broken off is to read on from the model in the folder.

    Raises:
        UserError: the news are missing.
    """
    minutes, run, folder = minutes or 108, RUNS / "charrnn", settings.models / "charrnn"
    texts, dev = (read_texts(settings.datasets_folder, split) for split in ("train", "dev"))
    resumed = resume and (run / "checkpoint.pt").exists()
    if resume and not resumed and (folder / "config.json").exists():
        recipe = read_on(folder, texts, dev, seed)
    else:
        vocabulary = build_vocabulary(texts)
        model = CharRNN(CharRNNConfig(vocabulary.chars)).to(fastest_device())
        recipe = CharRNNRecipe(model, texts, dev, vocabulary, CharRNNOptions(seed=seed))
    model, vocabulary, options = recipe.model, recipe.vocabulary, recipe.options
    budget = Budget(steps=200_000, minutes=minutes, warmup=200, evaluate_every=1000)
    figures = train(recipe, budget, run, resume=resume)
    draw_curve(run / "log.jsonl", folder / "curve.png")
    metrics = first_metrics("news/pairs.train", sum(map(len, texts)), options)
    metrics |= {"minutes": recipe.minutes + minutes, **figures}
    checkpoints.save(folder, "charrnn", model.cpu(), metrics)
    save_memory(folder, texts, dev)
    metrics |= save_copiers(folder, vocabulary, texts, dev)
    checkpoints.save(folder, "charrnn", model, metrics)
    return metrics


def read_on(folder: Path, texts: Sequence[str], dev: Sequence[str], seed: int) -> CharRNNRecipe:
    """A recipe that begins with a model of before, where it stopped reading, at half the rates: the
    averages of its optimisers are gone.
    """
    loaded = checkpoints.load(folder)
    model = network(loaded, CharRNN).train().requires_grad_().to(fastest_device())
    vocabulary, before = CharVocab(model.config.chars), loaded.metrics
    whole = CharRNNOptions(seed=seed)
    options = replace(whole, rate=whole.rate / 2, table_rate=whole.table_rate / 2)
    recipe = CharRNNRecipe(model, texts, dev, vocabulary, options, float(before["minutes"]))
    epochs, part = divmod(float(before["epochs"]), 1)
    recipe.epoch = int(epochs)
    recipe.position = int(part * recipe.train.shape[1])
    return recipe


def save_copiers(
    folder: Path, vocabulary: CharVocab, texts: list[str], dev: list[str]
) -> dict[str, float]:
    """Fits the copiers on training articles; what it gains on dev, measured on what is shipped."""
    shipped = network(checkpoints.load(folder), CharRNN)
    copiers = fit_copiers(shipped, vocabulary, texts[:: max(1, len(texts) // 250)])
    copying.save(copiers, folder / "copier.json")
    part = first_characters(dev, DEV_CHARACTERS)
    scores = score_texts(shipped, vocabulary, part, copiers)
    return {
        "bits_per_char": round(scores.bits_per_char, 4),
        "bits_without_copying": round(scores.bits_without_copying, 4),
    }


def save_memory(folder: Path, texts: list[str], dev: list[str]) -> None:
    """The filter that the memorisation meter asks, with its measured false-positive rate."""
    memory = remember(texts)
    rate = measure_false_positives(memory, dev[:300])
    stored = {
        "bits": torch.from_numpy(memory.bits),
        "false_positive_rate": torch.tensor([rate], dtype=torch.float64),
    }
    save_file(stored, folder / "memory.safetensors")


def first_characters(texts: list[str], characters: int) -> list[str]:
    """The first texts that make up so many characters, the last one cut."""
    ends = np.cumsum([len(text) for text in texts])
    whole = int(np.searchsorted(ends, characters))
    rest = characters - (int(ends[whole - 1]) if whole else 0)
    return [*texts[:whole], *[text[:rest] for text in texts[whole : whole + 1]]]
