"""The reader's recipe: what a step asks, that the same step asks the same, and its figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.readers import TEXT, marks, small_document, small_lexicon, small_reader
from textnn import checkpoints
from textnn.config import READERS, Settings
from textnn.datasets.made_questions import NewsItem
from textnn.datasets.reader import Prepared, QuestionExample, prepare
from textnn.engine.reader import Reading, VotingReader, open_reader
from textnn.engine.sampling import softmax
from textnn.training.loop import Budget, train
from textnn.training.reader import (
    ReaderRecipe,
    calibrate,
    calibrate_readers,
    dev_figures,
    read_prepared,
)
from textnn.training.reader_questions import (
    HELD,
    MarkFile,
    QuestionSampler,
    ReaderOptions,
    held_out,
)

LEXICON = small_lexicon()
AT = TEXT.index("R$ 2 milhões")
PRICE = QuestionExample(TEXT, "Quanto custou a reforma?", ((AT, AT + 12),), group="ponte")
WHO = QuestionExample(TEXT, "Quem subiu no rio?", group="ponte")


def prepared() -> list[Prepared]:
    return prepare([PRICE, WHO], lambda _: marks(), LEXICON)


def recipe(**options: float) -> ReaderRecipe:
    news = [NewsItem(small_document(LEXICON), tuple(marks()), ())]
    chosen = ReaderOptions(texts=2, questions=2, **options)  # type: ignore[arg-type]
    model = small_reader(dropout=0.1).train()
    dev = {"squad": prepared()}
    questions = QuestionSampler(LEXICON, prepared(), prepared(), news, chosen, 10)
    return ReaderRecipe(model, questions, dev)


@pytest.mark.parametrize("kind", ["made", "own", "corpora"])
def test_a_step_draws_what_can_be_learnt(kind: str) -> None:
    mixture = {"made": (1.0, 0.0), "own": (0.0, 1.0), "corpora": (0.0, 0.0)}[kind]
    loss = recipe(made=mixture[0], own=mixture[1]).loss(3)
    assert torch.isfinite(loss)
    assert loss.requires_grad


def test_the_same_step_is_the_same() -> None:
    first, second = recipe(), recipe()
    for one in (first, second):
        one.model.eval()
    assert first.loss(4).item() == second.loss(4).item()


def test_it_trains_and_says_how_it_does(tmp_path: Path) -> None:
    figures = train(recipe(), Budget(3, evaluate_every=3, warmup=0), tmp_path)
    assert all(0 <= figures[f"squad_{name}"] <= 1 for name in ("hit", "f1", "right"))


def test_figures_by_hand() -> None:
    questions = prepared()
    one, two = (list(part.document.sentences[1].offsets) for part in questions)
    first = next(n for n, (s, _) in enumerate(one) if s == AT)
    spans = ((0, 0), (first, first + 2), (0, 0))
    given = [
        Reading(np.array([0.0, 5.0, 0.0, 0.0]), spans, (1.0,) * 3),
        Reading(np.array([0.0, 0.0, 0.0, 5.0]), spans, (1.0,) * 3),
    ]
    assert len(one) == len(two)
    assert dev_figures(questions, given) == {"hit": 1.0, "f1": 1.0, "right": 1.0}


def test_calibration_keeps_false_answers_rare() -> None:
    given = [
        Reading(np.array(scores), ((0, 0),) * 3, (1.0,) * 3)
        for scores in ([0.0, 4.0, 0.0, 0.0], [2.0, 1.9, 0.0, 0.0], [0.0, 0.0, 0.0, 3.0])
    ]
    one, silent = prepared()
    fitted = calibrate([one, one, silent], given)  # the second is answered with a wrong sentence
    assert 0.5 <= fitted["temperature"] <= 3
    right, wrong, _ = (softmax(g.scores / fitted["temperature"]) for g in given)
    assert float(wrong[0]) <= fitted["sentence_threshold"] + 1e-4 <= float(right[1])


def test_readers_that_vote_are_calibrated_together(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=tmp_path, models=tmp_path)
    steps, paths = recipe(), [tmp_path / name for name in READERS]
    for path in paths:
        checkpoints.save(path, "reader", small_reader(), {"n": 2})
    fitted = calibrate_readers(settings, steps)
    first, second = map(open_reader, paths)
    voting = VotingReader((first, second))
    assert fitted == calibrate(prepared(), read_prepared(voting, prepared(), LEXICON))
    assert first.config.temperature == fitted["temperature"] == first.folder.metrics["temperature"]
    assert second.config == small_reader().config


def test_marks_are_made_once(tmp_path: Path) -> None:
    asked = list[str]()

    def mark(text: str) -> list[tuple[int, int, str]]:
        asked.append(text)
        return [(0, 3, "PER")]

    path = tmp_path / "marks.jsonl"
    first, second = MarkFile(path, mark), MarkFile(path, mark)
    assert first("Ana foi.") == first("Ana foi.") == [(0, 3, "PER")]
    assert asked == ["Ana foi."]
    assert MarkFile(path, mark)("Ana foi.") == [(0, 3, "PER")]
    assert asked == ["Ana foi."]
    assert second("Ana foi.") == [(0, 3, "PER")]


def test_every_fifth_article_is_held_out() -> None:
    examples = [QuestionExample("t", "?", group=f"{n:02}") for n in range(12) for _ in range(2)]
    assert held_out(examples) == {"00", "05", "10"}
    assert held_out(examples, 6) == {"00", "06"}
    assert HELD == 5
