"""What was read is not read again, and nobody can tell."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
import pytest

from textnn.engine.charrnn import WINDOW, ServedCharRNN, StreamState
from textnn.results import GenerateOptions
from textnn.tasks.generate import beginnings
from textnn.tasks.generate.beginnings import LAST, Beginnings
from textnn.tasks.generate.pipeline import Writer


@dataclass(frozen=True)
class Counting(ServedCharRNN):
    """Counts what it reads."""

    sizes: list[int] = field(default_factory=list)

    def read(self, state: StreamState, ids: Sequence[int]) -> StreamState:
        self.sizes.append(len(ids))
        return super().read(state, ids)


@pytest.fixture
def model(writer: Writer) -> Counting:
    return Counting(**{one.name: getattr(writer.model, one.name) for one in fields(writer.model)})


def ids_of(length: int, seed: int = 0) -> list[int]:
    ids: list[int] = np.random.default_rng(seed).integers(2, 20, length).tolist()
    return ids


def same(one: StreamState, other: StreamState) -> bool:
    arrays = np.array_equal(one.hidden, other.hidden) and np.array_equal(one.cell, other.cell)
    return arrays and one.seen == other.seen


def test_a_beginning_is_read_once_and_what_follows_it_from_the_last_window_on(
    model: Counting,
) -> None:
    ids, remembered = ids_of(3 * WINDOW + 70), Beginnings(model)
    fresh = replace(model, sizes=[])
    lengths = (2 * WINDOW + 50, 2 * WINDOW + 50, 2 * WINDOW + 51, len(ids), WINDOW, 0, 1, 2)
    read = []
    for length in lengths:
        model.sizes.clear()
        found = remembered.read(ids[:length])
        assert same(found, fresh.read(fresh.start(), ids[:length]))
        read.append([*model.sizes])
    assert read == [[WINDOW, WINDOW, 50], [], [51], [WINDOW, 70], [], [], [1], [2]]


def test_another_end_is_another_beginning(model: Counting) -> None:
    ids, remembered = ids_of(WINDOW + 9), Beginnings(model)
    other = [*ids[:-1], ids[-1] + 1]
    assert not same(remembered.read(ids), remembered.read(other))
    assert model.sizes == [WINDOW, 9, 9]


def test_only_the_last_ones_are_kept(model: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginnings, "MOST", 3)
    remembered, texts = Beginnings(model), [ids_of(5, seed) for seed in range(4)]
    for text in (*texts[:3], texts[0], texts[3], texts[0], texts[1]):
        remembered.read(text)
    assert len(remembered._states) == 3
    assert model.sizes == [5] * 5  # the second one was forgotten for the fourth


def test_threads_share_what_they_read(model: Counting) -> None:
    ids, remembered, found = ids_of(4 * WINDOW), Beginnings(model), list[StreamState]()
    threads = [
        threading.Thread(target=lambda: found.append(remembered.read(ids))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 4
    assert model.sizes == [WINDOW] * 4
    assert all(same(one, found[0]) for one in found)


def test_nobody_waits_for_the_beginning_of_another(model: Counting) -> None:
    class Slow(Counting):
        def read(self, state: StreamState, ids: Sequence[int]) -> StreamState:
            if len(ids) == WINDOW:
                assert may.wait(20)
            return super().read(state, ids)

    may, started = threading.Event(), threading.Event()
    remembered = Beginnings(Slow(**{one.name: getattr(model, one.name) for one in fields(model)}))
    found = list[StreamState]()

    def read_long() -> None:
        started.set()
        found.append(remembered.read(ids_of(WINDOW)))

    thread = threading.Thread(target=read_long)
    thread.start()
    assert started.wait(20)
    while not remembered._reading:
        time.sleep(0.001)
    remembered.read(ids_of(5, 1))
    assert not found
    may.set()
    thread.join(20)
    assert len(found) == 1
    assert not remembered._reading


def test_a_long_beginning_drives_out_no_other(model: Counting) -> None:
    short, long, remembered = ids_of(5, 1), ids_of((LAST + 20) * WINDOW), Beginnings(model)
    remembered.read(short)
    remembered.read(long)
    assert len(remembered._states) == 1 + LAST
    model.sizes.clear()
    remembered.read(short)
    remembered.read([*long, 3])
    remembered.read([*long[:-1], long[-1] + 1])
    assert model.sizes == [1, WINDOW]


def test_what_is_written_does_not_depend_on_what_was_read_before(writer: Writer) -> None:
    text, options = "Ana leu o jornal. " * 60, GenerateOptions(length=30, temperature=0.7, seed=5)

    def written(by: Writer, prefix: str) -> str:
        return [*by.stream(prefix, options)][-1].text

    one = replace(writer)
    for prefix in (text, text, text[:-7], written(one, text)):
        assert written(one, prefix) == written(replace(writer), prefix)
