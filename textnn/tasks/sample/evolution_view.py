"""The same noise across the training of a generator -> what the screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from textnn.html.templates import render
from textnn.results.pictures import Frame

_LABELS = 8  # under the chart, at the most


class Chart(NamedTuple):
    """Mean verdict over the moments, in units of its own view box.

    Attributes:
        means: of each moment, 0 to 1.
        points: x and y of each moment.
        scale: shares at the left edge, and their y.
        every: so many moments have one label.
    """

    means: list[float]
    points: list[tuple[float, float]]
    scale: list[tuple[float, float]]
    every: int
    width: int = 640
    height: int = 200
    left: int = 66
    right: int = 620
    top: int = 16
    bottom: int = 168

    @property
    def middle(self) -> float:
        """Y of the line of 50 %, where the discriminator cannot tell."""
        return (self.top + self.bottom) / 2


def evolution_view(frames: Sequence[Frame], name: str, model: str, language: str) -> Markup:
    """Film strip, player and chart of a training.

    Args:
        frames: the moments, in order; at least one.
        name: of the set.
        model: folder name of the generator, whose card tells more.
        language: of the reader.
    """
    return render(
        language,
        "sample/evolution.html",
        frames=frames,
        name=name,
        model=model,
        chart=chart([mean(frame) for frame in frames]),
    )


def mean(frame: Frame) -> float:
    """How real the discriminator of the moment found its pictures, on average, 0 to 1."""
    return sum(one.verdict for one in frame.pictures) / len(frame.pictures)


def chart(means: list[float]) -> Chart:
    """Where each of the means stands."""
    bare = Chart(means, [], [], -(-len(means) // _LABELS))
    wide, high = bare.right - bare.left, bare.bottom - bare.top
    step = wide / max(1, len(means) - 1)
    points = [
        (bare.left + step * at, bare.top + high * (1 - share)) for at, share in enumerate(means)
    ]
    scale = [(share, bare.top + high * (1 - share) + 4) for share in (0.0, 0.5, 1.0)]
    return bare._replace(points=points, scale=scale)
