"""A personal choice of headlines: it moves with what was said, and keeps the check set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textnn.config import Settings
from textnn.errors import UserError
from textnn.evaluation.kept import MOST_LOST
from textnn.pretrained import Models
from textnn.results import SummaryOptions
from textnn.tasks.summarize import personal_headlines
from textnn.tasks.summarize.choice import FEATURES, load_choice
from textnn.tasks.summarize.personal_headlines import (
    Candidates,
    HeadlinesTrainer,
    learnt,
    load_opener,
    mean_likeness,
    own_headlines,
    read_lines,
)

OWN = own_headlines()[:3]
SHIPPED = np.zeros(len(FEATURES))


def candidates(*, right: bool) -> Candidates:
    """Two lines, the first of them like the others and just what was judged."""
    numbers = np.zeros((2, len(FEATURES)))
    numbers[:, FEATURES.index("consensus")] = [3, -3]
    return Candidates(numbers, np.array([1.0, 0.2]), right)


def test_liked_ones_draw_and_refused_ones_push() -> None:
    agreed = FEATURES.index("consensus")
    assert learnt(SHIPPED, [candidates(right=True)] * 9)[agreed] > 0
    assert learnt(SHIPPED, [candidates(right=False)] * 9)[agreed] < 0
    shipped = SHIPPED + 0.5
    assert np.allclose(learnt(shipped, [candidates(right=True)], 1e12), shipped)


def test_the_figure_counts_a_refused_line_the_other_way_round() -> None:
    first = SHIPPED + 1
    assert mean_likeness(first, [candidates(right=True)]) == 1.0
    assert mean_likeness(first, [candidates(right=False)]) == 0.0
    both = [candidates(right=True), candidates(right=False)]
    assert mean_likeness(-first, both) == pytest.approx(0.5)


@pytest.mark.parametrize("bad", [{}, {"text": "a"}, {"text": "a", "headline": "b"}])
def test_a_record_of_another_kind_is_named(bad: dict[str, Any]) -> None:
    good = {"text": "a", "headline": "b", "right": False}
    assert [one.right for one in read_lines([good, {**good, "headline": ""}])] == [False]
    with pytest.raises(UserError, match="2"):
        read_lines([good, bad])


def test_one_is_fitted_used_and_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal_headlines, "own_headlines", lambda: OWN)
    settings = Settings(datasets=tmp_path, home=tmp_path)
    models = Models(settings.models)
    trainer, told = HeadlinesTrainer(settings, models), list[float]()
    liked = [{"text": one.text, "headline": one.headline, "right": True} for one in OWN]
    report = trainer(liked, tmp_path / "headlines-1", told.append)
    assert told == sorted(told)
    assert report.accepted
    assert report.check_after >= report.check_before - MOST_LOST
    assert (report.articles, report.corrections, report.held_out) == (3, 3, 0)
    folder = tmp_path / "headlines-1"
    assert json.loads((folder / "metrics.json").read_text())["report"]["name"] == "headlines-1"
    editor = load_opener(settings, models)(folder)
    assert editor(OWN[0].text, SummaryOptions()).model.name == "headlines-1"
    assert editor.choice.weights == load_choice(folder / "choice.json").weights

    worse = Candidates(np.eye(2, len(FEATURES)), np.array([1.0, 0.0]), right=True)
    monkeypatch.setattr(personal_headlines, "gather", lambda *_: [worse])
    away = SHIPPED - np.eye(1, len(FEATURES))[0] * 1e6
    monkeypatch.setattr(personal_headlines, "learnt", lambda *_: away)
    report = trainer(liked, tmp_path / "headlines-2")
    assert not report.accepted
    assert not (tmp_path / "headlines-2").exists()
    (folder / "choice.json").write_text("{}")
    with pytest.raises(UserError):
        load_opener(settings, models)(folder)


def test_one_that_loses_on_what_was_held_out_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check set is kept, the fifth article's liked headline is not."""
    agreed = FEATURES.index("consensus")
    liked = candidates(right=True)
    other = liked._replace(numbers=-liked.numbers)
    found = iter([[other] * 4, [liked], [other]])
    monkeypatch.setattr(personal_headlines, "gather", lambda *_: next(found))
    monkeypatch.setattr(personal_headlines, "learnt", lambda *_: -np.eye(len(FEATURES))[agreed])
    settings = Settings(datasets=tmp_path, home=tmp_path)
    lines = [{"text": f"Veio {n}.", "headline": "Veio", "right": True} for n in range(5)]
    report = HeadlinesTrainer(settings, Models(settings.models))(lines, tmp_path / "headlines-1")
    assert report.after < report.before
    assert report.check_after >= report.check_before - MOST_LOST
    assert not report.accepted
    assert report.lost == (report.before, report.after)
    assert not (tmp_path / "headlines-1").exists()


def test_nothing_to_learn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal_headlines, "own_headlines", lambda: OWN[:1])
    settings = Settings(datasets=tmp_path, home=tmp_path)
    english = "The mayor opened the fair on Monday. It rained all day and nobody came."
    with pytest.raises(UserError, match=r"correções|corrections"):
        HeadlinesTrainer(settings, Models(settings.models))(
            [{"text": english, "headline": "Fair opens", "right": False}], tmp_path / "headlines-1"
        )
