"""Looking into the shipped character network: gates of a cell, cells that mean something, lesions.

What is found here is computed when it is asked for, from the weights and the example articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from textnn.checkpoints import load
from textnn.checkpoints import network as network_of
from textnn.errors import UserError
from textnn.laboratory.later import LOOKING, TRAINING, CellQuestion, in_turn, shared_draws
from textnn.laboratory.programs.lstm import reach
from textnn.models.charrnn import CharRNN, CharState
from textnn.text.characters import DOC, UNK, CharVocab

LONGEST = 600
"""Characters that are read at once; a held cell is read character by character."""

LENGTH = 160
"""Characters that are written."""

TEMPERATURE = 0.7

HELD = (1, 8, 32, 128)
"""How many cells can be held at 0."""

KINDS = ("rnn", "lstm", "gru")
MOST_GATE = 6
SEEDS = 1000
_LATE = 200  # a paragraph is long from this character on


def meanings(text: str) -> dict[str, list[bool]]:
    """What may be known after each character: inside quotes, in a number, a capital next, ..."""
    found: dict[str, list[bool]] = {
        "quote": [], "number": [], "capital": [], "end": [], "name": [], "late": []
    }  # fmt: skip
    quoted, first, column = False, " ", 0
    for at, char in enumerate(text):
        after = text[at + 1] if at + 1 < len(text) else " "
        quoted = not quoted if char == '"' else char in "“«" or (quoted and char not in "”»")
        first = char if at == 0 or not text[at - 1].isalpha() else first
        column = 0 if char == "\n" else column + 1
        known = (quoted, char.isdigit(), after.isupper(), char.isalpha() and not after.isalpha(),
                 char.isalpha() and first.isupper(), column > _LATE)  # fmt: skip
        for values, one in zip(found.values(), known, strict=True):
            values.append(one)
    return found


@dataclass(frozen=True)
class CellReader:
    """Reads texts with the character network and tells what its cells do.

    Attributes:
        model: whose cells are looked at.
        vocabulary: its characters.
        articles: where the probes look: those at even places find the cells, the others score.
    """

    model: CharRNN
    vocabulary: CharVocab
    articles: tuple[str, ...]

    def ids(self, text: str) -> Tensor:
        """A document's beginning and the characters, shape (1, length + 1)."""
        return torch.tensor([[DOC, *self.vocabulary.encode(text).tolist()]])

    @torch.no_grad()
    def read(self, text: str, cell: int) -> dict[str, list[float]]:
        """Every number of a cell after each character of ``text``.

        Raises:
            UserError: the text is empty or too long, or there is no such cell.
        """
        self._check(text, cell)
        lstm, ids = self.model.lstm, self.ids(text)
        memory, features, _ = self.model.remember(ids, self.model.start())
        seen = torch.cat([self.model.characters(ids), features], -1)[0]
        before = functional.pad(memory[0, :-1], (0, 0, 1, 0))
        rows = torch.arange(4) * lstm.hidden_size + cell
        x, h, *biases = (weight[rows] for weight in lstm.parameters())
        write, forget, candidate, show = (seen @ x.T + before @ h.T + sum(biases)).T
        write, forget, show = write.sigmoid(), forget.sigmoid(), show.sigmoid()
        kept, cells = torch.zeros(()), []
        for part, new in zip(forget, write * candidate.tanh(), strict=True):
            kept = part * kept + new
            cells.append(kept)
        made = {"forget": forget, "write": write, "candidate": candidate.tanh(), "show": show,
                "cell": torch.stack(cells), "output": memory[0, :, cell]}  # fmt: skip
        return {name: values[1:].tolist() for name, values in made.items()}

    @cached_property
    def probes(self) -> list[dict[str, Any]]:
        """For each meaning: the cell that tells it best, and how well it and all cells do.

        Accuracies are means of both classes (0.5 by chance), on articles that did not choose.
        """
        with torch.no_grad():
            outputs = [
                self.model.remember(self.ids(text), self.model.start())[0][0, 1:]
                for text in self.articles
            ]
        known = [meanings(text) for text in self.articles]
        found = []
        for name in known[0]:
            labels = [torch.tensor(one[name]) for one in known]
            find, score = (torch.cat(outputs[start::2]) for start in (0, 1))
            wanted, true = (torch.cat(labels[start::2]) for start in (0, 1))
            order, cut, above = _best_cells(find, wanted)
            cell = int(order[0])
            alone = (score[:, cell] >= cut[cell]) == above[cell]
            together = _ridge(find, wanted, score)
            found.append({
                "name": name, "cell": cell, "cells": order.tolist(),
                "alone": _balanced(alone, true), "together": _balanced(together, true),
                "n": int(true.sum()),
            })  # fmt: skip
        return found

    @torch.no_grad()
    def held(self, text: str, name: str, count: int, seed: int) -> dict[str, Any]:
        """Reads and writes on with cells at 0: none, those of a meaning, and as many others.

        Raises:
            UserError: the text is empty or too long, or there is no such meaning, number or seed.
        """
        self._check(text, 0)
        cells = {probe["name"]: probe["cells"] for probe in self.probes}.get(name)
        if cells is None or count not in HELD or not 0 <= seed < SEEDS:
            raise UserError("no-such-station")
        keep = torch.ones(3, self.model.lstm.hidden_size)
        keep[1, cells[:count]] = 0
        others = torch.randperm(len(cells) - count, generator=torch.Generator().manual_seed(seed))
        keep[2, torch.tensor(cells[count:])[others[:count]]] = 0
        state, ids, losses = self.model.start(3), self.ids(text), torch.zeros(3)
        for now, after in zip(ids[0, :-1], ids[0, 1:], strict=True):
            logits, state = self._step(now.expand(3), state, keep)
            losses -= logits.log_softmax(-1)[:, after]
        bits = losses / (ids.shape[1] - 1) / torch.log(torch.tensor(2.0))
        return {"bits": bits.tolist(), "texts": self._write(ids[0, -1], state, keep, seed)}

    def _write(self, last: Tensor, state: CharState, keep: Tensor, seed: int) -> list[str]:
        generators = [torch.Generator().manual_seed(seed) for _ in keep]
        now, written = last.expand(3), []
        for _ in range(LENGTH):
            logits, state = self._step(now, state, keep)
            logits[:, [DOC, UNK]] = -torch.inf
            parts = (logits / TEMPERATURE).softmax(-1)
            drawn = zip(parts, generators, strict=True)
            now = torch.cat([torch.multinomial(row, 1, generator=one) for row, one in drawn])
            written.append(now.tolist())
        return [self.vocabulary.decode(row) for row in zip(*written, strict=True)]

    def _step(self, ids: Tensor, state: CharState, keep: Tensor) -> tuple[Tensor, CharState]:
        logits, _, after = self.model(ids[:, None], None, state)
        return logits[:, 0], CharState(after.hidden * keep, after.cell * keep, after.contexts)

    def _check(self, text: str, cell: int) -> None:
        if not text:
            raise UserError("empty-text")
        if len(text) > LONGEST:
            raise UserError("too-long", length=len(text), limit=LONGEST)
        if not 0 <= cell < self.model.lstm.hidden_size:
            raise UserError("no-such-station")


def gradients(gate: float) -> dict[str, list[float]]:
    """Reach of an untrained network of each kind, mean of five draws."""
    with in_turn(TRAINING), shared_draws():  # the script seeds
        return {
            kind: torch.stack([reach(kind, gate, seed=seed) for seed in range(5)]).mean(0).tolist()
            for kind in KINDS
        }


def _best_cells(outputs: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Cells from the best threshold to the worst, the thresholds, and the side that says yes.

    outputs: shape (characters, cells); wanted: bool, (characters,)
    """
    values, order = outputs.sort(0)
    yes = wanted[order].flip(0).cumsum(0).flip(0)
    every = torch.arange(len(wanted), 0, -1)[:, None]
    balanced = (1 + yes / wanted.sum() - (every - yes) / (~wanted).sum()) / 2
    score, place = torch.maximum(balanced, 1 - balanced).max(0)
    cells = torch.arange(outputs.shape[1])
    return score.argsort(descending=True), values[place, cells], balanced[place, cells] >= 0.5


def _ridge(find: Tensor, wanted: Tensor, score: Tensor) -> Tensor:
    """What least squares over all cells says of ``score``, both classes weighing the same."""
    weights = torch.where(wanted, 1 / wanted.sum(), 1 / (~wanted).sum())[:, None]
    x = functional.pad(find, (0, 1), value=1.0)
    square = x.T @ (x * weights) + 0.01 * torch.eye(x.shape[1])
    solved = torch.linalg.solve(square, x.T @ (weights[:, 0] * (2.0 * wanted - 1)))
    said: Tensor = functional.pad(score, (0, 1), value=1.0) @ solved > 0
    return said


def _balanced(said: Tensor, true: Tensor) -> float:
    return ((said[true]).float().mean() + (~said[~true]).float().mean()).item() / 2


def answer(part: str, asked: CellQuestion, models: Path, articles: Sequence[str]) -> Any:
    """A part of the page: ``gates``, ``probes``, ``held`` or ``gradients``.

    Raises:
        UserError: there is no such part, what is asked is out of range, the model is missing, or
            others are being answered for too long.
    """
    if part == "gradients" and 0 <= asked.gate <= MOST_GATE:
        return gradients(asked.gate)
    if part not in ("gates", "probes", "held"):
        raise UserError("no-such-station")
    with in_turn(LOOKING):
        reader = open_cells((models / "charrnn").resolve(), tuple(articles))
        if part == "gates":
            return reader.read(asked.text, asked.cell)
        if part == "held":
            return reader.held(asked.text, asked.meaning, asked.count, asked.seed)
        return [{key: one[key] for key in one if key != "cells"} for one in reader.probes]


@cache
def open_cells(folder: Path, articles: Sequence[str]) -> CellReader:
    """The shipped character network; ``articles`` are for the probes.

    Raises:
        UserError: the model is missing or damaged.
    """
    checkpoint = load(folder)
    vocabulary = CharVocab(checkpoint.config.chars)
    return CellReader(network_of(checkpoint, CharRNN), vocabulary, tuple(articles))
