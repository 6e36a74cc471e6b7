"""Recipe of the extractor: sentence vectors read once, then a small network over whole articles.

What a sentence should weigh is its likeness to headline and dek together: the mean of its ROUGE-1
and ROUGE-2 (F1), sharpened and made to sum to 1 over the article.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

import torch
from torch import Tensor
from torch.optim import AdamW
from tqdm import tqdm

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles
from textnn.datasets.summarizer import SummaryExample, training_examples
from textnn.engine.configs import ExtractorConfig
from textnn.engine.extractor import sentence_vectors
from textnn.engine.summarizer import ServedSummarizer, open_summarizer
from textnn.errors import UserError
from textnn.models.extractor import Extractor
from textnn.pretrained import Models
from textnn.text.pieces import Pieces
from textnn.text.sentences import sentences
from textnn.text.words import BARE
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, SupervisedRecipe, shuffled, train
from textnn.training.runs import RUNS, first_metrics
from textnn.training.summarizer import read_dev

ARTICLES, DEV = 6_000, 400
"""Most articles that are learnt from and scored; each is read by the encoder once."""

EPOCHS = 6

_MOST = 80
"""Sentences of an article that are learnt from; few have more."""


@dataclass(frozen=True)
class ExtractorOptions:
    """How an extractor is trained.

    Attributes:
        articles: articles a step.
        rate: highest learning rate (AdamW).
        sharpness: what the likeness of a sentence is multiplied with before the softmax.
        seed: order of the articles, first weights, dropout.
    """

    articles: int = 16
    rate: float = 1e-3
    sharpness: float = 15.0
    seed: int = 1


@dataclass(frozen=True)
class ScoredArticle:
    """An article to learn from.

    Attributes:
        vectors: what the extractor sees of its sentences, half precision, a row each
        likeness: ROUGE of each against headline and dek, shape (sentences,)
    """

    vectors: Tensor
    likeness: Tensor


def likeness(sentence: str, wanted: str) -> float:
    """Mean of ROUGE-1 and ROUGE-2 F1, words in small letters, 0 to 1.

    The same as ``evaluation.summarizer`` gives, counted without its other figures.

    >>> likeness("O rio subiu", "o rio subiu"), likeness("Choveu", "o rio subiu")
    (1.0, 0.0)
    """
    one, other = (BARE.findall(text.lower()) for text in (sentence, wanted))
    return (
        _f1(Counter(one), Counter(other)) + _f1(Counter(pairwise(one)), Counter(pairwise(other)))
    ) / 2


def _f1(found: Counter[Any], wanted: Counter[Any]) -> float:
    total = found.total() + wanted.total()
    return 2 * (found & wanted).total() / total if total else 0.0


def prepare(
    examples: Iterable[SummaryExample], encoder: ServedSummarizer, pieces: Pieces
) -> list[ScoredArticle]:
    """Reads articles with the summarizer's encoder; with a single sentence they teach no choice.

    Args:
        examples: articles with a headline or a dek.
        encoder: reads them.
        pieces: those it was trained on.
    """
    found = []
    for example in tqdm(list(examples), unit="article", mininterval=5):
        spans = sentences(example.text)[:_MOST]
        if len(spans) < 2:
            continue
        wanted = f"{example.headline}. {example.dek}"
        vectors = sentence_vectors(example.text, spans, encoder, pieces)
        alike = torch.tensor([likeness(example.text[s:e], wanted) for s, e in spans])
        found.append(ScoredArticle(torch.from_numpy(vectors).half(), alike))
    return found


class ExtractorRecipe(SupervisedRecipe):
    """Steps over shuffled articles."""

    unit = "nats/article"

    def __init__(
        self,
        model: Extractor,
        train: Sequence[ScoredArticle],
        dev: Sequence[ScoredArticle],
        options: ExtractorOptions,
    ) -> None:
        self.model: Extractor = model
        self.train, self.dev, self.options = train, dev, options
        self.optimizers = (
            AdamW(model.parameters(), lr=options.rate, weight_decay=1e-2, fused=True),
        )

    def loss(self, step: int) -> Tensor:
        """Mean cross-entropy of some articles' sentences, nats, scalar."""
        size = self.options.articles
        an_epoch = max(1, len(self.train) // size)
        epoch, number = divmod(step, an_epoch)
        chosen = shuffled(len(self.train), f"{self.options.seed} {epoch}")[number * size :][:size]
        return torch.stack([self._loss(self.train[index]) for index in chosen]).mean()

    def _loss(self, document: ScoredArticle) -> Tensor:
        targets = (self.options.sharpness * document.likeness).softmax(0)
        _, loss = self.model(document.vectors, targets)
        assert isinstance(loss, Tensor)
        return loss

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """On dev articles: nats, and the likeness of the sentence it scores highest.

        Beside it, to compare with, that of the first sentence.
        """
        self.model.eval()
        nats = sum(self._loss(document).item() for document in self.dev)
        best = sum(
            document.likeness[self.model(document.vectors)[0].argmax()].item()
            for document in self.dev
        )
        first = sum(document.likeness[0].item() for document in self.dev)
        self.model.train()
        count = max(1, len(self.dev))
        return {
            "dev_nats": nats / count,
            "dev_likeness": best / count,
            "dev_likeness_of_the_first": first / count,
        }


def train_extractor(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    """Trains the sentence scorer over the shipped summarizer's encoder.

    Args:
        settings: where data sets and models are.
        minutes: wall time in all; 0: as long as ``EPOCHS`` take.
        resume: go on from ``runs/extractor``.
        seed: of the choice of articles, first weights, order and dropout.

    Raises:
        UserError: the summarizer or the news are missing, or too few to learn from.
    """
    encoder = Models(settings.models).get("summarizer", open_summarizer)
    pieces = Pieces(settings.models / "summarizer")
    file = news_file(settings.datasets_folder, "train")
    with_dek = [e for e in training_examples(read_articles(file)) if e.headline and e.dek]
    random.Random(seed).shuffle(with_dek)
    documents = prepare(with_dek[:ARTICLES], encoder, pieces)
    dev = prepare(islice(read_dev(settings), DEV), encoder, pieces)
    options = ExtractorOptions(seed=seed)
    steps = EPOCHS * (len(documents) // options.articles)
    if not steps:
        raise UserError("nothing-to-learn", "summaries")
    torch.manual_seed(seed)
    model = Extractor(ExtractorConfig(2 * encoder.config.encoder_size))
    recipe = ExtractorRecipe(model, documents, dev, options)
    budget = Budget(steps, minutes, evaluate_every=500, clip=5.0)
    figures = train(recipe, budget, RUNS / "extractor", resume=resume)
    metrics = first_metrics("news/train", len(documents), options)
    metrics |= {"summarizer": encoder.folder.checksum, **figures}
    folder = settings.models / "extractor"
    checkpoints.save(folder, "extractor", model, metrics)
    draw_curve(RUNS / "extractor" / "log.jsonl", folder / "curve.png")
    return metrics
