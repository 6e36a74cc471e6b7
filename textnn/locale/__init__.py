"""Every sentence for people, in Portuguese and in English.

The sentences live in the gettext catalogues ``<language>/LC_MESSAGES/textnn.po``: ``msgid`` is a
stable name, ``msgstr`` the sentence, with places such as ``{title}`` or ``{count:number}`` for
values. What is computed for a visitor is said here (``say``) in the language of the request; what
stands on the page from the start is resolved by the browser (``textnn.ui.i18n``). Both look at the
visitor's first language only, so a page never mixes the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from textnn.locale.figures import duration as duration
from textnn.locale.figures import number as number
from textnn.locale.figures import percent as percent
from textnn.locale.figures import plain as plain

LANGUAGES = ("pt", "en")


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Name -> sentence of the catalogue of ``language``; read once, when first asked for."""
    path = Path(__file__).parent / language / "LC_MESSAGES" / "textnn.po"
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def say(language: str, name: str, /, **fields: object) -> str:
    """The sentence ``name`` in ``language`` (``"pt"`` or ``"en"``), its fields filled in.

    >>> say("pt", "deleted_many", count=3)
    '3 resultados apagados.'
    """
    sentence = sentences(language)[name]
    return sentence.format(**fields) if fields else sentence


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
