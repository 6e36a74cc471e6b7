"""Word vectors of the tagger: skip-gram with negative sampling over the news (Mikolov et al. 2013).

Needs gensim, which only training installs (``pip install textnn[train]``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from gensim.models import Word2Vec
from torch import Tensor

from textnn.config import Settings
from textnn.datasets.news import read_texts
from textnn.text.features import normal_word
from textnn.text.words import words
from textnn.training.runs import save_vectors

UNKNOWN = "<unk>"


@dataclass(frozen=True)
class WordVectorOptions:
    """How word vectors are trained.

    Attributes:
        size: width of a vector.
        window: words on either side that count as context.
        min_count: rarer words get no vector.
        max_words: only so many of the most frequent are kept.
        epochs: passes over the text.
        seed: with ``workers`` 1, the same seed gives the same vectors.
        workers: threads.
    """

    size: int = 96
    window: int = 5
    min_count: int = 4
    max_words: int = 80_000
    epochs: int = 4
    seed: int = 1
    workers: int = 1


def normal_lines(texts: Iterable[str]) -> list[list[str]]:
    """Lines of texts as lists of normal words; equal words are one object, to save memory."""
    spelled: dict[str, str] = {}
    return [
        [
            spelled.setdefault(token, normal_word(token))
            for token in (line[start:end] for start, end in words(line))
        ]
        for text in texts
        for line in text.splitlines()
        if line.strip()
    ]


def train_word_vectors(
    lines: list[list[str]], options: WordVectorOptions
) -> tuple[tuple[str, ...], Tensor]:
    """Vectors of the frequent words.

    Returns:
        words, the unknown word first, and vectors of unit mean length, shape (words, size); the
        unknown word's is zero.
    """
    model = Word2Vec(
        sentences=lines,
        vector_size=options.size,
        window=options.window,
        min_count=options.min_count,
        max_final_vocab=options.max_words,
        negative=8,
        sample=1e-4,
        sg=1,
        epochs=options.epochs,
        seed=options.seed,
        workers=options.workers,
    )
    vectors = torch.from_numpy(np.array(model.wv.vectors))
    vectors = vectors / vectors.norm(dim=1).mean()
    unknown = torch.zeros(1, options.size)
    return (UNKNOWN, *model.wv.index_to_key), torch.cat([unknown, vectors])


def train_words(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    """Leaves vectors of words in ``runs/words``; takes some minutes, always from the start."""
    del minutes, resume
    options = WordVectorOptions(seed=seed)
    lines = normal_lines(read_texts(settings.datasets_folder, "train", "extra"))
    vocabulary, vectors = train_word_vectors(lines, options)
    save_vectors("words", vocabulary, vectors)
    return {"words": len(vocabulary), **asdict(options)}
