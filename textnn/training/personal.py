"""A personal tagger: the shipped one, trained on with what its owner corrected.

Every epoch shows all corrected sentences, and as many others from what the tagger learnt before, so
that it does not forget that: *rehearsal* (Robins 1995, "Catastrophic forgetting, rehearsal and
pseudorehearsal"). Vectors of words and forms stay as they are.
"""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass

from torch import nn

from textnn.datasets.ner.tagging import IOB_TAGS
from textnn.evaluation.spans import Spans, SpanScores, span_scores
from textnn.models.tagger import Tagger
from textnn.results import Progress, ignore_progress
from textnn.text.iob import to_spans
from textnn.training.loop import Budget
from textnn.training.tagger import FeaturizedExamples, TaggerOptions, TaggerRecipe

AT_ONCE = 64
"""Sentences that are tagged together."""


@dataclass(frozen=True)
class PersonalOptions:
    """How a personal tagger is trained.

    Attributes:
        epochs: how often it sees each corrected sentence.
        replay: sentences of the former data for each corrected one.
        least: fewest of them in an epoch.
        steps: most steps, about a minute and a half of a slow core.
        batch_size: sentences a step.
        rate: highest learning rate (Adam); it rises over the first tenth and falls by a cosine.
        seed: order and choice of the sentences, dropout.
    """

    epochs: int = 8
    replay: float = 1.0
    least: int = 320
    steps: int = 1000
    batch_size: int = 32
    rate: float = 1e-3
    seed: int = 1


def fine_tune(
    model: Tagger,
    corrected: FeaturizedExamples,
    replay: FeaturizedExamples,
    options: PersonalOptions,
    progress: Progress = ignore_progress,
) -> Tagger:
    """A copy of ``model`` that has learnt the corrected sentences.

    Args:
        model: stays as it is.
        corrected: what to learn.
        replay: what not to forget; a part of it is drawn for every epoch.
        options: how.
        progress: told after every step.
    """
    learner = _trainable(model)
    both = FeaturizedExamples(
        [*corrected.examples, *replay.examples], [*corrected.features, *replay.features]
    )
    epochs = _epochs(len(corrected.examples), len(replay.examples), options)
    training = TaggerOptions(options.batch_size, options.rate, seed=options.seed)
    recipe = TaggerRecipe(learner.train(), both, both, training, epochs)
    steps = min(options.steps, recipe.steps)
    budget = Budget(steps, warmup=max(1, steps // 10), clip=5.0)
    for step in range(steps):
        for group in recipe.optimizers[0].param_groups:
            group["lr"] = options.rate * budget.rate(step, 0.0)
        recipe.learn(step, budget.clip)
        progress((step + 1) / steps)
    learner.eval().requires_grad_(False)
    return learner


def _trainable(model: Tagger) -> Tagger:
    learner = copy.deepcopy(model).requires_grad_(True)
    frozen: tuple[nn.Module, ...] = (learner.words, learner.forms)
    for table in frozen:
        table.requires_grad_(False)
    return learner


def _epochs(corrected: int, replay: int, options: PersonalOptions) -> list[list[int]]:
    """For every epoch how often it shows each sentence, the corrected ones first."""
    rng = random.Random(options.seed)
    many = min(replay, max(options.least, round(options.replay * corrected)))
    found = []
    for _ in range(options.epochs):
        drawn = {*rng.sample(range(replay), many)}
        found.append([1] * corrected + [int(row in drawn) for row in range(replay)])
    return found


def judge(model: Tagger, data: FeaturizedExamples) -> SpanScores:
    """Exact-span scores; what was found where nobody annotated is not counted."""
    gold, found = list[Spans](), list[Spans]()
    ids = {tag: number for number, tag in enumerate(IOB_TAGS)}
    order = sorted(range(len(data.examples)), key=lambda row: len(data.examples[row].tokens))
    for begin in range(0, len(order), AT_ONCE):
        rows = order[begin : begin + AT_ONCE]
        paths, _ = model.decode(data.batch(rows)[0])
        for row, path in zip(rows, paths, strict=True):
            example = data.examples[row]
            right = {*to_spans([IOB_TAGS[tag] for tag in example.tags.tolist()])}
            gold.append([*right])
            found.append(
                [
                    span
                    for span in to_spans(path)
                    if span in right
                    or not all(example.allowed[at, ids[path[at]]] for at in range(*span[:2]))
                ]
            )
    return span_scores(gold, found)
