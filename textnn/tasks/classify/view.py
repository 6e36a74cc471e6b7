"""A classified picture -> what the screen shows: verdict, bars, what decided, what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from textnn.html.templates import render
from textnn.locale import say_known
from textnn.results.pictures import Classification, Stage

_WEAK = 0.02  # a square that moves the probability by less is not coloured
_NUMBERED = 3  # squares explained in words


def network_name(language: str, name: str) -> str:
    """What people call a network; one we have no name for is called what it is."""
    return say_known(language, f"net_{name}", default=name)


def classification_view(
    result: Classification,
    language: str,
    when: datetime,
    notes: tuple[str, ...] = (),
    *,
    animated: bool = False,
) -> Markup:
    """The whole view of a classified picture.

    Args:
        result: the answer.
        language: of the reader.
        when: it was given.
        notes: for the line under it.
        animated: whether there were more pictures in the file than the one that was judged.
    """
    return render(
        language,
        "classify/view.html",
        result=result,
        squares=squares(result),
        stages=list(zip(result.stages, stage_kinds(result.stages), strict=True)),
        animated=animated,
        when=when,
        notes=notes,
    )


class Squares(NamedTuple):
    """What the squares of a picture did to the probability of its class.

    Attributes:
        strongest: those to be explained: by how much it falls without them, row, column.
        coloured: those worth a colour, the same, as a part of the strongest effect, -1 to 1.
        signs: whether any speaks ``for`` the class, and ``against`` it.
    """

    strongest: list[tuple[float, int, int]]
    coloured: list[tuple[float, int, int]]
    signs: list[str]


def squares(result: Classification) -> Squares:
    """The squares that mattered, of ``result.evidence``."""
    found = [
        (fall, row, column)
        for row, falls in enumerate(result.evidence)
        for column, fall in enumerate(falls)
    ]
    weighty = [one for one in found if abs(one[0]) >= _WEAK]
    most = max((abs(fall) for fall, _, _ in weighty), default=1.0)
    strongest = sorted(weighty, reverse=True)[:_NUMBERED]
    falls = [fall for fall, _, _ in weighty] or [0.0]
    signs = {"for": max(falls) > 0, "against": min(falls) < 0}
    return Squares(
        [one for one in strongest if one[0] > 0],
        [(fall / most, row, column) for fall, row, column in weighty],
        [sign for sign, there in signs.items() if there],
    )


def stage_kinds(stages: Sequence[Stage]) -> list[str]:
    """What each stage is there for: the word in ``stage_<word>`` that explains it."""
    flat = [stage.height * stage.width == 1 for stage in stages]
    helpers = ("pool", "whitening")
    deep = [
        place
        for place, stage in enumerate(stages)
        if not flat[place] and not stage.name.startswith(helpers)
    ]
    kinds = []
    for place, stage in enumerate(stages):
        if flat[place]:
            kinds.append("numbers")
        elif stage.name.startswith(helpers):
            kinds.append(stage.name.rstrip("0123456789"))
        elif place == deep[0]:
            kinds.append("first")
        else:
            kinds.append("last" if place == deep[-1] else "middle")
    return kinds
