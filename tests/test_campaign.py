"""The campaign of benchmarks/campaign.py, small: each part runs and complains of nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("kills", "--count", "4"),
        ("offsets", "--count", "300"),
        ("inputs", "--count", "40"),
        ("shapes", "--characters", "4000", "--slowest", "1"),
    ],
    ids=lambda words: words[0],
)
def test_nothing_is_lost_or_held_up(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/campaign.py", *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") >= 3
