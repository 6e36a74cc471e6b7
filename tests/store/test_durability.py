"""What was shown survives ``kill -9``; processes write side by side."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.databases import KINDS, empty_database
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository

ROOT = Path(__file__).parents[2]


def start(url: str, owner: str, count: int, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", url, owner, str(count)],
        cwd=ROOT,
        env=os.environ | {"TEXTNN_HOME": str(home), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )


def shown(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def kill(process: subprocess.Popen[str]) -> list[str]:
    """Kill at once; whole lines that still stood in the pipe had been shown too."""
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system knows no SIGKILL")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 2, 25])
def test_nothing_shown_is_lost_on_kill_9(kind: str, count: int, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        process = start(url, "ana", 10_000 if count > 2 else count, tmp_path)
        ids = shown(process, count)
        ids += kill(process)
        engine = open_store(url)
        runs = RunRepository(engine)
        found = [runs.get("ana", run_id) for run_id in ids]
        assert len(ids) >= count
        assert None not in found
        assert runs.count("ana", "inicio") >= 1
        engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_two_processes_write_at_once(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        processes = [start(url, owner, 40, tmp_path) for owner in ("ana", "bia")]
        ids = [shown(process, 40) for process in processes]
        for process in processes:
            kill(process)
        engine = open_store(url)
        runs = RunRepository(engine)
        assert {line.id for line in runs.find("ana")} == set(ids[0])
        assert {line.id for line in runs.find("bia")} == set(ids[1])
        engine.dispose()
