"""Bits per character: how well a character model foresees a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from textnn.engine.copying import NOTHING, SHORTEST, CopyMixture, bits, fit, follow
from textnn.engine.folder import Floats, Whole
from textnn.models.charrnn import CharRNN
from textnn.text.characters import DOC, UNK, CharVocab


@dataclass(frozen=True)
class CharScores:
    """Figures over some texts; boundaries between texts are not counted as characters.

    Attributes:
        bits_per_char: mean over all characters, unknown ones included.
        bits_without_copying: the same, had the model not copied from the text so far.
        characters: how many.
        unknown: how many of them the model has no id for.
    """

    bits_per_char: float
    bits_without_copying: float
    characters: int
    unknown: int


@torch.no_grad()
def probabilities(
    model: CharRNN, group: Sequence[Tensor], *, length: int = 400
) -> Iterator[tuple[int, int, Floats]]:
    """Reads texts side by side, a window at a time, each from its first id to its last.

    Args:
        group: texts as ids that begin with a document boundary, shape (characters + 1,)
        length: characters in a window; memory grows with it and with the number of texts only.

    Yields:
        which text, where the window begins in it, and the probabilities of what follows each of
        the window's ids, shape (at most ``length``, vocabulary_size)
    """
    padded = pad_sequence(list(group), batch_first=True)
    state = model.start(len(group))
    for begin in range(0, padded.shape[1] - 1, length):
        logits, _, state = model(padded[:, begin : begin + length], None, state)
        for lane, ids in enumerate(group):
            if begin < len(ids) - 1:
                yield lane, begin, logits[lane, : len(ids) - 1 - begin].softmax(-1).numpy()


def encode_groups(
    vocabulary: CharVocab, texts: Iterable[str], lanes: int = 16
) -> list[list[Tensor]]:
    """Texts as ids, each of shape (length + 1,), a boundary first, in groups of like length."""
    encoded = [torch.tensor([DOC, *vocabulary.encode(text).tolist()]) for text in texts if text]
    encoded.sort(key=len)
    return [encoded[begin : begin + lanes] for begin in range(0, len(encoded), lanes)]


def score_texts(
    model: CharRNN, vocabulary: CharVocab, texts: Iterable[str], copiers: Sequence[CopyMixture] = ()
) -> CharScores:
    """Scores each text by itself, from its first character to its last.

    Args:
        copiers: let the model copy from the text so far; applied one after the other.
    """
    total, plain, characters, unknown = 0.0, 0.0, 0, 0
    for group in encode_groups(vocabulary, texts):
        follows = [[follow(ids[:-1].tolist(), c.shortest) for c in copiers] for ids in group]
        for lane, begin, probs in probabilities(model, group):
            end = begin + len(probs)
            came = group[lane][begin + 1 : end + 1].numpy()
            plain += float(bits(probs, came).sum())
            for copier, (proposed, lengths) in zip(copiers, follows[lane], strict=True):
                probs = copier.mix(probs, proposed[begin:end], lengths[begin:end])
            total += float(bits(probs, came).sum())
            characters += len(came)
            unknown += int((came == UNK).sum())
    count = max(1, characters)
    return CharScores(total / count, plain / count, characters, unknown)


def fit_copiers(
    model: CharRNN, vocabulary: CharVocab, texts: Iterable[str]
) -> tuple[CopyMixture, ...]:
    """The copiers that foresee these texts best, each fitted over those before it.

    Args:
        texts: training articles; their probabilities are held in memory, 300 bytes a character.
    """
    groups = encode_groups(vocabulary, texts)
    windows = [
        (group[lane], begin, probs.astype(np.float16))
        for group in groups
        for lane, begin, probs in probabilities(model, group)
    ]
    copiers: list[CopyMixture] = []
    for shortest in SHORTEST:
        follows = {
            id(ids): follow(ids[:-1].tolist(), shortest) for group in groups for ids in group
        }
        copiers.append(
            fit((_sample(*window, *follows[id(window[0])]) for window in windows), shortest)
        )
        windows = [
            (
                ids,
                begin,
                copiers[-1]
                .mix(probs.astype(np.float32), *_cut(follows[id(ids)], begin, probs))
                .astype(np.float16),
            )
            for ids, begin, probs in windows
        ]
    return tuple(copiers)


def _cut(follows: tuple[Whole, Whole], begin: int, probs: NDArray[Any]) -> tuple[Whole, Whole]:
    """Proposals and match lengths inside a window."""
    end = begin + len(probs)
    return follows[0][begin:end], follows[1][begin:end]


def _sample(
    ids: Tensor, begin: int, probs: NDArray[Any], proposed: Whole, lengths: Whole
) -> tuple[Floats, Floats, NDArray[np.bool_], Whole]:
    """What ``copying.fit`` wants to know of a window."""
    proposed, lengths = _cut((proposed, lengths), begin, probs)
    came = ids[begin + 1 : begin + 1 + len(probs)].numpy()
    at = np.flatnonzero(proposed != NOTHING)
    right = (proposed == came)[at]
    return (
        probs[at, came[at]].astype(np.float32),
        probs[at, proposed[at]].astype(np.float32),
        right,
        lengths[at],
    )
