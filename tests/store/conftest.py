"""A store of each kind, empty for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.store.databases import KINDS, empty_database
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Iterator[Engine]:
    with empty_database(request.param, tmp_path) as url:
        if request.param == "sqlite":
            shutil.copy(migrated, tmp_path / "textnn.db")
        opened = open_store(url)
        yield opened
        opened.dispose()


@pytest.fixture
def runs(engine: Engine) -> RunRepository:
    return RunRepository(engine)
