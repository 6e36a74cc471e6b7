"""Extracts of as many words as the reference has, or of a given number, every side cut there.

    python benchmarks/summaries_at_length.py D/summaries/temario2006.jsonl.xz [--words 120]

The lead is the first words of the text, title and all; *position* the first sentence of each
paragraph, then the second of each, and so on; LexRank, TextRank and textnn give their best
sentences, as many as have the words, in the order of the text.
Needs ``pip install -e .[bench]``.
"""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import islice, zip_longest
from pathlib import Path

from common import settings_for, write_json
from summarizer_vs_baselines import figures, table
from summary_baselines import lead, lexrank, textrank

from textnn.datasets.references import Reference, read_references
from textnn.datasets.summarizer import one_line
from textnn.errors import UserError
from textnn.tasks.summarize.pipeline import Editor, load_summarizer
from textnn.text.normalize import normalize

Choose = Callable[[str, int], list[str]]
"""Text and number of words -> sentences with at least as many, or all."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path, help="JSON lines with text and summary")
    parser.add_argument("--words", type=int, default=0, help="else those of each reference")
    parser.add_argument("--first", type=int, default=0, help="try-out: the first texts only")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    try:
        pairs = [
            Reference(pair.text, one_line(pair.line))
            for pair in islice(read_references(given.texts, "extract"), given.first or None)
        ]
        editor = load_summarizer(settings_for(None))
    except UserError as error:
        print(f"summaries_at_length: {error.say('en')}", file=sys.stderr)
        return 2
    rows = {}
    for name, choose in sides(editor).items():
        lengths = [given.words or len(pair.line.split()) for pair in pairs]
        written = [cut(choose(p.text, n), n) for p, n in zip(pairs, lengths, strict=True)]
        rows[name] = figures(written, pairs)
    print(f"{len(pairs)} texts, {given.words or 'as many words as the reference'}\n\n{table(rows)}")
    write_json(given.json, {"texts": len(pairs), "words": given.words, **rows})
    return 0


def sides(editor: Editor) -> dict[str, Choose]:
    """Who chooses."""
    return {
        "lead": lambda text, _: [normalize(text).text],
        "position": position,
        "LexRank": lambda text, words: enough(lexrank, text, words),
        "TextRank": lambda text, words: enough(textrank, text, words),
        "textnn": lambda text, words: [one.text for one in editor.extracts([text], 0, words)[0]],
    }


def position(text: str, words: int) -> list[str]:
    """First sentences of the paragraphs, then second ones ..., in the order of the text."""
    paragraphs = [lead(one, len(one)) for one in text.splitlines() if one.strip()]
    ranked = [
        (number, rank, sentence)
        for rank, row in enumerate(zip_longest(*paragraphs))
        for number, sentence in enumerate(row)
        if sentence
    ]
    count = next(
        (n for n in range(1, len(ranked)) if counted([s for _, _, s in ranked[:n]]) >= words),
        len(ranked),
    )
    return [sentence for _, _, sentence in sorted(ranked[:count])]


def enough(choose: Choose, text: str, words: int) -> list[str]:
    """The fewest sentences that have the words.

    Args:
        choose: gives a number of sentences.
    """
    total = len(lead(text, len(text)))
    # One sentence more only adds to those of before.
    fewest = bisect_left(range(total), words, key=lambda count: counted(choose(text, count)))
    return choose(text, fewest)


def counted(some: Sequence[str]) -> int:
    return sum(len(sentence.split()) for sentence in some)


def cut(some: Sequence[str], words: int) -> str:
    """The first words of some sentences, on one line."""
    return one_line(" ".join(" ".join(some).split()[:words]))


if __name__ == "__main__":
    sys.exit(main())
