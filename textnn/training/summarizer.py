"""Recipe of the summarizer: an article is read once, its headline and its dek learnt from it.

Every batch reads its articles only so far, sometimes all that the network can read and more often
less: a short beginning is cheap and holds most of what a headline needs, a long one teaches where
to look. Articles of like length stand together.

``textnn train summarizer`` learns pieces first (SentencePiece), then vectors of pieces (skip-gram),
then the network over both: first to write a sentence that is missing, then from what editors wrote;
last, headlines from plain ones alone, which lean on their article and on nothing else. These three
are the stages ``gaps``, ``pairs`` and ``plain``, which ``--stage`` trains one by one.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from gensim.models import Word2Vec
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.optim import AdamW

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles
from textnn.datasets.summarizer import (
    SummaryExample,
    examples,
    gap_examples,
    plain_examples,
    training_examples,
)
from textnn.engine.configs import SummarizerConfig
from textnn.engine.summarizer import READ, READ_CHARACTERS
from textnn.errors import UserError
from textnn.models.summarizer import EncoderOutput, Summarizer
from textnn.precision import autocast
from textnn.results import KINDS
from textnn.text.pieces import EOS, FILE, PAD, Pieces, train_pieces
from textnn.training.curve import draw_curve
from textnn.training.loop import (
    CHECKPOINT,
    Budget,
    SupervisedRecipe,
    alike_batches,
    read_checkpoint,
    train,
)
from textnn.training.runs import RUNS, begin_stage, fastest_device, first_metrics

PIECES = 12_000
"""Size of the SentencePiece vocabulary."""

MINUTES = 120
"""Wall time of a training if none is asked for."""

STAGES = {"gaps": "gaps", "pairs": "", "plain": "plain"}
"""Stage of a training -> its folder in ``runs/summarizer``, in order."""

GAPS, GAP_RATE = 0.3, 1e-3
"""Part of it that goes to missing sentences, and their highest learning rate."""

GAP_STEPS = 20_000
"""Steps over them at most."""

PLAIN = 0.25
"""Part of it that goes to plain headlines, at most."""

PLAIN_STEPS, PLAIN_RATE = 2_800, 5e-4
"""Steps over plain headlines after all others, and their highest learning rate."""

HELD = 25
"""Every so many plain headlines one is not learnt from."""

SPLITS = ("train", "headline_dek", "repaired")
"""Parts of the news that are learnt from; ``headline_dek`` has deks and no articles."""

UNSEEN = "Infomoney"
"""A paper of ``repaired`` that is left out: what headlines are worth on one never read."""

_LONGEST = 60
"""Pieces of a headline or dek that are learnt from."""

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True)
class SummarizerOptions:
    """How a summarizer is trained.

    Attributes:
        articles: articles a step, each with its headline and its dek.
        reads: how many pieces of its articles a step reads; one of these at random.
        rate: highest learning rate (AdamW, Loshchilov and Hutter 2019).
        weight_decay: of all weights.
        dev: articles of the dev split scored at each evaluation, of each kind of text.
        seed: order of the articles, first weights, dropout.
    """

    articles: int = 24
    reads: tuple[int, ...] = (120, 120, 200, 200, 400)
    rate: float = 1.5e-3
    weight_decay: float = 1e-2
    dev: int = 400
    seed: int = 1


@dataclass(frozen=True)
class Encoded:
    """Examples in pieces.

    Attributes:
        sources: pieces of each article, at most ``READ``.
        texts: of each article its texts as (number of the kind, pieces).
    """

    sources: Sequence[Ids]
    texts: Sequence[Sequence[tuple[int, Ids]]]

    def batch(self, chosen: Sequence[int], pieces: int, read: int) -> SummaryBatch:
        """Padded articles and texts.

        Args:
            chosen: which articles.
            pieces: size of the vocabulary; the control tokens come after it.
            read: most pieces of an article.
        """
        sources = [torch.from_numpy(self.sources[index][:read]).long() for index in chosen]
        lengths = torch.tensor([len(source) for source in sources])
        rows, given, targets = [], [], []
        for row, index in enumerate(chosen):
            for kind, ids in self.texts[index]:
                text = torch.from_numpy(ids).long()
                rows.append(row)
                given.append(torch.cat([torch.tensor([pieces + kind]), text]))
                targets.append(torch.cat([text, torch.tensor([EOS])]))
        return SummaryBatch(
            ids=pad_sequence(sources, batch_first=True, padding_value=PAD),
            mask=torch.arange(int(lengths.max()))[None, :] < lengths[:, None],
            rows=torch.tensor(rows),
            given=pad_sequence(given, batch_first=True, padding_value=PAD),
            targets=pad_sequence(targets, batch_first=True, padding_value=PAD),
        )


class SummaryBatch(NamedTuple):
    """Some articles and the texts to learn from them.

    Attributes:
        ids, mask: articles, shape (articles, length)
        rows: the article of each text, shape (texts,)
        given, targets: what is read and what must follow, shape (texts, written)
    """

    ids: Tensor
    mask: Tensor
    rows: Tensor
    given: Tensor
    targets: Tensor

    def to(self, device: torch.device) -> SummaryBatch:
        """The same on a device."""
        return SummaryBatch(*(part.to(device) for part in self))

    def source(self, model: Summarizer) -> EncoderOutput:
        """The encoded article of each text."""
        return model.encode(self.ids, self.mask).take(self.rows)


def encode(found: Iterable[SummaryExample], pieces: Pieces) -> Encoded:
    """Examples in pieces; articles are cut after ``READ``, headlines and deks after sixty."""
    sources, texts = [], []
    for example in found:
        ids = pieces.encode(example.text[:READ_CHARACTERS])[:READ]
        lines = enumerate((example.headline, example.dek))
        written = [(kind, pieces.encode(line)[:_LONGEST]) for kind, line in lines if line]
        sources.append(np.array(ids, dtype=np.int32))
        texts.append([(kind, np.array(line, dtype=np.int32)) for kind, line in written])
    return Encoded(sources, texts)


def train_vectors(encoded: Encoded, size: int, count: int, seed: int) -> Tensor:
    """First embeddings of the pieces: skip-gram over the articles (Mikolov et al. 2013).

    Pieces too rare for it, and the control tokens, get random ones. All have the standard deviation
    0.1 that the model would begin with. One worker, so that a seed gives the same every time.

    Args:
        encoded: articles in pieces.
        size: width of an embedding.
        count: pieces and control tokens.
        seed: of both.

    Returns:
        shape (count, size)
    """
    rows = [[str(piece) for piece in source] for source in encoded.sources]
    model = Word2Vec(
        rows, vector_size=size, sg=1, negative=5, window=5, min_count=5, epochs=2, workers=1,
        sample=1e-4, seed=seed,
    )  # fmt: skip
    vectors = 0.1 * torch.randn(count, size, generator=torch.Generator().manual_seed(seed))
    known = torch.tensor([int(piece) for piece in model.wv.index_to_key])
    learnt = torch.from_numpy(model.wv.vectors)
    vectors[known] = 0.1 * learnt / learnt.std()
    return vectors


class SummarizerRecipe(SupervisedRecipe):
    """Steps over shuffled articles of like length."""

    unit = "nats/piece"
    layer = "lstm"

    def __init__(
        self, model: Summarizer, train: Encoded, dev: Encoded, options: SummarizerOptions
    ) -> None:
        self.model: Summarizer = model
        self.train, self.dev, self.options = train, dev, options
        trained = [p for p in model.parameters() if p.requires_grad]
        self.optimizers = (
            AdamW(trained, lr=options.rate, weight_decay=options.weight_decay, fused=True),
        )
        self.steps_an_epoch = -(-len(train.sources) // options.articles)
        self.epoch, self.batches = -1, list[list[int]]()

    def loss(self, step: int) -> Tensor:
        """Mean nats a piece of a batch, and the coverage loss, scalar; each step has its batch."""
        epoch, number = divmod(step, self.steps_an_epoch)
        if epoch != self.epoch:
            self._shuffle(epoch)
        rng = random.Random(f"{self.options.seed} {step}")
        return self._score(self.train, self.batches[number], rng.choice(self.options.reads))

    def _shuffle(self, epoch: int) -> None:
        rng = random.Random(f"{self.options.seed} {epoch}")
        rows = range(len(self.train.sources))
        self.batches = alike_batches(rows, self.options.articles, self._length, rng, group=40)
        self.epoch = epoch

    def _length(self, index: int) -> tuple[int, int]:
        """Short articles together, and among long ones those with texts of like length."""
        longest = max(len(ids) for _, ids in self.train.texts[index])
        return min(len(self.train.sources[index]) // 100, 3), longest

    def _score(self, encoded: Encoded, chosen: Sequence[int], read: int) -> Tensor:
        batch = encoded.batch(chosen, self.model.config.pieces, read).to(self.device)
        with autocast("lstm", self.device):
            _, loss = self.model(batch.source(self.model), batch.given, batch.targets)
        assert isinstance(loss, Tensor)
        return loss

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Nats a piece on dev articles, of each kind of text, and epochs so far."""
        self.model.eval()
        found = {}
        for kind, name in enumerate(KINDS):
            only = Encoded(
                self.dev.sources, [[t for t in texts if t[0] == kind] for texts in self.dev.texts]
            )
            with_text = [i for i, texts in enumerate(only.texts) if texts][: self.options.dev]
            nats = pieces = 0.0
            for begin in range(0, len(with_text), 32):
                part = with_text[begin : begin + 32]
                count = sum(len(only.texts[index][0][1]) + 1 for index in part)
                nats, pieces = nats + self._score(only, part, READ).item() * count, pieces + count
            found[f"dev_{name}_nats"] = nats / max(1, pieces)
        self.model.train()
        return found


def read_examples(settings: Settings, splits: Iterable[str]) -> list[SummaryExample]:
    """What teaches to summarise in some parts of the news, but for the articles of ``UNSEEN``.

    Args:
        settings: where the data sets are.
        splits: keys of ``datasets.news.SPLITS``.

    Raises:
        UserError: a part is missing, or there is nothing to learn from in them.
    """
    files = (news_file(settings.datasets_folder, split) for split in splits)
    articles = (one for file in files for one in read_articles(file) if one.source != UNSEEN)
    found = list(training_examples(articles))
    if not found:
        raise UserError("nothing-to-learn", "summaries")
    return found


def read_gaps(settings: Settings, splits: Iterable[str]) -> list[SummaryExample]:
    """Articles of some parts of the news without the sentence that is to be written, but for those
    of ``UNSEEN``.

    Raises:
        UserError: a part is missing.
    """
    files = (news_file(settings.datasets_folder, split) for split in splits)
    articles = (one for file in files for one in read_articles(file) if one.source != UNSEEN)
    return list(gap_examples(articles))


def read_dev(settings: Settings) -> Iterator[SummaryExample]:
    """The dev split as it is: titles that do not teach to summarise are scored too."""
    return examples(read_articles(news_file(settings.datasets_folder, "dev")))


def read_plain(settings: Settings) -> tuple[list[SummaryExample], list[SummaryExample]]:
    """Articles with plain headlines to learn from, and those held out.

    Raises:
        UserError: the news or the headlines are missing, or none are about these news.
    """
    file = news_file(settings.datasets_folder, "train")
    found = list(plain_examples(read_articles(file)))
    if len(found) < HELD:
        raise UserError("nothing-to-learn", "summaries")
    held = found[::HELD]
    del found[::HELD]
    return found, held


def lines_of(found: Iterable[SummaryExample]) -> Iterator[str]:
    """What the pieces are learnt from: all headlines and deks, and a fourth of the articles.

    Of those only the beginning, so that they do not drown the others.
    """
    for number, example in enumerate(found):
        yield from filter(None, (example.headline, example.dek))
        if number % 4 == 0:
            yield from example.text[:3000].split("\n")


def train_summarizer(
    settings: Settings, minutes: float, resume: bool, seed: int, stage: str = ""
) -> dict[str, Any]:
    """Trains the encoder-decoder and writes ``summarizer``.

    Args:
        settings: where data sets and models are.
        minutes: wall time in all, or of the stage; 0: ``MINUTES``, or the stage's part of them.
        resume: go on from ``runs/``; pieces and embeddings are then those of before.
        seed: of embeddings, order and dropout.
        stage: one of ``STAGES``, which goes on from the last checkpoint of the one before it and,
            if it is the last, writes the model; empty: all.

    Returns:
        the metrics that stand in the model folder, or the figures of a stage before the last.

    Raises:
        UserError: the news are missing, or too few to learn pieces from, or a stage before this one
            has left nothing.
    """
    run, folder = RUNS / "summarizer", settings.models / "summarizer"
    left = {name: run / part / CHECKPOINT for name, part in STAGES.items()}

    def limit(part: float) -> float:
        return minutes if stage and minutes else part * (minutes or MINUTES)

    found, plain = read_examples(settings, SPLITS), read_plain(settings)
    begin_stage("summarizer", left, stage or "gaps", resume=resume)
    ready = stage in ("pairs", "plain") or (resume and (run / FILE).exists())
    pieces = Pieces(run) if ready else _learn_pieces(found, run)
    model = Summarizer(SummarizerConfig(len(pieces))).to(fastest_device())
    options, figures = SummarizerOptions(seed=seed), dict[str, Any]()
    if stage != "plain":
        known, dev = encode(found, pieces), encode(read_dev(settings), pieces)
    if stage == "gaps" or not (stage or (resume and left["pairs"].exists())):
        if not (resume and left["gaps"].exists()):
            table = model.embedding.weight
            table.data.copy_(train_vectors(known, table.shape[1], len(table), seed))
        gaps = encode(read_gaps(settings, SPLITS), pieces)
        figures = train_gaps(model, gaps, dev, limit(GAPS), seed, resume=resume)
    if stage == "pairs":
        model.load_state_dict(read_checkpoint(left["gaps"])["parts"]["model"])
    if stage in ("", "pairs"):
        recipe = SummarizerRecipe(model, known, dev, options)
        most = limit(1 - GAPS - PLAIN)
        budget = Budget(steps=200_000, minutes=most, warmup=200, evaluate_every=1500)
        figures = train(recipe, budget, run, resume=resume)
    if stage in ("gaps", "pairs"):
        return figures
    if stage:
        before = read_checkpoint(left["pairs"])
        model.load_state_dict(before["parts"]["model"])
        figures = before["figures"]
    figures |= train_plain(model, plain, pieces, limit(PLAIN), seed, resume=resume)
    for name, part in STAGES.items():
        suffix = "" if name == "pairs" else f"-{name}"
        draw_curve(run / part / "log.jsonl", folder / f"curve{suffix}.png")
    shutil.copy(run / FILE, folder / FILE)
    seconds = sum(read_checkpoint(path)["seconds"] for path in left.values() if path.exists())
    data = ", ".join(f"news/{split}" for split in SPLITS) + f" without {UNSEEN}"
    metrics = first_metrics(data, len(found), options)
    metrics |= {"minutes": round(seconds / 60, 1), **figures}
    checkpoints.save(folder, "summarizer", model.cpu(), metrics)
    return metrics


def train_gaps(
    model: Summarizer,
    gaps: Encoded,
    dev: Encoded,
    minutes: float,
    seed: int,
    *,
    resume: bool = False,
) -> dict[str, Any]:
    """``model`` learns to write a sentence that is missing from its article.

    Args:
        model: with its first embeddings.
        gaps: articles and their missing sentences.
        dev: what the log tells on the way.
        minutes: wall time at most.
        seed: order and dropout.
        resume: go on from ``runs/summarizer/gaps``, if this part had begun.

    Returns:
        what ``train`` does
    """
    recipe = SummarizerRecipe(model, gaps, dev, SummarizerOptions(rate=GAP_RATE, seed=seed))
    budget = Budget(steps=GAP_STEPS, minutes=minutes, warmup=100, evaluate_every=700)
    return train(recipe, budget, RUNS / "summarizer" / "gaps", resume=resume)


def train_plain(
    model: Summarizer,
    plain: tuple[list[SummaryExample], list[SummaryExample]],
    pieces: Pieces,
    minutes: float,
    seed: int,
    *,
    resume: bool = False,
) -> dict[str, Any]:
    """Goes on with ``model`` over plain headlines, and deks as they are.

    Args:
        model: has learnt from editors' headlines.
        plain: to learn from, and held out.
        pieces: of the model.
        minutes: wall time at most.
        seed: order and dropout.
        resume: go on from ``runs/summarizer/plain``, if this part had begun.

    Returns:
        how many were learnt from, nats a piece on those held out, hardware and number format
    """
    known, held = (encode(found, pieces) for found in plain)
    options = SummarizerOptions(rate=PLAIN_RATE, seed=seed)
    recipe = SummarizerRecipe(model, known, held, options)
    budget = Budget(steps=PLAIN_STEPS, minutes=minutes, warmup=100, evaluate_every=300)
    figures = train(recipe, budget, RUNS / "summarizer" / "plain", resume=resume)
    return {
        "plain_headlines": len(known.sources),
        "plain_headline_nats": figures["dev_headline_nats"],
        "hardware": figures["hardware"],
        "number_format": figures["number_format"],
    }


def _learn_pieces(found: Iterable[SummaryExample], folder: Path) -> Pieces:
    try:
        return train_pieces(lines_of(found), PIECES, folder)
    except ValueError as error:
        raise UserError("nothing-to-learn", "summaries") from error
