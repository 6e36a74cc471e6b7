"""``textnn train headlines``: the few weights that choose among a headline's candidates beside what
the reranker says of each.

A ridge regression of ROUGE-L with the editor's own headline, fitted on dev articles, because the
summarizer has learnt its training articles and would write them too well; the first ``SCORED`` of
dev are left out, for they are what it is measured on. What can be printed and what an editor would
have said are two things: ``LIKENESS`` weighs the second against the first.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import Ridge
from tqdm import tqdm

from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles
from textnn.datasets.summarizer import SummaryExample, examples
from textnn.errors import UserError
from textnn.evaluation.summarizer import rouge
from textnn.tasks.summarize.choice import (
    TOLD,
    HeadlineChoice,
    Numbers,
    numbers_of,
    save_choice,
)
from textnn.tasks.summarize.hypotheses import LineHypothesis
from textnn.tasks.summarize.pipeline import Editor, load_summarizer

SCORED, ARTICLES = 600, 400
"""Dev articles that are left out, and those after them that are looked at."""

STRENGTH = 100.0
"""Of the ridge penalty, on features of standard deviation one."""

LIKENESS = 2.0
"""What a point of ROUGE-L counts beside a point of probability that a line can be printed: that of
0, 2 and 4 with which most of the chosen lines can be printed (held-out verdicts)."""

OF_WRITTEN = (
    *("score", "focus", "weakest", "weak", "ending"),
    *("extracted", "ellipsis", "characters"),
)
"""What is left to the reranker: of sentences of the article, which stand among the candidates, the
first five say nothing, and the others hardly differ among what is fitted on."""

_AT_ONCE = 16


def fit_headlines(settings: Settings) -> dict[str, Any]:
    """Fits ``choice.json`` beside the summarizer.

    Returns:
        the weights, how many articles and candidates they were fitted on, and the mean ROUGE-L on
        these same articles of the network's first choice, of the fitted one alone and of the best.

    Raises:
        UserError: a model or the news are missing, or there are too few dev articles.
    """
    editor = load_summarizer(settings, fitted=False)
    dev = examples(read_articles(news_file(settings.datasets_folder, "dev")))
    found = list(islice((one for one in dev if one.headline), SCORED, SCORED + ARTICLES))
    pairs = [pair for pair in gather(editor, found) if pair.drafts]
    if not pairs:
        raise UserError("nothing-to-learn", "headlines")
    numbers = np.concatenate([pair.numbers for pair in pairs])
    numbers[:, [TOLD.index(name) for name in OF_WRITTEN]] = 0.0
    scores = np.concatenate([pair.likeness - pair.likeness.mean() for pair in pairs])
    weights = fit(numbers, scores)
    best = [int(np.argmax(pair.numbers @ weights)) for pair in pairs]
    told = dict(zip(TOLD, (LIKENESS * weights).tolist(), strict=True))
    choice = HeadlineChoice({"value": 1.0, **told})
    save_choice(choice, settings.models / "summarizer" / "choice.json")
    return {
        "articles": len(pairs),
        "candidates": len(numbers),
        "first": _mean([pair.likeness[0] for pair in pairs]),
        "chosen": _mean([pair.likeness[n] for pair, n in zip(pairs, best, strict=True)]),
        "best": _mean([pair.likeness.max() for pair in pairs]),
        **{name: round(weight, 5) for name, weight in choice.weights.items()},
    }


class Checked(NamedTuple):
    """An article's candidates that pass the checks.

    drafts: they
    numbers: of each less their mean, see ``numbers_of``, shape (candidates, len(TOLD))
    likeness: ROUGE-L of each with the editor's own, shape (candidates,)
    """

    drafts: list[LineHypothesis]
    numbers: Numbers
    likeness: Numbers


def gather(editor: Editor, found: list[SummaryExample]) -> list[Checked]:
    """The candidates of articles."""
    pairs = []
    for begin in tqdm(range(0, len(found), _AT_ONCE), unit="batch", mininterval=5):
        part = found[begin : begin + _AT_ONCE]
        articles = [editor.drafter.open(example.text) for example in part]
        for example, article, drafts in zip(
            part, articles, editor.candidates(articles), strict=True
        ):
            scores = [rouge(draft.text, example.headline)["rougeL"] for draft in drafts]
            numbers = numbers_of(drafts, article)
            centred = numbers - numbers.mean(0) if drafts else numbers
            pairs.append(Checked(drafts, centred, np.array(scores)))
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
