"""The simulated editor of ``corrections_curve`` on invented sentences."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from tests.models.makers import ALL_TAGS, small_tagger
from textnn.datasets.ner.corpora import TAGS, Entity, TaggedText
from textnn.datasets.ner.guidelines import CORRECTED
from textnn.datasets.ner.tagging import examples
from textnn.text.features import TokenFeaturizer
from textnn.training.personal.tagger import PersonalOptions
from textnn.training.tagger import prepare

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"
FEATURIZER = TokenFeaturizer({"<unk>": 0}, {}, 97, 6)
NAMES = ("STF", "TRT", "TCU", "STJ", "TSE", "STM")
COUNTS = (1, 3)


@pytest.fixture
def curve(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    module = import_module("corrections_curve")
    monkeypatch.setattr(
        module, "PersonalOptions", lambda seed: PersonalOptions(40, 0.0, 6, rate=1e-2, seed=seed)
    )
    return module


def ruled(name: str, label: str = "ORG") -> TaggedText:
    return TaggedText(f"o {name} decidiu", (Entity(2, 2 + len(name), label),), CORRECTED)


def bench(module: ModuleType) -> Any:
    def featurized(texts: list[TaggedText]) -> Any:
        return prepare(list(examples(texts, TAGS)), FEATURIZER)

    people = featurized([ruled(name, "PER") for name in ("Ana", "Eva", "Ivo")])
    torch.manual_seed(1)
    base = module.fine_tune(
        small_tagger(labels=ALL_TAGS), people, people, module.PersonalOptions(1)
    )
    had = module.judge(base, people).f1
    documents = [list(examples([ruled(name)], TAGS)) for name in NAMES]
    test = featurized([ruled("STF"), ruled("TCU")])
    return module.Bench(base, FEATURIZER, documents, people, people, test, had)


@pytest.mark.parametrize("way", ["chance", "least sure"])
def test_an_editor_corrects_more_and_more(curve: ModuleType, way: str) -> None:
    made = bench(curve)
    rows = curve.follow(made, way, 1, COUNTS)
    assert [row["count"] for row in rows] == [1, 3]
    before = curve.judge(made.base, made.test).f1
    assert rows[-1]["f1"] > before
    assert all(0 <= row["part"] <= 1 for row in rows)
    base = curve.row("base", 0, 0, curve.judge(made.base, made.test), 1.0, 0.0, 0.0)
    printed = curve.table([base, *rows], COUNTS)
    assert f"| {way} | {before:.3f} | {rows[0]['f1']:.3f} | {rows[1]['f1']:.3f} |" in printed


def test_a_refused_tagger_leaves_the_one_before(
    curve: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bench(curve)
    monkeypatch.setattr(
        curve, "as_far_as_kept", lambda before, after, check, had: (after, had - 0.1, 0.5)
    )
    (row,) = curve.follow(made, "chance", 1, (3,))
    assert row["part"] == 0
    assert row["f1"] == round(curve.judge(made.base, made.test).f1, 4)


def test_doubt_is_the_mean_entropy_of_the_tokens(curve: ModuleType) -> None:
    document = list(examples([ruled("STF"), ruled("Tribunal Superior do Trabalho")], TAGS))
    tagger = small_tagger(labels=ALL_TAGS)
    data = prepare(document, FEATURIZER)
    total, tokens = 0.0, 0
    for number, one in enumerate(document):
        _, posterior = tagger.decode(data.batch([number])[0])
        for token in posterior[0].tolist():
            total -= sum(p * torch.tensor(p).log().item() for p in token if p > 0)
        tokens += len(one.tokens)
    assert curve.doubt(tagger, FEATURIZER, document) == pytest.approx(total / tokens, rel=1e-4)
