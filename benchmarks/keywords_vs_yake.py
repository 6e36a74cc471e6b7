"""textnn's keywords against yake's, in one run on the same articles with editors' tags.

    python benchmarks/keywords_vs_yake.py [--split dev] [--first N]

F1 of the first ten keywords against the tags that stand in the text (docs/evaluation.md), to the
letter and by stems, over all articles and set by set. Needs ``pip install -e .[bench]`` and the
data sets (``TEXTNN_DATASETS`` or ``--data``); ``--baselines`` leaves textnn out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from common import markdown, settings_for, timed, write_json
from summary_baselines import yake_keywords

from textnn.config import Settings
from textnn.datasets.news import NewsArticle, news_file, read_articles
from textnn.errors import UserError
from textnn.evaluation.keywords import keyword_scores, standing
from textnn.pretrained import Models
from textnn.tasks.evaluate import find_keywords
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.tasks.summarize.pipeline import load_summarizer

Find = Callable[[NewsArticle], list[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    try:
        settings = settings_for(given.data)
        finders = load_finders(settings, given)
        tagged = read_tagged(settings, given.split, given.first)
    except UserError as error:
        print(f"keywords_vs_yake: {error.say('en')}", file=sys.stderr)
        return 2
    found = {name: score(find, tagged) for name, find in finders.items()}
    print(f"{len(tagged)} articles of news {given.split} with a tag that stands in them\n")
    print(table(found))
    asked = {name: value for name, value in vars(given).items() if name not in ("json", "data")}
    write_json(given.json, {"arguments": asked, "articles": len(tagged), **found})
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--model", default="summarizer", help="folder below the models folder")
    parser.add_argument("--baselines", action="store_true", help="leave textnn out")
    parser.add_argument("--first", type=int, default=0, help="try-out: the first articles only")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def load_finders(settings: Settings, given: argparse.Namespace) -> dict[str, Find]:
    """Who finds keywords, best first."""
    finders: dict[str, Find] = {
        "yake": lambda article: yake_keywords(article.text),
        "yake, two words": lambda article: yake_keywords(article.text, longest=2),
    }
    if not given.baselines:
        models = Models(settings.models)
        editor = load_summarizer(settings, models, given.model)
        highlighter = load_highlighter(settings, models)
        finders["textnn"] = lambda article: find_keywords(editor, highlighter, article)
    return finders


def read_tagged(settings: Settings, split: str, first: int) -> list[NewsArticle]:
    """Articles with a tag that stands in them, in file order."""
    articles = read_articles(news_file(settings.datasets_folder, split))
    return list(islice((a for a in articles if standing(a.text, a.keywords)), first or None))


def score(find: Find, articles: Sequence[NewsArticle]) -> dict[str, Any]:
    """Figures of one side over all articles and set by set, and seconds an article."""
    keywords, seconds = timed(lambda: [find(article) for article in articles])
    pairs = list(zip(keywords, articles, strict=True))
    return {
        **figures(pairs),
        "seconds": round(seconds / max(1, len(articles)), 3),
        "by_set": {
            place: figures([pair for pair in pairs if pair[1].set == place])
            for place in sorted({article.set for article in articles})
        },
    }


def figures(found: Sequence[tuple[Sequence[str], NewsArticle]]) -> dict[str, Any]:
    """F1@10 of the keywords found in some articles."""
    scores = keyword_scores(
        [phrases for phrases, _ in found],
        [article.keywords for _, article in found],
        [article.text for _, article in found],
    )
    return {
        "articles": scores.articles,
        "f1_at_10": round(scores.f1_at_10, 4),
        "f1_at_10_stemmed": round(scores.f1_at_10_stemmed, 4),
    }


def table(found: dict[str, dict[str, Any]]) -> str:
    """One line a set and one for all; exact / stemmed of each side."""
    first = next(iter(found.values()))
    rows = [
        (place, [side["by_set"][place] for side in found.values()]) for place in first["by_set"]
    ]
    rows.append(("all", list(found.values())))
    cells = [
        (
            place,
            str(sides[0]["articles"]),
            *(f"{side['f1_at_10']:.3f} / {side['f1_at_10_stemmed']:.3f}" for side in sides),
        )
        for place, sides in rows
    ]
    seconds = ("seconds an article", "", *(f"{side['seconds']:.3f}" for side in found.values()))
    return markdown(("", "articles", *found), [*cells, seconds])


if __name__ == "__main__":
    sys.exit(main())
