"""What the tests of batches share: the command with fake models, and what is in its tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.ui.fakes import fake_texts
from textnn.cli.context import CliContext
from textnn.config import Settings


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliContext:
    monkeypatch.chdir(tmp_path)
    settings = Settings(home=tmp_path / "home", models=tmp_path / "models", secret="s" * 64)
    return CliContext(settings, "en", None, fake_texts())


def rows(path: Path | str, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def dump(path: Path) -> list[Any]:
    names = ("run", "articles", "marks", "keywords", "sentences", "errors", "names", "people")
    return [rows(path, f"SELECT * FROM {name}") for name in names]
