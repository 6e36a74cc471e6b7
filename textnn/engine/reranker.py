"""The reranker of ``textnn.models.reranker`` over NumPy: all lines of an article at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from textnn.engine.configs import RerankerConfig
from textnn.engine.folder import Floats, ModelFolder, linear, opening, read_folder
from textnn.engine.lstm import BothWays, begins_of, bilstm, packing
from textnn.engine.sampling import softmax
from textnn.errors import UserError
from textnn.text.reader import Lexicon
from textnn.text.reranker import Line

VERDICTS = ("publishable", "clumsy", "misleading", "nonsense")
"""What can be thought of a line: to be printed as it stands; true, but to be rewritten; saying what
the article does not say; no Portuguese, or no sense."""


@dataclass(frozen=True)
class ServedReranker:
    """Tells what can be printed.

    Attributes:
        folder: what it was opened from.
        config: sizes, and what was fitted after training.
        affixes, shapes: tables of embeddings.
        layers: weights and bias of each linear layer, by its name there.
        lstm: over the tokens of a line.
        mean, spread: of the numbers of a line in training.
    """

    folder: ModelFolder
    config: RerankerConfig
    affixes: Floats
    shapes: Floats
    layers: dict[str, tuple[Floats, Floats]]
    lstm: BothWays
    mean: Floats
    spread: Floats

    def __call__(self, lines: Sequence[Line], numbers: Floats, lexicon: Lexicon) -> Floats:
        """Probabilities of ``VERDICTS``, shape (lines, len(VERDICTS)).

        Args:
            numbers: n of each line, shape (lines, config.numbers)
            lexicon: the word vectors it was trained with.
        """
        if not lines:
            return np.zeros((0, len(VERDICTS)), np.float32)
        lengths = [len(line.rows) for line in lines]
        affixes = self.affixes[np.concatenate([line.affixes for line in lines])]
        inputs = [
            self._linear("project", lexicon.table[np.concatenate([line.rows for line in lines])]),
            affixes.reshape(len(affixes), -1),
            self.shapes[np.concatenate([line.shapes for line in lines])],
            np.concatenate([line.features for line in lines]),
        ]
        h = self.lstm(np.concatenate(inputs, axis=1), packing(lengths))
        begins = begins_of(lengths)
        level = np.exp(np.clip(self._linear("attend", h), -30, 30))
        read = np.add.reduceat(level * h, begins) / np.add.reduceat(level, begins)
        scaled = (numbers - self.mean) / self.spread
        z = np.concatenate([read, np.maximum.reduceat(h, begins), scaled], axis=1)
        joined = np.maximum(self._linear("join", z), 0)
        return softmax(self._linear("verdict", joined) + self._linear("direct", scaled))

    def _linear(self, name: str, given: Floats) -> Floats:
        weight, bias = self.layers[name]
        found: Floats = given @ weight + bias
        return found


@opening
def open_reranker(path: Path) -> ServedReranker:
    """The reranker in a model folder.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    return reranker_of(read_folder(path))


def reranker_of(folder: ModelFolder) -> ServedReranker:
    """The reranker of an opened folder.

    Raises:
        UserError: it is of another kind.
        KeyError, TypeError, ValueError: it is damaged.
    """
    if folder.kind != "reranker":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="reranker")
    return ServedReranker(
        folder,
        RerankerConfig(**folder.sizes),
        folder.weight("affixes.weight"),
        folder.weight("shapes.weight"),
        {name: linear(folder, name) for name in ("project", "attend", "join", "verdict", "direct")},
        bilstm(folder, "lstm"),
        folder.weight("mean"),
        folder.weight("spread"),
    )
