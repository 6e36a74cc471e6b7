"""LSTMs over NumPy: products with the input come beforehand, one with the state a step is left.

    i, f, o = sigmoid(.)    g = tanh(.)    c = f c + i g    h = o tanh(c)

``sigmoid(x) = (1 + tanh(x / 2)) / 2``: with the weights of three gates halved once, one ``tanh``
over all four does a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from textnn.engine.folder import Floats, ModelFolder, Whole

FEW = 2
"""Sentences whose products with a state are computed one by one."""


class Gates(NamedTuple):
    """Weights of an LSTM, transposed, gates in the order i, f, o, g, the first three halved.

    inputs: shape (input_size, 4 * hidden_size)
    recurrent: shape (hidden_size, 4 * hidden_size)
    bias: both of PyTorch's, shape (4 * hidden_size,)
    """

    inputs: Floats
    recurrent: Floats
    bias: Floats


def gates(folder: ModelFolder, name: str, way: str = "") -> Gates:
    """The weights of the PyTorch LSTM called ``name``, of one layer and one direction.

    Args:
        way: ``_reverse`` for the way back of a bidirectional one.
    """
    inputs, recurrent = (folder.weight(f"{name}.weight_{part}_l0{way}") for part in ("ih", "hh"))
    bias = folder.weight(f"{name}.bias_ih_l0{way}") + folder.weight(f"{name}.bias_hh_l0{way}")
    return Gates(*(np.ascontiguousarray(_ordered(part).T) for part in (inputs, recurrent, bias)))


def _ordered(weight: Floats) -> Floats:
    """Gates i, f, g, o of a weight (4 * hidden_size, ...) as i, f, o, g, the first three halved."""
    i, f, g, o = np.split(weight, 4)
    return np.concatenate([i / 2, f / 2, o / 2, g])


def step(summed: Floats, cell: Floats) -> tuple[Floats, Floats]:
    """One step.

    Args:
        summed: products of input and of state, and bias, (..., 4 * hidden_size); it is overwritten
        cell: c before, shape (..., hidden_size)

    Returns:
        h and c, shape (..., hidden_size)
    """
    size = cell.shape[-1]
    np.tanh(summed, out=summed)
    opened = summed[..., : 3 * size]
    opened *= 0.5
    opened += 0.5
    cell = summed[..., size : 2 * size] * cell
    cell += summed[..., :size] * summed[..., 3 * size :]
    return summed[..., 2 * size : 3 * size] * np.tanh(cell), cell


class Packing(NamedTuple):
    """Places of the tokens of sentences, longest first, step by step: no padding is computed.

    sizes: sentences that have a token at each step
    ahead, back: for each step its sentences' tokens, counted through all sentences as they were
        given, read from the front and from the end; shape (tokens,) both
    """

    sizes: list[int]
    ahead: Whole
    back: Whole


def begins_of(lengths: Sequence[int]) -> Whole:
    """Where sentences of these lengths begin, one after the other."""
    given = np.asarray(lengths, np.int64)
    begins: Whole = np.cumsum(given) - given
    return begins


def packing(lengths: Sequence[int]) -> Packing:
    """Places for sentences of these lengths, each at least 1."""
    given = np.asarray(lengths)
    order = np.argsort(-given, kind="stable")
    begins, sizes = (np.cumsum(given) - given)[order], given[order]
    steps = np.arange(sizes[0])
    going = sizes[None, :] > steps[:, None]
    ahead = (begins[None, :] + steps[:, None])[going]
    back = (begins[None, :] + sizes[None, :] - 1 - steps[:, None])[going]
    return Packing(going.sum(1).tolist(), ahead, back)


def both_ways(inputs: Floats, recurrent: Floats, packed: Packing) -> Floats:
    """States of an LSTM from the front and of one from the end.

    Args:
        inputs: products with the input, bias added, shape (tokens, 2, 4 * hidden_size)
        recurrent: of both, shape (2, 4 * hidden_size, hidden_size)
        packed: where the sentences' tokens are

    Returns:
        shape (tokens, 2 * hidden_size)
    """
    size = recurrent.shape[2]
    given = np.stack([inputs[packed.ahead, 0], inputs[packed.back, 1]])
    states = np.empty((2, len(inputs), size), np.float32)
    hidden = cell = np.zeros((2, packed.sizes[0], size), np.float32)
    begin = 0
    for going in packed.sizes:
        summed = given[:, begin : begin + going]
        if begin:
            summed += _times(recurrent, hidden[:, :going])
        hidden, cell = step(summed, cell[:, :going])
        states[:, begin : begin + going] = hidden
        begin += going
    found = np.empty((len(inputs), 2 * size), np.float32)
    found[packed.ahead, :size], found[packed.back, size:] = states
    return found


def _times(recurrent: Floats, hidden: Floats) -> Floats:
    """Products of both ways' states with their weights, shape (2, sentences, 4 * hidden_size).

    With the weights on the left the products are faster by a third; of two sentences at most they
    are fastest as products with vectors.
    """
    if hidden.shape[1] <= FEW:
        found: Floats = np.matmul(recurrent[:, None], hidden[..., None])[..., 0]
    else:
        found = np.matmul(recurrent, hidden.transpose(0, 2, 1)).transpose(0, 2, 1)
    return found


@dataclass(frozen=True)
class BothWays:
    """A bidirectional LSTM of one layer.

    Attributes:
        inputs: shape (input_size, 2 * 4 * hidden_size)
        bias: shape (2 * 4 * hidden_size,)
        recurrent: shape (2, 4 * hidden_size, hidden_size)
    """

    inputs: Floats
    bias: Floats
    recurrent: Floats

    def __call__(self, given: Floats, packed: Packing) -> Floats:
        """States of sentences' tokens.

        Args:
            given: shape (tokens, input_size)
            packed: where the sentences' tokens are

        Returns:
            shape (tokens, 2 * hidden_size)
        """
        return self.read(given @ self.inputs + self.bias, packed)

    def read(self, products: Floats, packed: Packing) -> Floats:
        """As a call, from products with the input, bias added, (tokens, 2 * 4 * hidden_size)."""
        return both_ways(products.reshape(len(products), 2, -1), self.recurrent, packed)


def joined(ahead: Gates, back: Gates) -> BothWays:
    """A bidirectional LSTM of two that read one way each."""
    return BothWays(
        np.concatenate([ahead.inputs, back.inputs], axis=1),
        np.concatenate([ahead.bias, back.bias]),
        np.stack([ahead.recurrent.T, back.recurrent.T]),
    )


def bilstm(folder: ModelFolder, name: str) -> BothWays:
    """The weights of the ``models.recurrent.BiLSTM`` called ``name``."""
    return joined(gates(folder, f"{name}.ahead"), gates(folder, f"{name}.back"))
