"""``textnn train keywords``: the few weights of the keyword scorer, fitted on editors' tags.

Everything a candidate is told by comes from finished models, so this is no training but a logistic
regression over what the pipeline sees: which of an article's phrases did its editors tag?
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from textnn.config import Settings
from textnn.datasets.news import Article, news_file, read_articles
from textnn.evaluation.keywords import standing
from textnn.pipelines.keywords import (
    FEATURES,
    FEWEST,
    Candidate,
    Folded,
    KeywordScorer,
    Page,
    fold,
    phrase_stems,
    save_scorer,
)
from textnn.pipelines.summarize import Editor, load_summarizer

ARTICLES = 500
"""Tagged training articles that are looked at."""

_CHARACTERS = 6000
"""Of an article; the tagger's time grows with its length."""


class Told(NamedTuple):
    """A tagged article.

    page: what is known of it
    candidates: its phrases
    tags: stems of the editors' tags that stand in it
    """

    page: Page
    candidates: list[Candidate]
    tags: set[tuple[str, ...]]


def fit_keywords(settings: Settings, seed: int = 1, articles: int = ARTICLES) -> dict[str, Any]:
    """Fits ``keywords.json`` beside the extractor.

    Returns:
        weights and threshold, how many articles and candidates they were fitted on, and the F1 of
        the chosen keywords on these same articles.
    """
    editor = load_summarizer(settings, fitted=False)
    tagged = [a for a in read_articles(news_file(settings.datasets_folder, "train")) if a.keywords]
    random.Random(seed).shuffle(tagged)
    told = list(gather(editor, tagged[:articles]))
    candidates = [candidate for item in told for candidate in item.candidates]
    numbers = torch.from_numpy(np.stack([candidate.numbers for candidate in candidates]))
    chosen = [float(c.stems in item.tags) for item in told for c in item.candidates]
    weights = fit(numbers, torch.tensor(chosen, dtype=torch.float64))
    scorer = replace(editor.scorer, weights=dict(zip(FEATURES, weights, strict=True)))
    least, f1 = likely_enough(scorer, told)
    scorer = replace(scorer, least=least)
    save_scorer(scorer, settings.models / "extractor" / "keywords.json")
    counts = {"articles": len(told), "candidates": len(candidates), "f1": round(f1, 4)}
    return {**counts, "least": least, **scorer.weights}


def gather(editor: Editor, articles: Sequence[Article]) -> Iterator[Told]:
    """Articles with all that their keywords are chosen by; those without a standing tag not."""
    for article in tqdm(articles, unit="article", mininterval=5):
        text = article.text[:_CHARACTERS]
        tags = {phrase_stems(tag) for tag in standing(text, article.keywords)}
        if tags:
            page = editor.page(text, editor.highlighter(text).spans)
            yield Told(page, page.candidates(), tags)


def likely_enough(scorer: KeywordScorer, told: Sequence[Told]) -> tuple[float, float]:
    """The score from which on giving a keyword pays, and the mean F1 with it."""
    folded = [fold([(c, scorer.score(c)) for c in item.candidates]) for item in told]
    tried = [
        (_mean_f1(least, folded, [item.tags for item in told]), least)
        for least in (number / 100 for number in range(50))
    ]
    f1, least = max(tried)
    return least, f1


def _mean_f1(
    least: float, folded: Sequence[Sequence[Folded]], tags: Sequence[set[tuple[str, ...]]]
) -> float:
    total = 0.0
    for keywords, wanted in zip(folded, tags, strict=True):
        given = keywords[: max(FEWEST, sum(keyword.score >= least for keyword in keywords))]
        right = sum(frozenset(tag) in {keyword.stems for keyword in given} for tag in wanted)
        total += 2 * right / (len(given) + len(wanted))
    return total / max(1, len(folded))


def fit(numbers: Tensor, chosen: Tensor, decay: float = 1e-4) -> list[float]:
    """Weights of a logistic regression (Newton's way, by L-BFGS).

    Args:
        numbers: shape (candidates, features)
        chosen: 0 or 1, shape (candidates,)
        decay: weight of the squared weights in the loss
    """
    weights = torch.zeros(numbers.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(numbers @ weights, chosen)
        loss = loss + decay * weights.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    found: list[float] = weights.detach().tolist()
    return found
