"""A lesson, in preparation and learnt -> what the screen shows."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from textnn.html.templates import render
from textnn.locale import say
from textnn.results.pictures import WARNINGS, Lesson
from textnn.tasks.task import TemplateView

_CONFUSIONS = 6  # told, the most frequent first


def shelf_view(thumbs: Sequence[str], language: str, *, removable: bool = False) -> Markup:
    """The pictures of one class, and where more come from.

    Args:
        thumbs: small pictures, PNG in base64.
        language: of the reader.
        removable: whether the class itself can be taken away.
    """
    return render(language, "teach/shelf.html", thumbs=thumbs, removable=removable)


def _values(result: Lesson, language: str) -> dict[str, object]:
    warned = [code for code in result.warnings if code in WARNINGS]
    return {
        "warnings": [say(language, f"warn_{code}") for code in warned],
        "right": sum(row[place] for place, row in enumerate(result.confusion)),
        "held": sum(map(sum, result.confusion)),
        "confusions": confusions(result)[:_CONFUSIONS],
    }


lesson_view = TemplateView("teach/view.html", _values)
"""What the network learnt, how well, and what to mind."""


def confusions(result: Lesson) -> list[tuple[int, str, str]]:
    """What was taken for something else, most often first: how often, what, for what."""
    pairs = [
        (count, result.classes[row], result.classes[column])
        for row, counts in enumerate(result.confusion)
        for column, count in enumerate(counts)
        if row != column and count
    ]
    return sorted(pairs, key=lambda pair: -pair[0])
