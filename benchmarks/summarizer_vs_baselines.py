"""textnn's summarizer against the lead, LexRank and TextRank, in one run on the same articles.

    python benchmarks/summarizer_vs_baselines.py [--split dev] [--plain NAME] [--first N]

Headlines and deks against those of the editors; extracts of one to three sentences against title
and subtitle, source by source, and against the summaries of data/evaluation. ``--plain`` adds
another model of the same kind; ``--baselines`` leaves textnn out.
Needs ``pip install -e .[bench]`` and the data sets (``TEXTNN_DATASETS`` or ``--data``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from common import markdown, settings_for, timed, write_json
from summary_baselines import BASELINES, chosen

from textnn.config import DATA, Settings
from textnn.datasets.news import NewsArticle, news_file, read_articles
from textnn.datasets.references import Reference, read_references
from textnn.datasets.summarizer import one_line
from textnn.errors import UserError
from textnn.evaluation.summarizer import summary_scores
from textnn.tasks.evaluate import EvaluateOptions, faithful_share, groups, write
from textnn.tasks.summarize.pipeline import Editor, load_summarizer

OWN = DATA / "evaluation" / "summaries.jsonl"
"""Articles of this repository with a summary of three sentences."""

COUNTS = (1, 2, 3)
"""Sentences of an extract."""

Write = Callable[[Sequence[str]], list[str]]
Rows = dict[str, dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    try:
        settings = settings_for(given.data)
        editors = load_editors(settings, given)
        articles = read_split(settings, given.split, given.first)
        figures = {kind: compare_lines(kind, articles, editors) for kind in ("headline", "dek")}
        both = [a for a in articles if a.title and a.subtitle]
        figures["extract"] = compare_extracts(
            f"news {given.split}: title and subtitle",
            [Reference(a.text, one_line(f"{a.title} {a.subtitle}")) for a in both],
            [getattr(a, given.by) or "unknown" for a in both],
            editors,
        )
        own = [
            Reference(pair.text, one_line(pair.line))
            for pair in islice(read_references(OWN, "extract"), given.first or None)
        ]
        title = "articles of data/evaluation: summary"
        figures["extract_own"] = compare_extracts(title, own, ["own"] * len(own), editors)
    except UserError as error:
        print(f"summarizer_vs_baselines: {error.say('en')}", file=sys.stderr)
        return 2
    asked = {name: value for name, value in vars(given).items() if name not in ("json", "data")}
    write_json(given.json, {"arguments": asked, **figures})
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--by", choices=("set", "source"), default="set", help="groups of extracts")
    parser.add_argument("--model", default="summarizer", help="folder below the models folder")
    parser.add_argument("--plain", default="", help="a second model of the kind")
    parser.add_argument("--baselines", action="store_true", help="leave textnn out")
    parser.add_argument("--first", type=int, default=0, help="try-out: the first articles only")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def load_editors(settings: Settings, given: argparse.Namespace) -> dict[str, Editor]:
    """The models that take part, under the names of their rows."""
    names = {"textnn": given.model, "plain": given.plain}
    if given.baselines:
        return {}
    return {row: load_summarizer(settings, name=name) for row, name in names.items() if name}


def read_split(settings: Settings, split: str, first: int) -> list[NewsArticle]:
    """Articles with a text, in file order."""
    articles = (a for a in read_articles(news_file(settings.datasets_folder, split)) if a.text)
    return list(islice(articles, first or None))


def compare_lines(
    kind: str, articles: Iterable[NewsArticle], editors: dict[str, Editor]
) -> dict[str, Any]:
    """Headlines or deks of every side; printed as a table."""
    field = {"headline": "title", "dek": "subtitle"}[kind]
    pairs = [Reference(a.text, one_line(getattr(a, field))) for a in articles if getattr(a, field)]
    texts = [pair.text for pair in pairs]
    rows: Rows = {}
    for name, side in line_sides(kind, editors).items():
        written, seconds = timed(partial(side, texts))
        rows[name] = figures(written, pairs) | {"seconds": round(seconds / max(1, len(texts)), 3)}
        if editors:
            share = faithful_share(next(iter(editors.values())), written, texts)
            rows[name]["faithful"] = round(share, 4)
    print(f"\n{kind}: {len(pairs)} articles\n\n{table(rows)}", flush=True)
    return {"articles": len(pairs), **rows}


def line_sides(kind: str, editors: dict[str, Editor]) -> dict[str, Write]:
    """Who writes a headline or a dek: the baselines' one sentence, and each model, before and after
    the check for names and numbers."""
    sides: dict[str, Write] = {f"{name}-1": partial(chosen, name, count=1) for name in BASELINES}
    for row, editor in editors.items():
        sides[f"{row}, unchecked"] = partial(first_thoughts, editor, kind)
        sides[row] = partial(write, editor, options=EvaluateOptions(kind))
    return sides


def first_thoughts(editor: Editor, kind: str, texts: Sequence[str]) -> list[str]:
    """What a model would write if nobody checked it."""
    return [one_line(line) for group in groups(texts) for line in editor.raw_lines(group, kind)]


def compare_extracts(
    title: str, pairs: Sequence[Reference], places: Sequence[str], editors: dict[str, Editor]
) -> dict[str, Any]:
    """Extracts of one to three sentences of every side, all together and place by place; printed.

    Args:
        places: the set or source of each article.
    """
    texts = [pair.text for pair in pairs]
    found: dict[str, Any] = {"articles": len(pairs)}
    for count in COUNTS:
        written = {name: chosen(name, texts, count) for name in BASELINES}
        if "textnn" in editors:
            asked = EvaluateOptions("extract", count)
            written["textnn"] = write(editors["textnn"], texts, asked)
        rows = {name: figures(lines, pairs) for name, lines in written.items()}
        by = {place: group_figures(place, written, pairs, places) for place in sorted(set(places))}
        found[str(count)] = {"all": rows, "by": by}
        print(f"\nextracts of {count}, {title}, {len(pairs)} articles\n\n{table(rows)}", flush=True)
        if len(by) > 1:
            print(f"\n{place_table(by)}")
    return found


def group_figures(
    place: str,
    written: dict[str, list[str]],
    pairs: Sequence[Reference],
    places: Sequence[str],
) -> dict[str, Any]:
    """Figures of the articles of one place."""
    inside = [number for number, other in enumerate(places) if other == place]
    rows: dict[str, Any] = {
        name: figures([lines[n] for n in inside], [pairs[n] for n in inside])
        for name, lines in written.items()
    }
    return {"articles": len(inside), **rows}


def figures(written: Sequence[str], pairs: Sequence[Reference]) -> dict[str, Any]:
    """Scores, and the mean length in words."""
    scores = summary_scores(written, [pair.line for pair in pairs])
    return {
        "rouge1": round(scores.rouge1, 4),
        "rouge2": round(scores.rouge2, 4),
        "rougeL": round(scores.rougeL, 4),
        "chrf": round(scores.chrf, 2),
        "words": round(sum(len(line.split()) for line in written) / max(1, len(written)), 1),
    }


def table(rows: Rows) -> str:
    """One line a side, ROUGE in hundredths."""
    extra = [key for key in ("faithful", "seconds") if all(key in row for row in rows.values())]
    head = ("", "ROUGE-1", "ROUGE-2", "ROUGE-L", "chrF", "words", *extra)
    form = {"faithful": lambda v: f"{100 * v:.1f} %", "seconds": lambda v: f"{v:.3f}"}
    cells = [
        (
            name,
            *rouges(row),
            f"{row['chrf']:.1f}",
            f"{row['words']:.1f}",
            *(form[key](row[key]) for key in extra),
        )
        for name, row in rows.items()
    ]
    return markdown(head, cells)


def place_table(by: dict[str, dict[str, Any]]) -> str:
    """One line a place; ROUGE-1 / 2 / L of each side."""
    sides = [name for name in next(iter(by.values())) if name != "articles"]
    cells = [
        (place, str(rows["articles"]), *(" / ".join(rouges(rows[side])) for side in sides))
        for place, rows in by.items()
    ]
    return markdown(("", "articles", *sides), cells)


def rouges(row: dict[str, Any]) -> list[str]:
    return [f"{100 * row[key]:.1f}" for key in ("rouge1", "rouge2", "rougeL")]


if __name__ == "__main__":
    sys.exit(main())
