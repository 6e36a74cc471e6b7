"""The character model of ``textnn.models.charrnn`` over NumPy: written and read one step at a time.

A character's share of the gates is looked up, it was multiplied when the folder was opened. The
contexts' share of gates and mixing layer is one product, the table of contexts stays packed. The
contexts themselves are whole numbers modulo 2**64, as ``models.contexts`` hashes: of Python for one
character, of NumPy for a window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textnn.engine.configs import CharRNNConfig
from textnn.engine.folder import Floats, ModelFolder, Rows, Whole, opening, read_folder
from textnn.engine.layers.lstm import gates, step
from textnn.errors import UserError
from textnn.text.characters import SPECIALS, CharVocab

ORDERS = (2, 3, 4, 5, 6)
"""Lengths of the character contexts; two word contexts follow them."""

BASE = 1_000_003
MIX = (-7046029254386353131 % 2**64, -4417276706812531889 % 2**64)

WINDOW = 400
"""Characters whose products are held in memory at once."""

FEW, BLOCK = 64, 128
"""Rows that are multiplied one by one, as many as texts are written side by side; and rows of a
weight that they share."""

SERIES = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
"""Of the error function, highest power first."""

_WHOLE = 2**64 - 1


def _signed(numbers: Sequence[int]) -> Whole:
    """Numbers modulo 2**64, with which arrays compute."""
    return np.array([number & _WHOLE for number in numbers], np.uint64).view(np.int64)


POWERS, INVERSES = (
    _signed([pow(base, place, 2**64) for place in range(WINDOW + 1)])
    for base in (BASE, pow(BASE, -1, 2**64))
)
SIGNED_MIX = _signed(MIX)


class Seen(NamedTuple):
    """What the contexts remember of the characters before.

    history: the last five ids, last one first
    word, before: hashes of the word being spelt and of the one before it
    """

    history: tuple[int, ...] = (0,) * (max(ORDERS) - 1)
    word: int = 0
    before: int = 0


class StreamState(NamedTuple):
    """All that is carried from one character to the next.

    hidden, cell: of the LSTM, shape (hidden_size,)
    """

    hidden: Floats
    cell: Floats
    seen: Seen


@dataclass(frozen=True)
class ServedCharRNN:
    """Predicts the next character from all before it.

    Attributes:
        folder: what it was opened from.
        config: sizes.
        vocabulary: its characters.
        table: of the contexts.
        characters: a character's share of the gates, bias included, (size, 4 * hidden_size)
        gates: weights from memory and contexts, (4 * hidden_size, hidden_size + contexts *
            context_size)
        mixer: weights from memory and contexts to mixing layer, (mixer_size, the same), and bias
        output: weights, shape (size, mixer_size), and bias
    """

    folder: ModelFolder
    config: CharRNNConfig
    vocabulary: CharVocab
    table: Rows
    characters: Floats
    gates: Floats
    mixer: tuple[Floats, Floats]
    output: tuple[Floats, Floats]

    def start(self) -> StreamState:
        """The state before a text."""
        zeros = np.zeros(self.config.hidden_size, np.float32)
        return StreamState(zeros, zeros, Seen())

    def step(self, state: StreamState, token: int) -> tuple[Floats, StreamState]:
        """Reads one character: logits of the next, shape (size,), and the state after."""
        seen, row = self._see(state.seen, token)
        given, size = self._given(np.array([row])), self.config.hidden_size
        given[0, :size] = state.hidden
        summed = self.gates @ given[0]
        summed += self.characters[token]
        hidden, cell = step(summed, state.cell)
        given[0, :size] = hidden
        return self._logits(given)[0], StreamState(hidden, cell, seen)

    def read(self, state: StreamState, ids: Sequence[int]) -> StreamState:
        """Reads characters without predicting; the state after."""
        for begin in range(0, len(ids), WINDOW):
            _, state = self._remember(state, ids[begin : begin + WINDOW])
        return state

    def score(self, ids: Sequence[int]) -> Iterator[Floats]:
        """Logits of what follows each character of a text, shape (at most WINDOW, size)."""
        state = self.start()
        for begin in range(0, len(ids), WINDOW):
            memory, state = self._remember(state, ids[begin : begin + WINDOW])
            yield self._logits(memory)

    def step_together(
        self, states: Sequence[StreamState], tokens: Sequence[int]
    ) -> tuple[Floats, list[StreamState]]:
        """Reads one character of each of several texts.

        Returns:
            logits of the next ones, shape (texts, size), and the states after
        """
        seen, rows = zip(
            *(self._see(one.seen, token) for one, token in zip(states, tokens, strict=True)),
            strict=True,
        )
        given, size = self._given(np.array(rows)), self.config.hidden_size
        given[:, :size] = [one.hidden for one in states]
        summed = _times(given, self.gates)
        summed += self.characters[list(tokens)]
        hidden, cells = step(summed, np.array([one.cell for one in states]))
        given[:, :size] = hidden
        return self._logits(given), [*map(StreamState, hidden, cells, seen)]

    def _remember(self, state: StreamState, ids: Sequence[int]) -> tuple[Floats, StreamState]:
        """LSTM outputs with the contexts, (characters, hidden_size + ...), and the state after."""
        seen, rows = self._see_all(state.seen, np.array(ids))
        memory, size = self._given(rows), self.config.hidden_size
        recurrent, inputs = self.gates[:, :size], self.gates[:, size:]
        summed = memory[:, size:] @ inputs.T + self.characters[list(ids)]
        hidden, cell = state.hidden, state.cell
        for place in range(len(ids)):
            summed[place] += recurrent @ hidden
            hidden, cell = step(summed[place], cell)
            memory[place, :size] = hidden
        return memory, StreamState(hidden, cell, seen)

    def _given(self, rows: Whole) -> Floats:
        """Contexts of positions, behind room for the memory; (positions, hidden_size + ...).

        Args:
            rows: of the table, shape (positions, contexts)
        """
        features, size = self.table[rows], self.config.hidden_size
        given = np.empty((len(rows), self.gates.shape[1]), np.float32)
        given[:, size:] = features.reshape(len(rows), -1)
        return given

    def _logits(self, memory: Floats) -> Floats:
        (mixer, mixer_bias), (output, output_bias) = self.mixer, self.output
        mixed = _times(memory, mixer)
        mixed += mixer_bias
        found = _times(gelu(mixed), output)
        found += output_bias
        return found

    def _see(self, seen: Seen, token: int) -> tuple[Seen, list[int]]:
        """The table's rows of a position's contexts, and what to remember after it."""
        letter, lower = self._letters[token]
        word, before = seen.word, seen.before
        if letter:
            word = (word * BASE + lower) & _WHOLE
            named = word * 31
        else:
            word, before = 0, word or before
            named = token + 7
        value, hashes, recent = 0, list[int](), (token, *seen.history)
        for back, one in enumerate(recent, start=1):
            value = (value * BASE + one + 1) & _WHOLE
            if back >= ORDERS[0]:
                hashes.append(value)
        hashes += [named * BASE, named * BASE + before * 7919]
        rows = [
            _spread(value) % size + offset
            for value, (size, offset) in zip(hashes, self._places, strict=True)
        ]
        return Seen(recent[:-1], word, before), rows

    def _see_all(self, seen: Seen, ids: Whole) -> tuple[Seen, Whole]:
        """``_see`` for each character of a text; words are hashed as in ``models.contexts``.

        One character takes six times as long as in ``_see``, 400 take a twelfth of the time.

        Args:
            ids: shape (at most WINDOW,)

        Returns:
            what to remember after the last one, and rows, shape (characters, contexts)
        """
        history, (word, before) = seen.history[::-1], _signed(seen[1:])
        known, lower = self._folded
        letter, place = np.append(True, known[ids]), np.arange(len(ids) + 1)
        sums = np.cumsum(np.append(word, lower[ids] * known[ids]) * INVERSES[place])
        border = np.maximum.accumulate(place * ~letter)
        words = (sums - sums[border] * (border > 0)) * POWERS[place]
        end = np.maximum.accumulate(place[1:] * (~letter[1:] & (words[:-1] != 0)))
        befores = np.append(before, words[:-1])[end]

        recent = np.append(np.array(history), ids) + 1
        hashes = np.empty((len(ids), len(self._places)), np.int64)
        value = recent[len(history) :]
        for column, back in enumerate(range(1, max(ORDERS))):
            value = hashes[:, column] = value * BASE + recent[len(history) - back : -back]
        named = np.where(letter[1:], words[1:] * 31, ids + 7) * BASE
        hashes[:, -2], hashes[:, -1] = named, named + befores * 7919
        sizes, offsets = np.array(self._places).T
        last = (int(words[-1]) & _WHOLE, int(befores[-1]) & _WHOLE)
        return (
            Seen((*ids[: -len(history) - 1 : -1].tolist(), *seen.history)[: len(history)], *last),
            _spread_all(hashes) % sizes + offsets,
        )

    @cached_property
    def _folded(self) -> tuple[NDArray[np.bool_], Whole]:
        """``_letters`` as arrays, shape (size,) both."""
        letters, lower = zip(*self._letters, strict=True)
        return np.array(letters), np.array(lower)

    @cached_property
    def _letters(self) -> list[tuple[bool, int]]:
        """Whether each id is of a letter or digit, and the id of its small letter, plus one."""
        characters = (*SPECIALS, *self.config.chars)
        ids = {char: index for index, char in enumerate(characters)}
        return [
            (len(char) == 1 and char.isalnum(), ids.get(char.lower(), index) + 1)
            for index, char in enumerate(characters)
        ]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Size of each context's part of the table, and where it begins."""
        sizes = self.config.rows
        return [(size, sum(sizes[:number])) for number, size in enumerate(sizes)]


def _spread(value: int) -> int:
    """Well-mixed hash of the low 64 bits, below 2**31, as ``models.contexts`` computes it."""
    value = (value * MIX[0]) & _WHOLE
    high = value >> 32
    if value >> 63:  # there the number is signed, and so is its shift
        high |= 0xFFFFFFFF00000000
    return ((value ^ high) * MIX[1] & _WHOLE) >> 20 & 0x7FFFFFFF


def _spread_all(value: Whole) -> Whole:
    """``_spread`` of signed numbers, shape (...)."""
    value = value * SIGNED_MIX[0]
    value = (value ^ (value >> 32)) * SIGNED_MIX[1]
    return (value >> 20) & 0x7FFFFFFF


def _times(given: Floats, weight: Floats) -> Floats:
    """``given`` (n, size) times the weight (out, size).

    A few rows are multiplied one by one, which gives each what it has alone to the last bit, so the
    same seed writes the same text: a block of the weight stays in the second cache for all of them.
    """
    if len(given) == 1:
        found: Floats = (weight @ given[0])[None]
    elif len(given) > FEW:
        found = given @ weight.T
    else:
        rows = BLOCK if len(weight) % BLOCK == 0 else len(weight)
        blocks = weight.reshape(-1, 1, rows, weight.shape[1])
        each = np.matmul(blocks, given[:, :, None])[..., 0]
        found = each.transpose(1, 0, 2).reshape(len(given), -1)
    return found


def gelu(x: Floats) -> Floats:
    """x P(X < x), X of the standard normal distribution.

    The error function is that of Abramowitz and Stegun, 7.1.26, right to 1.5e-7.
    """
    scaled = np.abs(x)
    scaled *= np.float32(0.7071067811865476)
    t = scaled * np.float32(0.3275911)
    t += 1
    np.reciprocal(t, out=t)
    error = t * SERIES[0]
    for factor in SERIES[1:]:
        error += factor
        error *= t
    scaled *= scaled
    np.negative(scaled, out=scaled)
    error *= np.exp(scaled, out=scaled)
    np.subtract(1, error, out=error)
    np.copysign(error, x, out=error)
    error += 1
    error *= x
    error *= 0.5
    return error


@opening
def open_charrnn(path: Path) -> ServedCharRNN:
    """The character model in a model folder.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    folder = read_folder(path)
    if folder.kind != "charrnn":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="charrnn")
    config = CharRNNConfig(**folder.sizes)
    inputs, recurrent, bias = gates(folder, "lstm")
    embedded = folder.weight("characters.weight")
    return ServedCharRNN(
        folder,
        config,
        CharVocab(config.chars),
        folder.rows("table.weight"),
        embedded @ inputs[: config.char_size] + bias,
        np.concatenate([recurrent, inputs[config.char_size :]]).T.copy(),
        (folder.weight("mixer.weight"), folder.weight("mixer.bias")),
        (folder.weight("output.weight"), folder.weight("output.bias")),
    )
