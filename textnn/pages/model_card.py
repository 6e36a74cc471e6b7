"""A model folder -> its card: a page anyone can read and print."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from textnn.html.markup import does, escape
from textnn.html.page import home_link, standing_page
from textnn.html.pictures import source
from textnn.locale import number, plain, say, say_known
from textnn.results.names import class_name

_LONGEST = 400  # characters of one value; an alphabet fits, a vocabulary does not belong here
_DIGITS = 4  # significant ones of a figure
_OPTIONS = "options"
_HEAD = re.compile(r"(?:\S+ ){0,6}?\S+\.(?=\s)")
_OPTION = re.compile(r"--[a-z-]+")
_CHECKSUM = re.compile(r"[0-9a-f]{64}")


def card_page(folder: Path, language: str) -> str:
    """The card of the model in ``folder``: ``card.<language>.md`` if there, curve, figures, sizes.

    What only somebody who trains it again needs is folded.
    """
    figures = _read(folder / "metrics.json")
    options = figures.pop(_OPTIONS, {})
    body = (
        _words(folder, language)
        + _curve(folder / "curve.png", language)
        + _table(say(language, "card_figures"), figures, language)
        + _folded("card_options", {_OPTIONS: options}, language)
        + _folded("card_sizes", _read(folder / "config.json"), language)
    )
    return _page(say(language, "card_title", name=folder.name), body, language)


def missing_page(language: str) -> str:
    """What is said where there is no such model."""
    title = say(language, "card_missing_title")
    words = (
        f'<div class="digest"><h2 class="headline">{escape(title)}</h2>'
        f"<p>{escape(say(language, 'card_missing'))}</p></div>"
    )
    return _page(title, words, language)


def _page(title: str, body: str, language: str) -> str:
    return standing_page(title, "", body + home_link(language, "card_back"), language)


def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _words(folder: Path, language: str) -> str:
    """What the model does, then its card; a paragraph's first words are its heading."""
    card = folder / f"card.{language}.md"
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    paragraphs = "".join(_paragraph(one) for one in re.split(r"\n\s*\n", text.strip()))
    name = does(language, folder.name)
    kicker = say(language, "card_title", name=folder.name)
    return (
        f'<article class="digest about"><p class="kicker">{escape(kicker)}</p>'
        f'<h2 class="headline">{escape(name[:1].upper() + name[1:])}</h2>'
        f"{paragraphs}</article>"
    )


def _paragraph(text: str) -> str:
    head = _HEAD.match(text)
    title = f"<h3>{escape(head[0].removesuffix('.'))}</h3>" if head else ""
    rest = text[head.end() if head else 0 :].strip()
    shown = _OPTION.sub(r'<span class="option">\g<0></span>', escape(rest))
    return f"{title}<p>{shown}</p>" if rest else title


def _curve(file: Path, language: str) -> str:
    if not file.is_file():
        return ""
    caption = escape(say(language, "card_curve"))
    picture = source(base64.b64encode(file.read_bytes()).decode("ascii"))
    return (
        f'<figure class="curve"><img src="{picture}" alt="{caption}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _table(title: str, values: Mapping[str, object], language: str) -> str:
    rows = _rows(values, language)
    head = f"<h3>{escape(title)}</h3>"
    return f'<section class="facts">{head}<dl>{rows}</dl></section>' if rows else ""


def _folded(name: str, values: Mapping[str, object], language: str) -> str:
    rows = _rows(values, language)
    head = f"<summary>{escape(say(language, name))}</summary>"
    return f'<details class="facts">{head}<dl>{rows}</dl></details>' if rows else ""


def _rows(values: Mapping[str, object], language: str) -> str:
    return "".join(
        f"<div><dt>{_name(path, language)}</dt><dd>{_value(value, language)}</dd></div>"
        for path, value in _flat(values)
    )


def _name(path: tuple[str, ...], language: str) -> str:
    """What a row is called, and under it the key that the files and the programs use."""
    shown = range(path[0] == _OPTIONS, len(path))
    said = " · ".join(_part(path[: place + 1], language) for place in shown)
    key = " · ".join(path[place] for place in shown)
    return escape(key) if said == key else f"{escape(said)} <code>{escape(key)}</code>"


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


def _value(value: object, language: str) -> str:
    text = _said(value, language)
    if _CHECKSUM.fullmatch(text):
        return f"<code>{text}</code>"
    return escape(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


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
