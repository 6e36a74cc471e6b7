"""The character recipe: streams, state carried on, and exact resumption."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.models.makers import CHARS, VOCABULARY, small_charrnn
from tests.training.elsewhere import check_placement
from tests.training.makers import stop_at
from textnn import checkpoints
from textnn.evaluation.charrnn import score_texts
from textnn.models.charrnn import CharRNN
from textnn.precision import CPU, autocast
from textnn.text.characters import DOC, CharVocab
from textnn.training.charrnn import (
    PORTUGUESE,
    CharRNNOptions,
    CharRNNRecipe,
    build_vocabulary,
    join,
    read_on,
    to_streams,
)
from textnn.training.loop import Budget, train

TEXTS = [
    f"{who} leu o jornal em {place}. A feira abriu."
    for who in ("Ana", "Bento", "Clara", "Davi")
    for place in ("Pedra Alta", "Lagoa", "Mirante")
]
OPTIONS = CharRNNOptions(streams=3, length=11)


def recipe(seed: int = 0, device: torch.device = CPU) -> CharRNNRecipe:
    model = small_charrnn(seed).train().to(device)
    return CharRNNRecipe(model, TEXTS, TEXTS[:2], VOCABULARY, OPTIONS)


def test_joined_texts_begin_with_boundaries() -> None:
    ids = join(VOCABULARY, ["ab", "", "c"])
    assert ids.dtype == torch.uint8
    a, b, c = VOCABULARY.encode("abc").tolist()
    assert ids.tolist() == [DOC, a, b, DOC, DOC, c]


def test_more_symbols_than_a_byte_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit uint8"):
        join(CharVocab("".join(map(chr, range(200, 500)))), ["a"])


def test_streams_are_consecutive_pieces() -> None:
    assert to_streams(torch.arange(11), 3).tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_the_vocabulary_has_frequent_characters_and_the_alphabet() -> None:
    vocabulary = build_vocabulary(["€" * 3, "☂☂", "a" * 9], min_count=3)
    assert "€" in vocabulary
    assert "☂" not in vocabulary
    assert all(char in vocabulary for char in PORTUGUESE + PORTUGUESE.lower())


def test_windows_read_the_streams_in_order_with_their_state() -> None:
    steps = recipe()
    whole = steps.train.long()
    with torch.no_grad(), autocast("lstm"):
        every = [steps.model(whole[:, :11], whole[:, 1:12]).loss]
        _, _, state = steps.model(whole[:, :11])
        every.append(steps.model(whole[:, 11:22], whole[:, 12:23], state).loss)
    for step, wanted in enumerate(every):
        torch.testing.assert_close(steps.loss(step).detach(), wanted)
    assert steps.position == 22
    assert not steps.char_state.hidden.requires_grad


def test_everything_is_on_the_device_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    check_placement(lambda device: recipe(device=device), monkeypatch, autocasts=True)


def test_the_end_of_the_streams_begins_a_new_epoch() -> None:
    steps = recipe()
    for step in range(steps.train.shape[1] // OPTIONS.length + 1):
        steps.loss(step)
    assert (steps.epoch, steps.position) == (1, OPTIONS.length)


def test_training_articles_are_all_there_in_another_order() -> None:
    given = join(VOCABULARY, TEXTS)
    streamed = recipe().train.flatten()
    assert len(given) - len(streamed) < OPTIONS.streams
    assert not torch.equal(given[: len(streamed)], streamed)
    pieces = VOCABULARY.decode(np.asarray(streamed))
    assert sum(text in pieces for text in TEXTS) >= len(TEXTS) - 1, "only the end may be cut"


def test_dev_bits_are_near_those_of_exact_scoring() -> None:
    """bf16 and texts cut into streams move the figure a little; boundaries are scored too."""
    steps = recipe()
    figures = steps.evaluate()
    exact = score_texts(steps.model.eval(), VOCABULARY, TEXTS[:2]).bits_per_char
    assert figures["dev_bits_per_char"] == pytest.approx(exact, rel=0.05)
    assert figures["epochs"] == 0.0


def test_resumed_weights_are_those_of_an_uninterrupted_run(tmp_path: Path) -> None:
    whole = recipe()
    budget = Budget(steps=12, warmup=2, evaluate_every=4)
    train(whole, budget, tmp_path / "whole")

    broken = recipe()
    stop_at(broken, "loss", 6)
    with pytest.raises(KeyboardInterrupt):
        train(broken, budget, tmp_path / "broken")
    resumed = recipe(seed=5)
    train(resumed, budget, tmp_path / "broken", resume=True)
    assert resumed.epoch == whole.epoch
    for (name, one), other in zip(
        whole.model.state_dict().items(), resumed.model.state_dict().values(), strict=True
    ):
        assert torch.equal(one, other), name


def test_a_model_reads_on_where_it_stopped(tmp_path: Path) -> None:
    figures = {"epochs": 1.5, "minutes": 9.0, "dev_bits_per_char": 4.0}
    stored = CharRNN(replace(small_charrnn().config, chars=VOCABULARY.chars))
    checkpoints.save(tmp_path, "charrnn", stored, figures)
    steps = read_on(tmp_path, TEXTS * 30, TEXTS, 1)
    half = steps.train.shape[1] // 2
    assert (steps.minutes, steps.epoch, steps.vocabulary) == (9.0, 1, VOCABULARY)
    assert abs(steps.position - half) <= 1
    assert steps.options.rate == CharRNNOptions().rate / 2
    first = next(iter(steps.model.parameters())).clone()
    steps.learn(0, 1.0)
    assert not torch.equal(first, next(iter(steps.model.parameters())))
    resumed = recipe()
    resumed.restore(steps.state())
    assert resumed.minutes == 9.0


@pytest.mark.slow
def test_it_learns_its_training_text(tmp_path: Path) -> None:
    options = replace(OPTIONS, rate=2e-2, table_rate=3e-2)
    steps = CharRNNRecipe(small_charrnn().train(), TEXTS, TEXTS * 6, VOCABULARY, options)
    before = steps.evaluate()["dev_bits_per_char"]
    after = train(steps, Budget(steps=150, warmup=5, evaluate_every=10**9), tmp_path)
    assert before > 5
    assert after["dev_bits_per_char"] < 1
    assert after["epochs"] > 5


def test_every_id_is_one_of_the_model() -> None:
    assert int(recipe().train.max()) < len(CHARS) + 2
