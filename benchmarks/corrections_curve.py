"""What corrections teach: F1 on court decisions against the number of corrected documents.

    python benchmarks/tagger_without_lener.py runs/tagger-without-lener
    python benchmarks/corrections_curve.py runs/tagger-without-lener [--seeds 2] [--counts 5 10 ...]
        [--json FILE] [--plot FILE.png]

A simulated editor corrects documents of LeNER-Br, a domain that the base tagger never saw: the
editor's marks are the corpus' own, its labels mapped (laws and decisions are works). The file has
no borders of documents, so 30 sentences that follow each other count as one; the 260 of the train
part are there to be corrected. *chance* takes them in random order, *least sure* asks the tagger as
it is by then which it is least sure of: the mean entropy of its tokens' posteriors. After each
count the personal tagger is trained anew from the base, as the app does, and judged on the test
part; where it is refused ("part" 0) the one before it goes on. The options of the training were
chosen on the dev part. With ``--json`` runs that stand in the file already are not done again.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

import torch
from common import markdown, settings_for, write_json
from matplotlib import pyplot as plt

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.ner.corpora import TaggedText, corpora
from textnn.datasets.ner.guidelines import CORRECTED
from textnn.datasets.ner.tagging import Example, examples
from textnn.errors import UserError
from textnn.evaluation.kept import MOST_LOST, as_far_as_kept
from textnn.models.tagger import Tagger
from textnn.text.features import TokenFeaturizer, rows
from textnn.training.personal.tagger import PersonalOptions, fine_tune, judge
from textnn.training.tagger import FeaturizedExamples, dev_examples, gold_examples, prepare

SENTENCES = 30
COUNTS = (5, 10, 20, 35, 50)
WAYS = ("chance", "least sure")
REPLAYED = ("uner_bosque", "first_harem", "second_harem_ten")
"""Corpora of the last epochs of the tagger's own training; sentences are made of their names."""
COLOURS = {"chance": "#8a8781", "least sure": "#0072B2"}

Document = list[Example]


@dataclass(frozen=True)
class Bench:
    """What all runs share.

    Attributes:
        base: the tagger that never saw the domain.
        featurizer: reads tokens for it.
        documents: what may be corrected, as the editor marks it.
        replay, check, test: former data, what must be kept, what is judged.
        had: F1 of the base on the check set.
    """

    base: Tagger
    featurizer: TokenFeaturizer
    documents: list[Document]
    replay: FeaturizedExamples
    check: FeaturizedExamples
    test: FeaturizedExamples
    had: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base", type=Path, help="folder of tagger_without_lener")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--json", type=Path, help="file for the figures; runs in it are kept")
    parser.add_argument("--plot", type=Path, help="PNG of F1 over documents")
    given = parser.parse_args(arguments)
    try:
        bench = read(settings_for(given.data), given.base)
    except UserError as error:
        print(f"corrections_curve: {error.say('en')}", file=sys.stderr)
        return 2
    runs = json.loads(given.json.read_text())["runs"] if given.json and given.json.exists() else []
    if not runs:
        runs.append(row("base", 0, 0, judge(bench.base, bench.test), bench.had, 0.0, 0.0))
    for seed in range(1, given.seeds + 1):
        for way in WAYS:
            if not any((one["way"], one["seed"]) == (way, seed) for one in runs):
                runs += follow(bench, way, seed, given.counts)
                write_json(given.json, {"runs": runs})
    print(table(runs, given.counts))
    if given.plot:
        draw(runs, given.plot)
    return 0


def read(settings: Settings, folder: Path) -> Bench:
    """The base and the data."""
    checkpoint = checkpoints.load(folder)
    base, config = checkpoints.network(checkpoint, Tagger), checkpoint.config
    featurizer = TokenFeaturizer(
        rows(checkpoint.vocabulary), rows(checkpoint.forms), config.affixes, config.spellings
    )
    corpus = corpora(settings.datasets_folder)["lener_br"]

    def edited(split: str) -> list[TaggedText]:
        return [replace(one, source=CORRECTED) for one in corpus.read(split)]

    train = edited("train")
    blocks = [train[at : at + SENTENCES] for at in range(0, len(train) - SENTENCES + 1, SENTENCES)]
    check = prepare(dev_examples(settings), featurizer)
    return Bench(
        base,
        featurizer,
        [list(examples(block, corpus.tags)) for block in blocks],
        prepare(gold_examples(settings, REPLAYED), featurizer),
        check,
        prepare(list(examples(edited("test"), corpus.tags)), featurizer),
        judge(base, check).f1,
    )


def follow(bench: Bench, way: str, seed: int, counts: Sequence[int]) -> list[dict[str, Any]]:
    """One editor: documents one after the other, a personal tagger after each count."""
    left = [*bench.documents]
    random.Random(seed).shuffle(left)
    tagger, done, found = bench.base, list[Document](), []
    for count in counts:
        if way == "least sure":
            left.sort(key=lambda document: doubt(tagger, bench.featurizer, document), reverse=True)
        more = count - len(done)
        done, left = done + left[:more], left[more:]
        corrected = prepare([one for document in done for one in document], bench.featurizer)
        began = time.perf_counter()
        after = fine_tune(bench.base, corrected, bench.replay, PersonalOptions(seed=seed))
        new, kept, part = as_far_as_kept(
            bench.base, after, lambda one: judge(one, bench.check).f1, bench.had
        )
        seconds = time.perf_counter() - began
        if kept < bench.had - MOST_LOST:
            part = 0.0  # refused: the one before goes on
        else:
            tagger = new
        found.append(row(way, seed, count, judge(tagger, bench.test), kept, part, seconds))
    return found


def row(
    way: str, seed: int, count: int, scores: Any, check: float, part: float, seconds: float
) -> dict[str, Any]:
    """The figures of a run; printed, too."""
    labels = {label: round(one.f1, 4) for label, one in scores.by_label.items()}
    run = {
        "way": way, "seed": seed, "count": count, "f1": round(scores.f1, 4), "labels": labels,
        "check": round(check, 4), "part": part, "seconds": round(seconds, 1),
    }  # fmt: skip
    print(run, flush=True)
    return run


def doubt(tagger: Tagger, featurizer: TokenFeaturizer, document: Document) -> float:
    """Mean entropy of a token's tags in a document, nats."""
    data = prepare(document, featurizer)
    batch, _ = data.batch(range(len(document)))
    _, posterior = tagger.decode(batch)
    entropy = -(posterior * posterior.clamp(min=1e-9).log()).sum(-1)
    return float(entropy[batch.mask].mean())


def table(runs: Sequence[dict[str, Any]], counts: Sequence[int]) -> str:
    """One line a way: mean F1 at each count, lowest and highest."""
    base = next(run for run in runs if run["way"] == "base")
    lines = []
    for way in WAYS:
        cells = [way, f"{base['f1']:.3f}"]
        for count in counts:
            found = [run["f1"] for run in runs if (run["way"], run["count"]) == (way, count)]
            spread = f" ({min(found):.3f} to {max(found):.3f})" if len(found) > 1 else ""
            cells.append(f"{mean(found):.3f}{spread}" if found else "–")
        lines.append(cells)
    return markdown(("documents", "0", *map(str, counts)), lines)


def draw(runs: Sequence[dict[str, Any]], path: Path) -> None:
    """F1 over documents, one line a way."""
    base = next(run for run in runs if run["way"] == "base")
    figure, panel = plt.subplots(figsize=(6, 3.8), layout="constrained")
    for way in WAYS:
        counts = sorted({run["count"] for run in runs if run["way"] == way})
        found = [
            [run["f1"] for run in runs if (run["way"], run["count"]) == (way, count)]
            for count in counts
        ]
        line = [base["f1"], *map(mean, found)]
        panel.plot([0, *counts], line, "o-", color=COLOURS[way], label=way)
        panel.fill_between(
            counts, [min(f) for f in found], [max(f) for f in found], color=COLOURS[way], alpha=0.15
        )
    panel.set_xlabel("corrected documents of 30 sentences")
    panel.set_ylabel("F1, LeNER-Br test")
    panel.grid(alpha=0.3)
    panel.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)
    plt.close(figure)


if __name__ == "__main__":
    torch.manual_seed(1)
    sys.exit(main())
