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
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from textnn.config import Settings
from textnn.datasets.news import NewsArticle, news_file, read_articles
from textnn.errors import UserError
from textnn.evaluation.keywords import standing
from textnn.tasks.summarize.keywords.candidates import (
    FEATURES,
    Candidate,
    Page,
    Stems,
    phrase_stems,
)
from textnn.tasks.summarize.keywords.scorer import (
    KeywordScorer,
    Merged,
    likely,
    merge_duplicates,
    save_scorer,
)
from textnn.tasks.summarize.pipeline import Editor, load_summarizer

ARTICLES = 350
"""Tagged training articles that are looked at."""

_CHARACTERS = 6000
"""Of an article; the tagger's time grows with its length."""


class TaggedPage(NamedTuple):
    """A tagged article.

    Attributes:
        page: what is known of it.
        candidates: its phrases.
        tags: stems of each of the editors' tags that stand in it.
    """

    page: Page
    candidates: list[Candidate]
    tags: set[Stems]


def fit_keywords(settings: Settings, seed: int = 1, articles: int = ARTICLES) -> dict[str, Any]:
    """Fits ``keywords.json`` beside the extractor.

    Args:
        seed: of the choice of articles.
        articles: most that are looked at.

    Returns:
        weights and threshold, how many articles and candidates they were fitted on, and the F1 of
        the chosen keywords on these same articles.

    Raises:
        UserError: a model or the news are missing, or no article has a tag that stands in it.
    """
    editor = load_summarizer(settings, fitted=False)
    tagged = [a for a in read_articles(news_file(settings.datasets_folder, "train")) if a.keywords]
    random.Random(seed).shuffle(tagged)
    pages = list(gather(editor, tagged[:articles]))
    candidates = [candidate for page in pages for candidate in page.candidates]
    if not candidates:
        raise UserError("nothing-to-learn", "keywords")
    numbers = np.stack([candidate.numbers for candidate in candidates])
    chosen = np.array([c.stems in page.tags for page in pages for c in page.candidates])
    weights = fit(numbers, chosen)
    scorer = replace(editor.scorer, weights=dict(zip(FEATURES, weights, strict=True)))
    threshold, f1 = best_threshold(scorer, pages)
    scorer = replace(scorer, threshold=threshold)
    save_scorer(scorer, settings.models / "extractor" / "keywords.json")
    counts = {"articles": len(pages), "candidates": len(candidates), "f1": round(f1, 4)}
    return {**counts, "threshold": threshold, **scorer.weights}


def gather(editor: Editor, articles: Sequence[NewsArticle]) -> Iterator[TaggedPage]:
    """Articles with all that their keywords are chosen by; left out if no tag stands in them."""
    for article in tqdm(articles, unit="article", mininterval=5):
        text = article.text[:_CHARACTERS]
        tags = {phrase_stems(tag) for tag in standing(text, article.keywords)}
        if tags:
            page = editor.page(text, editor.highlighter(text).spans)
            yield TaggedPage(page, page.candidates(), tags)


def best_threshold(scorer: KeywordScorer, pages: Sequence[TaggedPage]) -> tuple[float, float]:
    """The score from which on giving a keyword pays, and the mean F1 with it.

    Tried are 0, 0.01 ... 0.49; of equally good ones the highest is taken.
    """
    merged = [merge_duplicates([(c, scorer.score(c)) for c in page.candidates]) for page in pages]
    tried = [
        (_mean_f1(threshold, merged, [page.tags for page in pages]), threshold)
        for threshold in (number / 100 for number in range(50))
    ]
    f1, threshold = max(tried)
    return threshold, f1


def _mean_f1(
    threshold: float, merged: Sequence[Sequence[Merged]], tags: Sequence[set[Stems]]
) -> float:
    """As ``evaluation.keywords`` counts it, by this pipeline's own stems."""
    total = 0.0
    for keywords, wanted in zip(merged, tags, strict=True):
        given = likely(keywords, threshold)
        right = sum(frozenset(tag) in {keyword.stems for keyword in given} for tag in wanted)
        total += 2 * right / (len(given) + len(wanted))
    return total / max(1, len(merged))


def fit(
    numbers: NDArray[np.float64], chosen: NDArray[np.bool_], decay: float = 1e-4
) -> list[float]:
    """Weights of a logistic regression; the features hold a constant of their own.

    loss = mean cross-entropy + decay * |w|^2

    Args:
        numbers: shape (candidates, features)
        chosen: shape (candidates,), both values occur

    Returns:
        one a feature, in their order
    """
    strength = 1 / (2 * decay * len(chosen))
    model = LogisticRegression(C=strength, fit_intercept=False, tol=1e-8, max_iter=1000)
    found: list[float] = model.fit(numbers, chosen).coef_[0].tolist()
    return found
