"""``textnn train summarizer`` and ``textnn train extractor``: news -> model folders.

The summarizer comes first: pieces (SentencePiece), piece vectors (skip-gram), then the network over
both. The extractor leans on the summarizer's encoder.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles
from textnn.datasets.summarizer import SummaryExample, examples, training_examples
from textnn.errors import UserError
from textnn.models.extractor import Extractor, ExtractorConfig
from textnn.models.summarizer import Summarizer, SummarizerConfig
from textnn.pretrained import Models, network
from textnn.text.pieces import FILE, Pieces, train_pieces
from textnn.training.curve import draw_curve
from textnn.training.extractor import ExtractorOptions, ExtractorRecipe, prepare
from textnn.training.loop import Budget, train
from textnn.training.runs import RUNS, facts
from textnn.training.summarizer import SummarizerOptions, SummarizerRecipe, encode, train_vectors

PIECES = 12_000
"""Size of the SentencePiece vocabulary."""

MINUTES = 95
"""Wall time of a summarizer's training if none is asked for."""

SPLITS = ("train", "headline_dek")
"""Parts of the news that are learnt from; ``headline_dek`` has deks and no articles."""

EXTRACTOR_ARTICLES, EXTRACTOR_DEV = 6_000, 400
"""Most articles the extractor learns from and is scored on; each is read by the encoder once."""

EXTRACTOR_EPOCHS = 6


def read_examples(settings: Settings, splits: Iterable[str]) -> list[SummaryExample]:
    """What teaches to summarise in some parts of the news.

    Args:
        settings: where the data sets are.
        splits: keys of ``datasets.news.SPLITS``.

    Raises:
        UserError: a part is missing, or there is nothing to learn from in them.
    """
    files = (news_file(settings.datasets_folder, split) for split in splits)
    found = [example for file in files for example in training_examples(read_articles(file))]
    if not found:
        raise UserError("nothing-to-learn", "summaries")
    return found


def read_dev(settings: Settings) -> Iterator[SummaryExample]:
    """The dev split as it is: titles that do not teach to summarise are scored too."""
    return examples(read_articles(news_file(settings.datasets_folder, "dev")))


def lines_of(found: Iterable[SummaryExample]) -> Iterator[str]:
    """What the pieces are learnt from: all headlines and deks, and a fourth of the articles.

    Of those only the beginning, so that they do not drown the others.
    """
    for number, example in enumerate(found):
        yield from filter(None, (example.headline, example.dek))
        if number % 4 == 0:
            yield from example.text[:3000].split("\n")


def train_summarizer(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    """Trains the encoder-decoder and writes ``summarizer``.

    Args:
        settings: where data sets and models are.
        minutes: wall time in all; 0: ``MINUTES``.
        resume: go on from ``runs/``; pieces and embeddings are then those of before.
        seed: of embeddings, order and dropout.

    Raises:
        UserError: the news are missing, or too few to learn pieces from.
    """
    minutes, run, folder = minutes or MINUTES, RUNS / "summarizer", settings.models / "summarizer"
    found = read_examples(settings, SPLITS)
    ready = resume and (run / FILE).exists()
    pieces = Pieces(run) if ready else _learn_pieces(found, run)
    known, dev = encode(found, pieces), encode(read_dev(settings), pieces)
    options, model = SummarizerOptions(seed=seed), Summarizer(SummarizerConfig(len(pieces)))
    if not (resume and (run / "checkpoint.pt").exists()):
        table = model.embedding.weight
        table.data.copy_(train_vectors(known, table.shape[1], len(table), seed))
    recipe = SummarizerRecipe(model, known, dev, options)
    budget = Budget(steps=200_000, minutes=minutes, warmup=200, evaluate_every=1500)
    figures = train(recipe, budget, run, resume=resume)
    draw_curve(run / "log.jsonl", folder / "curve.png")
    shutil.copy(run / FILE, folder / FILE)
    metrics = facts(", ".join(f"news/{split}" for split in SPLITS), len(found), options)
    metrics |= {"minutes": minutes, **figures}
    checkpoints.save(folder, "summarizer", model, metrics)
    return metrics


def train_extractor(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    """Trains the sentence scorer over the shipped summarizer's encoder.

    Args:
        settings: where data sets and models are.
        minutes: wall time in all; 0: as long as ``EXTRACTOR_EPOCHS`` take.
        resume: go on from ``runs/extractor``.
        seed: of the choice of articles, first weights, order and dropout.

    Raises:
        UserError: the summarizer or the news are missing, or too few to learn from.
    """
    summarizer = Models(settings.models).get("summarizer")
    encoder = network(summarizer, Summarizer)
    pieces = Pieces(settings.models / "summarizer")
    file = news_file(settings.datasets_folder, "train")
    with_dek = [e for e in training_examples(read_articles(file)) if e.headline and e.dek]
    random.Random(seed).shuffle(with_dek)
    documents = prepare(with_dek[:EXTRACTOR_ARTICLES], encoder, pieces)
    dev = prepare(islice(read_dev(settings), EXTRACTOR_DEV), encoder, pieces)
    options = ExtractorOptions(seed=seed)
    steps = EXTRACTOR_EPOCHS * (len(documents) // options.articles)
    if not steps:
        raise UserError("nothing-to-learn", "summaries")
    torch.manual_seed(seed)
    model = Extractor(ExtractorConfig(2 * encoder.config.encoder_size))
    recipe = ExtractorRecipe(model, documents, dev, options)
    budget = Budget(steps, minutes, evaluate_every=500, clip=5.0)
    figures = train(recipe, budget, RUNS / "extractor", resume=resume)
    metrics = facts("news/train", len(documents), options)
    metrics |= {"summarizer": summarizer.checksum, **figures}
    folder = settings.models / "extractor"
    checkpoints.save(folder, "extractor", model, metrics)
    draw_curve(RUNS / "extractor" / "log.jsonl", folder / "curve.png")
    return metrics


def _learn_pieces(found: Iterable[SummaryExample], folder: Path) -> Pieces:
    try:
        return train_pieces(lines_of(found), PIECES, folder)
    except ValueError as error:
        raise UserError("nothing-to-learn", "summaries") from error
