"""The tagger as it would be had it never seen a court decision: the base of ``corrections_curve``.

    python benchmarks/tagger_without_lener.py FOLDER [--data FOLDER] [--seed N]

The shipped tagger learnt from two fifths of LeNER-Br's training sentences, so what corrections of
that domain gain cannot be measured on it. This one is trained anew as the teacher of
``textnn train tagger`` is, on all annotated corpora but LeNER-Br; the vectors of words and forms,
which were learnt from news alone, are those of the shipped folder. No silver news: their second
teacher is the shipped tagger.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from common import settings_for

from textnn import checkpoints
from textnn.config import Settings
from textnn.errors import UserError
from textnn.models.tagger import Tagger
from textnn.text.features import TokenFeaturizer, rows
from textnn.training.loop import Budget, train
from textnn.training.runs import first_metrics
from textnn.training.tagger import (
    REPEATS,
    TaggerOptions,
    TaggerRecipe,
    curriculum,
    dev_examples,
    fit_temperature,
    gold_examples,
    prepare,
)

SEEN = tuple(name for name in REPEATS if name not in ("lener_br", "made", "silver"))
"""Corpora that it learns from; sentences made from their names come with them."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="becomes the model folder")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    try:
        train_without(settings_for(given.data), given.folder, given.seed)
    except UserError as error:
        print(f"tagger_without_lener: {error.say('en')}", file=sys.stderr)
        return 2
    return 0


def train_without(settings: Settings, folder: Path, seed: int) -> None:
    """Trains and writes the model folder; working files stand in ``<folder>-run``."""
    torch.manual_seed(seed)
    shipped = checkpoints.load(settings.models / "tagger")
    config, tables = shipped.config, checkpoints.network(shipped, Tagger)
    featurizer = TokenFeaturizer(
        rows(shipped.vocabulary), rows(shipped.forms), config.affixes, config.spellings
    )
    found = gold_examples(settings, SEEN, seed)
    dev = prepare(dev_examples(settings), featurizer)
    model = Tagger(config)
    model.words.weight.data.copy_(tables.words.weight)
    model.forms.weight.data.copy_(tables.forms.weight)
    options, epochs = TaggerOptions(seed=seed), curriculum(found, 2, 1)
    recipe = TaggerRecipe(model.train(), prepare(found, featurizer), dev, options, epochs)
    budget = Budget(recipe.steps, clip=5.0, evaluate_every=-(-recipe.steps // 6))
    figures = train(recipe, budget, folder.with_name(f"{folder.name}-run"), resume=True)
    model.eval()
    model.config = replace(config, temperature=fit_temperature(model, dev))
    metrics = first_metrics("ner: " + ", ".join(SEEN), len(found), options) | figures
    checkpoints.save(folder, "tagger", model, metrics, shipped.vocabulary, shipped.forms)


if __name__ == "__main__":
    sys.exit(main())
