"""The glossary: what the words mean that textnn and the lecture behind it use."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from textnn.config import DATA
from textnn.errors import UserError
from textnn.text.words import fold

GLOSSARY = DATA / "chat" / "glossary.jsonl"
"""Where the entries stand, one a line; all were written for this repository."""

NEAR = 0.8
"""How alike a mistyped name must be to be taken for one (``difflib``'s ratio, 0 to 1)."""

_LONGEST = 5  # words of a name
_WORD = re.compile(r"[^\W_]+")
_PLURALS = (("oes", "ao"), ("ais", "al"), ("eis", "el"), ("res", "r"), ("zes", "z"))


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """What a term means.

    Attributes:
        id: stable name, such as ``lstm``.
        term: its name in Portuguese and in English.
        aliases: its other names in any language.
        text: what it is, in two to four sentences, in Portuguese and in English.
        example: where textnn has it, likewise.
        see: ids of entries to go on with.
    """

    id: str
    term: tuple[str, str]
    aliases: tuple[str, ...]
    text: tuple[str, str]
    example: tuple[str, str]
    see: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called."""
        return (*self.term, *self.aliases)


class TermMention(NamedTuple):
    """An entry that a message names, and where: offsets into the message."""

    start: int
    end: int
    entry: GlossaryEntry


class Glossary:
    """Entries by name; accents, case, hyphens and plurals do not matter.

    Args:
        entries: no two of them with a name in common.

    Raises:
        ValueError: two with the same name or id, or a ``see`` that leads nowhere.
    """

    def __init__(self, entries: Iterable[GlossaryEntry]) -> None:
        self.entries = tuple(entries)
        self.by_id = {entry.id: entry for entry in self.entries}
        self._by_name: dict[str, GlossaryEntry] = {}
        if len(self.by_id) < len(self.entries):
            raise ValueError("two entries with the same id")
        for entry in self.entries:
            if lost := set(entry.see) - self.by_id.keys():
                raise ValueError(f"{entry.id}: see {', '.join(sorted(lost))} leads nowhere")
            for name in entry.names:
                if self._by_name.setdefault(name_key(name), entry) is not entry:
                    raise ValueError(f"{name} is a name of {entry.id} and of another")

    def lookup(self, name: str) -> GlossaryEntry | None:
        """The entry with this name, or with the one most like it, if that is near enough."""
        key = name_key(name)
        if key in self._by_name:
            return self._by_name[key]
        # Of three letters, one mistyped may be another word altogether.
        near = difflib.get_close_matches(key, self._by_name, 1, NEAR) if len(key) > 3 else []
        return self._by_name[near[0]] if near else None

    def find(self, text: str) -> TermMention | None:
        """The first term that a message names to the letter, and of those there the longest."""
        words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
        for first in range(len(words)):
            for after in range(min(len(words), first + _LONGEST), first, -1):
                start, end = words[first][0], words[after - 1][1]
                if entry := self._by_name.get(name_key(text[start:end])):
                    return TermMention(start, end, entry)
        return None


def name_key(name: str) -> str:
    """What two spellings of a name have in common.

    >>> name_key("Redes Neurais"), name_key("rede neural"), name_key("LSTMs")
    ('rede neural', 'rede neural', 'lstm')
    """
    return " ".join(map(_singular, _WORD.findall(fold(name))))


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    for plural, singular in _PLURALS:
        if word.endswith(plural):
            return word.removesuffix(plural) + singular
    return word.removesuffix("s")


@cache
def load_glossary(path: Path = GLOSSARY) -> Glossary:
    """Reads a glossary.

    Raises:
        UserError: the file is missing or damaged.
    """
    try:
        return Glossary(_read(path))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise UserError("glossary-unusable", name=path.name) from error


def _read(path: Path) -> Iterator[GlossaryEntry]:
    for line in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        yield GlossaryEntry(
            data["id"],
            _both(data["term"]),
            tuple(data["aliases"]),
            _both(data["text"]),
            _both(data["example"]),
            tuple(data["see"]),
        )


def _both(data: dict[str, Any]) -> tuple[str, str]:
    return str(data["pt"]), str(data["en"])
