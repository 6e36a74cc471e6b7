"""What the network made of a drawing -> what the screen shows."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime

from textnn.errors import UserError
from textnn.html.markup import button, escape, provenance
from textnn.html.pictures import image
from textnn.locale import say, say_known
from textnn.results.pictures import RENDER_KINDS, Rendering

SHOWS = "for-"
"""A component of this class and a kind is shown for that kind only; ``style.css`` sees to it."""


def blank_view(language: str, kind: str) -> str:
    """The empty frame, before anything is drawn."""
    return _frame(f"<p>{escape(say(language, f'render_blank_{kind}'))}</p>")


def refused_view(error: UserError, language: str) -> str:
    """The frame where a picture would be, and why there is none."""
    return _frame(f'<p role="status">{escape(error.say(language))}</p>')


def _frame(inside: str) -> str:
    later = '<p class="lead"></p><p class="provenance"></p>'  # as high as with a picture
    return (
        f'<section class="rendered"><div class="canvas blank">{inside}</div>{_acts("")}{later}'
        "</section>"
    )


def rendering_view(
    result: Rendering, language: str, when: datetime, kept: str = "", *, filled: bool = False
) -> str:
    """The picture of a drawing.

    Args:
        result: the picture.
        language: of the reader.
        when: when it was made.
        kept: that it is in the history, if it is; else it can be put there.
        filled: whether the drawing is filled in, where an outline was wanted.
    """
    alt = say(language, f"rendered_{result.options.kind}")
    hint = f'<p class="hint" role="note">{escape(say(language, "render_filled"))}</p>'
    saves = button(say(language, "save_picture"), do="save")
    keeps = "" if kept else button(say(language, "keep_picture"), do="keep", on="select")
    return (
        f'<section class="rendered"><div class="canvas {result.options.kind}">'
        f"{image(result.picture, alt)}</div>{_acts(keeps + saves)}{hint if filled else ''}"
        f'<p class="lead">{escape(say(language, "picture_generated"))}</p>'
        f"{provenance(language, result.model, result.seconds, when, (kept,))}</section>"
    )


def _acts(buttons: str) -> str:
    return f'<div class="row acts">{buttons}</div>'


def outlines_view(language: str, outlines: Mapping[str, bytes]) -> str:
    """Drawings to begin with, one press each.

    Args:
        language: of the reader.
        outlines: ``<kind>-<order>-<name>`` -> PNG file.
    """
    rows = []
    for kind in RENDER_KINDS:
        names = [name for name in outlines if name.startswith(f"{kind}-")]
        thumbs = "".join(
            f'<button type="button" class="thumb" data-do="outline" data-name="{escape(name)}">'
            f"{image(base64.b64encode(outlines[name]).decode('ascii'))}"
            f"<span>{escape(called)}</span></button>"
            for order, name in enumerate(names, 1)
            for called in (outline_name(language, name, order),)
        )
        if thumbs:
            rows.append(f'<div class="row thumbs {SHOWS}{kind}">{thumbs}</div>')
    if not rows:
        return "<div></div>"  # the browser says the name of an empty sentence
    return f'<p class="lead">{escape(say(language, "outlines"))}</p>{"".join(rows)}'


def outline_name(language: str, name: str, order: int) -> str:
    """What an example drawing is called: said as ``outline_<name>``, else by its number."""
    by_number = say(language, "outline_number", number=order)
    return say_known(language, f"outline_{name.split('-', 2)[-1]}", default=by_number)


def opener_view(language: str, most: int) -> str:
    """The button that opens a drawing from a file of up to ``most`` bytes."""
    return (
        f'<button type="button" class="quiet" data-accept="image/*" data-most="{most}">'
        f"{escape(say(language, 'open_outline'))}</button>"
    )
