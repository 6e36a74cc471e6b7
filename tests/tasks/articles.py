"""A small article with marks by hand, for tests of the answers."""

from __future__ import annotations

from textnn.results import Span

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
