"""Recipes of summarizer and extractor: batches, likeness, resumption."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.models.makers import small_summarizer
from tests.training.elsewhere import check_placement
from tests.training.makers import stop_at
from textnn.checkpoints import as_folder
from textnn.config import Settings
from textnn.datasets.summarizer import SummaryExample
from textnn.engine.configs import ExtractorConfig, SummarizerConfig
from textnn.engine.summarizer import ServedSummarizer, summarizer_of
from textnn.errors import UserError
from textnn.evaluation.summarizer import rouge
from textnn.models.extractor import Extractor
from textnn.precision import CPU
from textnn.text.pieces import EOS, FILE, PAD, Pieces, train_pieces
from textnn.training.extractor import ExtractorOptions, ExtractorRecipe, likeness, prepare
from textnn.training.loop import CHECKPOINT, Budget, read_checkpoint, train
from textnn.training.recipes import train_model
from textnn.training.summarizer import (
    Encoded,
    SummarizerOptions,
    SummarizerRecipe,
    encode,
    read_examples,
    read_plain,
    train_gaps,
    train_plain,
    train_vectors,
)

PLACES = ("Pedra Alta", "Lagoa", "Serra Nova", "Mirante", "Vila Amparo", "Barra")
EXAMPLES = [
    SummaryExample(
        str(number),
        "made",
        f"A feira de {place} abre no sábado. São {number + 3} barracas na praça. Ninguém paga.",
        f"Feira de {place} abre no sábado",
        f"São {number + 3} barracas" if number % 2 else "",
    )
    for number, place in enumerate(PLACES)
]


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    lines = [example.text for example in EXAMPLES] * 20
    return train_pieces(lines, 330, tmp_path_factory.mktemp("pieces"))


def test_a_batch_holds_articles_and_their_texts(pieces: Pieces) -> None:
    encoded = encode(EXAMPLES, pieces)
    batch = encoded.batch([1, 2], len(pieces), read=9)
    assert batch.ids.shape == (2, 9)
    assert batch.rows.tolist() == [0, 0, 1]
    assert batch.given[:, 0].tolist() == [len(pieces), len(pieces) + 1, len(pieces)]
    for row, line in enumerate((EXAMPLES[1].headline, EXAMPLES[1].dek, EXAMPLES[2].headline)):
        ids = pieces.encode(line)
        assert batch.given[row, 1 : len(ids) + 1].tolist() == ids
        assert batch.targets[row, : len(ids) + 1].tolist() == [*ids, EOS]
        assert (batch.targets[row, len(ids) + 1 :] == PAD).all()


def test_vectors_put_pieces_in_a_space_of_their_own(pieces: Pieces) -> None:
    encoded = encode(EXAMPLES * 10, pieces)
    vectors = train_vectors(encoded, 8, len(pieces) + 2, seed=1)
    assert vectors.shape == (len(pieces) + 2, 8)
    assert vectors.std() == pytest.approx(0.1, abs=0.03)
    assert torch.equal(vectors, train_vectors(encoded, 8, len(pieces) + 2, seed=1))


def recipe(pieces: Pieces, device: torch.device = CPU) -> SummarizerRecipe:
    encoded = encode(EXAMPLES, pieces)
    model = small_summarizer(pieces=len(pieces)).train().to(device)
    options = SummarizerOptions(articles=2, reads=(5, 40), rate=5e-3)
    return SummarizerRecipe(model, encoded, encoded, options)


def test_everything_is_on_the_device_of_the_model(
    pieces: Pieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_placement(lambda device: recipe(pieces, device), monkeypatch, autocasts=True)


def test_an_epoch_shows_every_article_once(pieces: Pieces) -> None:
    steps = recipe(pieces)
    orders = []
    for epoch in range(2):
        steps._shuffle(epoch)
        assert sorted(i for batch in steps.batches for i in batch) == list(range(6))
        orders.append(steps.batches)
    assert orders[0] != orders[1]


@pytest.mark.slow
def test_it_learns_and_goes_on_after_a_stop(pieces: Pieces, tmp_path: Path) -> None:
    one = recipe(pieces)
    before = one.evaluate()
    budget = Budget(steps=40, warmup=0, evaluate_every=20)
    figures = train(one, budget, tmp_path / "one")
    assert figures["dev_headline_nats"] < before["dev_headline_nats"] - 0.1
    again = recipe(pieces)
    stopped = recipe(pieces)
    stop_at(stopped, "loss", 20)
    with pytest.raises(KeyboardInterrupt):
        train(stopped, budget, tmp_path / "half")
    resumed = train(again, budget, tmp_path / "half", resume=True)
    assert resumed == pytest.approx(figures)


def test_a_missing_sentence_is_learnt_first_and_resumes(
    pieces: Pieces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textnn.training.summarizer.RUNS", tmp_path)
    monkeypatch.setattr("textnn.training.summarizer.GAP_STEPS", 4)
    encoded = encode(EXAMPLES, pieces)
    model, other = (small_summarizer(pieces=len(pieces)).train().requires_grad_(True) for _ in "ab")
    before = model.readout.weight.detach().clone()
    train_gaps(model, encoded, encoded, 1.0, seed=1)
    assert not torch.equal(model.readout.weight, before)
    train_gaps(other, encoded, encoded, 1.0, seed=1, resume=True)
    assert torch.equal(other.readout.weight, model.readout.weight), "no step is left"


def test_stages_go_on_from_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, starts = "textnn.training.summarizer", dict[str, Tensor]()

    def watched(recipe: SummarizerRecipe, budget: Budget, folder: Path, *, resume: bool) -> object:
        starts[folder.name] = recipe.model.readout.weight.detach().clone()
        return train(recipe, replace(budget, steps=3), folder, resume=resume)

    def small(pieces: int) -> SummarizerConfig:
        return replace(small_summarizer().config, pieces=pieces)

    found = EXAMPLES * 20
    replaced = {
        "RUNS": tmp_path / "runs", "PIECES": 330, "train": watched, "SummarizerConfig": small,
        "read_examples": lambda *_: found, "read_gaps": lambda *_: EXAMPLES,
        "read_dev": lambda *_: EXAMPLES, "read_plain": lambda *_: (EXAMPLES[1:], EXAMPLES[:1]),
    }  # fmt: skip
    for name, value in replaced.items():
        monkeypatch.setattr(f"{module}.{name}", value)
    settings, run = (
        Settings(home=tmp_path, models=tmp_path / "models", precision="float32"),
        tmp_path / "runs/summarizer",
    )

    def last(folder: Path) -> Tensor:
        weight: Tensor = read_checkpoint(folder / CHECKPOINT)["parts"]["model"]["readout.weight"]
        return weight

    def trained(stage: str, *, resume: bool = False) -> dict[str, Any]:
        return train_model("summarizer", settings, stage=stage, resume=resume)

    for stage in ("pairs", "plain"):
        with pytest.raises(UserError, match="--stage gaps") as caught:
            trained(stage)
        assert caught.value.code == "not-trained"
    assert trained("gaps")["number_format"] == "float32"
    trained("pairs")
    assert torch.equal(starts["summarizer"], last(run / "gaps"))
    assert not settings.models.exists()
    metrics = trained("plain")
    assert torch.equal(starts["plain"], last(run))
    assert {"dev_headline_nats", "plain_headline_nats", "hardware", "minutes"} <= {*metrics}
    folder = settings.models / "summarizer"
    curves = {f"curve{suffix}.png" for suffix in ("", "-gaps", "-plain")}
    assert {path.name for path in folder.iterdir()} >= {*curves, "weights.safetensors", FILE}
    assert trained("plain", resume=True) == metrics, "no step is left"
    trained("gaps")
    assert not (run / CHECKPOINT).exists(), "what went on from another beginning"


def test_plain_headlines_are_learnt_after_the_others(
    pieces: Pieces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textnn.training.summarizer.RUNS", tmp_path)
    monkeypatch.setattr("textnn.training.summarizer.PLAIN_STEPS", 4)
    model = small_summarizer(pieces=len(pieces)).train().requires_grad_(True)
    before = model.readout.weight.detach().clone()
    plain = EXAMPLES[1:], EXAMPLES[:1]
    for _ in range(2):  # whatever a broken-off run has left
        found = train_plain(model, plain, pieces, 1.0, seed=1)
        assert found["plain_headlines"] == len(plain[0])
        assert found["plain_headline_nats"] > 0
    assert not torch.equal(model.readout.weight, before)


def test_plain_headlines_resume(
    pieces: Pieces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textnn.training.summarizer.RUNS", tmp_path)
    monkeypatch.setattr("textnn.training.summarizer.PLAIN_STEPS", 4)
    model = small_summarizer(pieces=len(pieces)).train().requires_grad_(True)
    plain = EXAMPLES[1:], EXAMPLES[:1]
    done = train_plain(model, plain, pieces, 1.0, seed=1)
    other = small_summarizer(pieces=len(pieces)).train().requires_grad_(True)
    assert train_plain(other, plain, pieces, 1.0, seed=1, resume=True) == done, "no step is left"
    assert torch.equal(other.readout.weight, model.readout.weight)


def test_too_few_plain_headlines_are_told(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    record = {"id": "1", "title": "Feira abre", "text": "A feira abre no sábado."}
    (tmp_path / "news" / "pairs.train.jsonl").write_text(json.dumps(record) + "\n")
    with pytest.raises(UserError) as error:
        read_plain(Settings(datasets=tmp_path, home=tmp_path))
    assert error.value.code == "nothing-to-learn"


def test_likeness_by_hand() -> None:
    assert likeness("A feira abre", "a feira abre") == 1
    assert likeness("Nada", "a feira abre") == 0
    # one of three and one of three words: 1/3; no pair: 0
    assert likeness("A praça fecha", "a feira abre") == pytest.approx(1 / 6)


def test_likeness_is_the_mean_of_what_the_evaluation_measures() -> None:
    pairs = [(e.text, f"{e.headline}. {e.dek}") for e in EXAMPLES] + [
        ("A A b", "a b a b"),
        ("", "x"),
    ]
    for text, wanted in pairs:
        scores = rouge(text, wanted)
        mean = (scores["rouge1"] + scores["rouge2"]) / 2
        assert likeness(text, wanted) == pytest.approx(mean)


def served(pieces: Pieces) -> ServedSummarizer:
    """A summarizer with first weights only."""
    return summarizer_of(as_folder("summarizer", small_summarizer(pieces=len(pieces))))


@pytest.mark.slow
def test_an_extractor_learns_from_documents(pieces: Pieces, tmp_path: Path) -> None:
    encoder = served(pieces)
    documents = prepare(EXAMPLES, encoder, pieces)
    assert len(documents) == 6
    assert all(document.likeness.argmax() == 0 for document in documents[::2])
    torch.manual_seed(0)
    model = Extractor(ExtractorConfig(12, hidden_size=8, dropout=0.0))
    steps = ExtractorRecipe(model, documents, documents, ExtractorOptions(articles=3, rate=1e-2))
    before = steps.evaluate()
    figures = train(steps, Budget(steps=60, warmup=0, evaluate_every=60), tmp_path)
    assert figures["dev_nats"] < before["dev_nats"]
    assert figures["dev_likeness"] >= figures["dev_likeness_of_the_first"] - 1e-6


def test_news_that_teach_nothing_are_told(tmp_path: Path) -> None:
    news = tmp_path / "news" / "pairs.train.jsonl"
    news.parent.mkdir()
    news.write_text(json.dumps({"text": "Choveu.", "title": "NEVE EM LAGOA HOJE"}) + "\n")
    with pytest.raises(UserError) as caught:
        read_examples(Settings(datasets=tmp_path), ["train"])
    assert caught.value.code == "nothing-to-learn"


def test_short_articles_teach_no_choice(pieces: Pieces) -> None:
    one = SummaryExample("1", "made", "Uma frase só.", "Uma frase", "")
    assert prepare([one], served(pieces), pieces) == []
    assert isinstance(encode([one], pieces), Encoded)
