"""What the network made of a drawing -> what the screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from textnn.errors import UserError
from textnn.html.templates import part, render
from textnn.locale import say_known
from textnn.results.pictures import RENDER_KINDS, Rendering

SHOWS = "for-"
"""A component of this class and a kind is shown for that kind only; ``style.css`` sees to it."""

_MACROS = "render/macros.html"


def blank_view(language: str, kind: str) -> Markup:
    """The empty frame, before anything is drawn."""
    return part(language, _MACROS, "blank", say_known(language, f"render_blank_{kind}", default=""))


def refused_view(error: UserError, language: str) -> Markup:
    """The frame where a picture would be, and why there is none."""
    return part(language, _MACROS, "blank", error.say(language), role="status")


def rendering_view(
    result: Rendering, language: str, when: datetime, kept: str = "", *, filled: bool = False
) -> Markup:
    """The picture of a drawing.

    Args:
        result: the picture.
        language: of the reader.
        when: when it was made.
        kept: that it is in the history, if it is; else it can be put there.
        filled: whether the drawing is filled in, where an outline was wanted.
    """
    values = {"result": result, "when": when, "kept": kept, "filled": filled}
    return render(language, "render/view.html", **values)


def outlines_view(language: str, outlines: Mapping[str, bytes]) -> Markup:
    """Drawings to begin with, one press each.

    Args:
        language: of the reader.
        outlines: ``<kind>-<order>-<name>`` -> PNG file.
    """
    drawn = [
        (kind, [one for one in outlines.items() if one[0].startswith(f"{kind}-")])
        for kind in RENDER_KINDS
    ]
    return part(language, _MACROS, "outlines", [row for row in drawn if row[1]])


def opener_view(language: str, most: int) -> Markup:
    """The button that opens a drawing from a file of up to ``most`` bytes."""
    return part(language, _MACROS, "opener", most)
