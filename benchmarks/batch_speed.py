"""Articles a second, processor time and memory of ``textnn batch``, and what kills leave behind.

    python benchmarks/batch_speed.py articles.jsonl --tasks highlight,keywords --workers 2
    python benchmarks/batch_speed.py articles.jsonl --kills 20
    python benchmarks/batch_speed.py --made 900 --tasks highlight --kills 24
    python benchmarks/batch_speed.py --made 40000 --ray local

Each run is ``textnn batch`` in a process of its own, as a user starts it. Memory is the sum over
the command and its workers, twice a second; of what they share each counts its part (PSS, Linux).
``--kills`` ends the command so often, each time after it has written something and at a random
moment (SIGKILL; every sixth time SIGTERM), goes on with ``--resume``, and compares every table
with those of a run that nobody disturbed. It takes more than 32 articles a kill. ``--made`` makes
so many short articles, each another, in place of a file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from textnn.batches.tables import TABLES

EVERY = 0.5
"""Seconds between two looks at the memory."""


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if given.made:
            given.source = str(write_articles(Path(folder) / "made.jsonl", given.made))
        whole = Path(folder) / "whole.db"
        seconds, used, most = measured(command(given, whole))
        articles = len(content(whole)["articles"])
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(
            f"{articles} articles, {given.tasks}, {given.workers} workers: {seconds:.1f} s "
            f"({articles / seconds:.2f} a second), {1000 * used / max(1, articles):.0f} ms of "
            f"processor time each, at most {most / 1e6:.0f} MB, "
            f"{whole.stat().st_size / max(1, articles):.0f} bytes each; load {load}"
        )
        if given.kills:
            out, kills = killed(given, Path(folder))
            same = content(out) == content(whole)
            print(f"{kills} kills: tables {'identical' if same else 'DIFFERENT'}")
            return 0 if same else 1
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", nargs="?", help="what textnn batch reads")
    parser.add_argument("--made", type=int, default=0, help="so many articles in place of a file")
    parser.add_argument("--ray", default="", help="address of a cluster, or local")
    parser.add_argument("--tasks", default="highlight,keywords")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=0)
    return parser.parse_args(arguments)


def command(given: argparse.Namespace, out: Path, *more: str) -> list[str]:
    words = [given.source, str(out), "--tasks", given.tasks, "--workers", str(given.workers), *more]
    words += ["--ray", given.ray] if given.ray else []
    return [sys.executable, "-m", "textnn", "batch", *words]


def write_articles(path: Path, count: int) -> Path:
    """JSON lines of short articles; one in fifty is a copy, one in seventy is none."""
    names = (
        "Ana Souza",
        "Rui Prado",
        "Dora Lins",
        "Ivo Melo",
        "Lia Reis",
        "Caio Nunes",
        "Eva Dias",
    )
    places = ("Santos", "Recife", "Porto Alegre", "Manaus", "Goiânia")
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            day = number - 7 if number % 50 == 49 else number
            name, other, place = names[day % 7], names[day // 7 % 7], places[day // 49 % 5]
            text = (
                f"A prefeita {name} assinou em {place} o contrato {day}, de R$ {3 * day + 8} mil. "
                f"O vereador {other} pediu a lista das {day % 90 + 2} escolas que serão reformadas."
            )
            row = {"text": "" if number % 70 == 69 else text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def measured(words: Sequence[str]) -> tuple[float, float, int]:
    """Seconds on the clock and of the processors, and most bytes of memory at once."""
    began, most = time.monotonic(), 0
    used: dict[int, float] = {}
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            pids = family(running.pid)
            most = max(most, sum(map(memory, pids)))
            used |= {pid: processor_time(pid) or used.get(pid, 0.0) for pid in pids}
            time.sleep(EVERY)
    return time.monotonic() - began, sum(used.values()), most


def processor_time(pid: int) -> float:
    """Seconds that a process has computed; 0 if it has ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def family(pid: int) -> list[int]:
    """A process and those below it."""
    with suppress(OSError):
        lists = Path(f"/proc/{pid}/task").glob("*/children")  # each thread has its own
        children = [child for one in lists for child in one.read_text().split()]
        return [pid, *(one for child in children for one in family(int(child)))]
    return []


def memory(pid: int) -> int:
    """Bytes of a process, of what it shares its part; 0 if it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def killed(given: argparse.Namespace, folder: Path) -> tuple[Path, int]:
    """Tables of a run that was killed again and again and went on, and how often it was."""
    out, draw, kills = folder / "killed.db", random.Random(1), 0
    for number in range(given.kills):
        before = len(content(out)["articles"])
        with subprocess.Popen(command(given, out, "--resume"), stdout=subprocess.DEVNULL) as run:
            while run.poll() is None and len(content(out)["articles"]) == before:
                time.sleep(0.1)
            time.sleep(draw.random() / 2)
            ended = run.poll() is not None
            run.send_signal(signal.SIGKILL if (number + 1) % 6 else signal.SIGTERM)
        print(f"kill {number + 1} after {len(content(out)['articles'])} articles", file=sys.stderr)
        if ended:
            print("it was done before it could be killed", file=sys.stderr)
            break
        kills += 1
    subprocess.run(command(given, out, "--resume"), stdout=subprocess.DEVNULL, check=False)
    return out, kills


def content(path: Path) -> dict[str, list[object]]:
    """Every row of every table; nothing where there is no file yet."""
    if not path.exists():
        return {"articles": []}
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        known = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()  # noqa: S608
            for table in TABLES
            if table in known
        } or {"articles": []}


if __name__ == "__main__":
    sys.exit(main())
