"""``textnn train keywords``: the few weights of the keyword scorer, fitted on editors' tags.

Everything a candidate is told by comes from finished models, so this is no training but a logistic
regression over what the pipeline sees: which of an article's phrases did its editors tag?
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from textnn.config import Settings
from textnn.datasets.news import Article, news_file, read_articles
from textnn.evaluation.keywords import standing
from textnn.pipelines.keywords import FEATURES, phrase_stems
from textnn.pipelines.summarize import Editor, load_summarizer

ARTICLES = 700
"""Tagged training articles that are looked at."""

_CHARACTERS = 6000
"""Of an article; the tagger's time grows with its length."""


def fit_keywords(settings: Settings, seed: int = 1, articles: int = ARTICLES) -> dict[str, Any]:
    """Fits ``keywords.json`` beside the extractor.

    Returns:
        the weights, and how many articles and candidates they were fitted on.
    """
    editor = load_summarizer(settings, fitted=False)
    tagged = [a for a in read_articles(news_file(settings.datasets_folder, "train")) if a.keywords]
    random.Random(seed).shuffle(tagged)
    numbers, chosen = gather(editor, tagged[:articles])
    weights = fit(numbers, chosen)
    path = settings.models / "extractor" / "keywords.json"
    content = {name: round(weight, 4) for name, weight in zip(FEATURES, weights, strict=True)}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return {"articles": len(tagged[:articles]), "candidates": len(chosen), **content}


def gather(editor: Editor, articles: Sequence[Article]) -> tuple[Tensor, Tensor]:
    """Candidates of articles and whether each was tagged.

    Returns:
        numbers (candidates, len(FEATURES)) and 0 or 1 for each, (candidates,)
    """
    rows, labels = [], []
    for article in tqdm(articles, unit="article", mininterval=5):
        text = article.text[:_CHARACTERS]
        tags = {phrase_stems(tag) for tag in standing(text, article.keywords)}
        if not tags:
            continue
        page = editor.page(text, editor.highlighter(text).spans)
        for candidate in page.candidates():
            rows.append(candidate.numbers)
            labels.append(float(candidate.stems in tags))
    return torch.from_numpy(np.stack(rows)), torch.tensor(labels, dtype=torch.float64)


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
