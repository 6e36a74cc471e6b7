"""UNER Bosque's test part: the shipped tagger beside spaCy trained on UNER's training part."""

from __future__ import annotations

from itertools import islice
from typing import Any

import spacy_side
import torch
from common import markdown, timed
from corpus import gold
from scoring import SIDES, figures
from spacy_side import SpacyOptions, train_spacy
from speed import sides

from textnn.config import Settings
from textnn.datasets.ner.corpora import corpora
from textnn.evaluation.spans import span_scores
from textnn.tasks.evaluate import score_highlighter
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.text.words import words

ROUNDS = 3
"""How often each side tags all texts, by turns, after one round to warm up."""


def compare_uner(settings: Settings, options: SpacyOptions, first: int = 0) -> dict[str, Any]:
    """Prints scores of both, and medians of words a second from raw text to spans.

    Args:
        first: only so many texts of each part, for a try-out; 0: all.
    """
    highlighter, parts = load_highlighter(settings), corpora(settings.datasets_folder)
    training, test = (
        list(islice(parts["uner_bosque"].read(split), first or None)) for split in ("train", "test")
    )
    nlp, training_seconds = timed(lambda: train_spacy(training, gold(training), options))
    texts, count = [item.text for item in test], sum(len(words(item.text)) for item in test)
    ours, our_seconds = timed(lambda: score_highlighter(highlighter, test))
    theirs, their_seconds = timed(lambda: span_scores(gold(test), spacy_side.find(nlp, texts)))
    works = {
        "textnn": lambda: highlighter.tag(texts),
        "spacy": lambda: spacy_side.find(nlp, texts),
    }
    speeds = sides(works, count, ROUNDS)
    rows = {
        side: {
            **figures(scores, seconds),
            "words_a_second": round(speeds[side]["a second"]),
            "words_a_processor_second": round(speeds[side]["a processor second"]),
        }
        for side, scores, seconds in (
            ("textnn", ours, our_seconds), ("spacy", theirs, their_seconds)
        )
    }  # fmt: skip
    print(
        f"UNER Bosque test: {len(test)} sentences, {count} words, {ours.gold} names; spaCy "
        f"{spacy_side.VERSION} trained {training_seconds:.0f} s on {len(training)} sentences; "
        f"torch threads: {torch.get_num_threads()}\n\n{_table(rows)}\n\n"
        f"difference: {100 * (ours.f1 - theirs.f1):+.1f} points"
    )
    return {
        **rows,
        "sentences": len(test),
        "words": count,
        "names": ours.gold,
        "spacy_training_seconds": round(training_seconds, 1),
    }


def _table(rows: dict[str, dict[str, Any]]) -> str:
    head = ("", "F1", "precision", "recall", "words/s", "words/processor s")
    cells = [
        [
            SIDES[side],
            *(f"{row[key]:.3f}" for key in ("f1", "precision", "recall")),
            f"{row['words_a_second']:,}",
            f"{row['words_a_processor_second']:,}",
        ]
        for side, row in rows.items()
    ]
    return markdown(head, cells)
