"""Forger and detective: the collapse is provoked by one setting and cured by another."""

from __future__ import annotations

import json

import pytest
import torch

from textnn.laboratory.catalogue import SHAPES, trained
from textnn.laboratory.programs.gan import anchors, covered


def test_covered_is_the_part_that_is_hit() -> None:
    places = anchors(0)
    assert covered(places.repeat(100, 1), places) == 1
    assert covered(places[:2].repeat(100, 1), places) == 0.25
    assert covered(torch.full((100, 2), 9.0), places) == 0
    assert len(SHAPES) == 3


@pytest.mark.slow
def test_the_penalty_lets_the_forger_cover_the_heaps() -> None:
    """That it covers half at most without, the page shows in the browser's test."""
    cured = json.loads(trained("heaps", 0, 0.2))
    assert cured["figure"] >= 0.875
    frame = cured["frames"][-1]
    assert len(cured["frames"]) == 31
    assert (len(frame["points"]), len(frame["map"])) == (150, 24 * 24)
