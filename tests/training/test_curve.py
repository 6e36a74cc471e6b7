"""A training's log as a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from textnn.training.curve import draw_curve
from textnn.training.loop import Log


@pytest.mark.slow
@pytest.mark.parametrize("figure", ["dev_bits_per_char", "dev_f1", "other"])
def test_a_log_becomes_a_png(tmp_path: Path, figure: str) -> None:
    log = Log(tmp_path / "log.jsonl")
    for step in range(1, 5):
        log.add(step=step, seconds=step, loss=2 / step)
        log.add(step=step, seconds=step, **{figure: step / 4})
    picture = tmp_path / "a" / "b" / "curve.png"
    draw_curve(log.path, picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 5000


@pytest.mark.slow
@pytest.mark.parametrize("figure", ["dev_frechet", "other"])
def test_the_log_of_a_duel_becomes_a_png(tmp_path: Path, figure: str) -> None:
    log = Log(tmp_path / "log.jsonl")
    for step in range(1, 5):
        log.add(step=step, seconds=step, discriminator=1 + 1 / step, generator=1 / step)
        log.add(step=step, seconds=step, **{figure: 30 / step})
    picture = tmp_path / "a" / "curve.png"
    draw_curve(log.path, picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 5000
