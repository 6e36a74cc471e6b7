"""Whether a quotation's speaker is right: a logistic regression over what stands beside it.

    python benchmarks/said_by.py --data pairs.dev.jsonl.xz

Reads ``data/evaluation/speakers.jsonl``: quotations of news articles by the hash of the article's
first 3,000 characters and their offsets, each with whether the speaker that the rules found is the
one that the article names. Prints precision at several thresholds, every article held out in turn,
and the weights that ``textnn/tasks/factsheet/speakers.py`` has.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from textnn.config import DATA, Settings
from textnn.datasets.news import read_articles
from textnn.tasks.factsheet.people import find_people
from textnn.tasks.factsheet.quotes import find_quotes
from textnn.tasks.factsheet.reading import placed
from textnn.tasks.factsheet.speakers import speaker_features
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.text.normalize import normalize

READ = 3000
DECAY = 1.0
"""L2 penalty of every weight but the bias."""


def article_key(text: str) -> str:
    """By which an article is known without its words."""
    return hashlib.sha256(text[:READ].encode()).hexdigest()[:16]


def judged(data: Path, labels: Path) -> Iterator[tuple[str, dict[str, float], bool]]:
    """Article, features and verdict of each quotation that has a verdict and a speaker."""
    wanted: dict[str, dict[tuple[int, int], bool]] = {}
    for line in labels.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        wanted.setdefault(one["article"], {})[one["start"], one["end"]] = one["right"]
    highlighter = load_highlighter(Settings())
    for article in read_articles(data):
        key = article_key(article.text)
        if key not in wanted:
            continue
        text = article.text[:READ]
        reading = placed(normalize(text), highlighter(text).spans)
        people = find_people(reading)
        for quote in find_quotes(reading, people, every=True):
            place = reading.clean.original_span(quote.start, quote.end)
            if quote.speaker and place in wanted[key]:
                features = speaker_features(
                    reading, people, (quote.start, quote.end), quote.direct, quote.speaker
                )
                yield key, features, wanted[key][place]


def fit(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression by Newton's method.

    Args:
        rows: shape (quotations, features), the bias first.
        right: shape (quotations,), 0 or 1.
    """
    weights = np.zeros(rows.shape[1])
    penalty = DECAY * np.eye(len(weights))
    penalty[0, 0] = 0
    for _ in range(50):
        told = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (right - told) - penalty @ weights
        bend = (rows.T * (told * (1 - told))) @ rows + penalty
        weights += np.linalg.solve(bend, slope)
    return weights


def main() -> None:
    """Print precision with every article held out, and the weights of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--labels", type=Path, default=DATA / "evaluation" / "speakers.jsonl")
    given = parser.parse_args()
    found = [*judged(given.data, given.labels)]
    if not found:
        parser.error(f"{given.data} has none of the articles of {given.labels}")
    names = [*found[0][1]]
    rows = np.array([[features[name] for name in names] for _, features, _ in found])
    right = np.array([float(verdict) for _, _, verdict in found])
    articles = np.array([key for key, _, _ in found])
    told = np.zeros(len(found))
    for key in {*articles.tolist()}:
        out = articles == key
        told[out] = 1 / (1 + np.exp(-rows[out] @ fit(rows[~out], right[~out])))
    print(
        f"{len(found)} quotations of {len({*articles.tolist()})} articles, {right.mean():.3f} right"
    )
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        kept = told >= least
        print(
            f"{least}: {kept.sum()} told, {right[kept].mean():.3f} right, "
            f"{right[kept].sum() / right.sum():.3f} of the right ones"
        )
    for name, weight in zip(names, fit(rows, right), strict=True):
        print(f"    {name!r}: {weight:.2f},")


if __name__ == "__main__":
    main()
