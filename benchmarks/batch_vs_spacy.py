"""Marks of whole articles: the shipped tagger beside spaCy's ``nlp.pipe``, in turn in one process.

    python benchmarks/batch_vs_spacy.py articles.jsonl --first 256 --rounds 3

spaCy's ``ner`` pipe is trained here on UNER's training part, as ``ner_vs_spacy.py --uner`` does;
one epoch is enough, for its speed does not depend on what it learnt. Both sides get the same texts,
a chunk of the batch at a time, and give spans in characters. Run it with OMP_NUM_THREADS=1. Needs
``pip install -e .[bench]`` and the data sets (``TEXTNN_DATASETS`` or ``--data``).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

import spacy_side
from common import settings_for, timed
from corpus import gold
from spacy_side import SpacyOptions, train_spacy

from textnn.batches.batch import CHUNK
from textnn.datasets.ner.corpora import corpora
from textnn.tasks.highlight.pipeline import load_highlighter


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    settings = settings_for(given.data)
    with given.articles.open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in islice(file, given.first)]
    training = [*corpora(settings.datasets_folder)["uner_bosque"].read("train")]
    options = SpacyOptions(given.spacy_epochs)
    nlp, seconds = timed(lambda: train_spacy(training, gold(training), options))
    print(f"spaCy {spacy_side.VERSION}, trained {seconds:.0f} s")
    highlighter = load_highlighter(settings)
    sides: dict[str, Callable[[Sequence[str]], object]] = {
        "textnn": highlighter.many,
        "spaCy": lambda chunk: spacy_side.find(nlp, chunk),
    }
    compare(sides, texts, given.rounds)
    return 0


def compare(
    sides: dict[str, Callable[[Sequence[str]], object]], texts: Sequence[str], rounds: int
) -> None:
    """Print articles a second of processor time, each side once a round, and the median.

    Each round has other articles, for what a side remembers of an article would help it.
    """
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        part = texts[number :: rounds + 1]
        for name, side in sides.items():
            began = time.process_time()
            for chunk in chunks(part):
                side(chunk)
            if number:  # the first round warms both up
                rates[name].append(len(part) / (time.process_time() - began))
    words = statistics.mean(len(text.split()) for text in texts)
    for name, found in rates.items():
        print(
            f"{name}: {statistics.median(found):.1f} articles of {words:.0f} words a second "
            f"({min(found):.1f} to {max(found):.1f}, {rounds} rounds, one core)"
        )
    ours, theirs = (statistics.median(found) for found in rates.values())
    print(f"textnn is {ours / theirs:.2f} times as fast as spaCy")


def chunks(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    """What the batch gives a worker at a time."""
    for start in range(0, len(texts), CHUNK):
        yield texts[start : start + CHUNK]


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path, help="JSON lines with a text each")
    parser.add_argument("--first", type=int, default=256, help="so many of them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spacy-epochs", type=int, default=1)
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
