"""What every test shares."""

from __future__ import annotations

import ctypes
import functools
import gc
import resource
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest

pytest_plugins = ["tests.served", "tests.ui.chromium"]

# For each client httpx reads the certificates of the world, 30 ms a request: once is enough.
_httpx = pytest.MonkeyPatch()
_httpx.setattr(
    "httpx._transports.default.create_ssl_context", functools.cache(httpx.create_ssl_context)
)
# It waits five seconds unless told otherwise, and a busy machine may need them.
for _phase in ("connect", "read", "write", "pool"):
    _httpx.setattr(f"httpx._config.DEFAULT_TIMEOUT_CONFIG.{_phase}", 60.0)

# A busy machine is no failure: without this, an example over 200 ms is one.
hypothesis.settings.register_profile(
    "textnn",
    max_examples=50,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("textnn")

SCREEN = {Path(__file__).parent / name for name in ("ui", "web", "pages", "html", "tasks")}


HEAVY = {"served", "real", "app", "shipped"}
"""Fixtures that serve the app or read shipped networks: tests with one of them are ``slow``."""


NETWORKS = pytest.StashKey[set[Path]]()
MEMORY = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--memory", action="store_true", help="print the most memory of each process")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported stays: to look for rubbish among it costs a quarter of the collection.

    Nor does any later search of the collector look through it.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before ``-m`` looks at the markers
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is heavy; the longest first, so that no process waits for another's last.

    Gradio leaves event loops for the garbage collector, which complains at any later moment.
    """
    for item in items:
        if HEAVY & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.slow)
        if SCREEN & {*item.path.parents}:
            item.add_marker(
                pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
            )
    marked = {
        name: {item.path for item in items if item.get_closest_marker(name)}
        for name in ("browser", "slow")
    }
    config.stash[NETWORKS] = {
        item.path
        for item in items
        if {"shipped", "real", "own_service"} & {*getattr(item, "fixturenames", ())}
    }
    items.sort(key=lambda item: [item.path not in paths for paths in marked.values()])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """After a module that read shipped networks, what they took goes back to the system.

    All of them take half a gigabyte. A fixture would come too early: the last test still has them.
    """
    done = yield
    last = nextitem is None or nextitem.path != item.path
    if last and item.path in item.config.stash[NETWORKS]:
        gc.collect()
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)
    return done


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store: to copy it is a tenth of what it takes to make another."""
    from textnn.store.engine import open_store  # a test of something else need not read Alembic

    path = tmp_path_factory.mktemp("store") / "x.db"
    open_store(f"sqlite:///{path}").dispose()
    return path


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist hands over its peak."""
    peak = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["memory"] = peak
    else:
        session.config.stash.setdefault(MEMORY, []).append(f"this process: {peak}")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker of xdist handed over."""
    peak = getattr(node, "workeroutput", {}).get("memory", "unknown")
    node.config.stash.setdefault(MEMORY, []).append(f"{node.gateway.id}: {peak}")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.getoption("--memory"):
        peaks: list[str] = config.stash.get(MEMORY, [])
        terminalreporter.write_line("memory: " + ", ".join(peaks))
