"""What is shipped can be cloned and hosted: no model is large."""

from __future__ import annotations

from pathlib import Path

import pytest

from textnn.config import DATA

FOLDERS = sorted(path for path in (DATA / "models").iterdir() if path.is_dir())


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_model_is_smaller_than_25_megabytes(folder: Path) -> None:
    assert 0 < _bytes_in(folder) < 25_000_000


def test_all_models_are_smaller_than_120_megabytes() -> None:
    assert len(FOLDERS) > 1
    assert sum(map(_bytes_in, FOLDERS)) < 120_000_000
