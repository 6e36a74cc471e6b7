"""Places, organisations and terms with their acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textnn.results import Span
from textnn.tasks.factsheet.reading import ArticleReading, Stretch, one_line, overlaps, word_set
from textnn.text.normalize import fold

_ACRONYM = re.compile(r"\((?P<acronym>[A-ZÀ-Þ][A-Za-zÀ-ÿ]{1,11}|[A-Z][A-Z0-9&/-]{1,9})\)")
_SMALL = word_set("de da do das dos e em para a o as os ao à no na nos nas por com")
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEFORE = 140
"""Characters before the bracket that an acronym stands in, where it is spelt out."""


@dataclass
class Named:
    """A name with all its places, and its acronym with where that is said."""

    name: str
    places: list[Stretch]
    acronym: tuple[str, Stretch] | None = None


@dataclass(frozen=True)
class SpeltOut:
    """An acronym and the words it stands for."""

    acronym: str
    acronym_at: Stretch
    words: Stretch


def spelt_out(text: str) -> Iterator[SpeltOut]:
    """Acronyms in brackets after the words whose initials they are.

    >>> text = "As nanopartículas lipídicas (LNP), diz a Organização Mundial da Saúde (OMS)."
    >>> [(one.acronym, text[slice(*one.words)]) for one in spelt_out(text)]
    [('LNP', 'nanopartículas lipídicas'), ('OMS', 'Organização Mundial da Saúde')]
    """
    for found in _ACRONYM.finditer(text):
        acronym = found["acronym"]
        told = sum(char.isupper() for char in acronym) >= 2 or len(acronym) >= 4
        if told and (words := _words_of(text, found.start(), acronym)):
            yield SpeltOut(acronym, found.span("acronym"), words)


def _words_of(text: str, end: int, acronym: str) -> Stretch | None:
    """The words right before the bracket that have all initials in the acronym."""
    start = max(0, end - _BEFORE)
    line = text.rfind("\n", start, end) + 1
    window = text[max(start, line) : end]
    if not window.endswith(" "):
        return None
    begin = end - len(window)
    letters = list(fold(acronym))
    first, count = -1, 0
    tokens = list(_TOKEN.finditer(window))
    after = len(window) - 1
    for token in reversed(tokens):
        gap = window[token.end() : after]
        if gap.strip():
            break
        word = fold(token[0])
        after = token.start()
        if word in _SMALL:
            continue
        if word[0] not in letters:
            break
        letters.remove(word[0])
        first, count = token.start(), count + 1
        if word[0] == fold(acronym)[0] and count >= _capitals(acronym):
            break
    whole = first >= 0 and count >= 2
    upper = acronym.isupper()
    if not whole or (upper and count < len(acronym) - 1):
        return None
    if not upper and fold(window[first]) != fold(acronym)[0]:
        return None
    return begin + first, end - 1


def _capitals(acronym: str) -> int:
    return len(acronym) if acronym.isupper() else 3


def find_names(reading: ArticleReading, label: str, taken: Sequence[Stretch]) -> list[Named]:
    """The names of a category, each once.

    Args:
        taken: stretches that are something else.
    """
    rows: dict[str, Named] = {}
    for mark in reading.of(label):
        if overlaps(taken, mark.start, mark.end) or not _is_name(mark):
            continue
        row = rows.setdefault(fold(one_line(mark.text)), Named(one_line(mark.text), []))
        row.places.append((mark.start, mark.end))
    return list(rows.values())


def _is_name(mark: Span) -> bool:
    return mark.text[:1].isupper() or any(char.isupper() for char in mark.text)


def with_acronyms(
    reading: ArticleReading, organisations: Sequence[Named]
) -> tuple[list[Named], list[Named]]:
    """Organisations joined with their acronyms; terms that are no names, with theirs."""
    ends = {end: row for row in organisations for _, end in row.places}
    by_name = {fold(row.name): row for row in organisations}
    people = [(mark.start, mark.end) for mark in reading.of("PER")]
    terms: dict[str, Named] = {}
    gone: set[int] = set()
    for one in spelt_out(reading.text):
        if overlaps(people, *one.words):
            continue
        words, short = one_line(reading.text[slice(*one.words)]), by_name.get(fold(one.acronym))
        row = by_name.get(fold(words)) or ends.get(one.words[1])
        if row is None and short is not None and short.acronym is None:
            row = short  # only the acronym was marked
            row.name, row.places = words, sorted({*row.places, one.words})
        elif row is None:
            row = terms.setdefault(fold(words), Named(words, [one.words]))
        elif short is not None and short is not row:
            row.places = sorted({*row.places, *short.places})
            gone.add(id(short))
        row.acronym = row.acronym or (one.acronym, one.acronym_at)
    return [row for row in organisations if id(row) not in gone], list(terms.values())
