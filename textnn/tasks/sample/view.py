"""Sampled pictures and walks -> what the screen shows."""

from __future__ import annotations

from collections import Counter

from textnn.results.pictures import Samples
from textnn.tasks.task import TemplateView

_TIMID = 1.5
"""Boldness below which it is the visitor, and not the network, who keeps the pictures alike."""

_PAIRS = 10
"""Pairs of pictures of one class below which their variety is chance."""


def _values(result: Samples, _: str) -> dict[str, object]:
    counts = Counter(one.label for one in result.pictures).values()
    return {
        "varied": sum(count * (count - 1) // 2 for count in counts) >= _PAIRS,
        "timid": result.options.truncation < _TIMID,
    }


gallery_view = TemplateView("sample/gallery.html", _values)
"""Sampled pictures: a grid to walk through and to pick two from."""

walk_view = TemplateView[Samples]("sample/walk.html")
"""A walk between two samples: the way as a strip, and a player that runs along it."""

card_view = TemplateView[Samples]("sample/card.html")
"""What a conversation shows: the pictures, each of which tells about itself."""
