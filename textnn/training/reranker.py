"""Recipe of the reranker: verdicts on lines, learnt by a small network in half a minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.optim import AdamW

from textnn import checkpoints
from textnn.config import Settings
from textnn.engine.configs import RerankerConfig
from textnn.engine.folder import Floats
from textnn.engine.reranker import JudgedLine
from textnn.engine.tagger import open_tagger
from textnn.errors import UserError
from textnn.models.reranker import LineBatch, Reranker
from textnn.pretrained import Models
from textnn.text.reader import Lexicon
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, SupervisedRecipe, shuffled, train
from textnn.training.runs import RUNS, first_metrics, set_up

HELD = 8
"""Every so many articles one is not learnt from."""

GOOD = 0.5
"""Part of the lines worth enough to stand beside a better one that can be printed."""


@dataclass(frozen=True)
class RerankerOptions:
    """How a reranker is trained.

    Attributes:
        epochs: how often every line is seen.
        batch: lines a step.
        rate: highest learning rate (AdamW).
        decay: weight decay.
        seed: order, first weights, dropout.
    """

    epochs: int = 12
    batch: int = 48
    rate: float = 2e-3
    decay: float = 0.05
    seed: int = 1


def collate(lines: Sequence[JudgedLine], lexicon: Lexicon) -> LineBatch:
    """Pads lines to one batch."""

    def padded(arrays: Sequence[np.ndarray]) -> Tensor:
        return pad_sequence([torch.from_numpy(array) for array in arrays], batch_first=True)

    lengths = torch.tensor([len(one.line.rows) for one in lines])
    return LineBatch(
        padded([lexicon.table[one.line.rows] for one in lines]),
        padded([one.line.affixes for one in lines]),
        padded([one.line.shapes for one in lines]),
        padded([one.line.features for one in lines]),
        torch.arange(int(lengths.max()))[None] < lengths[:, None],
        torch.from_numpy(np.stack([one.numbers for one in lines])),
    )


class RerankerRecipe(SupervisedRecipe):
    """Steps over shuffled lines.

    Args:
        learnt: lines that are learnt from.
        held: lines of other articles.
        lexicon: the tagger's word vectors.
    """

    unit = "nats/line"

    def __init__(
        self,
        learnt: Sequence[JudgedLine],
        held: Sequence[JudgedLine],
        lexicon: Lexicon,
        options: RerankerOptions,
    ) -> None:
        self.learnt, self.held, self.lexicon, self.options = learnt, held, lexicon, options
        numbers = torch.from_numpy(np.stack([one.numbers for one in learnt]))
        self.model: Reranker = Reranker(
            RerankerConfig(numbers=numbers.shape[1], word_size=lexicon.table.shape[1])
        )
        self.model.mean.copy_(numbers.mean(0))
        self.model.spread.copy_(numbers.std(0).clamp(min=1e-3))
        self.an_epoch = max(1, len(learnt) // options.batch)
        self.steps = options.epochs * self.an_epoch
        self.optimizers = (
            AdamW(self.model.parameters(), lr=options.rate, weight_decay=options.decay),
        )

    def loss(self, step: int) -> Tensor:
        """Mean cross-entropy of some lines' verdicts, nats."""
        epoch, number = divmod(step, self.an_epoch)
        order = shuffled(len(self.learnt), f"{self.options.seed} {epoch}")
        rows = order[number * self.options.batch :][: self.options.batch]
        lines = [self.learnt[row] for row in rows]
        targets = torch.tensor([one.verdict for one in lines])
        _, loss = self.model(collate(lines, self.lexicon), targets)
        assert isinstance(loss, Tensor)
        return loss

    def evaluate(self) -> dict[str, float]:
        """``figures`` of the held-out lines."""
        return figures(self.held, self.probabilities(self.held), self.model.config.harm)

    @torch.no_grad()
    def probabilities(self, lines: Sequence[JudgedLine]) -> Floats:
        """Of each verdict, shape (lines, verdicts)."""
        self.model.eval()
        parts = [lines[at : at + 256] for at in range(0, len(lines), 256)]
        found = [self.model(collate(one, self.lexicon))[0].softmax(1) for one in parts]
        self.model.train()
        told: Floats = torch.cat(found).numpy()
        return told


def figures(lines: Sequence[JudgedLine], probabilities: Floats, harm: float) -> dict[str, float]:
    """AUC of publishable and of wrong lines among written ones, and what is chosen.

    Returns:
        ``publishable`` and ``wrong``: parts of the articles whose best line is so; ``at_best``:
        of those that have a publishable one.
    """
    verdicts = np.array([one.verdict for one in lines])
    written = np.array([one.written for one in lines])
    told = {"publishable": probabilities[:, 0], "wrong": probabilities[:, 2:].sum(1)}
    so = {"publishable": verdicts == 0, "wrong": verdicts >= 2}
    values = told["publishable"] - harm * told["wrong"]
    of_article = defaultdict[str, list[int]](list)
    for row, one in enumerate(lines):
        of_article[one.article].append(row)
    chosen = [max(rows, key=lambda row: values[row]) for rows in of_article.values()]
    return {
        **{
            f"auc_{name}": float(roc_auc_score(so[name][written], told[name][written]))
            for name in so
        },
        **{name: float(so[name][chosen].mean()) for name in so},
        "at_best": float(np.mean([so["publishable"][rows].any() for rows in of_article.values()])),
        "by_network": float(written[chosen].mean()),
    }


def least_value(lines: Sequence[JudgedLine], probabilities: Floats, harm: float) -> float:
    """The lowest value such that of the written lines from there on ``GOOD`` can be printed."""
    rows = [row for row, one in enumerate(lines) if one.written]
    values = (probabilities[:, 0] - harm * probabilities[:, 2:].sum(1))[rows]
    order = np.argsort(-values, kind="stable")
    good = np.cumsum([lines[rows[row]].verdict == 0 for row in order]) / np.arange(1, len(rows) + 1)
    enough = np.flatnonzero(good >= GOOD)
    return float(values[order[enough[-1]]]) if len(enough) else 1.0


def train_reranker(
    settings: Settings,
    lines: Sequence[JudgedLine],
    *,
    minutes: float = 0.0,
    resume: bool = False,
    seed: int = 1,
) -> dict[str, Any]:
    """Trains the reranker and writes its model folder.

    Args:
        lines: all judged ones.
        minutes: wall time in all; 0: the recipe's own budget.
        resume: continue the run in ``runs/reranker``.

    Returns:
        the metrics that stand in the model folder.

    Raises:
        UserError: the tagger is missing, or there are too few lines.
    """
    set_up(settings, seed)
    tagger = Models(settings.models).get("tagger", open_tagger)
    held = set(sorted({one.article for one in lines})[::HELD])
    learnt = [one for one in lines if one.article not in held]
    kept = [one for one in lines if one.article in held]
    if not learnt or not kept:
        raise UserError("nothing-to-learn", "reranker")
    recipe = RerankerRecipe(learnt, kept, tagger.lexicon, RerankerOptions(seed=seed))
    folder = RUNS / "reranker"
    budget = Budget(recipe.steps, minutes, warmup=100, evaluate_every=4 * recipe.an_epoch, clip=2.0)
    found = train(recipe, budget, folder, resume=resume)
    model = recipe.model.eval()
    least = least_value(kept, recipe.probabilities(kept), model.config.harm)
    model.eval().config = replace(model.config, least=round(least, 4))
    draw_curve(folder / "log.jsonl", settings.models / "reranker" / "curve.png")
    metrics = first_metrics(
        "verdicts on lines; news: dev, repaired, extra", len(learnt), recipe.options
    )
    metrics |= {"held": len(kept), "word_vectors": tagger.folder.checksum, **found}
    checkpoints.save(settings.models / "reranker", "reranker", model, metrics)
    return metrics
