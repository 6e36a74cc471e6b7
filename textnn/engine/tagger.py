"""The tagger of ``textnn.models.tagger`` over NumPy.

The projection of known words is multiplied into the input weights of the LSTM once, when the folder
is opened; then a spelling's share of the gates is one product, whatever stands beside it, and is
computed once for all its places in a batch. Tables of words stay packed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from textnn.engine.configs import TaggerConfig
from textnn.engine.folder import Floats, ModelFolder, Rows, Whole, opening, read_folder
from textnn.engine.layers.crf import Chain, chain
from textnn.engine.layers.lstm import BothWays, bilstm, packing
from textnn.errors import UserError
from textnn.text.features import Features
from textnn.text.iob import iob_tags
from textnn.text.reader import Lexicon


@dataclass(frozen=True)
class ServedTagger:
    """Tags the tokens of sentences.

    Attributes:
        folder: what it was opened from.
        config: sizes.
        tags: IOB2.
        tables: of words, written forms, learnt words, shapes and hashed strings.
        layers: the projection is multiplied into the first.
        emissions: weights, shape (states, tags), and bias, shape (tags,)
        crf: scores of sequences.
    """

    folder: ModelFolder
    config: TaggerConfig
    tags: tuple[str, ...]
    tables: tuple[Rows, Rows, Rows, Rows, Rows]
    layers: tuple[BothWays, ...]
    emissions: tuple[Floats, Floats]
    crf: Chain

    @cached_property
    def word_vectors(self) -> Floats:
        """The vector of every word of the vocabulary, shape (words, word_size)."""
        return self.tables[0][:]

    @cached_property
    def lexicon(self) -> Lexicon:
        """The same by word, for networks that were trained with these vectors."""
        return Lexicon(self.folder.vocabulary, self.word_vectors)

    def decode(self, features: Sequence[Features]) -> tuple[list[list[str]], list[Floats]]:
        """Best tags of each sentence, legal IOB2, and the posterior of every tag.

        Args:
            features: of sentences, each with a token at least

        Returns:
            tags of every token, and their posteriors, each of shape (tokens, tags)
        """
        lengths = [len(one.words) for one in features]
        ends = np.cumsum(lengths)[:-1]
        packed = packing(lengths)
        inputs, states = self._first_inputs(features), list[Floats]()
        for number, layer in enumerate(self.layers):
            if number:
                inputs = states[-1] @ layer.inputs + layer.bias
            states.append(layer.read(inputs, packed))
        weight, bias = self.emissions
        emissions = np.concatenate(states, axis=1) @ weight + bias
        tags = [self.tags[tag] for tag in self.crf.decode(emissions, packed).tolist()]
        posterior = self.crf.marginals(emissions, packed, self.config.temperature)
        begins = [0, *ends.tolist()]
        paths = [tags[a : a + length] for a, length in zip(begins, lengths, strict=True)]
        return paths, np.split(posterior, ends)

    def _first_inputs(self, features: Sequence[Features]) -> Floats:
        """The first layer's products with the input, shape (tokens, 2 * 4 * hidden_size)."""
        numbers = np.concatenate(
            [np.column_stack([one.words, one.forms, one.shapes, one.affixes]) for one in features]
        )
        spelt = numbers.view(np.dtype((np.void, numbers.dtype.itemsize * numbers.shape[1])))
        first: dict[bytes, int] = {}
        places = [first.setdefault(key, len(first)) for key in spelt[:, 0].tolist()]
        distinct = np.frombuffer(b"".join(first), numbers.dtype).reshape(len(first), -1)
        layer = self.layers[0]
        product = self._embedded(distinct) @ layer.inputs
        product += layer.bias
        return product[places]

    def _embedded(self, numbers: Whole) -> Floats:
        """Parts of e_i side by side, known words not projected, shape (tokens, size)."""
        words, forms, learnt, shapes, affixes = self.tables
        row, known = numbers[:, 0], self.config.learnt_words
        parts = [words[row], forms[numbers[:, 1]], learnt[np.where(row > known, 0, row)]]
        parts += [shapes[numbers[:, 2]], affixes[numbers[:, 3:]].reshape(len(numbers), -1)]
        return np.concatenate(parts, axis=1)


@opening
def open_tagger(path: Path) -> ServedTagger:
    """The tagger in a model folder.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    folder = read_folder(path)
    if folder.kind != "tagger":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="tagger")
    config = TaggerConfig(**folder.sizes)
    tags = iob_tags(config.labels)
    weight, bias = folder.weight("emissions.weight"), folder.weight("emissions.bias")
    layers = [bilstm(folder, f"layers.{number}") for number in range(len(config.hidden_sizes))]
    return ServedTagger(
        folder,
        config,
        tags,
        (folder.rows("words.weight"), folder.rows("forms.weight"), folder.rows("learnt.weight"),
         folder.rows("shapes.weight"), folder.rows("affixes.weight")),
        (_projected(folder, layers[0]), *layers[1:]),
        (np.ascontiguousarray(weight.T), bias),
        chain(folder, tags),
    )  # fmt: skip


def _projected(folder: ModelFolder, layer: BothWays) -> BothWays:
    """The first layer, reading known words as they stand in the tables."""
    weight, bias = folder.weight("projection.weight"), folder.weight("projection.bias")
    known, others = np.split(layer.inputs, [len(weight)])
    inputs = np.concatenate([weight.T @ known, others])
    return BothWays(inputs, layer.bias + bias @ known, layer.recurrent)
