"""What every personal model is held to: it keeps what the shipped one could.

Something is held out of what its owner said, to measure what it learnt. What it forgets of a check
set is won back by going part of the way only, between the weights before and after:
theta = (1 - a) before + a after (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"),
with the largest a that keeps the check set.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from torch import nn

from textnn.results import PersonalReport

T = TypeVar("T")
ModelT = TypeVar("ModelT", bound=nn.Module)

MOST_LOST = 0.005
"""What a personal model may lose on the check set: half a point."""

PARTS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Parts of the way that are tried, until the check set is kept."""

HELD_OUT = 5
"""Of so many articles one is not learnt from; of fewer, none is left out."""


def part_way(before: ModelT, after: ModelT, part: float) -> ModelT:
    """A network with the weights ``(1 - part) * before + part * after``."""
    mixed, old = copy.deepcopy(after), before.state_dict()
    for name, weight in mixed.state_dict().items():
        if weight.is_floating_point():
            weight.lerp_(old[name], 1 - part)
    return mixed


def furthest(
    mixed: Callable[[float], T], check: Callable[[T], float], had: float
) -> tuple[T, float, float]:
    """The model furthest on the way that the check set allows.

    Args:
        mixed: the model at a part of the way, 0 to 1.
        check: figure of a model on the check set.
        had: that of the shipped one.

    Returns:
        the model, its figure on the check set, and its part of the way; the last of ``PARTS`` if
        that loses too much as well: see ``MOST_LOST``.
    """
    for part in PARTS:
        model = mixed(part)
        kept = check(model)
        if kept >= had - MOST_LOST:
            break
    return model, kept, part


def as_far_as_kept(
    before: ModelT, after: ModelT, check: Callable[[ModelT], float], had: float
) -> tuple[ModelT, float, float]:
    """``furthest`` on the way between the weights of two networks."""
    return furthest(partial(part_way, before, after), check, had)


def split(articles: Sequence[T]) -> tuple[list[T], list[T]]:
    """What is learnt, and what is held out: every ``HELD_OUT``th."""
    held = [number % HELD_OUT == HELD_OUT - 1 for number in range(len(articles))]
    both = [*zip(articles, held, strict=True)]
    return [one for one, out in both if not out], [one for one, out in both if out]


def by_article(records: Sequence[T], text: Callable[[T], str]) -> list[list[T]]:
    """Records of the same article together, so that ``split`` keeps them on one side."""
    found: dict[str, list[T]] = {}
    for record in records:
        found.setdefault(text(record), []).append(record)
    return [*found.values()]


def judged(report: PersonalReport, *, gains: bool = False) -> PersonalReport:
    """The report with its date, and whether the model may be used.

    Args:
        report: of the model.
        gains: whether it must not lose on what was held out either.
    """
    kept = report.check_after >= report.check_before - MOST_LOST
    return replace(
        report,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        accepted=kept and not (gains and report.after < report.before - MOST_LOST),
    )
