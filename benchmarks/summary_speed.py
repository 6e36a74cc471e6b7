"""Seconds and memory of a summary on one core: textnn beside LexRank.

    python benchmarks/summary_speed.py [--articles 10] [--runs 5]

Articles of 550 to 650 words of news dev. Each side runs in a process of its own on one thread:
textnn writes headline and dek, checks them and chooses three sentences; LexRank chooses three
sentences. Printed are medians over articles of each article's median run, after one run to warm up,
and how much memory the process held before and at most while it worked (Linux). Needs ``pip install
-e .[bench]`` and the data sets (``TEXTNN_DATASETS`` or ``--data``).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import torch
from common import markdown, settings_for, timed, write_json
from summary_baselines import chosen

from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles
from textnn.errors import UserError
from textnn.results import SummaryOptions
from textnn.tasks.summarize.pipeline import load_summarizer

SENTENCES = 3
SHORTEST, LONGEST = 550, 650
"""Words of an article that is measured."""

SIDES = ("textnn", "LexRank")

Work = Callable[[str], object]


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    try:
        settings = settings_for(given.data)
        texts = read_texts(settings, given.articles)
        rows = {
            side: apart(measure, side, settings, texts, given.runs, given.model)
            for side in SIDES
            if side != "textnn" or not given.baselines
        }
    except UserError as error:
        print(f"summary_speed: {error.say('en')}", file=sys.stderr)
        return 2
    print(f"{len(texts)} articles of {SHORTEST} to {LONGEST} words, one thread\n\n{table(rows)}")
    write_json(given.json, {"articles": len(texts), "runs": given.runs, **rows})
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10)
    parser.add_argument("--runs", type=int, default=5, help="of each article")
    parser.add_argument("--model", default="summarizer", help="folder below the models folder")
    parser.add_argument("--baselines", action="store_true", help="leave textnn out")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def read_texts(settings: Settings, count: int) -> list[str]:
    """The first articles of news dev that are of the length asked."""
    texts = (a.text for a in read_articles(news_file(settings.datasets_folder, "dev")))
    return list(islice((t for t in texts if SHORTEST <= len(t.split()) <= LONGEST), count))


def apart(work: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """What ``work`` gives in a fresh process, which has only its own memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def measure(
    side: str, settings: Settings, texts: Sequence[str], runs: int, model: str
) -> dict[str, Any]:
    """Medians of one side, in this process."""
    torch.set_num_threads(1)
    work, loading = timed(lambda: load(side, settings, model))
    work(texts[0])
    before = memory("VmRSS")
    forget_peak()
    seconds = [median(timed(partial(work, text))[1] for _ in range(runs)) for text in texts]
    return {
        "seconds": round(median(seconds), 4),
        "slowest": round(max(seconds), 4),
        "loading_seconds": round(loading, 2),
        "megabytes_before": before,
        "megabytes_peak": memory("VmHWM"),
    }


def load(side: str, settings: Settings, model: str) -> Work:
    """What summarises an article."""
    if side == "LexRank":
        return lambda text: chosen("LexRank", [text], SENTENCES)
    editor = load_summarizer(settings, name=model)
    return lambda text: editor(text, SummaryOptions(SENTENCES))


def memory(field: str) -> float:
    """Megabytes that this process holds (``VmRSS``) or held at most (``VmHWM``); 0 if unknown."""
    status = Path("/proc/self/status")
    found = re.search(rf"{field}:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return round(int(found[1]) / 1000, 1) if found else 0.0


def forget_peak() -> None:
    """Lets ``VmHWM`` begin anew, where the system can."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")


def table(rows: dict[str, dict[str, Any]]) -> str:
    head = ("", "seconds", "slowest article", "loading", "MB before", "MB at most")
    cells = [
        (
            side,
            f"{row['seconds']:.3f}",
            f"{row['slowest']:.3f}",
            f"{row['loading_seconds']:.1f}",
            f"{row['megabytes_before']:.0f}",
            f"{row['megabytes_peak']:.0f}",
        )
        for side, row in rows.items()
    ]
    return markdown(head, cells)


if __name__ == "__main__":
    sys.exit(main())
