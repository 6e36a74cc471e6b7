"""Trainings compute in float32: nothing is timed, and every machine does the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from textnn.precision import use_precision


@pytest.fixture(scope="package", autouse=True)
def _float32() -> Iterator[None]:
    use_precision("float32")
    yield
    use_precision("auto")
