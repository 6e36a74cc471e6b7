"""Networks that made history: counted as their papers have them, and small ones that learn."""

from __future__ import annotations

import json

import pytest
import torch

from textnn.laboratory.catalogue import WINNERS, trained
from textnn.laboratory.catalogue import counted as shipped
from textnn.laboratory.programs.history import NETWORKS, counted, small


@pytest.mark.parametrize(
    ("name", "depth", "weights"),
    [
        ("lenet", 5, 61_706),
        ("alexnet", 8, 60_965_224),
        ("zfnet", 8, 62_357_608),
        ("googlenet", 22, 6_998_552),
        ("vgg", 19, 143_667_240),
        ("resnet", 152, 60_192_808),
    ],
)
@pytest.mark.slow
def test_depth_and_weights_are_those_of_the_papers(name: str, depth: int, weights: int) -> None:
    found = counted(name)
    assert (found["depth"], found["weights"]) == (depth, weights)
    assert json.loads(shipped())[name] == json.loads(json.dumps(found))


@pytest.mark.slow
def test_a_small_one_of_each_reads_digits_and_learns() -> None:
    for kind in range(len(NETWORKS)):
        assert small(kind)(torch.zeros(2, 1, 8, 8)).shape == (2, 10)
    assert list(WINNERS) == list(NETWORKS)
    assert json.loads(trained("zfnet", 0, 4))["figure"] > 0.93
