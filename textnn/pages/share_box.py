"""The way to share a kept result: its button in the small line, and the box that it opens."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from textnn.html.templates import part, render
from textnn.store.links import Link

VALIDITIES = (0, 1, 7, 30)
"""Days that can be chosen; 0: as long as the result is kept."""


def kept_note(run_id: str, language: str) -> Markup:
    """That a result is kept, with the button that shares it; a note for ``provenance``."""
    return part(language, "html/macros.html", "kept_note", run_id)


def share_box(
    links: Sequence[Link], language: str, *, local: bool, revoked: bool = False
) -> Markup:
    """What the button opens: the address if there is one, else how to get one.

    Args:
        links: the living links of the run, newest first.
        language: of the reader.
        local: whether the page is open on this machine only.
        revoked: whether an address was revoked just now.
    """
    return render(
        language,
        "pages/share_box.html",
        links=links,
        local=local,
        revoked=revoked,
        validities=VALIDITIES,
    )


def refused_box(sentence: str) -> Markup:
    """Why there is nothing to share."""
    return Markup('<p class="note" role="alert">{}</p>').format(sentence)
