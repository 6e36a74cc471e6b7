"""The reranker's recipe: it learns from verdicts, and what it says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.readers import small_lexicon
from tests.tasks.summarize.test_pipeline import ARTICLE, write_summarizer
from textnn.engine.reranker import LINE_FEATURES, JudgedLine, open_line, open_source
from textnn.errors import UserError
from textnn.tasks.summarize import judged_lines as judged
from textnn.training import reranker
from textnn.training.reranker import (
    RerankerOptions,
    RerankerRecipe,
    figures,
    least_value,
    train_reranker,
)

LEXICON = small_lexicon()
SOURCE = open_source("O rio subiu. A ponte velha abriu.", LEXICON)


def lines(count: int) -> list[JudgedLine]:
    """Lines that can be printed if their first number is high, of ten articles."""
    rng, found = np.random.default_rng(0), list[JudgedLine]()
    for n in range(count):
        numbers = rng.normal(size=14 + LINE_FEATURES).astype(np.float32)
        line = open_line(("Ponte abriu", "Rio velha")[n % 2], SOURCE, LEXICON)
        verdict = 0 if numbers[0] > 0 else 1 + n % 3
        found.append(JudgedLine(str(n % 10), line, numbers, n % 3 > 0, verdict))
    return found


def test_it_learns_what_can_be_printed() -> None:
    recipe = RerankerRecipe(lines(200), lines(60), LEXICON, RerankerOptions(batch=16))
    before = recipe.evaluate()["auc_publishable"]
    for step in range(8 * recipe.an_epoch):
        recipe.learn(step, 2.0)
    assert recipe.evaluate()["auc_publishable"] > max(0.9, before)


def test_figures_by_hand() -> None:
    rows = [("a", True, 0), ("a", True, 2), ("a", False, 1), ("b", True, 3), ("b", False, 0)]
    told = [JudgedLine(article, LINE, NONE, by, verdict) for article, by, verdict in rows]
    sure = np.array([[9, 1, 0, 0], [2, 0, 8, 0], [5, 5, 0, 0], [6, 0, 0, 4], [4, 6, 0, 0]])
    sure = (sure / 10).astype(np.float32)
    found = figures(told, sure, 0.6)
    assert found["auc_publishable"] == found["auc_wrong"] == 1.0
    assert (found["publishable"], found["wrong"], found["at_best"]) == (1.0, 0.0, 1.0)
    assert found["by_network"] == 0.5
    assert least_value(told, sure, 0.6) == pytest.approx(0.36), "one of two from there on is good"
    assert least_value(told[1:2], sure[1:2], 0.6) == 1.0


LINE = open_line("Ponte abriu", SOURCE, LEXICON)
NONE = np.zeros(14 + LINE_FEATURES, np.float32)


@pytest.mark.slow
def test_verdicts_find_their_lines_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = write_summarizer(tmp_path / "models")
    news = tmp_path / "news" / "pairs.dev.jsonl"
    news.parent.mkdir()
    rows = [{"id": str(n), "text": ARTICLE, "title": "Feira abre no sábado"} for n in range(9)]
    news.write_text("".join(json.dumps(row) + "\n" for row in rows))
    first = ARTICLE.partition(".")[0]
    told = {judged.digest(first): "P", judged.digest("outra"): "N"}
    verdicts = tmp_path / "verdicts.jsonl"
    verdicts.write_text(
        "".join(json.dumps({"part": "dev", "id": row["id"], "lines": told}) + "\n" for row in rows)
    )
    monkeypatch.setattr(judged, "VERDICTS_FILE", verdicts)
    settings = own.model_copy(update={"datasets": tmp_path})
    found = judged.judged_lines(settings)
    assert {(one.verdict, one.written) for one in found} == {(0, False)}
    assert [one.article for one in found] == [row["id"] for row in rows]
    monkeypatch.setattr(reranker, "RUNS", tmp_path / "runs")
    monkeypatch.chdir(tmp_path)
    mixed = [one._replace(verdict=n % 4, written=True) for n, one in enumerate(found * 12)]
    metrics = train_reranker(settings, mixed)
    assert metrics["n"] + metrics["held"] == len(mixed)
    assert (own.models / "reranker" / "weights.safetensors").exists()
    with pytest.raises(UserError):
        train_reranker(settings, mixed[:1])
