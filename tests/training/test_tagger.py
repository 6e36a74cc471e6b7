"""The tagger's recipe: batches, weights of corpora, padding, and exact resumption."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.models.makers import ALL_TAGS, invented_sentences, small_tagger
from tests.training.elsewhere import check_placement
from tests.training.makers import stop_at
from textnn.config import Settings
from textnn.datasets.ner.tagging import IOB_TAGS, TAG_IDS
from textnn.errors import UserError
from textnn.precision import CPU
from textnn.text.features import TokenFeaturizer
from textnn.text.iob import to_spans
from textnn.training.loop import Budget, train
from textnn.training.recipes import train_model
from textnn.training.runs import save_vectors
from textnn.training.silver import read_silver
from textnn.training.tagger import (
    GOLD,
    REPEATS,
    FeaturizedExamples,
    TaggerOptions,
    TaggerRecipe,
    curriculum,
    dev_examples,
    fit_temperature,
    gold_examples,
    marks_with_scores,
    prepare,
    read_never_people,
)

EXAMPLES = invented_sentences()
OPTIONS = TaggerOptions(batch_size=6)


def prepared() -> FeaturizedExamples:
    return prepare(EXAMPLES, TokenFeaturizer({"<unk>": 0, "feira": 1}, {}, 97, 6))


def recipe(weights: list[int] | None = None, device: torch.device = CPU) -> TaggerRecipe:
    data = prepared()
    epochs = [weights] if weights else None
    model = small_tagger(labels=ALL_TAGS).train().to(device)
    return TaggerRecipe(model, data, data, OPTIONS, epochs)


def test_everything_is_on_the_device_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    check_placement(lambda device: recipe(device=device), monkeypatch, autocasts=False)


def test_a_batch_is_its_examples_padded() -> None:
    batch, allowed = prepared().batch([3, 7, 0])
    for row, index in enumerate((3, 7, 0)):
        length = len(EXAMPLES[index].tokens)
        assert int(batch.mask[row].sum()) == length
        assert torch.equal(allowed[row, :length], EXAMPLES[index].allowed)
        assert allowed[row, length:].all()
    assert allowed.shape[2] == len(IOB_TAGS)


def test_an_epoch_shows_every_sentence_as_often_as_its_weight_says() -> None:
    weights = [1 + index % 3 for index in range(len(EXAMPLES))]
    steps = recipe(weights)
    for epoch in range(2):
        steps._shuffle(epoch)
        shown = Counter(index for batch in steps.batches for index in batch)
        assert shown == dict(enumerate(weights))
        assert len(steps.batches) == steps.steps == -(-sum(weights) // 6)
        assert max(map(len, steps.batches)) == 6


def test_epochs_are_shuffled_differently_and_repeatably() -> None:
    one, other = recipe(), recipe()
    orders = []
    for epoch in (0, 1):
        one._shuffle(epoch)
        other._shuffle(epoch)
        assert one.batches == other.batches
        orders.append(one.batches)
    assert orders[0] != orders[1]


def test_resumed_weights_are_those_of_an_uninterrupted_run(tmp_path: Path) -> None:
    """Dropout included: the random generator's state is part of the checkpoint."""
    budget = Budget(steps=10, warmup=2, evaluate_every=4)
    whole = recipe()
    torch.manual_seed(3)
    train(whole, budget, tmp_path / "whole")

    broken = recipe()
    stop_at(broken, "loss", 9)
    torch.manual_seed(3)
    with pytest.raises(KeyboardInterrupt):
        train(broken, budget, tmp_path / "broken")
    resumed = recipe()
    train(resumed, budget, tmp_path / "broken", resume=True)
    for (name, one), other in zip(
        whole.model.state_dict().items(), resumed.model.state_dict().values(), strict=True
    ):
        assert torch.equal(one, other), name


def test_evaluation_leaves_the_model_in_training_mode() -> None:
    steps = recipe()
    figures = steps.evaluate()
    assert set(figures) == {"dev_f1", "dev_precision", "dev_recall"}
    assert all(0 <= figure <= 1 for figure in figures.values())
    assert steps.model.training


def test_the_curriculum_ends_with_gold() -> None:
    found = [replace(EXAMPLES[0], source=source) for source in REPEATS]
    everything, *last = curriculum(found, 1, 2)
    assert everything == list(REPEATS.values())
    assert last == [[n if source in GOLD else 0 for source, n in REPEATS.items()]] * 2


def test_temperature_makes_scores_tell_how_often_marks_are_right() -> None:
    """Marks that are right half of the time and said to be nearly sure: the scores come down."""
    tagger = small_tagger(labels=ALL_TAGS)
    with torch.no_grad():
        tagger.emissions.weight.mul_(60)
    featurizer = TokenFeaturizer({}, {}, 97, 6)
    paths, _ = tagger.decode(prepare(EXAMPLES, featurizer).batch(range(len(EXAMPLES)))[0])
    annotated = []
    for number, (example, path) in enumerate(zip(EXAMPLES, paths, strict=True)):
        tags = path if number % 2 else ["O"] * len(path)
        ids = torch.tensor([TAG_IDS[tag] for tag in tags])
        allowed = torch.nn.functional.one_hot(ids, len(IOB_TAGS)).bool()
        annotated.append(replace(example, tags=ids, allowed=allowed))
    dev = prepare(annotated, featurizer)
    scores, right = marks_with_scores(tagger, dev)
    assert 0.2 < right.float().mean() < 0.8
    temperature = fit_temperature(tagger, dev)
    assert temperature > 1
    tagger.config = replace(tagger.config, temperature=temperature)
    cooler, same = marks_with_scores(tagger, dev)
    assert torch.equal(same, right)
    assert cooler.mean() < scores.mean()


def test_marks_that_nobody_judged_do_not_count() -> None:
    tagger, featurizer = small_tagger(labels=ALL_TAGS), TokenFeaturizer({}, {}, 97, 6)
    silent = [replace(e, allowed=torch.ones_like(e.allowed)) for e in EXAMPLES]
    silent = [replace(e, tags=torch.zeros_like(e.tags)) for e in silent]
    assert len(marks_with_scores(tagger, prepare(silent, featurizer))[0]) == 0


def document(number: int) -> dict[str, object]:
    text = f"Ana Prado leu em Lagoa {number}. Custou 20% na sexta-feira."
    marks = [(0, 9, "PESSOA"), (17, 22, "LOCAL")]
    entities = [{"start_offset": s, "end_offset": e, "label": label} for s, e, label in marks]
    return {"doc_id": str(number), "doc_text": text, "entities": entities}


def write_corpora(folder: Path) -> Settings:
    """Small corpora in the real ones' forms."""
    ner = folder / "ner"
    ner.mkdir(parents=True)
    for split in ("train", "dev"):
        content = json.dumps([document(n) for n in range(3)])
        (ner / f"FirstHAREM-total-{split}.json").write_text(content, encoding="utf-8")
    lines = {
        "uner_bosque.train": ["Bento viu Lagoa.", "Clara pagou dez reais em Mirante."],
        "uner_bosque.dev": ["Bento viu Mirante."],
        "paramopama": ["Bento viu Lagoa!", "Elis foi a Serra Nova em 1947."],
        "second_harem_ten": [f"Lagoa ganhou de {n}." for n in range(1, 13)],
    }
    for name, texts in lines.items():
        with gzip.open(ner / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            for text in texts:
                first = text.split()[0]
                label = "PER" if name != "second_harem_ten" or text.endswith("1.") else "LOC"
                entities = [[0, len(first), label]]
                file.write(json.dumps({"text": text, "entities": entities}) + "\n")
    with gzip.open(ner / "lener_br.train.conll.gz", "wt", encoding="utf-8") as file:
        file.write("Lei B-LEGISLACAO\n8.112 I-LEGISLACAO\n\n")
    (folder / "news").mkdir()
    for part in ("pairs.train", "extra"):
        (folder / "news" / f"{part}.jsonl").touch()
    return Settings(datasets=folder)


def test_gold_examples_come_from_all_corpora_with_times_and_amounts(tmp_path: Path) -> None:
    found = gold_examples(write_corpora(tmp_path))
    counts = Counter(example.source for example in found)
    assert counts["first_harem"] == 6
    assert counts["second_harem_ten"] == 10, "every sixth document is held out"
    assert counts["uner_bosque"] == 4, "a sentence with an amount stands there three times"
    assert counts["paramopama"] == 3, "what stands in UNER is left out"
    texts = [example.text for example in found if example.source == "uner_bosque"]
    assert texts.count("Clara pagou dez reais em Mirante.") == 2
    amount = next(e for e in found if e.text == "Clara pagou dez reais em Mirante." and e.tags[2])
    assert to_spans([IOB_TAGS[tag] for tag in amount.tags.tolist()])[1] == (2, 4, "VALUE")
    law = next(example for example in found if example.source == "lener_br")
    assert law.allowed[0, [0, TAG_IDS["B-WORK"], TAG_IDS["B-ABSTRACTION"]]].all()


def test_dev_examples_are_those_held_out(tmp_path: Path) -> None:
    found = dev_examples(write_corpora(tmp_path))
    assert Counter(example.source for example in found) == {
        "uner_bosque": 1, "first_harem": 6, "second_harem_ten": 2,
    }  # fmt: skip


def test_a_place_that_second_harem_calls_a_person_is_a_place_or_an_organisation(
    tmp_path: Path,
) -> None:
    settings = write_corpora(tmp_path)
    assert "Lagoa" in read_never_people(settings)
    acting = next(e for e in gold_examples(settings) if e.text == "Lagoa ganhou de 1.")
    allowed = {IOB_TAGS[tag] for tag in acting.allowed[0].nonzero()[:, 0].tolist()}
    assert allowed == {"B-LOC", "B-ORG"}


def test_stages_go_on_from_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {"models": tmp_path / "models", "precision": "float32"}
    settings = write_corpora(tmp_path / "data").model_copy(update=changed)
    news = [f"Bento visitou a feira de {place} com Clara Maia." for place in ("Lagoa", "Mirante")]
    lines = (json.dumps({"id": text, "title": text, "text": text}) for text in news)
    (tmp_path / "data" / "news" / "pairs.train.jsonl").write_text("\n".join(lines) + "\n")
    for module in ("runs", "tagger"):
        monkeypatch.setattr(f"textnn.training.{module}.RUNS", tmp_path)
    monkeypatch.setattr("textnn.training.tagger.MADE", 10)
    monkeypatch.setattr("textnn.training.tagger.HIDDEN", (6,))
    for task in ("words", "forms"):
        save_vectors(task, ["<unk>", "Lagoa"], torch.ones(2, 3))

    def trained(stage: str) -> dict[str, Any]:
        return train_model("tagger", settings, stage=stage)

    for stage in ("silver", "student"):
        with pytest.raises(UserError, match="--stage teacher") as caught:
            trained(stage)
        assert caught.value.code == "not-trained"
    assert {"dev_f1", "hardware"} <= {*trained("teacher")}
    with pytest.raises(UserError, match="--stage silver"):
        trained("student")
    count = trained("silver")["silver"]
    assert count == len(read_silver(tmp_path / "tagger" / "silver.pt")) > 0
    assert not settings.models.exists()
    metrics = trained("student")
    assert metrics["n"] == count + len(gold_examples(settings))
    assert metrics["number_format"] == "float32"
    assert (settings.models / "tagger" / "weights.safetensors").is_file()
    trained("teacher")
    assert not (tmp_path / "tagger" / "silver.pt").exists(), "what went on from another beginning"


def test_there_is_no_other_stage() -> None:
    for name in ("tagger", "intent"):
        with pytest.raises(UserError) as caught:
            train_model(name, Settings(), stage="dance")
        assert caught.value.code == "unknown-stage"
