"""``textnn train``: data sets and settings -> a model folder.

Working files (log, checkpoint, curve) stay in ``runs/<name>``; what is shipped goes to
``Settings.models``. A training that was stopped continues with ``--resume``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles
from textnn.evaluation.charrnn import fit_copiers, score_texts
from textnn.models import copying
from textnn.models.bloom import measure_false_positives, remember
from textnn.models.charrnn import CharRNN, CharRNNConfig
from textnn.pretrained import network
from textnn.text.characters import CharVocab
from textnn.training.charrnn import CharRNNOptions, CharRNNRecipe, build_vocabulary
from textnn.training.curve import draw_curve
from textnn.training.forms import FormOptions, form_vectors, read_forms
from textnn.training.intent import train_intent
from textnn.training.loop import Budget, train
from textnn.training.pictures.cnn import CNN_TASKS, train_cnn
from textnn.training.pictures.gan import GAN_TASKS, train_gan
from textnn.training.pictures.pix2pix import PIX2PIX_TASKS, train_pix2pix
from textnn.training.runs import RUNS, facts, save_vectors, set_up
from textnn.training.summaries import train_extractor, train_summarizer
from textnn.training.tagger import train_tagger
from textnn.training.words import WordVectorOptions, normal_lines, train_word_vectors

DEV_CHARACTERS = 1_500_000
"""The dev figure is measured on the first so many characters of the dev split."""


def train_task(
    task: str, settings: Settings, *, minutes: float = 0.0, resume: bool = False, seed: int = 1
) -> dict[str, Any]:
    """Trains one of ``TASKS`` and writes its model folder.

    Args:
        minutes: wall time in all; 0 takes the recipe's own budget.
        resume: continue the run in ``runs/<task>``.

    Returns:
        the metrics that stand in the model folder.

    Raises:
        UserError: a data set is missing.
    """
    set_up(settings, seed)
    return _TASKS[task](settings, minutes, resume, seed)


def read_news(settings: Settings, split: str) -> list[str]:
    """Article texts of a split in NFC."""
    articles = read_articles(news_file(settings.datasets_folder, split))
    return [unicodedata.normalize("NFC", article.text) for article in articles]


def _charrnn(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    minutes, run, folder = minutes or 108, RUNS / "charrnn", settings.models / "charrnn"
    texts, dev = read_news(settings, "train"), read_news(settings, "dev")
    vocabulary = build_vocabulary(texts)
    options, model = CharRNNOptions(seed=seed), CharRNN(CharRNNConfig(vocabulary.chars))
    recipe = CharRNNRecipe(model, texts, dev, vocabulary, options)
    budget = Budget(steps=200_000, minutes=minutes, warmup=200, evaluate_every=1000)
    figures = train(recipe, budget, run, resume=resume)
    draw_curve(run / "log.jsonl", folder / "curve.png")
    metrics = facts("news/pairs.train", sum(map(len, texts)), options)
    metrics |= {"minutes": minutes, **figures}
    checkpoints.save(folder, "charrnn", model, metrics)
    save_memory(folder, texts, dev)
    metrics |= save_copiers(folder, vocabulary, texts, dev)
    checkpoints.save(folder, "charrnn", model, metrics)
    return metrics


def save_copiers(
    folder: Path, vocabulary: CharVocab, texts: list[str], dev: list[str]
) -> dict[str, float]:
    """Fits the copiers on training articles; what it gains on dev, measured on what is shipped."""
    shipped = network(checkpoints.load(folder), CharRNN)
    copiers = fit_copiers(shipped, vocabulary, texts[:: max(1, len(texts) // 250)])
    copying.save(copiers, folder / "copier.json")
    part = first_characters(dev, DEV_CHARACTERS)
    scores = score_texts(shipped, vocabulary, part, copiers)
    return {
        "bits_per_char": round(scores.bits_per_char, 4),
        "bits_without_copying": round(scores.bits_without_copying, 4),
    }


def save_memory(folder: Path, texts: list[str], dev: list[str]) -> None:
    """The filter that the memorisation meter asks, with its measured false-positive rate."""
    memory = remember(texts)
    rate = measure_false_positives(memory, dev[:300])
    stored = {
        "bits": torch.from_numpy(memory.bits),
        "false_positive_rate": torch.tensor([rate], dtype=torch.float64),
    }
    save_file(stored, folder / "memory.safetensors")


def first_characters(texts: list[str], characters: int) -> list[str]:
    """The first texts that make up so many characters, the last one cut."""
    ends = np.cumsum([len(text) for text in texts])
    whole = int(np.searchsorted(ends, characters))
    rest = characters - (int(ends[whole - 1]) if whole else 0)
    return [*texts[:whole], *[text[:rest] for text in texts[whole : whole + 1]]]


def _words(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    del minutes, resume  # takes some minutes, always from the start
    texts = [text for split in ("train", "extra") for text in read_news(settings, split)]
    options = WordVectorOptions(seed=seed)
    vocabulary, vectors = train_word_vectors(normal_lines(texts), options)
    save_vectors("words", vocabulary, vectors)
    return {"words": len(vocabulary), **asdict(options)}


def _forms(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    del minutes, resume  # takes some minutes, always from the start
    texts = [text for split in ("train", "extra") for text in read_news(settings, split)]
    options = FormOptions(seed=seed)
    forms, vectors = form_vectors(*read_forms(texts), options)
    save_vectors("forms", forms, vectors)
    return {"forms": len(forms), **asdict(options)}


_TASKS: dict[str, Callable[[Settings, float, bool, int], dict[str, Any]]] = {
    "charrnn": _charrnn,
    "words": _words,
    "forms": _forms,
    "tagger": train_tagger,
    "summarizer": train_summarizer,
    "extractor": train_extractor,
    "intent": train_intent,
    **{name: partial(train_cnn, name) for name in CNN_TASKS},
    **{name: partial(train_pix2pix, name) for name in PIX2PIX_TASKS},
    **{name: partial(train_gan, name) for name in GAN_TASKS},
}

TASKS = tuple(_TASKS)
"""What can be trained, in the order in which one leans on the other."""
