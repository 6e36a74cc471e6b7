"""A small article with marks, a lexicon of a few words and a small reader."""

from __future__ import annotations

import numpy as np
import torch

from textnn.checkpoints import as_folder
from textnn.engine.configs import ReaderConfig
from textnn.engine.reader import ServedReader, reader_of
from textnn.models.reader import Reader
from textnn.text.reader import Document, Lexicon, open_document

TEXT = (
    "A prefeita Dora Lins anunciou ontem que a ponte de Vila Rasa vai reabrir em 4 de maio.\n"
    "A reforma custou R$ 2 milhões e empregou 31 operários.\n"
    "O engenheiro Caio Brum afirmou que o rio subiu porque choveu demais."
)

LABELS = (
    ("Dora Lins", "PER"), ("ontem", "TIME"), ("Vila Rasa", "LOC"), ("4 de maio", "TIME"),
    ("R$ 2 milhões", "VALUE"), ("31", "VALUE"), ("Caio Brum", "PER"),
)  # fmt: skip

SIZE = 12


def marks() -> list[tuple[int, int, str]]:
    """The marks of ``TEXT``."""
    found = [(TEXT.index(name), name, label) for name, label in LABELS]
    return [(start, start + len(name), label) for start, name, label in found]


def small_lexicon() -> Lexicon:
    """Few words; *obra* and *reforma* mean alike, as do *trabalhadores* and *operários*."""
    groups = (
        ("<unk>",), ("de",), ("a", "o"), ("ponte",), ("reforma", "obra"), ("rio",),
        ("operários", "trabalhadores"), ("prefeita",), ("engenheiro",), ("choveu",),
    )  # fmt: skip
    words, rows = list[str](), list[list[float]]()
    generator = np.random.default_rng(3)
    for group in groups:
        meaning = generator.normal(size=SIZE)
        for word in group:
            words.append(word)
            rows.append((meaning + 0.05 * generator.normal(size=SIZE)).tolist())
    return Lexicon(words, np.array(rows, dtype=np.float32))


def small_document(lexicon: Lexicon) -> Document:
    """``TEXT``, opened."""
    return open_document(TEXT, marks(), lexicon)


def small_reader(dropout: float = 0.0) -> Reader:
    """An untrained reader in evaluation mode."""
    torch.manual_seed(0)
    config = ReaderConfig(
        word_size=SIZE, projected=8, affix_size=3, small_size=3, hidden_size=8, reading_size=8,
        sentence_size=6, dropout=dropout, word_dropout=dropout,
    )  # fmt: skip
    return Reader(config).eval()


def served_reader() -> ServedReader:
    """The same reader without torch."""
    return reader_of(as_folder("reader", small_reader()))
