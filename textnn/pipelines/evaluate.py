"""``textnn evaluate``: anybody's file, a shipped model, the figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from textnn.config import Settings
from textnn.datasets.ner import TaggedText, read_tagged
from textnn.datasets.news import read_articles
from textnn.errors import UserError
from textnn.evaluation.charrnn import score_texts
from textnn.evaluation.spans import SpanScores, span_scores
from textnn.models.charrnn import CharRNN
from textnn.pipelines.generate import load_copiers
from textnn.pipelines.highlight import Highlighter, load_highlighter
from textnn.pretrained import Models, network
from textnn.text.characters import CharVocab
from textnn.text.normalize import normalize


def evaluate(task: str, path: Path, settings: Settings, model: str = "") -> dict[str, Any]:
    """Scores a model on a file.

    Args:
        task: one of ``TASKS``.
        path: formats in docs/evaluation.md.
        model: folder below ``Settings.models``; empty: the task's own.

    Returns:
        ``{"task", "data", "n", "model", "seconds", "metrics"}``, ready for JSON.

    Raises:
        UserError: unknown task, unreadable file, missing model, or nothing to score.
    """
    if task not in _TASKS:
        known = ", ".join(TASKS)
        raise UserError(
            f"Não sei avaliar “{task}”; sei: {known}.",
            f"There is no evaluation of “{task}”; there are: {known}.",
            code="unknown-task",
        )
    began = time.perf_counter()
    name = model or task
    count, metrics = _TASKS[task](path, settings, name)
    if not count:
        raise UserError(
            f"“{path.name}” não tem nada para avaliar.",
            f"“{path.name}” holds nothing to score.",
            code="nothing-to-score",
        )
    return {
        "task": task,
        "data": str(path),
        "n": count,
        "model": name,
        "seconds": round(time.perf_counter() - began, 2),
        "metrics": metrics,
    }


def _charrnn(path: Path, settings: Settings, name: str) -> tuple[int, dict[str, Any]]:
    checkpoint = Models(settings.models).get(name)
    model = network(checkpoint, CharRNN)
    texts = [normalize(article.text).text for article in read_articles(path)]
    vocabulary, copiers = CharVocab(checkpoint.config.chars), load_copiers(settings.models / name)
    scores = score_texts(model, vocabulary, texts, copiers)
    return scores.characters, {
        "bits_per_char": round(scores.bits_per_char, 4),
        "bits_without_copying": round(scores.bits_without_copying, 4),
        "characters": scores.characters,
        "unknown_characters": scores.unknown,
    }


def _tagger(path: Path, settings: Settings, name: str) -> tuple[int, dict[str, Any]]:
    highlighter = load_highlighter(settings, tagger=name)
    texts = list(read_tagged(path))
    scores = score_highlighter(highlighter, texts)
    by_label = {label: _figures(score) for label, score in scores.by_label.items()}
    return len(texts), {**_figures(scores), "by_label": by_label}


def score_highlighter(highlighter: Highlighter, texts: Iterable[TaggedText]) -> SpanScores:
    """Exact-span scores in characters of the texts themselves, over the labels they use."""
    texts = list(texts)
    clean = [normalize(item.text) for item in texts]
    found = [
        [(*form.original_span(span.start, span.end), span.tag) for span in spans]
        for form, spans in zip(clean, highlighter.tag([form.text for form in clean]), strict=True)
    ]
    gold = [[(e.start, e.end, e.label) for e in item.entities] for item in texts]
    return span_scores(gold, found)


def _figures(scores: SpanScores) -> dict[str, float]:
    return {
        key: round(value, 4)
        for key, value in asdict(scores).items()
        if key in ("f1", "precision", "recall")
    }


_TASKS: dict[str, Callable[[Path, Settings, str], tuple[int, dict[str, Any]]]] = {
    "charrnn": _charrnn,
    "tagger": _tagger,
}

TASKS = tuple(_TASKS)
"""What can be evaluated."""
