"""What judged answers and headlines teach: a simulated visitor, and the command line that learns.

    python benchmarks/judged_by_visitors.py reader FOLDER [--articles 40] [--others 45]
    python benchmarks/judged_by_visitors.py headlines FOLDER [--articles 60] [--others 105]
    python benchmarks/judged_by_visitors.py headlines FOLDER --likes short

The visitor asks six questions about each of the first paragraphs of squad20.dev, in a random order,
and judges what the shipped reader answers by the reference; or judges the shipped headline of news
articles: it likes one that has ROUGE-L of a quarter and more with the paper's own, or, with
``--likes short``, one of nine words and fewer. The verdicts go to ``FOLDER/reader.jsonl`` or
``headlines.jsonl``, as ``textnn corrections export`` writes them. Then ``textnn train reader
--corrections FILE`` runs as anybody would run it, with ``FOLDER/home`` for its home; its exit code
is this program's where it refuses. What was learnt is measured on other paragraphs or articles,
shipped and personal model in turn. FOLDER is new, or its home is deleted by hand before: a home
keeps at most five models.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from common import markdown, settings_for, timed

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles
from textnn.datasets.reader import Mark, QuestionExample, prepare, read_question_file
from textnn.datasets.summarizer import examples
from textnn.errors import UserError
from textnn.evaluation.summarizer import rouge
from textnn.models.reader import Reader
from textnn.pretrained import Models
from textnn.results import Answer, SummaryOptions
from textnn.tasks.answer.pipeline import load_answerer
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.tasks.summarize.personal_headlines import load_opener
from textnn.tasks.summarize.pipeline import Editor, load_summarizer
from textnn.training.personal.reader import JudgedAnswer, agreed

ASKED, JUDGED_BY = 6, 4
"""Questions about a paragraph that the visitor asks, and by which the others are judged."""

KNOWN = 1000
"""Articles at the beginning of the news' dev file that the shipped choice has learnt from."""

LIKED, SHORT = 0.25, 9
"""ROUGE-L with the paper's headline, or words, of one that the visitor likes."""

Record = dict[str, Any]


class Article(NamedTuple):
    """A text, and its headline in the paper."""

    text: str
    headline: str


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kind", choices=("reader", "headlines"))
    parser.add_argument("folder", type=Path, help="gets the verdicts, and a home for the model")
    parser.add_argument("--articles", type=int, help="that the visitor judges")
    parser.add_argument("--others", type=int, help="on which it is measured")
    parser.add_argument("--likes", choices=("paper", "short"), default="paper")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    given = parser.parse_args(arguments)
    try:
        settings = settings_for(given.data)
        if given.kind == "reader":
            return answers(settings, given.folder, given.articles or 40, given.others or 45)
        likes = liked_short if given.likes == "short" else liked_paper
        return headlines(settings, given.folder, given.articles or 60, given.others or 105, likes)
    except UserError as error:
        print(f"judged_by_visitors: {error.say('en')}", file=sys.stderr)
        return 2


def answers(settings: Settings, folder: Path, articles: int, others: int) -> int:
    """The reader; the exit code."""
    paragraphs = by_paragraph(
        read_question_file(settings.datasets_folder / "qa" / "squad20.dev.jsonl.xz")
    )
    code = learn(folder, "reader", judged_answers(settings, paragraphs[:articles]))
    model = folder / "home" / "readers"
    if code:
        return code
    marks = load_highlighter(settings)

    def marks_of(text: str) -> list[Mark]:
        return [(mark.start, mark.end, mark.label) for mark in marks(text).spans]

    lexicon = load_answerer(settings).reader.lexicon
    asked = [one for some in paragraphs[articles : articles + others] for one in some[:JUDGED_BY]]
    checked = [JudgedAnswer(one, right=True) for one in prepare(asked, marks_of, lexicon)]
    figures = [
        agreed(checkpoints.network(checkpoints.load(where), Reader), checked, lexicon)
        for where in (settings.models / "reader", newest(model))
    ]
    print(table(f"questions about {others} other paragraphs ({len(checked)})", *figures))
    return 0


def by_paragraph(questions: Iterator[QuestionExample]) -> list[list[QuestionExample]]:
    """Questions about the same paragraph together, in a random order of the paragraphs."""
    found: dict[str, list[QuestionExample]] = {}
    for one in questions:
        found.setdefault(one.context, []).append(one)
    names = sorted(found)
    random.Random(3).shuffle(names)
    return [found[name] for name in names]


def judged_answers(
    settings: Settings, paragraphs: Sequence[Sequence[QuestionExample]]
) -> Iterator[Record]:
    """What the visitor says of the shipped reader's answers; lists are not judged."""
    marks, answerer = load_highlighter(settings), load_answerer(settings)
    for questions in paragraphs:
        article = answerer.open(questions[0].context, marks(questions[0].context).spans)
        for one in questions[:ASKED]:
            answer = answerer(article, one.question)
            if not answer.asked:
                yield {
                    "text": answer.text,
                    "question": one.question,
                    "after": [],
                    "list": "",
                    "answered": answer.answered,
                    "sentences": [[found.start, found.end] for found in answer.sentences],
                    "right": is_right(answer, one),
                }


def is_right(answer: Answer, question: QuestionExample) -> bool:
    """Whether the first sentence has a reference answer, or none was given where there is none."""
    if not question.answers or not answer.answered:
        return not question.answers and not answer.answered
    first = answer.sentences[0]
    return any(start < first.end and first.start < end for start, end in question.answers)


def headlines(
    settings: Settings,
    folder: Path,
    articles: int,
    others: int,
    likes: Callable[[str, Article], bool],
) -> int:
    """The choice of headlines; the exit code."""
    models = Models(settings.models)
    shipped, news = load_summarizer(settings, models), read_news(settings)
    judged = [*islice(news, articles)]
    code = learn(folder, "headlines", judged_headlines(shipped, judged, likes))
    if code:
        return code
    own, unseen = (
        load_opener(settings, models)(newest(folder / "home" / "headlines")),
        [*islice(news, others)],
    )
    chosen = [[(headline(editor, one), one) for one in unseen] for editor in (shipped, own)]
    alike = [mean(rouge(line, one.headline)["rougeL"] for line, one in some) for some in chosen]
    short = [mean(liked_short(line, one) for line, one in some) for some in chosen]
    print(table(f"ROUGE-L with the papers' own, {len(unseen)} other articles", *alike))
    print(table("part of them with nine words and fewer", *short))
    return 0


def read_news(settings: Settings) -> Iterator[Article]:
    """Articles of the dev file that the shipped choice does not know."""
    found = examples(read_articles(news_file(settings.datasets_folder, "dev")))
    titled = (Article(one.text, one.headline) for one in found if one.headline)
    return islice(titled, KNOWN, None)


def judged_headlines(
    editor: Editor, articles: Sequence[Article], likes: Callable[[str, Article], bool]
) -> Iterator[Record]:
    """What the visitor says of the shipped headlines."""
    for one in articles:
        line = headline(editor, one)
        yield {"text": one.text, "headline": line, "right": likes(line, one)}


def headline(editor: Editor, article: Article) -> str:
    """The headline of an article as it is served."""
    return editor(article.text, SummaryOptions()).headline.text


def liked_paper(line: str, article: Article) -> bool:
    """The taste of who wants what the paper had."""
    return rouge(line, article.headline)["rougeL"] >= LIKED


def liked_short(line: str, _: Article) -> bool:
    """The taste of who has little room."""
    return len(line.split()) <= SHORT


def learn(folder: Path, kind: str, records: Iterator[Record]) -> int:
    """Writes the verdicts and has the command line learn them; its exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    found, file = [*records], folder / f"{kind}.jsonl"
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in found]
    file.write_text("".join(lines), encoding="utf-8")
    right = sum(one["right"] for one in found)
    print(f"{len(found)} verdicts, {right} right: {file}", flush=True)
    command = [sys.executable, "-m", "textnn", "train", kind, "--corrections", str(file)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    home = str((folder / "home").absolute())
    ended, seconds = timed(
        lambda: subprocess.run(command, env={**os.environ, "TEXTNN_HOME": home}, check=False)
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    print(f"exit code {ended.returncode}, {seconds:.0f} s, {used:.0f} s of processor time")
    return ended.returncode


def newest(folder: Path) -> Path:
    """The model that was made last below a folder."""
    return max(folder.glob("*/*-*/"), key=lambda path: path.stat().st_mtime)


def mean(figures: Iterator[float]) -> float:
    """The mean."""
    found = [*figures]
    return sum(found) / len(found)


def table(what: str, shipped: float, own: float) -> str:
    """One line of figures."""
    return markdown(("", "shipped", "personal"), [(what, f"{shipped:.3f}", f"{own:.3f}")])


if __name__ == "__main__":
    sys.exit(main())
