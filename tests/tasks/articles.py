"""A small article with marks by hand, and a lexicon of a few words, for tests of the answers."""

from __future__ import annotations

import numpy as np

from textnn.results import Span
from textnn.tasks.answer.matching import Lexicon, lexicon

TEXT = (
    "A prefeita Dora Lins anunciou ontem que a ponte de Vila Rasa vai reabrir em 4 de maio.\n"
    "A reforma custou R$ 2 milhões e empregou 31 operários.\n"
    "“Ninguém mais vai precisar nadar até a escola”, disse ela.\n"
    "O engenheiro Caio Brum afirmou que o rio subiu porque choveu demais."
)

LABELS = (
    ("Dora Lins", "PER"), ("ontem", "TIME"), ("Vila Rasa", "LOC"), ("4 de maio", "TIME"),
    ("R$ 2 milhões", "VALUE"), ("31", "VALUE"), ("Caio Brum", "PER"),
)  # fmt: skip


def marks(text: str = TEXT) -> list[Span]:
    """The marks of the article, offsets into ``text``, which may have been put into other words'
    spaces."""
    found = []
    for name, label in LABELS:
        start = text.index(name)
        found.append(Span(start, start + len(name), name, label, 0.9))
    return found


def small_lexicon() -> Lexicon:
    """Few words; *obra* and *reforma* mean alike, as do *trabalhadores* and *operários*."""
    groups = (
        ("<unk>",), ("de",), ("a", "o"), ("ponte",), ("reforma", "obra"), ("rio",),
        ("operários", "trabalhadores"), ("prefeita",), ("escola",), ("choveu",),
    )  # fmt: skip
    words, rows = list[str](), list[list[float]]()
    generator = np.random.default_rng(3)
    for group in groups:
        meaning = generator.normal(size=24)
        for word in group:
            words.append(word)
            rows.append((meaning + 0.05 * generator.normal(size=24)).tolist())
    return lexicon(words, np.array(rows, dtype=np.float32))
