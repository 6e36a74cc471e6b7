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
    asked = [("Quanto custou a ponte?", [[34, 46]]), ("Quem venceu o campeonato?", [])]
    path = tmp_path / "q.jsonl"
    lines = [{"context": TEXT, "question": question, "answers": at} for question, at in asked]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_bm25_by_hand(script: ModuleType) -> None:
    bags = [Counter(["rio", "rio", "subiu"]), Counter(["ponte"])]
    first, second = script.bm25_scores(["rio"], bags)
    rarity = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert first == pytest.approx(rarity * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2)))
    assert second == 0


def test_terms_are_stems_of_full_words(script: ModuleType) -> None:
    assert script.terms("As pontes do rio") == script.terms("a ponte, os rios")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Por que a ponte caiu?", "why"), ("qdo abre", "when"), ("em que cidade", "where"),
        ("qtos sao", "how many"), ("O que é?", "what"), ("e a ponte", "other"),
    ],
)  # fmt: skip
def test_kinds_of_questions(script: ModuleType, question: str, kind: str) -> None:
    assert script.kind_of(question) == kind


def test_longer_texts_are_others_around_the_one_asked_about(script: ModuleType) -> None:
    texts = ["um dois", "três quatro cinco", "seis", "sete oito nove dez"]
    example = script.QuestionExample(texts[0], "Quais?", ((3, 7),), before_answer=(0, 2))
    others = [script.QuestionExample(text, "Quais?") for text in texts[1:]]
    found = script.lengthened([example, *others], 6)[0]
    assert found.context == "três quatro cinco\num dois\nseis\n"
    assert [found.context[slice(*at)] for at in (*found.answers, found.before_answer)] == [
        "dois",
        "um",
    ]
    assert script.lengthened([example, *others], 0)[0] == example


def test_it_runs(
    script: ModuleType, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "figures.json"
    asked = ["--baselines", "--questions", str(questions), "--fit", str(questions)]
    assert script.main([*asked, "--json", str(out)]) == 0
    figures = json.loads(out.read_text(encoding="utf-8"))["q.jsonl"]
    assert figures["BM25, stems"]["hit_at_1"] == figures["BM25, stems"]["answered_rightly"] == 1
    assert figures["idf overlap"]["false_answers"] == 0
    assert figures["idf overlap"]["how many? (1)"] == 1
    assert "| hit_at_1 | 100.0 | 100.0 |" in capsys.readouterr().out


def test_a_missing_file_is_told(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--baselines", "--questions", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err
