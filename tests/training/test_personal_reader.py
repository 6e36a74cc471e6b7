"""A personal reader learns which sentences may answer, and keeps what it knew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from textnn.checkpoints import load, network
from textnn.config import DATA, Settings
from textnn.datasets.reader import QuestionExample, prepare
from textnn.engine.configs import ReaderConfig
from textnn.errors import UserError
from textnn.evaluation.kept import MOST_LOST
from textnn.models.reader import Reader
from textnn.pretrained import Models
from textnn.tasks.answer.pipeline import load_opener
from textnn.text.reader import Lexicon
from textnn.training.personal.reader import (
    JudgedAnswer,
    PersonalReaderOptions,
    ReaderTrainer,
    _window,
    agreed,
    fine_tune,
    opened,
    read_verdicts,
    said_loss,
)
from textnn.training.reader_questions import QuestionSampler, ReaderOptions

TEXT = "A feira abre às nove. O prefeito Rui Lima cortou a fita. Choveu em Ouro Preto."
WORDS = ("<unk>", "feira", "abre", "prefeito", "fita", "choveu", "quem", "onde", "quando")
LEXICON = Lexicon(WORDS, np.eye(len(WORDS), 96, dtype=np.float32))
CHOVEU = [TEXT.index("Choveu"), len(TEXT)]
ANSWER = {
    "text": TEXT, "question": "Onde choveu?", "after": [], "list": "", "answered": True,
    "sentences": [CHOVEU, [0, 21]], "right": True,
}  # fmt: skip


def no_marks(_: str) -> list[tuple[int, int, str]]:
    return []


def verdict(**changed: Any) -> JudgedAnswer:
    return opened(read_verdicts([{**ANSWER, **changed}]), no_marks, LEXICON)[0]


@pytest.mark.parametrize(
    ("changed", "possible"),
    [
        ({}, {2}),
        ({"right": False}, {0, 1, 3}),
        ({"answered": False}, {3}),
        ({"answered": False, "right": False}, {0, 1, 2}),
        ({"answered": False, "reason": "first"}, {2}),
        ({"answered": False, "reason": "second", "sentences": [[0, 21], CHOVEU]}, {2}),
    ],
)
def test_what_a_verdict_says(changed: dict[str, Any], possible: set[int]) -> None:
    assert verdict(**changed).possible() == possible


def test_lists_are_left_out_and_a_question_that_goes_on_has_the_ones_before() -> None:
    assert read_verdicts([{**ANSWER, "list": "people"}]) == []
    assert read_verdicts([{**ANSWER, "answered": False, "unsure": True}]) == []
    (asked, right), *_ = read_verdicts([{**ANSWER, "after": ["E aí?", "Choveu?"]}])
    assert asked.before == "Choveu? E aí?"
    assert right


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {**ANSWER, "sentences": [[0, 999]]},
        {**ANSWER, "sentences": 3},
        {**ANSWER, "text": 5},
        {**ANSWER, "after": [3]},
        {**ANSWER, "question": None},
    ],
)
def test_a_record_of_another_kind_is_named(bad: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="2"):
        read_verdicts([ANSWER, bad])


def test_the_loss_is_of_what_may_be_the_answer() -> None:
    torch.manual_seed(1)
    model = Reader(ReaderConfig()).eval()
    losses = [said_loss(model, [verdict(right=right)], LEXICON) for right in (True, False)]
    right, wrong = (loss.item() for loss in losses)
    assert np.exp(-right) + np.exp(-wrong) == pytest.approx(1, abs=1e-4)


def test_of_a_long_article_the_part_that_was_given_is_learnt() -> None:
    text = "Veio. " * 200 + "Choveu em Ouro Preto."
    long = verdict(text=text, sentences=[[text.index("Choveu"), len(text)]])
    cut = _window(long)
    assert len(cut.asked.document.spans) == 60
    assert cut.possible() == {59}


def test_it_learns_what_was_said_and_the_former_stays_as_it_was() -> None:
    torch.manual_seed(1)
    model = Reader(ReaderConfig(threshold=0.5, sentence_threshold=0.3)).eval()
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    own = prepare(
        [QuestionExample(TEXT, "Quem cortou a fita?", evidence=((22, 56),))], no_marks, LEXICON
    )
    replay = QuestionSampler(
        LEXICON, own, (), (), ReaderOptions(made=0, own=0, cut=0, elsewhere=0), 1
    )
    said = [verdict(), verdict(question="Quando abre a feira?", answered=False)]
    options = PersonalReaderOptions(epochs=200, rate=3e-3)
    after = fine_tune(model, said, replay, options)
    assert agreed(after, said, LEXICON) == 1
    assert agreed(after, [JudgedAnswer(own[0], right=True)], LEXICON) == 1
    assert agreed(model, said, LEXICON) < 1
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())
    assert not any(weight.requires_grad for weight in after.parameters())


def test_the_shipped_one_learns_and_is_opened(tmp_path: Path) -> None:
    """No data sets are there: questions that textnn ships are replayed and checked."""
    settings = Settings(datasets=tmp_path, home=tmp_path)
    trainer = ReaderTrainer(
        settings, Models(settings.models), PersonalReaderOptions(epochs=1, rate=1e-6)
    )
    told = list[float]()
    report = trainer([ANSWER], tmp_path / "reader-1", told.append, marks_of=no_marks)
    assert (report.accepted, report.articles, report.held_out, report.part) == (True, 1, 0, 1.0)
    assert report.check_after >= report.check_before - MOST_LOST
    assert told == sorted(told)
    kept = json.loads((tmp_path / "reader-1" / "metrics.json").read_text(encoding="utf-8"))
    assert kept["trained_with"]["reader"] == load(DATA / "models" / "reader").checksum
    assert network(load(tmp_path / "reader-1"), Reader)
    answerer = load_opener(settings)(tmp_path / "reader-1")
    answer = answerer(answerer.open(TEXT, ()), "Onde choveu?")
    assert answer.model.name == "reader-1"
    assert answer.sentences


def test_one_that_forgets_is_refused(tmp_path: Path) -> None:
    settings = Settings(datasets=tmp_path, home=tmp_path)
    options = PersonalReaderOptions(epochs=20, rate=0.3)
    trainer = ReaderTrainer(settings, Models(settings.models), options)
    report = trainer([ANSWER], tmp_path / "reader-1", marks_of=no_marks)
    assert not report.accepted
    assert not (tmp_path / "reader-1").exists()
    with pytest.raises(UserError, match=r"correções|corrections"):
        trainer([{**ANSWER, "list": "people"}], tmp_path / "reader-1", marks_of=no_marks)
