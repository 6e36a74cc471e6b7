"""The screen with fake models: in this process for HTTP tests, in its own for the browser."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:  # a test of something else need not read Gradio and torch
    from fastapi import FastAPI

    from textnn.web.context import Screen


@dataclass(frozen=True)
class Served:
    """A running app."""

    url: str
    screen: Screen
    app: FastAPI


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with fake models."""
    from tests.ui.fakes import fake_screen

    home: Path = tmp_path_factory.mktemp("home")
    (home / "models" / "tagger").mkdir(parents=True)
    (home / "models" / "tagger" / "config.json").write_text('{"kind": "tagger"}')
    with serving(fake_screen(home)) as served:
        yield served


@pytest.fixture(scope="module")
def shipped() -> Iterator[None]:
    """The shipped models are read once for all tests of a module, and leave with it."""
    from textnn import api
    from textnn.compose import Loaders
    from textnn.config import DATA
    from textnn.pretrained import Models
    from textnn.service.recorder import Lazy

    models, unshared = Models(DATA / "models"), Loaders._open

    def opened(self: Loaders) -> object:
        return models if self._settings.models == models.folder else unshared(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Loaders, "_open", opened)
        patch.setattr(api, "_service", Lazy(api._compose))
        yield


@pytest.fixture(scope="module")
def real(shipped: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with the shipped models."""
    from textnn.app import compose
    from textnn.config import Settings

    with serving(compose(Settings(home=tmp_path_factory.mktemp("home")))) as served:
        yield served


@contextmanager
def serving(screen: Screen) -> Iterator[Served]:
    """The app on a free port, served by a thread."""
    import uvicorn

    from textnn.ui.page import make_app

    app = make_app(screen)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        _wait(url)
        yield Served(url, screen, app)
        server.should_exit = True
        thread.join(10)
    gc.collect()  # here, so that nobody else's test hears of it


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(url)
