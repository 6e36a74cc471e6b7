"""The reader against idf word overlap and BM25 over sentences, in one run on the same questions.

    python benchmarks/answers_vs_bm25.py [--questions FILE ...] [--words N] [--json FILE]

Hits at 1 and 3, short answers, and what each side says to questions that the text does not answer
(textnn/evaluation/answers.py); hits by kind of question and by length of the text; the difference
of the reader to each baseline with its 95 % interval (paired bootstrap). All may refuse: the
baselines from a threshold that is fitted on the development questions for the same rate of false
answers as the reader's. ``--words`` joins each text with others of its file to longer ones;
``--baselines`` leaves textnn out.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from common import markdown, settings_for, timed, write_json
from scipy.stats import bootstrap

from textnn.config import DATA, Settings
from textnn.datasets.reader import QuestionExample, read_question_file
from textnn.errors import UserError
from textnn.evaluation.answers import (
    IdfOverlap,
    Prediction,
    answer_figures,
    best_threshold,
    hits,
)
from textnn.pretrained import Models
from textnn.tasks.answer.reader import load_reader
from textnn.tasks.evaluate import predict
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.text.sentences import sentences
from textnn.text.stems import stem
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import BARE, fold

RATES = 0.08, 0.2
"""Parts of the unanswerable questions that may be answered."""

K1, B = 1.5, 0.75
"""BM25's usual parameters (Robertson and Zaragoza 2009)."""

MOST = 3
"""Sentences that a side gives."""

FALSE = 0.1
"""Part of the unanswerable development questions that a baseline's threshold lets through."""

KINDS = (
    ("why", r"\b(?:por ?que|pq|por qual motivo|qual (?:o|foi o) motivo|qual a razao)\b"),
    ("who", r"\b(?:quem|qm|whose)\b"),
    ("when", r"\b(?:quando|qdo|qnd|em que (?:ano|dia|mes|data)|qual (?:a )?data)\b"),
    ("where", r"\b(?:onde|aonde|em que (?:lugar|cidade|pais)|qual (?:cidade|pais|lugar))\b"),
    ("how many", r"\b(?:quant[oa]s?|qn?t[oa]s?)\b"),
    ("how", r"\bcomo\b"),
    ("what", r"\b(?:que|qual|quais|oq|ql)\b"),
)
"""Kind of a question and what stands in it, accents folded; the first that fits."""

LENGTHS = ((0, 150), (150, 300), (300, 600), (600, 2000))
"""Words of a text, from and below."""

Side = Callable[[Sequence[QuestionExample]], list[Prediction]]


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    try:
        files = {path.name: list(read_question_file(path)) for path in given.questions}
        sides = load_sides(settings_for(None), given)
    except UserError as error:
        print(f"answers_vs_bm25: {error.say('en')}", file=sys.stderr)
        return 2
    figures = {}
    for name, read in files.items():
        examples = lengthened(read, given.words)
        figures[name] = compare(sides, examples)
        texts = len({one.context for one in examples})
        print(f"\n{len(examples)} questions about {texts} texts of {name}\n")
        print(table(figures[name]))
    write_json(given.json, figures)
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    own = DATA / "evaluation"
    parser.add_argument(
        "--questions", type=Path, nargs="+", default=[own / "questions.jsonl"],
        help="files that textnn evaluate answers reads",
    )  # fmt: skip
    parser.add_argument(
        "--fit", type=Path, nargs="+", default=[own / "questions.dev.jsonl"],
        help="those of the baselines' thresholds",
    )  # fmt: skip
    parser.add_argument(
        "--words", type=int, default=0, help="join texts of a file up to so many words"
    )
    parser.add_argument("--baselines", action="store_true", help="leave textnn out")
    parser.add_argument("--model", default="reader", help="folder of the reader")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def load_sides(settings: Settings, given: argparse.Namespace) -> dict[str, Side]:
    fit = [one for path in given.fit for one in read_question_file(path)]
    sides = {name: refusing(side, threshold(side, fit)) for name, side in BASELINES.items()}
    if not given.baselines:
        models = Models(settings.models)
        reader, highlighter = (
            load_reader(settings, models, given.model),
            load_highlighter(settings, models),
        )
        sides["reader"] = partial(predict, reader, highlighter)
    return sides


def lengthened(examples: Sequence[QuestionExample], words: int) -> list[QuestionExample]:
    """Questions about longer texts: others of the same file stand before and behind each.

    Args:
        words: most of a text; one that has as many stays alone.
    """
    texts = list(dict.fromkeys(one.context for one in examples))
    around = {text: neighbours(texts, n, words) for n, text in enumerate(texts)}
    return [joined(one, *around[one.context]) for one in examples]


def neighbours(texts: Sequence[str], at: int, words: int) -> tuple[str, str]:
    """What stands before and behind a text: the next ones, in turns on either side."""
    sides: tuple[list[str], list[str]] = ([], [])
    room = words - len(texts[at].split())
    for n, other in enumerate([*texts[at + 1 :], *texts[:at]]):
        room -= len(other.split())
        if room < 0:
            break
        sides[n % 2].append(other + "\n")
    return "".join(sides[0]), "".join(sides[1])


def joined(one: QuestionExample, before: str, behind: str) -> QuestionExample:
    """A question about its text between others."""

    def moved(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple((start + len(before), end + len(before)) for start, end in spans)

    text = f"{before}{one.context}\n{behind}" if before or behind else one.context
    earlier = moved([one.before_answer])[0] if one.before_answer else None
    return replace(
        one, context=text, answers=moved(one.answers), evidence=moved(one.evidence),
        before_answer=earlier,
    )  # fmt: skip


def refusing(side: Side, least: float) -> Side:
    """A side that answers from a confidence on."""
    return lambda examples: [
        replace(one, answered=one.confidence >= least) for one in side(examples)
    ]


def idf_overlap(examples: Sequence[QuestionExample]) -> list[Prediction]:
    """The baseline of ``textnn evaluate answers``."""
    overlap = IdfOverlap({one.context for one in examples})
    return [overlap(one.context, asked(one), MOST) for one in examples]


def bm25_stems(examples: Sequence[QuestionExample]) -> list[Prediction]:
    """BM25 over the stems of full words; the best sentence is the short answer, too."""
    given = []
    for one in examples:
        spans, bags = bags_of(one.context)
        scores = bm25_scores(terms(asked(one)), bags)
        best = np.argsort(-scores, kind="stable")[:MOST].tolist()
        found = tuple(spans[n] for n in best)
        short = one.context[slice(*found[0])] if found else ""
        given.append(Prediction(found, short, 1 - math.exp(-float(scores.max(initial=0)) / 5)))
    return given


BASELINES: dict[str, Side] = {"idf overlap": idf_overlap, "BM25, stems": bm25_stems}


def asked(example: QuestionExample) -> str:
    """The question, after the one that it goes on from."""
    return f"{example.before} {example.question}".strip()


@lru_cache(maxsize=4096)
def bags_of(text: str) -> tuple[list[tuple[int, int]], list[Counter[str]]]:
    """Sentences of a text and their terms."""
    spans = sentences(text)
    return spans, [Counter(terms(text[start:end])) for start, end in spans]


def terms(text: str) -> list[str]:
    """Stems of the full words of a text, without accents."""
    return [fold(stem(word)) for word in BARE.findall(text.lower()) if word not in STOPWORDS]


def bm25_scores(query: Sequence[str], bags: Sequence[Counter[str]]) -> Any:
    """Scores of bags of words for a query, shape (bags,).

    sum over its terms t of ln(1 + (N - n_t + 0.5) / (n_t + 0.5)) * f (k1 + 1) /
    (f + k1 (1 - b + b length / mean length))
    """
    lengths = np.array([sum(bag.values()) for bag in bags], dtype=float)
    scores = np.zeros(len(bags))
    for term in set(query):
        counts = np.array([bag[term] for bag in bags], dtype=float)
        holding = (counts > 0).sum()
        rarity = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
        norm = K1 * (1 - B + B * lengths / max(1e-9, lengths.mean()))
        scores += rarity * counts * (K1 + 1) / (counts + norm)
    return scores


def threshold(side: Side, examples: Sequence[QuestionExample]) -> float:
    """The confidence at which ``FALSE`` of the unanswerable questions are answered."""
    confidences = np.array([one.confidence for one in side(examples)])
    return best_threshold(confidences, np.array([not one.answerable for one in examples]), FALSE)


def rightly_at(
    given: Sequence[Prediction], right: Sequence[bool], gold: Sequence[Sequence[Any]]
) -> dict[str, float]:
    """Part of the answerable questions that would be answered rightly if the confidence were held
    to answer so many of the others; nothing where all have an answer."""
    unanswerable = np.array([not wanted for wanted in gold])
    if not unanswerable.any():
        return {}
    confidence = np.array([one.confidence for one in given])
    least = {rate: best_threshold(confidence, unanswerable, rate) for rate in RATES}
    return {
        f"rightly_at_{rate:.2f}_false": float(
            (np.array(right) & (confidence >= least[rate]))[~unanswerable].mean()
        )
        for rate in RATES
    }


def compare(
    sides: dict[str, Side], examples: Sequence[QuestionExample]
) -> dict[str, dict[str, float]]:
    """Figures of every side; those of the reader with the differences to the others."""
    gold = [one.evidence or one.answers for one in examples]
    short = [[one.context[s:e] for s, e in one.answers] for one in examples]
    figures, right = {}, {}
    for name, side in sides.items():
        given, seconds = timed(partial(side, examples))
        right[name] = [hits(one, wanted, 1) for one, wanted in zip(given, gold, strict=True)]
        figures[name] = {
            **answer_figures(given, gold, short),
            **rightly_at(given, right[name], gold),
            **by_group(right[name], examples),
            "milliseconds": 1000 * seconds / max(1, len(examples)),
        }
    if "reader" in right:
        can = [n for n, wanted in enumerate(gold) if wanted]
        for name in BASELINES:
            ours, theirs = (np.array([right[one][n] for n in can]) for one in ("reader", name))
            difference = paired_bootstrap(ours.astype(float) - theirs)
            ends = ("", ", low", ", high")
            figures["reader"] |= {
                f"hit_at_1 - {name}{end}": value
                for end, value in zip(ends, difference, strict=True)
            }
    return {
        name: {figure: round(value, 4) for figure, value in row.items()}
        for name, row in figures.items()
    }


def paired_bootstrap(difference: np.ndarray) -> tuple[float, float, float]:
    """Mean difference over the same questions, and the ends of its 95 % interval (Koehn 2004)."""
    found = bootstrap(
        (difference,), np.mean, n_resamples=2000, method="percentile", rng=np.random.default_rng(1)
    )
    low, high = found.confidence_interval
    return float(difference.mean()), float(low), float(high)


def by_group(right: Sequence[bool], examples: Sequence[QuestionExample]) -> dict[str, float]:
    """Hits at 1 of the answerable questions by kind and by words of the text."""
    groups: dict[str, list[bool]] = {}
    for hit, one in zip(right, examples, strict=True):
        if one.answerable:
            size = len(BARE.findall(one.context))
            length = next((pair for pair in LENGTHS if pair[0] <= size < pair[1]), LENGTHS[-1])
            names = (f"{kind_of(one.question)}?", f"{length[0]} to {length[1]} words")
            for name in names:
                groups.setdefault(name, []).append(hit)
    return {f"{name} ({len(all_)})": float(np.mean(all_)) for name, all_ in groups.items()}


def kind_of(question: str) -> str:
    """Kind of a question by its first fitting words."""
    folded = fold(question)
    return next((kind for kind, form in KINDS if re.search(form, folded)), "other")


def table(figures: dict[str, dict[str, float]]) -> str:
    """One line a figure, one column a side."""
    names = dict.fromkeys(name for side in figures.values() for name in side)
    rows = [
        (name, *(cell(name, side.get(name)) for side in figures.values()))
        for name in sorted(names, key=lambda name: ("words" in name, "?" in name))
    ]
    return markdown(("", *figures), rows)


def cell(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f}" if name == "milliseconds" else f"{100 * value:.1f}"


if __name__ == "__main__":
    sys.exit(main())
