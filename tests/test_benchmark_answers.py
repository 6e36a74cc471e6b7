"""The benchmark of answers runs whole on an invented file, and its BM25 is right by hand."""

from __future__ import annotations

import json
import math
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"
TEXT = "O rio subiu ontem. A ponte custou R$ 2 milhões. Choveu."


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    return import_module("answers_vs_bm25")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    asked = [
        {"question": "Quanto custou a ponte?", "answers": [[19, 47]], "span": [34, 46]},
        {"question": "Quem venceu o campeonato?", "answers": [], "span": None},
    ]
    path = tmp_path / "q.jsonl"
    record = {"id": "rio", "text": TEXT, "questions": asked}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return path


def test_bm25_by_hand(script: ModuleType) -> None:
    bags = [Counter(["rio", "rio", "subiu"]), Counter(["ponte"])]
    first, second = script.bm25_scores(["rio"], bags)
    rarity = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert first == pytest.approx(rarity * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2)))
    assert second == 0


def test_terms_are_full_words(script: ModuleType) -> None:
    assert script.terms("As pontes do rio", False) == ["pontes", "rio"]
    assert script.terms("As pontes", True) == script.terms("a ponte", True)


def test_it_runs(
    script: ModuleType, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "figures.json"
    asked = ["--baselines", "--questions", str(questions), "--fit", str(questions)]
    assert script.main([*asked, "--json", str(out)]) == 0
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["BM25"]["hits_at_1"] == figures["BM25"]["right"] == 1
    assert figures["BM25"]["false_answers"] == 0
    assert "| hits at 1 | 100.0 % | 100.0 % |" in capsys.readouterr().out


def test_a_missing_file_is_told(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--baselines", "--questions", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err
