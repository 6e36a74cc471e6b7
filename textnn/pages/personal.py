"""What the corrections of a person taught -> the panel that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import part, render
from textnn.results import PersonalReport


def personal_view(
    taggers: Sequence[PersonalReport],
    in_use: str,
    articles: int,
    language: str,
    *,
    offered: bool = True,
    refused: PersonalReport | None = None,
) -> Markup:
    """The panel.

    Args:
        taggers: those of the person, oldest first.
        in_use: name of the one that marks; empty: the shipped one does.
        articles: how many the person corrected.
        language: of the reader.
        offered: whether one may be made here.
        refused: one that was made just now and lost too much.
    """

    def made(one: PersonalReport) -> Markup:
        return part(language, "html/macros.html", "moment", datetime.fromisoformat(one.made_at))

    return render(
        language,
        "pages/personal.html",
        taggers=taggers,
        in_use=in_use,
        articles=articles,
        offered=offered,
        refused=refused,
        made=made,
    )
