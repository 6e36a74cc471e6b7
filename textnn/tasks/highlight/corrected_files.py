"""Corrected articles as files: JSON lines, which lose nothing, and CoNLL, which other tools read.

    {"text": "...", "entities": [[start, end, label], ...], "model": "tagger", "corrections": 2}

Both are read back, from other tools too: what such a file does not mark is taken for unmarked.
In CoNLL ``-DOCSTART-`` begins an article; its text comes back as tokens between plain spaces.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from textnn.datasets.jsonl import plain_suffix, read_lines
from textnn.datasets.ner.corpora import TaggedText, display_label, read_tagged
from textnn.results import Highlight
from textnn.tasks.highlight.export import highlight_to_conll

_BORDER = "-DOCSTART-"


class MarkedText(NamedTuple):
    """An article and the marks that it ought to have.

    text: the article
    marks: start, end and label of each, in text order
    """

    text: str
    marks: tuple[tuple[int, int, str], ...]


def to_jsonl(results: Iterable[Highlight]) -> Iterator[str]:
    """A line an article."""
    for result in results:
        record = {
            "text": result.text,
            "entities": [[span.start, span.end, span.label] for span in result.spans],
            "model": result.model.name,
            "corrections": len(result.corrections),
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"


def to_conll(results: Iterable[Highlight]) -> Iterator[str]:
    """A token and its tag a line, each article after a border of its own."""
    for result in results:
        yield f"{_BORDER}\tO\n\n{highlight_to_conll(result)}"


FORMATS = {"jsonl": to_jsonl, "conll": to_conll}
"""Name of a format -> what writes it, article by article."""


def read_marked(path: Path) -> Iterator[MarkedText]:
    """The articles of a file that ``FORMATS`` wrote, or another tool: see ``read_tagged``.

    Raises:
        UserError: it cannot be read; says the line.
    """
    if plain_suffix(path) != ".conll":
        for item in read_tagged(path):
            yield _joined([item])
        return
    borders = [number for number, line in read_lines(path) if line.startswith(_BORDER)]
    for _, sentences in groupby(read_tagged(path), lambda s: bisect_right(borders, int(s.id))):
        yield _joined([*sentences])


def _joined(parts: list[TaggedText]) -> MarkedText:
    """One text, a line a part."""
    text, marks = "", list[tuple[int, int, str]]()
    for part in parts:
        text += "\n" * bool(text)
        marks += [
            (len(text) + e.start, len(text) + e.end, display_label(e.label)) for e in part.entities
        ]
        text += part.text
    return MarkedText(text, tuple(marks))
