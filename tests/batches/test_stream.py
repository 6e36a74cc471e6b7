"""``textnn.batch``: texts in, results out, never more than a chunk of them at a time."""

from __future__ import annotations

import gc
import itertools
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.fakes import fake_texts
from textnn.batches.batch import CHUNK, stream
from textnn.config import Settings
from textnn.errors import UserError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, models=tmp_path)


def test_a_source_without_end_is_read_a_chunk_ahead_and_no_more(settings: Settings) -> None:
    asked = 0

    def texts() -> Iterator[str]:
        nonlocal asked
        for number in itertools.count():
            asked = number + 1
            yield f"Ana Souza chegou {number} vezes a Santos."

    found = stream(texts(), ["highlight"], settings, fake_texts())
    assert asked == 0  # nobody has asked for anything
    first = next(found)
    assert asked == CHUNK
    rest = [*itertools.islice(found, 2 * CHUNK)]
    assert asked == 3 * CHUNK
    assert [one.text for one in (first, *rest)] == [
        f"Ana Souza chegou {number} vezes a Santos." for number in range(2 * CHUNK + 1)
    ]


def test_what_was_given_is_forgotten(settings: Settings) -> None:
    class Text(str):
        __slots__ = ("__weakref__",)

    alive: weakref.WeakSet[Text] = weakref.WeakSet()

    def texts() -> Iterator[str]:
        for number in range(20 * CHUNK):
            one = Text(f"Ana Souza chegou {number} vezes a Santos.")
            alive.add(one)
            yield one

    most = 0
    for _ in stream(texts(), ["highlight"], settings, fake_texts()):
        gc.collect(0)
        most = max(most, len(alive))
    assert 0 < most <= 2 * CHUNK + 2


def test_a_text_that_fails_fails_alone(settings: Settings) -> None:
    texts = ["Ana Souza riu.", "", "explode", "Rui Prado riu."]
    found = [*stream(texts, ["highlight"], settings, fake_texts())]
    assert [one.error.code if one.error else "" for one in found] == [
        "", "empty-text", "batch-failed", ""
    ]  # fmt: skip
    with pytest.raises(UserError, match="surprise"):
        stream(texts, ["surprise"], settings, fake_texts())
