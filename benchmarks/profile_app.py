"""Where does the processor time of the app go while visitors ask?

    python benchmarks/profile_app.py [--visitors 50] [--seconds 60] [--fresh] [--json FILE]

Starts ``textnn serve`` with the shipped models, lets visitors ask as ``visitors.py`` does, and has
``py-spy`` look at the stacks of both its processes: the page's, and the one that computes texts.
Threads that wait are left out. A stack belongs to the innermost of its frames that stands in a row
of ``OWNERS``; frames of Python's own library are passed over. Printed are the shares of each
process, and of both by the processor time they used. Needs ``pip install -e .[bench]`` and Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import which

from common import markdown, write_json
from visitors import computed, processes, serving, visits

OWNERS: Mapping[str, str] = {
    "products of matrices": r"openblas|(?:^|_)[sd]?gem[mv]|(?:FLOAT|DOUBLE)_matmul|cblas_",
    "NumPy besides": r"_multiarray_umath|numpy/",
    "SQLite and its writing": r"_sqlite3|libsqlite|sqlalchemy/|textnn/store/",
    "Gradio": r"gradio/|gradio_client/",
    "web server and event loop": r"uvicorn/|starlette/|fastapi/|anyio/|asyncio/|h11/",
    "arguments checked, JSON": r"pydantic|jsonschema|orjson|referencing/",
    "language of the article": r"py3langid/",
    "Python of textnn": r"textnn/",
}
"""What a frame belongs to, first match first."""

REST = "the rest"

WAITING = re.compile(
    r"(?:(?:0x)?[0-9a-f]+|read|recv|accept|epoll_wait|poll|select|futex|fdatasync|fsync|.*sleep"
    r"|.*cond_\w*wait|sem_\w*wait) \(\S*/libc\.so"
)
"""Innermost frame of a thread that waits: for a lock, such as Python's own, for data, for the disk.
What the C library calls by no name is nearly always the wait for a lock."""


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    if which("py-spy") is None:
        print("profile_app: py-spy is missing; pip install py-spy", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as home, serving(home) as (base, process):
        asyncio.run(visits(base, 1, 1))  # reads the models
        stacks, used = profiled(base, process, given)
    shares = {name: share_of(found) for name, found in stacks.items()}
    print(f"{given.visitors} visitors, {given.seconds} s, load {Path('/proc/loadavg').read_text()}")
    print(table(shares, used))
    write_json(given.json, {"shares": shares, "processor seconds": used})
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--fresh", action="store_true", help="each question about another article")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def profiled(
    base: str, process: int, given: argparse.Namespace
) -> tuple[dict[str, Counter[str]], dict[str, float]]:
    """Stacks and processor seconds of the page's process and of those that it has started."""
    every = processes(process)
    names = ["the page's", *("the one that computes" for _ in every[1:])]
    before = {one: alone(one) for one in every}
    with tempfile.TemporaryDirectory() as place, ExitStack() as ends:
        paths = {one: Path(place, f"{one}.txt") for one in every}
        for one, path in paths.items():
            spy = subprocess.Popen(
                ["py-spy", "record", "--native", "--full-filenames", "--rate", "50",
                 "--format", "raw", "--output", str(path), "--pid", str(one)],
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
            ends.callback(ended, spy)
        asyncio.run(visits(base, given.visitors, given.seconds, fresh=given.fresh))
        used = {one: alone(one) - before[one] for one in every}
        ends.close()  # only now do they write
        stacks: dict[str, Counter[str]] = {}
        seconds: dict[str, float] = {}
        for name, (one, path) in zip(names, paths.items(), strict=True):
            stacks.setdefault(name, Counter()).update(read(path))
            seconds[name] = seconds.get(name, 0) + used[one]
    return stacks, seconds


def alone(process: int) -> float:
    """Processor seconds of one process, without those that it has started."""
    return computed(process) - sum(computed(one) for one in processes(process)[1:])


def ended(spy: subprocess.Popen[bytes]) -> None:
    spy.send_signal(signal.SIGINT)
    spy.wait(60)


def read(path: Path) -> Counter[str]:
    """Stack, outermost frame first -> how often it was seen."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    seen = ((stack, int(n)) for stack, _, n in (line.rpartition(" ") for line in lines))
    return Counter({s: n for s, n in seen if not WAITING.match(s.rpartition(";")[2])})


def share_of(stacks: Counter[str]) -> dict[str, float]:
    """Row of ``OWNERS`` -> its share of all stacks."""
    found = Counter[str]()
    for stack, count in stacks.items():
        found[owner(stack.split(";"))] += count
    return {name: found[name] / max(1, stacks.total()) for name in (*OWNERS, REST)}


def owner(frames: Sequence[str]) -> str:
    """What a stack belongs to."""
    for frame in reversed(frames):
        for name, pattern in OWNERS.items():
            if re.search(pattern, frame):
                return name
    return REST


def table(shares: Mapping[str, Mapping[str, float]], used: Mapping[str, float]) -> str:
    total = sum(used.values()) or 1.0
    rows = [["processor seconds", *(f"{one:.1f}" for one in used.values()), f"{total:.1f}"]]
    for name in (*OWNERS, REST):
        each = [shares[one][name] for one in used]
        both = sum(share * seconds for share, seconds in zip(each, used.values(), strict=True))
        rows.append([name, *(f"{100 * one:.0f} %" for one in each), f"{100 * both / total:.0f} %"])
    return markdown(["", *used, "both"], rows)


if __name__ == "__main__":
    sys.exit(main())
