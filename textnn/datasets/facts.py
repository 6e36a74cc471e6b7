"""Articles with the relations of their facts, from JSON lines: what a fact sheet is scored on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from textnn.datasets.jsonl import fault, plain_suffix, read_records, string_field

SCORED: tuple[str, ...] = ("role", "age", "speaker", "of")
"""Relations that a file may have: of a person, of a person, of a quotation, of an amount."""


@dataclass(frozen=True, slots=True)
class FactExample:
    """An article and all relations in it.

    Attributes:
        relations: name of a relation -> pairs of a fact and what is said of it, in the article's
            words.
    """

    text: str
    relations: Mapping[str, tuple[tuple[str, str], ...]]


def read_facts(path: Path) -> Iterator[FactExample]:
    """The articles of a ``.jsonl`` file (also ``.gz``, ``.xz``), streamed.

    Raises:
        UserError: missing, truncated or damaged file, another suffix, a line without ``text``, or
            relations that are no pairs of strings; says the line number.
    """
    if plain_suffix(path) != ".jsonl":
        raise fault(path, 0, "not_json_lines")
    for number, record in read_records(path):
        text = string_field(path, number, record, "text")
        relations = {}
        for name in SCORED:
            pairs = record.get(name, [])
            if not isinstance(pairs, list) or not all(map(_is_pair, pairs)):
                raise fault(path, number, "not_pairs", field=name)
            relations[name] = tuple((first, second) for first, second in pairs)
        yield FactExample(text, relations)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)
