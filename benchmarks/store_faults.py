"""A store that is locked, slow, full, gone and back: what do visitors notice, and what is lost?

    python benchmarks/store_faults.py [locked slow full gone hangs] [--visitors 4] [--seconds 12]

For each fault an app of its own with the shipped models; visitors ask for marks again and again,
before the fault, while it lasts and after it, ``--seconds`` each. *locked*: another process holds
SQLite's write lock. *slow*: it takes the lock for half a second, again and again. *full*: the
store is on a small file system (tmpfs, which root may mount) that is filled to the last byte.
*gone*: PostgreSQL is stopped at once (``pg_ctl -m immediate``) and started again. *hangs*: its
processes are stopped with SIGSTOP. An answer must come every time, kept or with a sentence why it
is not; whatever was said to be kept must be in the visitor's history in the end; and after the
fault answers must be kept again. The exit code is 1 where any of this fails.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from common import markdown
from visitors import PATIENCE, Visitor, serving

POSTGRESQL = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@dataclass
class Asked:
    """One request: when it was answered, in which part, how long it took, what came of it."""

    part: int
    seconds: float
    kept: bool
    complaint: str


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another process writes all the while."""
    store = sqlite3.connect(home / "textnn.db", timeout=60, isolation_level=None)
    store.execute("BEGIN IMMEDIATE")
    yield
    store.rollback()
    store.close()


@contextmanager
def slow(home: Path) -> Iterator[None]:
    """Another process writes half a second long, again and again."""
    stop = threading.Event()

    def hold() -> None:
        while not stop.wait(0.1):
            with locked(home):
                stop.wait(0.5)

    thread = threading.Thread(target=hold)
    thread.start()
    yield
    stop.set()
    thread.join()


@contextmanager
def full(home: Path) -> Iterator[None]:
    """No byte is left."""
    stuff = home / "stuff"
    with stuff.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    yield
    stuff.unlink()


@contextmanager
def gone(home: Path) -> Iterator[None]:
    """The database server is stopped, and started again."""
    _control(home, "stop", "-m", "immediate")
    yield
    _control(home, "start")


@contextmanager
def hangs(home: Path) -> Iterator[None]:
    """The database server keeps its connections and answers nothing."""
    first = int((home / "data" / "postmaster.pid").read_text().split()[0])
    below = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    everybody = [first, *map(int, below)]
    for process in everybody:
        os.kill(process, signal.SIGSTOP)
    yield
    for process in everybody:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGCONT)


FAULTS: dict[str, Callable[[Path], AbstractContextManager[None]]] = {
    "locked": locked, "slow": slow, "full": full, "gone": gone, "hangs": hangs,
}  # fmt: skip


@contextmanager
def a_home(fault: str) -> Iterator[tuple[Path, str]]:
    """A folder for the store, and the address of the database if it is not in it."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        if fault == "full":
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", name], check=True)
        try:
            if fault in ("gone", "hangs"):
                with _postgresql(home) as url:
                    yield home, url
            else:
                yield home, ""
        finally:
            if fault == "full":
                subprocess.run(["umount", "-l", name], check=True)


@contextmanager
def _postgresql(home: Path) -> Iterator[str]:
    if POSTGRESQL is None:
        raise FileNotFoundError("needs PostgreSQL's server below /usr/lib/postgresql")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home.chmod(0o755)
    data = home / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:  # which PostgreSQL refuses to run as
        shutil.chown(data, "postgres", "postgres")
    _as_postgres(str(POSTGRESQL / "initdb"), "-A", "trust", "-U", "textnn", "-D", str(data))
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"port = {port}\nunix_socket_directories = ''\n")
    _control(home, "start")
    try:
        yield f"postgresql+psycopg://textnn@127.0.0.1:{port}/postgres"
    finally:
        _control(home, "stop", "-m", "immediate")


def _control(home: Path, *words: str) -> None:
    data = home / "data"
    _as_postgres(str(POSTGRESQL / "pg_ctl"), "-w", "-D", str(data), "-l", f"{data}/log", *words)  # type: ignore[operator]


def _as_postgres(*command: str) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL, cwd="/")


async def asking(base: str, number: int, parts: Sequence[float]) -> tuple[list[Asked], int]:
    """One visitor until the last of the moments ``parts``; the requests, and results lost."""
    asked: list[Asked] = []
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE, trust_env=False) as client:
        await client.get("/healthz")
        visitor = Visitor(number, client)
        while (now := time.monotonic()) < parts[-1]:
            part, complaint, kept = sum(now >= end for end in parts), "", False
            try:
                answer = await visitor.call("highlight", visitor.article)
                kept = bool(answer["run_id"])
                if kept:
                    visitor.made.add(answer["run_id"])
                elif not answer["warning"]:
                    complaint = "not kept, and no word"
            except (httpx.HTTPError, ValueError) as error:
                complaint = f"{type(error).__name__}: {error}"
            asked.append(Asked(part, time.monotonic() - now, kept, complaint))
        lines = await visitor.call("history", "", "", 1000)
    return asked, len(visitor.made - {line["id"] for line in lines})


async def meanwhile(
    base: str, home: Path, fault: str, visitors: int, seconds: float
) -> tuple[list[Asked], int]:
    """Visitors ask, and in the second part the fault lasts."""
    began = time.monotonic()
    parts = [began + seconds * number for number in (1, 2, 3)]
    everybody = [asyncio.create_task(asking(base, number, parts)) for number in range(visitors)]
    await asyncio.sleep(seconds)
    lasting = FAULTS[fault](home)
    await asyncio.to_thread(lasting.__enter__)
    await asyncio.sleep(parts[1] - time.monotonic())
    await asyncio.to_thread(lasting.__exit__, None, None, None)
    answers = await asyncio.gather(*everybody)
    return [one for asked, _ in answers for one in asked], sum(lost for _, lost in answers)


def main(arguments: Sequence[str] | None = None) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("faults", nargs="*", help=" ".join(FAULTS))
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=12)
    given = parser.parse_args(arguments)
    rows, complaints = [], list[str]()
    for fault in given.faults or FAULTS:
        with a_home(fault) as (home, url), serving(str(home), url) as (base, _):
            asyncio.run(asking(base, 0, [time.monotonic() + 5]))  # reads the models
            asked, lost = asyncio.run(meanwhile(base, home, fault, given.visitors, given.seconds))
        row = [fault]
        for part in range(3):
            here = [one for one in asked if one.part == part]
            row.append(f"{sum(one.kept for one in here)} of {len(here)}")
        slowest = [max((one.seconds for one in asked if one.part == part), default=0)
                   for part in range(3)]  # fmt: skip
        wrong = [one.complaint for one in asked if one.complaint]
        rows.append([*row, *(f"{one:.1f}" for one in slowest), str(len(wrong)), str(lost)])
        last = [one for one in asked if one.part == 2]
        complaints += [f"{fault}: {one}" for one in wrong[:5]]
        complaints += [f"{fault}: {lost} lost"] if lost else []
        complaints += (
            [f"{fault}: nothing is kept after it"]
            if not any(one.kept for one in last[-given.visitors :])
            else []
        )
    print(markdown(("", "kept before", "meanwhile", "after", "slowest before, s", "meanwhile",
                    "after", "wrong", "lost"), rows))  # fmt: skip
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
