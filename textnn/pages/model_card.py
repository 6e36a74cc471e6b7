"""A model folder -> its card: a page anyone can read and print."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from textnn.html.page import standing_page
from textnn.html.templates import render
from textnn.locale import number, plain, say, say_known
from textnn.results.names import class_name

_LONGEST = 400  # characters of one value; an alphabet fits, a vocabulary does not belong here
_DIGITS = 4  # significant ones of a figure
_OPTIONS = "options"
_HEAD = re.compile(r"(?:\S+ ){0,6}?\S+\.(?=\s)")
_OPTION = re.compile(r"(--[a-z-]+)")
_CHECKSUM = re.compile(r"[0-9a-f]{64}")


def card_page(folder: Path, language: str) -> str:
    """The card of the model in ``folder``: ``card.<language>.md`` if there, curve, figures, sizes.

    What only somebody who trains it again needs is folded.
    """
    figures = _read(folder / "metrics.json")
    options = figures.pop(_OPTIONS, {})
    curve, card = folder / "curve.png", folder / f"card.{language}.md"
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    body = render(
        language,
        "pages/card.html",
        folder=folder.name,
        paragraphs=[_paragraph(one) for one in re.split(r"\n\s*\n", text.strip())],
        curve=curve.read_bytes() if curve.is_file() else b"",
        figures=_facts(figures, language),
        options=_facts({_OPTIONS: options}, language),
        sizes=_facts(_read(folder / "config.json"), language),
    )
    return standing_page(say(language, "card_title", name=folder.name), "", body, language)


def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _paragraph(text: str) -> tuple[str, list[tuple[str, bool]]]:
    """Its first words, which are its heading, and the rest, split at the options of commands."""
    head = _HEAD.match(text)
    rest = text[head.end() if head else 0 :].strip()
    pieces = [(piece, bool(place % 2)) for place, piece in enumerate(_OPTION.split(rest)) if piece]
    return head[0].removesuffix(".") if head else "", pieces


class Fact(NamedTuple):
    """A line of a card: what it is called, the key that the files use, and the value."""

    name: str
    key: str
    value: str

    @property
    def code(self) -> bool:
        """Whether the value is a checksum."""
        return bool(_CHECKSUM.fullmatch(self.value))


def _facts(values: Mapping[str, object], language: str) -> list[Fact]:
    return [
        Fact(*_name(path, language), _short(_said(value, language)))
        for path, value in _flat(values)
    ]


def _name(path: tuple[str, ...], language: str) -> tuple[str, str]:
    """What a row is called, and the key that the files and the programs use, if it is another."""
    shown = range(path[0] == _OPTIONS, len(path))
    said = " · ".join(_part(path[: place + 1], language) for place in shown)
    key = " · ".join(path[place] for place in shown)
    return said, "" if said == key else key


def _part(path: tuple[str, ...], language: str) -> str:
    """One part of a key in words: as it is called there, or everywhere, or in the files."""
    return say_known(language, f"row_{'_'.join(path)}", f"row_{path[-1]}", default=path[-1])


def _flat(
    values: Mapping[str, object], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    """``{"f1": {"PER": 0.9}}`` -> ``(("f1", "PER"), 0.9)``."""
    for name, value in values.items():
        path = (*above, name)
        if isinstance(value, Mapping):
            yield from _flat(value, path)
        else:
            yield path, value


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _said(value: object, language: str) -> str:
    """A value as people write it; a long fraction is rounded."""
    if isinstance(value, bool):
        return say(language, "yes" if value else "no")
    if isinstance(value, int):
        return number(language, value)
    if isinstance(value, float):
        return plain(language, float(f"{value:.{_DIGITS}g}"))
    if isinstance(value, list):
        between = ", " if all(isinstance(one, str) for one in value) else "; "
        return between.join(_said(one, language) for one in value)
    return class_name(language, str(value))
