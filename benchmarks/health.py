"""Does ``/healthz`` answer while the server computes all it can?

    python benchmarks/health.py [--heavy 8] [--probes 200] [--json FILE]

Starts ``textnn serve`` with the shipped models in a process of its own. So many visitors at once
send texts of 200,000 characters to be marked and summarised, and of 10,000 to be read letter by
letter, each anew as soon as its answer is there; meanwhile a process of its own, which the reading
of their answers does not hold up, asks for ``/healthz`` again and again.
Printed are the median and the longest wait without load and under it, how many were above a fifth
of a second, and how many heavy answers came. The exit code is 1 where one was above.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import httpx
from common import markdown, write_json
from visitors import ARTICLE, MEN, PATIENCE, WOMEN, Visitor, serving

CHARACTERS = 200_000
CALLS = {"highlight": CHARACTERS, "summarize": CHARACTERS, "surprise": 10_000}
"""Endpoint -> characters of the article that it is given."""


PAUSE = 0.1
"""Seconds between two probes."""

LIMIT = 0.2
"""Seconds that a probe may wait."""


def long_article(number: int) -> str:
    """An article about many towns."""
    parts: list[str] = []
    while sum(len(part) for part in parts) < CHARACTERS:
        n = number + len(parts)
        town, woman, man = f"Vila {n}", WOMEN[n % len(WOMEN)], MEN[n % len(MEN)]
        parts.append(
            ARTICLE.format(town=town, millions=n, woman=woman, man=man, months=n, workers=n)
        )
    return "\n\n".join(parts)[:CHARACTERS]


def probes(base: str, count: int) -> list[float]:
    """Seconds that each look at ``/healthz`` took."""
    waits = []
    with httpx.Client(base_url=base, timeout=60, trust_env=False) as client:
        for _ in range(count):
            began = time.perf_counter()
            client.get("/healthz").raise_for_status()
            waits.append(time.perf_counter() - began)
            time.sleep(PAUSE)
    return waits


async def heavy(base: str, number: int, answers: list[str]) -> None:
    """One visitor who asks for something long, again and again."""
    article = long_article(number)
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE, trust_env=False) as client:
        await client.get("/healthz")  # which gives the cookie
        visitor = Visitor(number, client)
        while True:
            name = [*CALLS][(number + len(answers)) % len(CALLS)]
            await visitor.call(name, article[: CALLS[name]])
            answers.append(name)


async def measured(base: str, visitors: int, count: int) -> tuple[list[float], list[float], int]:
    """Waits without load, waits under it, and how many heavy answers came meanwhile."""
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE, trust_env=False) as client:
        short = Visitor(0, client)
        for name in CALLS:
            await short.call(name, short.article)  # reads the models
    loop, answers = asyncio.get_running_loop(), list[str]()
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        quiet = await loop.run_in_executor(apart, probes, base, count)
        at_work = [asyncio.create_task(heavy(base, number, answers)) for number in range(visitors)]
        await asyncio.sleep(2)
        busy = await loop.run_in_executor(apart, probes, base, count)
    for task in at_work:
        if task.done():
            task.result()
        task.cancel()
    return quiet, busy, len(answers)


def main(arguments: Sequence[str] | None = None) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--heavy", type=int, default=8, help="visitors with long texts; default 8")
    parser.add_argument("--probes", type=int, default=200, help="default 200")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home, serving(home) as (base, _):
        quiet, busy, answers = asyncio.run(measured(base, given.heavy, given.probes))
    rows = [
        [
            name,
            str(len(waits)),
            f"{1e3 * median(waits):.0f}",
            f"{1e3 * max(waits):.0f}",
            str(sum(wait > LIMIT for wait in waits)),
        ]
        for name, waits in (("without load", quiet), (f"{given.heavy} heavy requests", busy))
    ]
    print(markdown(("", "probes", "median, ms", "longest, ms", "over 200 ms"), rows))
    print(f"\n{answers} heavy answers meanwhile")
    write_json(given.json, {"quiet": quiet, "busy": busy, "answers": answers})
    return 1 if max(busy) > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
