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
            raise UserError("class-twice", name=tidy)
        seen.add(tidy.casefold())
        found.append(tidy)
    return tuple(found)


def _check_name(name: str) -> None:
    kinds = {unicodedata.category(char) for char in name}
    if not any(kind[0] not in "CZ" for kind in kinds):
        raise UserError("class-unnamed")
    if len(name) > MAX_NAME or kinds & {"Cc", "Cs"}:
        shown = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cs"))[:MAX_NAME]
        raise UserError("class-name", name=shown, limit=MAX_NAME)


def check_counts(counts: dict[str, int]) -> None:
    """Refuses lessons with too few or too many classes or pictures.

    Raises:
        UserError: with what to do about it.
    """
    if not MIN_CLASSES <= len(counts) <= MAX_CLASSES:
        raise UserError("class-count", least=MIN_CLASSES, most=MAX_CLASSES, count=len(counts))
    for name, count in counts.items():
        if not count:
            raise UserError("class-empty", name=name)
        if count > MAX_PICTURES:
            raise UserError("class-full", name=name, count=count, limit=MAX_PICTURES)
