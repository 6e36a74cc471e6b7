"""What the corrections and thumbs of a person taught -> the panel that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from textnn.html.templates import part, render
from textnn.results import PersonalReport


class PersonalKind(NamedTuple):
    """One kind of networks in the panel.

    name: one of ``service.personal.KINDS``
    models: those of the person, oldest first
    in_use: name of the one that works; empty: the shipped one does
    said: how much the person corrected or judged
    """

    name: str
    models: Sequence[PersonalReport]
    in_use: str
    said: int


class Refused(NamedTuple):
    """A network that was made just now and lost too much, and its kind."""

    kind: str
    report: PersonalReport


def personal_view(
    kinds: Sequence[PersonalKind],
    language: str,
    *,
    offered: bool = True,
    refused: Refused | None = None,
) -> Markup:
    """The panel.

    Args:
        kinds: what there is, in the order of the panel.
        language: of the reader.
        offered: whether one may be made here.
        refused: one that was made just now and lost too much.
    """

    def made(one: PersonalReport) -> Markup:
        return part(language, "html/macros.html", "moment", datetime.fromisoformat(one.made_at))

    return render(
        language,
        "pages/personal.html",
        kinds=kinds,
        offered=offered,
        refused=refused,
        made=made,
    )
