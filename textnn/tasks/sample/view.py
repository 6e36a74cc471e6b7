"""Sampled pictures and walks -> what the screen shows."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import render
from textnn.results.pictures import Samples

_TIMID = 1.5
"""Boldness below which it is the visitor, and not the network, who keeps the pictures alike."""

_PAIRS = 10
"""Pairs of pictures of one class below which their variety is chance."""


def gallery_view(
    result: Samples, language: str, when: datetime, notes: tuple[str, ...] = ()
) -> Markup:
    """Sampled pictures: a grid to walk through and to pick two from.

    Args:
        result: sampled without ``towards``.
        language: of the reader.
        when: when they were made.
        notes: more to say in the small line.
    """
    counts = Counter(one.label for one in result.pictures).values()
    return render(
        language,
        "sample/gallery.html",
        result=result,
        varied=sum(count * (count - 1) // 2 for count in counts) >= _PAIRS,
        timid=result.options.truncation < _TIMID,
        when=when,
        notes=notes,
    )


def walk_view(
    result: Samples, language: str, when: datetime, notes: tuple[str, ...] = ()
) -> Markup:
    """A walk between two samples: the way as a strip, and a player that runs along it."""
    return render(language, "sample/walk.html", result=result, when=when, notes=notes)
