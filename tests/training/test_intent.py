"""The classifier's recipe: what a look changes, what is fitted after it, and a small training."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from textnn.datasets.intents import LABELS, SPAN_SLOTS, Utterance
from textnn.datasets.made_questions import mistype
from textnn.engine.configs import IntentConfig
from textnn.engine.intent import WordVectors
from textnn.models.fitting import fit_temperature
from textnn.models.intent import Intent
from textnn.training.intent import (
    IntentOptions,
    IntentRecipe,
    bare,
    calibrated,
    drop_word,
    fit_threshold,
    mark,
    nonsense,
    read_asides,
    read_questions,
    shorten,
    unmark,
    vary,
    wrap,
)
from textnn.training.loop import Budget, train

UTTERANCES = [
    *(Utterance(f"resuma {what}", "summarize", {}) for what in ("isso", "o texto", "a notícia")),
    *(
        Utterance(f"desenhe {what}", "sample", {}, ((8, 8 + len(what), "label"),))
        for what in ("vestidos", "dois gatos", "bolsas")
    ),
    *(Utterance(f"{what} amanhã", "unknown", {}) for what in ("chove", "trabalho", "a feira")),
]


def recipe(**changes: Any) -> IntentRecipe:
    torch.manual_seed(0)
    config = IntentConfig(
        tuple(LABELS), SPAN_SLOTS, 3, buckets=512, bucket_size=12, hidden_size=12, dropout=0.0
    )
    vectors = WordVectors(("resuma", "desenhe"), torch.randn(2, 3).numpy())
    options = IntentOptions(epochs=40, batch=9, rate=2e-2, **changes)
    return IntentRecipe(Intent(config), UTTERANCES, UTTERANCES, vectors, options)


def test_questions_about_news_are_learnt_with_their_article() -> None:
    steps = recipe(nonsense=0.0, asked=1.0, typed=0.0)
    steps.questions = ["quantos feridos há?"]
    look = steps._look(UTTERANCES[0], random.Random(4))
    assert (look.pasted, look.has_article, look.label) == (False, True, "question")
    assert "feridos" in look.request or "quantos" in look.request
    assert any("?" in one for one in read_questions())


@given(st.text(max_size=60), st.integers(0, 999))
def test_any_text_can_be_mistyped(text: str, seed: int) -> None:
    for way in (mistype, shorten, drop_word, bare):
        one, other = (way(text, random.Random(seed)) for _ in range(2))
        assert one == other
        assert len(one) <= len(text) + 1


def test_changes_by_hand() -> None:
    assert shorten("o que você quer", random.Random(0)) in ("o que vc quer", "o q você quer",
                                                             "oq você quer")  # fmt: skip
    assert bare("resuma, por favor!", random.Random(0)) == "resuma por favor"
    assert len(drop_word("um dois três quatro", random.Random(0)).split()) == 3
    assert drop_word("pare agora já", random.Random(0)) == "pare agora já"
    assert wrap("resuma", ["oi,"], random.Random(0)) == "oi, resuma"
    assert nonsense(random.Random(0)).strip()


def test_a_term_is_exchanged_and_what_must_not_be_wrapped_is_not() -> None:
    asked = Utterance("o que é LSTM", "explain", {"term": "LSTM"}, ((8, 12, "term"),))
    looks = [vary(asked, {"term": ["GRU"]}, ["oi,"], random.Random(seed)) for seed in range(60)]
    texts = [text for text, _ in looks]
    for text, spans in looks:
        assert [name for *_, name in spans] == ["term"]
        assert len(text[spans[0][0] : spans[0][1]]) in range(1, 8)
    assert any("GRU" in text for text in texts)
    assert any(text.startswith("oi,") for text in texts)
    plain = Utterance("chove amanhã", "unknown", {})
    assert not any("oi," in vary(plain, {}, ["oi,"], random.Random(seed))[0] for seed in range(60))


@given(st.text(st.characters(max_codepoint=0x2FFF), min_size=4, max_size=40), st.data())
def test_marks_come_off_as_they_went_on(text: str, data: st.DataObject) -> None:
    a, b, c, d = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    names = data.draw(st.lists(st.sampled_from(SPAN_SLOTS), min_size=2, max_size=2))
    spans = [(a, b, names[0]), (c, d, names[1])]
    spans = [span for span in spans if span[0] < span[1]]
    assert unmark(mark(text, spans)) == (text, spans)


def test_asides_stand_before_or_after() -> None:
    asides = read_asides()
    after = [aside for aside in asides if aside.startswith("... ")]
    assert len(after) > 20
    assert len(asides) - len(after) > 40


def test_temperature_undoes_a_factor() -> None:
    torch.manual_seed(0)
    logits = torch.randn(4000, 3)
    targets = torch.multinomial(logits.softmax(1), 1)[:, 0]
    assert fit_temperature(logits * 2, targets) == pytest.approx(2, abs=0.2)


def test_threshold_pays() -> None:
    known, unknown = 0, 1
    probabilities = torch.full((4, 3), 0.01)
    probabilities[:, known] = torch.tensor([0.9, 0.5, 0.4, 0.3])
    targets = torch.tensor([known, known, unknown, unknown])
    assert 0.25 < fit_threshold(probabilities, targets, unknown, harm=2.0) <= 0.5
    assert fit_threshold(probabilities, targets, unknown, harm=0.0) <= 0.3


@pytest.mark.slow
def test_it_learns_and_is_calibrated(tmp_path: Path) -> None:
    steps = recipe()
    before = steps.evaluate()["dev_nats"]
    budget = Budget(steps.steps, warmup=5, log_every=5, evaluate_every=1000)
    figures = train(steps, budget, tmp_path)
    assert figures["dev_accuracy"] == figures["dev_spans"] == 1.0
    assert figures["dev_nats"] < before / 2
    model = calibrated(steps)
    assert not model.training
    assert model.config.temperature < 1  # on what it learnt from it may be surer still
    for name, value in steps.model.state_dict().items():
        assert torch.equal(value, model.state_dict()[name])


def test_the_step_alone_tells_what_is_drawn() -> None:
    one, other = recipe(), recipe()
    other.loss(3)
    torch.manual_seed(5)
    first = one.loss(7)
    torch.manual_seed(5)
    torch.testing.assert_close(other.loss(7), first)
