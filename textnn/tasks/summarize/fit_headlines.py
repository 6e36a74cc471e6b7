"""``textnn train headlines``: the few weights that choose among a headline's candidates.

Fitted on dev articles, because the summarizer has learnt its training articles and would write
them too well; the first ``SCORED`` of dev are left out, for they are what it is measured on.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
from sklearn.linear_model import Ridge
from tqdm import tqdm

from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles
from textnn.datasets.summarizer import SummaryExample, examples
from textnn.errors import UserError
from textnn.evaluation.summarizer import rouge
from textnn.tasks.summarize.choice import FEATURES, HeadlineChoice, Numbers, numbers_of, save_choice
from textnn.tasks.summarize.pipeline import Editor, load_summarizer

SCORED, ARTICLES = 600, 400
"""Dev articles that are left out, and those after them that are looked at."""

STRENGTH = 100.0
"""Of the ridge penalty, on features of standard deviation one."""

_AT_ONCE = 16


def fit_headlines(settings: Settings) -> dict[str, Any]:
    """Fits ``choice.json`` beside the summarizer.

    Returns:
        the weights, how many articles and candidates they were fitted on, and the mean ROUGE-L on
        these same articles of the network's first choice, of the fitted one and of the best.

    Raises:
        UserError: a model or the news are missing, or there are too few dev articles.
    """
    editor = load_summarizer(settings, fitted=False)
    dev = examples(read_articles(news_file(settings.datasets_folder, "dev")))
    found = list(islice((one for one in dev if one.headline), SCORED, SCORED + ARTICLES))
    pairs = [pair for pair in gather(editor, found) if len(pair[1])]
    if not pairs:
        raise UserError("nothing-to-learn", "headlines")
    numbers = np.concatenate([numbers for numbers, _ in pairs])
    scores = np.concatenate([scores - scores.mean() for _, scores in pairs])
    weights = fit(numbers, scores)
    choice = HeadlineChoice(dict(zip(FEATURES, weights.tolist(), strict=True)))
    save_choice(choice, settings.models / "summarizer" / "choice.json")
    return {
        "articles": len(pairs),
        "candidates": len(numbers),
        "first": _mean([scores[0] for _, scores in pairs]),
        "chosen": _mean([scores[np.argmax(numbers @ weights)] for numbers, scores in pairs]),
        "best": _mean([scores.max() for _, scores in pairs]),
        **{name: round(weight, 5) for name, weight in choice.weights.items()},
    }


def gather(editor: Editor, found: list[SummaryExample]) -> list[tuple[Numbers, Numbers]]:
    """Numbers of each article's candidates that pass the checks, and the ROUGE-L of each."""
    pairs = []
    for begin in tqdm(range(0, len(found), _AT_ONCE), unit="batch", mininterval=5):
        part = found[begin : begin + _AT_ONCE]
        articles = [editor.drafter.open(example.text) for example in part]
        for example, article, drafts in zip(
            part, articles, editor.candidates(articles), strict=True
        ):
            scores = [rouge(draft.text, example.headline)["rougeL"] for draft in drafts]
            pairs.append((numbers_of(drafts, article), np.array(scores)))
    return pairs


def fit(numbers: Numbers, scores: Numbers, strength: float = STRENGTH) -> Numbers:
    """Weights of a ridge regression without a constant.

    Args:
        numbers: centred within each article, shape (candidates, features)
        scores: likewise, shape (candidates,)
        strength: of the penalty.

    Returns:
        one a feature, in their order; 0 for one that never varies
    """
    spread = numbers.std(0)
    spread[spread == 0] = 1.0
    found: Numbers = (
        Ridge(strength, fit_intercept=False).fit(numbers / spread, scores).coef_ / spread
    )
    return found


def _mean(values: list[float]) -> float:
    return round(float(np.mean(values)), 4)
