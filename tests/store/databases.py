"""Empty databases to test against: SQLite always, PostgreSQL where one is reachable."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

KINDS = ("sqlite", "postgresql")


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database without tables; on PostgreSQL a schema of its own, dropped after."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'textnn.db'}"
        return
    url = os.environ.get("TEXTNN_TEST_DATABASE_URL", "")
    if not url:
        pytest.skip("no PostgreSQL: TEXTNN_TEST_DATABASE_URL is not set")
    schema = f"test_{secrets.token_hex(6)}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        try:
            inside = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
            yield inside.render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    admin.dispose()
