import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.dialects import mysql
from sqlalchemy.schema import CreateTable

from tests.store.makers import highlight
from textnn.errors import UserError
from textnn.results.runs import new_run
from textnn.store import search
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.store.schema import Base, RunRow


def refused(url: str) -> UserError:
    with pytest.raises(UserError) as caught:
        open_store(url, busy_seconds=0.05)
    return caught.value


def test_sqlite_is_durable_and_strict(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'a' / 'b' / 'textnn.db'}")
    with engine.connect() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2  # FULL
        assert pragma("foreign_keys") == 1
        assert pragma("busy_timeout") == 10_000
        assert pragma("secure_delete") == 1
    engine.dispose()


def test_foreign_keys_are_on_again_after_migrating() -> None:
    engine = open_store("sqlite://")  # in memory: one connection, the one that migrated
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()


def test_a_database_in_memory_serves_threads() -> None:
    engine = open_store("sqlite://")
    runs = RunRepository(engine)
    threads = [
        threading.Thread(target=runs.add, args=(new_run("ana", highlight()),)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs.count("ana") == 8
    engine.dispose()


def test_what_was_kept_is_there_after_opening_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    engine = open_store(url)
    run_id = RunRepository(engine).add(new_run("ana", highlight()))
    engine.dispose()
    again = open_store(url)
    assert RunRepository(again).get("ana", run_id) is not None
    again.dispose()


def test_deleted_text_is_not_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    engine = open_store(f"sqlite:///{file}")
    runs = RunRepository(engine)
    run_id = runs.add(new_run("ana", highlight("Jabuticabeira " * 500)))
    for i in range(20):
        runs.add(new_run("ana", highlight(f"outra coisa {i}")))
    assert runs.delete("ana", run_id)
    engine.dispose()  # the last connection to close folds the log into the file
    left = file.read_bytes().lower()
    assert b"outra coisa" in left
    assert b"jabuticabeira" not in left  # neither the text nor the index of its words


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert refused(f"sqlite:///{tmp_path / 'file' / 'x.db'}").code == "store-unwritable"


def test_a_file_that_is_a_folder(tmp_path: Path) -> None:
    assert refused(f"sqlite:///{tmp_path}").code == "store-unwritable"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(b"Querido diario, hoje choveu. " * 100)
    error = refused(f"sqlite:///{file}")
    assert error.code == "store-damaged"
    assert file.read_bytes().startswith(b"Querido diario")


def test_a_read_only_database_can_still_be_read(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    engine = open_store(f"sqlite:///{file}")
    RunRepository(engine).add(new_run("ana", highlight()))
    engine.dispose()
    read_only = open_store(f"sqlite:///file:{file}?mode=ro&uri=true")
    runs = RunRepository(read_only)
    assert runs.count("ana", "comite") == 1
    with pytest.raises(UserError) as caught:
        runs.add(new_run("ana", highlight()))
    assert caught.value.code == "store-unwritable"
    read_only.dispose()


def test_a_locked_database(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    engine = open_store(f"sqlite:///{file}", busy_seconds=0.05)
    runs = RunRepository(engine)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    open_store(f"sqlite:///{file}").dispose()  # its tables are those of today
    with pytest.raises(UserError) as caught:
        runs.add(new_run("ana", highlight()))
    assert caught.value.code == "store-locked"
    assert runs.count("ana") == 0  # readers do not wait
    other.execute("ROLLBACK")
    other.close()
    runs.add(new_run("ana", highlight()))
    assert runs.count("ana") == 1
    engine.dispose()


def test_a_deletion_counts_even_if_the_index_must_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'x.db'}", busy_seconds=0.05)
    runs = RunRepository(engine)
    run_id = runs.add(new_run("ana", highlight()))
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    forget = search.forget

    def forget_while_locked(writer: Engine) -> None:
        other.execute("BEGIN IMMEDIATE")
        forget(writer)

    monkeypatch.setattr(search, "forget", forget_while_locked)
    assert runs.delete("ana", run_id) is True
    other.close()
    assert runs.find("ana") == []
    engine.dispose()


def test_a_full_disk(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    runs = RunRepository(engine)
    kept = runs.add(new_run("ana", highlight()))

    @event.listens_for(engine, "begin")
    def no_more_pages(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    with pytest.raises(UserError) as caught:
        runs.add(new_run("ana", highlight("x" * 100_000)))
    assert caught.value.code == "store-full"
    assert [line.id for line in runs.find("ana")] == [kept]
    engine.dispose()


def test_a_database_newer_than_the_code(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    open_store(f"sqlite:///{file}").dispose()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert refused(f"sqlite:///{file}").code == "store-newer"


@pytest.mark.parametrize("url", ["", "nada", "mongodb://x/y", "oracle+nada://a:senha@b/c"])
def test_a_url_nobody_understands(url: str) -> None:
    error = refused(url)
    assert error.code == "store-url"
    assert "senha" not in error.pt + error.en


def test_a_server_that_does_not_answer() -> None:
    pytest.importorskip("psycopg")
    error = refused("postgresql+psycopg://ana:senha@127.0.0.1:1/textnn")
    assert error.code == "store-unreachable"
    assert "senha" not in error.pt + error.en


def test_what_people_write_never_stands_in_an_error(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    runs = RunRepository(engine)
    run = new_run("ana", highlight("um segredo"))
    runs.add(run)
    with pytest.raises(UserError) as caught:
        runs.add(run)  # the same id twice
    assert caught.value.code == "store-failed"
    assert "segredo" not in str(caught.value.__cause__)
    engine.dispose()


@pytest.mark.slow
def test_many_processes_may_start_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'x.db'}"
    start = "import sys; from textnn.store.engine import open_store; open_store(sys.argv[1])"
    processes = [
        subprocess.Popen([sys.executable, "-c", start, url], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    complaints = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, complaints
    engine = open_store(url)
    assert RunRepository(engine).find("ana", "comite") == []
    engine.dispose()


def test_many_threads_may_start_at_once(tmp_path: Path) -> None:
    url, problems = f"sqlite:///{tmp_path / 'x.db'}", []

    def start() -> None:
        try:
            open_store(url).dispose()
        except UserError as error:
            problems.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_mysql_columns_hold_long_texts_and_microseconds() -> None:
    made = str(
        CreateTable(Base.metadata.tables[RunRow.__tablename__]).compile(dialect=mysql.dialect())
    )
    assert made.count("LONGTEXT") == 4
    assert "created_at DATETIME(6)" in made


def test_what_a_url_says_of_the_schema_is_heard(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("of PostgreSQL only")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_schema()").scalar_one()[:5] == "test_"
