"""Every sentence for people, in Portuguese and in English.

The sentences live in the gettext catalogues ``<language>/LC_MESSAGES/textnn.po``: ``msgid`` is a
stable name, ``msgstr`` the sentence, with places such as ``{title}`` or ``{count:number}`` for
values. What is computed for a visitor is said here (``say``) in the language of the request; what
stands on the page from the start is resolved by the browser (``textnn.ui.i18n``). Both look at the
visitor's first language only, so a page never mixes the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.pofile import read_po

from textnn.locale.figures import duration as duration
from textnn.locale.figures import number as number
from textnn.locale.figures import percent as percent
from textnn.locale.figures import plain as plain

LANGUAGES = ("pt", "en")

_FIGURES = {"number": number, "plain": plain, "percent": percent, "duration": duration}


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Name -> sentence of the catalogue of ``language``; read once, when first asked for."""
    path = Path(__file__).parent / language / "LC_MESSAGES" / "textnn.po"
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


class Sentence:
    """A sentence and the values for its places, said later and in either language.

    A value may be a sentence itself, or a sequence of values, which are told with commas between.
    """

    def __init__(self, name: str, /, **values: object) -> None:
        self.name, self.values = name, values

    def say(self, language: str) -> str:
        """The sentence in ``"pt"`` or ``"en"``."""
        return say(language, self.name, **self.values)


class Given(Sentence):
    """Text of a data file that comes in both languages, as a value of a sentence."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__("")
        self._texts = texts

    def say(self, language: str) -> str:
        """The text in ``language``."""
        return self._texts[language]


@dataclass(frozen=True)
class _Filler(Formatter):
    """``str.format`` that also knows ``{count:number}``, ``plain``, ``percent``, ``duration``."""

    language: str

    def format_field(self, value: Any, spec: str) -> str:
        if isinstance(value, Sentence):
            value = value.say(self.language)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            value = ", ".join(self.format_field(one, "") for one in value)
        return _FIGURES[spec](self.language, value) if spec in _FIGURES else format(value, spec)


def say(language: str, name: str, /, **fields: object) -> str:
    """The sentence ``name`` in ``language`` (``"pt"`` or ``"en"``), its fields filled in.

    >>> say("pt", "deleted_many", count=3)
    '3 resultados apagados.'
    """
    sentence = sentences(language)[name]
    return _Filler(language).vformat(sentence, (), fields) if fields else sentence


def say_known(language: str, *names: str, default: str) -> str:
    """The first of these sentences that there is, or ``default``.

    >>> say_known("en", "net_mine", "net_photos", default="mine"), say_known("en", "x", default="y")
    ('Photos', 'y')
    """
    there = sentences(language)
    return next((there[name] for name in names if name in there), default)


def language_of(accept_language: str | None) -> str:
    """``"pt"`` or ``"en"`` from an ``Accept-Language`` header.

    >>> language_of("pt-PT,pt;q=0.9,en;q=0.8"), language_of("es-MX,pt;q=0.5"), language_of(None)
    ('pt', 'en', 'pt')
    """
    first = (accept_language or "").split(",")[0].split(";")[0].strip().lower()
    return "pt" if first in ("", "*") or first.split("-")[0] == "pt" else "en"
