"""What the reranker learns from: lines that the summarizer wrote, each with a verdict.

The verdicts stand in ``data/headlines/verdicts.jsonl``, the lines do not: an article's lines are
mostly its own words. So they are written again, and each is known by its digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from tqdm import tqdm

from textnn.config import DATA, Settings
from textnn.datasets.jsonl import read_records
from textnn.datasets.news import news_file, read_articles
from textnn.engine.reranker import JudgedLine
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.choice import seen
from textnn.tasks.summarize.headlines import sentence_candidates
from textnn.tasks.summarize.hypotheses import LineHypothesis
from textnn.tasks.summarize.pipeline import Editor, load_summarizer

VERDICTS_FILE = DATA / "headlines" / "verdicts.jsonl"

_AT_ONCE = 16


def digest(line: str) -> str:
    """What a line is known by."""
    return sha256(line.encode()).hexdigest()[:10]


def read_verdicts() -> dict[tuple[str, str], dict[str, int]]:
    """(part of the news, id) -> digest of a line -> its place in ``VERDICTS``.

    Raises:
        UserError: missing or damaged file.
    """
    return {
        (record["part"], record["id"]): {key: "PCMN".index(v) for key, v in record["lines"].items()}
        for _, record in read_records(VERDICTS_FILE)
    }


def judged_lines(settings: Settings) -> list[JudgedLine]:
    """All lines that have a verdict and are written by the summarizer as it is.

    Raises:
        UserError: a model or the news are missing.
    """
    verdicts = read_verdicts()
    editor = load_summarizer(settings, fitted=False)
    asked = [
        (article.id, article.text, verdicts[part, article.id])
        for part in sorted({part for part, _ in verdicts})
        for article in read_articles(news_file(settings.datasets_folder, part))
        if (part, article.id) in verdicts
    ]
    found = list[JudgedLine]()
    for begin in tqdm(range(0, len(asked), _AT_ONCE), unit="batch", mininterval=5):
        several = asked[begin : begin + _AT_ONCE]
        articles = [editor.drafter.open(text) for _, text, _ in several]
        pools = zip(several, articles, _pools(editor, articles), strict=True)
        for (name, _, told), article, pool in pools:
            found += _known(editor, name, told, article, pool)
    return found


def _pools(editor: Editor, articles: Sequence[Opened]) -> Iterator[list[LineHypothesis]]:
    """Of each article the candidates and its sentences, each line once."""
    written = editor.drafter.drafts_and_compressions(articles)
    for article, drafts in zip(articles, written, strict=True):
        own = sentence_candidates(article, editor.ranker(article.clean.text))
        yield [*{line.text: line for line in reversed([*drafts, *own])}.values()]


def _known(
    editor: Editor,
    name: str,
    told: dict[str, int],
    article: Opened,
    pool: Sequence[LineHypothesis],
) -> Iterator[JudgedLine]:
    """Those of a pool that have a verdict."""
    lines, numbers = seen(pool, article, editor.judge.lexicon)
    for draft, line, known in zip(pool, lines, numbers, strict=True):
        verdict = told.get(digest(draft.text))
        if verdict is not None:
            yield JudgedLine(name, line, known, draft.sentence is None, verdict)
