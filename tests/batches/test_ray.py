"""``textnn batch --ray``: a cluster of this machine, whose workers are killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.batches.conftest import dump, rows
from tests.ui.fakes import fake_texts
from textnn.batches import batch as batches
from textnn.batches import on_ray
from textnn.batches.documents import Documents
from textnn.batches.tables import open_tables
from textnn.batches.work import Job, Processor
from textnn.batches.workers import Chunk
from textnn.cli import run
from textnn.cli.context import CliContext

Capture = pytest.CaptureFixture[str]
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs textnn[ray]")
SECONDS = 400
PEOPLE = ("Ana Souza", "Rui Prado", "Dora Lins", "Ivo Melo")
PLACES = ("Santos", "Recife", "Porto Alegre")


def write_articles(path: Path, count: int) -> None:
    """Short articles, each another; the fifth is a copy of the first, and some are none at all."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            day = 1 if number == 4 else number + 1
            name, place = PEOPLE[day % 4], PLACES[day % 3]
            said = f"A prefeita {name} chegou a {place} no dia {day} e falou com a imprensa."
            file.write("nada\n" if number % 50 == 49 else f'{{"text": "{said}"}}\n')


def below(pid: int) -> Iterator[tuple[int, str]]:
    """Process and command line of all that a process has started."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    for child in (int(one) for path in children for one in path.read_text().split()):
        yield child, Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
        yield from below(child)


def kill_one(pid: int, named: str) -> None:
    """Kill a process below ``pid`` whose command line holds ``named``, as soon as there is one."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            for child, command in below(pid):
                if named in command:
                    os.kill(child, signal.SIGKILL)
                    return
        except OSError:  # it ended while it was looked at
            pass
        time.sleep(0.1)
    pytest.fail(f"no process {named}")


def wait_for_articles(path: Path, count: int, running: subprocess.Popen[str]) -> None:
    while not path.exists() or not rows(path, "SELECT 1 FROM sqlite_master WHERE name = 'marks'"):
        assert running.poll() is None
        time.sleep(0.2)
    while len(rows(path, "SELECT id FROM articles")) < count:
        assert running.poll() is None
        time.sleep(0.2)


def sources(chunks: Sequence[tuple[Chunk, int]]) -> list[tuple[list[str], int]]:
    return [([one.source for one in chunk], passed) for chunk, passed in chunks]


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """``textnn batch t.jsonl`` in ``folder``, in a process of its own."""
    environment = {**os.environ, "TEXTNN_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "textnn", "batch", "t.jsonl", *words, "--tasks", "highlight"]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles and the tables of a batch without Ray that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    write_articles(folder / "t.jsonl", 800)
    with started(folder, "whole.db", "--workers", "1") as alone:
        alone.communicate(timeout=SECONDS)
    assert alone.returncode == 3
    return folder


@needs_ray
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks processes up in /proc")
def test_killed_workers_of_a_cluster_lose_nothing_and_write_nothing_twice(whole: Path) -> None:
    with started(whole, "t.db", "--ray", "local", "--workers", "2") as cluster:
        wait_for_articles(whole / "t.db", 1, cluster)
        kill_one(cluster.pid, "ray::MapWorker")
        wait_for_articles(whole / "t.db", 150, cluster)
        kill_one(cluster.pid, "multiprocessing.spawn")
        out, _ = cluster.communicate(timeout=SECONDS)
    assert cluster.returncode == 3
    assert "784 articles" in out
    assert dump(whole / "t.db") == dump(whole / "whole.db")
    assert not (whole / "t.db.done").exists()


@needs_ray
@pytest.mark.slow
def test_a_batch_on_a_cluster_is_stopped_and_goes_on(whole: Path) -> None:
    with started(whole, "s.db", "--ray", "local", "--workers", "1") as cluster:
        wait_for_articles(whole / "s.db", 1, cluster)
        cluster.terminate()
        _, err = cluster.communicate(timeout=SECONDS)
    assert cluster.returncode == 130
    assert "--resume" in err
    assert not (whole / "s.db.done").exists()
    with started(whole, "s.db", "--resume", "--workers", "1") as again:
        again.communicate(timeout=SECONDS)
    assert dump(whole / "s.db") == dump(whole / "whole.db")


def test_a_read_that_is_made_again_gives_the_same_chunks(
    cli: CliContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written in the meantime must not change what a lost read is made again as."""
    monkeypatch.setattr(batches, "CHUNK", 8)
    write_articles(Path("t.jsonl"), 40)
    run(["batch", "t.jsonl", "t.db"], cli)
    write_articles(Path("t.jsonl"), 100)
    documents = Documents(Path("t.jsonl"), cli.settings)
    job = Job(("highlight", "keywords"), cli.settings)
    made_with = batches.made_with(job)
    with open_tables(Path("t.db"), made_with, resume=True) as tables, tables.snapshot() as done:
        found = [*on_ray.read_chunks(documents, done)]
        tables.write(Processor(job, fake_texts()).rows(found[0][0]))
        again = [*on_ray.read_chunks(documents, done)]
    assert sources(again) == sources(found)
    assert sources(found)[0] == ([f"t.jsonl#{number}" for number in range(41, 49)], 48)
    assert sum(len(chunk) for chunk, _ in found) == 60
    assert sum(passed for _, passed in found) == 100


def test_a_cluster_that_is_not_there_is_one_sentence(cli: CliContext, capsys: Capture) -> None:
    if find_spec("ray") is None:
        pytest.skip("needs textnn[ray]")
    Path("a.txt").write_text("Ana Souza chegou.", encoding="utf-8")
    assert run(["batch", "a.txt", "t.db", "--ray", "127.0.0.1:1"], cli) == 2
    err = capsys.readouterr().err
    assert "127.0.0.1:1" in err
    assert err.count("\n") == 1


def test_without_ray_it_is_said_how_to_get_it(
    cli: CliContext, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_ray, "ray", None)
    Path("a.txt").write_text("Ana Souza chegou.", encoding="utf-8")
    assert run(["batch", "a.txt", "t.db", "--ray", "local"], cli) == 2
    assert "textnn[ray]" in capsys.readouterr().err
