"""Every revision, up and down, with rows in it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

from tests.store.databases import KINDS, empty_database
from tests.store.makers import highlight
from textnn.errors import UserError
from textnn.results import to_dict
from textnn.results.runs import new_run
from textnn.store import engine as store_engine
from textnn.store.engine import MIGRATIONS, open_store
from textnn.store.migrate import downgrade, upgrade
from textnn.store.runs import RunRepository
from textnn.store.schema import Base

pytestmark = pytest.mark.slow

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
HEAD = REVISIONS[-1]

ROW = {
    "id": "a" * 32,
    "owner": "ana",
    "task": "highlight",
    "created_at": "2026-01-02 03:04:05.678900",
    "seconds": 0.25,
    "model_name": "modelo",
    "model_checksum": "c0ffee",
    "input": "O Comitê chegou.",
    "written": "",
    "parameters": "{}",
    "output": json.dumps(to_dict(highlight("O Comitê chegou."))),
}
"""A row as revision 0001 took it; later revisions must carry it along."""


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with empty_database(request.param, tmp_path) as url:
        opened = open_store(url)
        downgrade(opened, "base")
        yield opened
        opened.dispose()


def insert_row(engine: Engine) -> None:
    columns, values = ", ".join(ROW), ", ".join(f":{name}" for name in ROW)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO runs ({columns}) VALUES ({values})"), ROW)


def names(engine: Engine) -> set[str]:
    found = set(inspect(engine).get_table_names())
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT name FROM sqlite_master")
            found |= {name for (name,) in rows if not name.startswith("sqlite_")}
    return found


def test_the_revisions_are_one_line_without_branches() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [HEAD]
    assert [revision.revision for revision in script.walk_revisions()] == [*REVISIONS[::-1]]


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_every_revision_reach_the_newest(engine: Engine, revision: str) -> None:
    upgrade(engine, revision)
    insert_row(engine)
    upgrade(engine)
    runs = RunRepository(engine)
    found = runs.get("ana", str(ROW["id"]))
    assert found is not None
    assert found.result == highlight("O Comitê chegou.")
    assert [line.id for line in runs.find("ana", "comite")] == [ROW["id"]]


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_the_newest_survive_the_way_down_and_up(engine: Engine, revision: str) -> None:
    upgrade(engine)
    runs = RunRepository(engine)
    run = new_run("ana", highlight("O Comitê chegou."))
    runs.add(run)
    downgrade(engine, revision)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM runs").scalar_one() == run.id
    upgrade(engine)
    assert runs.get("ana", run.id) == run
    assert runs.count("ana", "comite") == 1


def test_the_way_down_leaves_nothing_behind(engine: Engine) -> None:
    upgrade(engine)
    RunRepository(engine).add(new_run("ana", highlight()))
    downgrade(engine, "base")
    assert names(engine) <= {"alembic_version", "alembic_version_pkc"} | {
        name for name in names(engine) if "autoindex_alembic" in name
    }


def test_going_up_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    before = names(engine)
    upgrade(engine)
    assert names(engine) == before


def test_the_models_say_what_the_migrations_made(engine: Engine) -> None:
    upgrade(engine)

    def ours(_object: object, name: str | None, _type: str, *_rest: object) -> bool:
        return not (name or "").startswith("runs_fts") and name not in ("search", "ix_runs_search")

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_migration_that_breaks_leaves_the_store_as_it_was(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(engine)
    run_id = RunRepository(engine).add(new_run("ana", highlight()))
    broken = tmp_path / "100% quebradas"
    shutil.copytree(MIGRATIONS, broken, ignore=shutil.ignore_patterns("__pycache__"))
    (broken / "versions" / "9999_broken.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = '9999', '{HEAD}'\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half_way (x INTEGER)')\n"
        "    op.execute('DELETE FROM runs')\n"
        "    op.execute('NO SUCH STATEMENT')\n"
    )
    before = names(engine)
    monkeypatch.setattr(store_engine, "MIGRATIONS", broken)
    with pytest.raises(UserError):
        upgrade(engine)
    assert names(engine) == before
    assert RunRepository(engine).get("ana", run_id) is not None


def test_migrations_import_nothing_that_would_change_under_them() -> None:
    for file in (MIGRATIONS / "versions").glob("*.py"):
        assert "textnn" not in file.read_text(encoding="utf-8"), file


def test_a_foreign_database_is_refused_whole(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    foreign = create_engine(url)
    with foreign.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE runs (speed REAL)")
    with pytest.raises(UserError) as caught:
        open_store(url)
    assert caught.value.code == "store-failed"
    assert inspect(foreign).get_columns("runs")[0]["name"] == "speed"
    foreign.dispose()
