"""How soon after a stop does the process that computes do nothing any more?

    python benchmarks/stops.py [--times 20] [--json FILE]

Marks of 200,000 characters, summaries and writing are begun and stopped, each a little later than
the time before. A look every 5 ms at the processor time of its threads tells when the process last
computed; printed are milliseconds from the stop until then. Linux alone tells that time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from statistics import median

from common import markdown, write_json

from textnn.apart.pipelines import ApartLoaders
from textnn.compose import compose_service
from textnn.config import DATA, Settings
from textnn.results import GenerateOptions, SummaryOptions
from textnn.results.context import RequestContext
from textnn.service import Service
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository

LONG = 200_000
LITTLE = 0.4e6
"""Nanoseconds between two looks in which whoever computes nothing looks at its messages."""


class Stopped(Exception):
    """Raised where the work tells how far it is."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        pipelines = ApartLoaders(settings)
        with closing(pipelines.engine):
            service = compose_service(settings, RunRepository(open_store(settings.url)), pipelines)
            found = stops(service, pipelines, given.times)
    rows = [[name, f"{median(ms):.0f}", f"{max(ms):.0f}"] for name, ms in found.items()]
    print(markdown(["", "median, ms", "longest, ms"], rows))
    write_json(given.json, found)
    return 0


def stops(service: Service, pipelines: ApartLoaders, times: int) -> dict[str, list[float]]:
    """Milliseconds until the process is idle, of each kind of work."""
    text = (DATA / "examples" / "1-cidade.txt").read_text(encoding="utf-8")
    long = (text * (LONG // len(text) + 1))[: LONG - 20]
    service.highlight(text)
    service.summarize(text, SummaryOptions(2))
    writing = [*service.generate("O", GenerateOptions(length=50))]
    process = pipelines.engine.process
    if process is None or not writing:
        raise RuntimeError("nothing computes apart")
    works: dict[str, tuple[float, Callable[[str, RequestContext], object]]] = {
        "marks of 200,000 characters": (0.5, lambda own, c: service.highlight(long + own, c)),
        "summary": (0.05, lambda own, c: service.summarize(text + own, SummaryOptions(3), c)),
    }
    found: dict[str, list[float]] = {}
    for name, (delay, work) in works.items():
        for number in range(times):
            stopped = threading.Event()
            thread = threading.Thread(target=begun, args=(work, f"\n{number}.", stopped))
            thread.start()
            time.sleep(delay + 0.01 * number)
            if thread.is_alive():
                found.setdefault(name, []).append(idle_after(stopped.set, process.pid))
            thread.join()
    for number in range(times):
        pieces = service.generate("O governo", GenerateOptions(length=5000, seed=number))
        for _ in range(number + 1):
            next(pieces)
        found.setdefault("writing", []).append(idle_after(pieces.close, process.pid))
    return found


def begun(
    work: Callable[[str, RequestContext], object], own: str, stopped: threading.Event
) -> None:
    """Works until it is stopped."""

    def told(_: float) -> None:
        if stopped.is_set():
            raise Stopped

    with suppress(Stopped):
        work(own, RequestContext(keep=False, progress=told))


def idle_after(stop: Callable[[], object], process: int | None) -> float:
    """Milliseconds from a stop until a process last computed."""
    began = worked = time.perf_counter()
    stop()
    before = computed(process)
    while time.perf_counter() - worked < 0.25:
        time.sleep(0.005)
        now = computed(process)
        if now - before > LITTLE:
            worked = time.perf_counter()
        before = now
    return 1000 * (worked - began)


def computed(process: int | None) -> int:
    """Nanoseconds that the threads of a process have computed."""
    total = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):  # it has just ended
            total += int((thread / "schedstat").read_text().split()[0])
    return total


if __name__ == "__main__":
    sys.exit(main())
