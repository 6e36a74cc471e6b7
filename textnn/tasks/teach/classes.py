"""What a person may teach: how many classes and pictures, and what a class may be called."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from textnn.errors import UserError
from textnn.results.pictures import MAX_CLASSES, MAX_PICTURES, MIN_CLASSES

MAX_NAME = 40
"""Longest name of a class, characters."""


def check_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names of classes, their blanks put in order, in the order they came.

    Raises:
        UserError: one is empty, too long, unreadable, or there twice.
    """
    found: list[str] = []
    seen: set[str] = set()
    for name in names:
        tidy = " ".join(unicodedata.normalize("NFC", name).split())
        _check_name(tidy)
        if tidy.casefold() in seen:
            raise UserError(
                f"Há duas classes chamadas “{tidy}”. Dê a cada uma um nome só dela.",
                f"Two classes are called “{tidy}”. Give each a name of its own.",
                code="class-twice",
            )
        seen.add(tidy.casefold())
        found.append(tidy)
    return tuple(found)


def _check_name(name: str) -> None:
    kinds = {unicodedata.category(char) for char in name}
    if not any(kind[0] not in "CZ" for kind in kinds):
        raise UserError(
            "Uma classe está sem nome. Diga em uma ou duas palavras o que as imagens mostram.",
            "A class has no name. Say in a word or two what its pictures show.",
            code="class-unnamed",
        )
    if len(name) > MAX_NAME or kinds & {"Cc", "Cs"}:
        shown = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cs"))[:MAX_NAME]
        raise UserError(
            f"O nome de classe “{shown}…” não serve: use no máximo {MAX_NAME} caracteres, numa só "
            "linha.",
            f"The class name “{shown}…” will not do: use at most {MAX_NAME} characters on one "
            "line.",
            code="class-name",
        )


def check_counts(counts: dict[str, int]) -> None:
    """Refuses lessons with too few or too many classes or pictures.

    Raises:
        UserError: with what to do about it.
    """
    if not MIN_CLASSES <= len(counts) <= MAX_CLASSES:
        raise UserError(
            f"São precisas de {MIN_CLASSES} a {MAX_CLASSES} classes; há {len(counts)}.",
            f"{MIN_CLASSES} to {MAX_CLASSES} classes are needed; there are {len(counts)}.",
            code="class-count",
        )
    for name, count in counts.items():
        if not count:
            raise UserError(
                f"A classe “{name}” não tem imagens. Ponha ao menos uma, ou tire a classe.",
                f"The class “{name}” has no pictures. Add at least one, or remove the class.",
                code="class-empty",
            )
        if count > MAX_PICTURES:
            raise UserError(
                f"A classe “{name}” tem {count} imagens; cabem {MAX_PICTURES}. Tire algumas.",
                f"The class “{name}” has {count} pictures; {MAX_PICTURES} fit. Remove some.",
                code="class-full",
            )
