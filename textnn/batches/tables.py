"""The tables of a batch: their columns, and the SQLite file in which they grow.

Documents are written in their order, a chunk of them in one transaction: a row and all that belongs
to it is there whole or not at all, however the program ends. ``SCHEMA`` is the version of the
columns, which ``docs/batch.md`` describes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textnn.errors import UserError

SCHEMA = 1
"""Version of the columns; in the file it is ``PRAGMA user_version``."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "articles": (
        "id TEXT PRIMARY KEY", "source TEXT NOT NULL UNIQUE", "title TEXT", "text TEXT",
        "characters INTEGER", "language TEXT", "kind TEXT", "headline TEXT", "headline_origin TEXT",
        "dek TEXT", "dek_origin TEXT", "fields TEXT", "digest TEXT NOT NULL",
        "text_digest TEXT NOT NULL", "duplicate_of TEXT",
    ),
    "marks": (
        "article_id TEXT NOT NULL", "start_char INTEGER", "end_char INTEGER", "label TEXT",
        "text TEXT", "score REAL", "sentence TEXT", "sentence_start INTEGER",
        "sentence_end INTEGER",
    ),
    "keywords": (
        "article_id TEXT NOT NULL", "rank INTEGER", "text TEXT", "score REAL", "label TEXT",
        "places INTEGER",
    ),
    "sentences": (
        "article_id TEXT NOT NULL", "start_char INTEGER", "end_char INTEGER", "text TEXT",
        "score REAL",
    ),
    "errors": (
        "source TEXT PRIMARY KEY", "code TEXT NOT NULL", "message TEXT NOT NULL",
        "digest TEXT NOT NULL",
    ),
}  # fmt: skip
"""Table -> its columns in order, as SQLite declares them."""

OF_ARTICLES = ("marks", "keywords", "sentences")
"""Tables whose rows belong to an article."""

VIEWS: Mapping[str, str] = {
    "names": "SELECT label, text AS name, count(*) AS marks, "
    "count(DISTINCT article_id) AS articles FROM marks GROUP BY label, text "
    "ORDER BY marks DESC, name",
    "people": "SELECT name, marks, articles FROM names WHERE label = 'PER' "
    "ORDER BY marks DESC, name",
}
"""View -> what it selects: every name with its label and counts, and the people alone."""


@dataclass(frozen=True)
class DocumentRows:
    """What becomes of one document.

    Attributes:
        source: of the document.
        digest: of what it said.
        article: columns of its row; ``None``: there is an error instead.
        rows: table -> rows of it, without the article's id.
        error: code and message.
    """

    source: str
    digest: str
    article: Mapping[str, Any] | None = None
    rows: Mapping[str, Sequence[tuple[Any, ...]]] = field(default_factory=dict)
    error: tuple[str, str] | None = None


@dataclass
class Totals:
    """How many documents are in the tables, and how many of them could not be read."""

    articles: int
    errors: int


def column_names(table: str) -> list[str]:
    """Names of a table's columns, in order.

    >>> column_names("errors")
    ['source', 'code', 'message', 'digest']
    """
    return [column.partition(" ")[0] for column in TABLES[table]]


@contextmanager
def open_tables(path: Path, made_with: Mapping[str, Any], *, resume: bool) -> Iterator[Tables]:
    """The tables in ``path``, made if they are not there.

    Args:
        path: of the SQLite file.
        made_with: tasks and models; tables made with others are not gone on with.
        resume: whether there may be tables already.

    Raises:
        UserError: the file is there and may not be, is another's, or cannot be written.
    """
    if path.exists() and not resume:
        raise UserError("batch-exists", name=path)
    with _trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30)
    with closing(connection):
        with _trouble(path):
            tables = Tables(path, connection)
            tables.begin({"schema": SCHEMA, **made_with})
        yield tables


@contextmanager
def open_snapshot(path: Path) -> Iterator[Tables]:
    """What ``Tables.snapshot`` wrote: tables that know no more than what is done."""
    with closing(sqlite3.connect(path)) as connection:
        yield Tables(path, connection)


@contextmanager
def _trouble(path: Path) -> Iterator[None]:
    """Errors of the file system and of SQLite as one sentence."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise UserError("disk-full", folder=path.parent) from error
        if error.sqlite_errorname == "SQLITE_READONLY_DBMOVED":
            raise UserError("batch-gone", name=path) from error
        raise UserError("disk", where=path, reason=error) from error
    except sqlite3.DatabaseError as error:
        raise UserError("batch-other", "file", name=path) from error
    except OSError as error:
        raise UserError("disk", where=path, reason=error.strerror or error) from error


class Tables:
    """Tables that grow document by document.

    Args:
        path: of the file.
        connection: to it.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def begin(self, made_with: Mapping[str, Any]) -> None:
        """Make the tables, or see that they were made with the same.

        Raises:
            UserError: they were not.
        """
        known = self._connection.execute("SELECT name FROM sqlite_master").fetchall()
        if known:
            wanted = {name: json.dumps(value, sort_keys=True) for name, value in made_with.items()}
            found = dict(self._connection.execute("SELECT name, value FROM run").fetchall()) if (
                ("run",) in known
            ) else {}  # fmt: skip
            if found != wanted:
                other = [name for name in wanted if found.get(name) != wanted[name]]
                raise UserError("batch-other", name=self.path, what=other)
            return
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.execute(f"PRAGMA user_version = {SCHEMA}")
            self._connection.execute("CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT)")
            for table, columns in TABLES.items():
                self._connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
            for table in OF_ARTICLES:
                self._connection.execute(f"CREATE INDEX {table}_article ON {table} (article_id)")
            self._connection.execute("CREATE INDEX articles_text ON articles (text_digest)")
            self._connection.execute("CREATE INDEX marks_name ON marks (label, text)")
            for view, query in VIEWS.items():
                self._connection.execute(f"CREATE VIEW {view} AS {query}")
            self._connection.executemany(
                "INSERT INTO run VALUES (?, ?)",
                [(name, json.dumps(value, sort_keys=True)) for name, value in made_with.items()],
            )

    def is_done(self, source: str, digest: str) -> bool:
        """Whether this very document is in the tables.

        What could not be read at all, so has no digest, is never done.
        """
        if not digest:
            return False
        with _trouble(self.path):
            return any(
                self._connection.execute(
                    f"SELECT 1 FROM {table} WHERE source = ? AND digest = ?",  # noqa: S608
                    (source, digest),
                ).fetchone()
                for table in ("articles", "errors")
            )

    @contextmanager
    def snapshot(self) -> Iterator[Path]:
        """A file beside the tables that says what is done now; it is there as long as needed.

        Raises:
            UserError: it cannot be written.
        """
        path = self.path.with_name(f"{self.path.name}.done")
        with _trouble(path):
            path.unlink(missing_ok=True)
            self._connection.execute("ATTACH ? AS snapshot", (str(path),))
            with self._connection:
                for table in ("articles", "errors"):
                    self._connection.execute(
                        f"CREATE TABLE snapshot.{table} (source TEXT PRIMARY KEY, digest TEXT)"
                    )
                    self._connection.execute(
                        f"INSERT INTO snapshot.{table} SELECT source, digest FROM main.{table}"  # noqa: S608
                    )
            self._connection.execute("DETACH snapshot")
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _forget(self, source: str) -> None:
        """Remove an article; the first of its duplicates takes over what was found in the text."""
        found = self._connection.execute("SELECT id FROM articles WHERE source = ?", (source,))
        if not (old := found.fetchone()):
            return
        heir = self._connection.execute(
            "SELECT id FROM articles WHERE duplicate_of = ? ORDER BY rowid LIMIT 1", old
        ).fetchone()
        self._connection.execute("DELETE FROM articles WHERE id = ?", old)
        for table in OF_ARTICLES:
            if heir:
                query = f"UPDATE {table} SET article_id = ? WHERE article_id = ?"  # noqa: S608
                self._connection.execute(query, heir + old)
            else:
                self._connection.execute(f"DELETE FROM {table} WHERE article_id = ?", old)  # noqa: S608
        if heir:
            self._connection.execute("UPDATE articles SET duplicate_of = NULL WHERE id = ?", heir)
            self._connection.execute(
                "UPDATE articles SET duplicate_of = ? WHERE duplicate_of = ?", heir + old
            )

    def write(self, documents: Iterable[DocumentRows]) -> None:
        """Write documents, all of them or none; each takes the place of its older version.

        The older version stays where the document could not be read at all this time.

        Raises:
            UserError: they cannot be written.
        """
        with _trouble(self.path), self._connection:
            for document in documents:
                if document.article is None:
                    self._write_error(document)
                else:
                    self._write_article(document, document.article)

    def _write_error(self, document: DocumentRows) -> None:
        assert document.error is not None
        if document.digest:
            self._forget(document.source)
        self._connection.execute(
            "INSERT INTO errors VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET "
            "code = excluded.code, message = excluded.message, digest = excluded.digest",
            (document.source, *document.error, document.digest),
        )

    def _write_article(self, document: DocumentRows, article: Mapping[str, Any]) -> None:
        self._connection.execute("DELETE FROM errors WHERE source = ?", (document.source,))
        self._forget(document.source)
        first = self._connection.execute(
            "SELECT id FROM articles WHERE text_digest = ? AND duplicate_of IS NULL",
            (article["text_digest"],),
        ).fetchone()
        row = {**article, "source": document.source, "digest": document.digest}
        row["duplicate_of"] = first[0] if first else None
        self._insert("articles", [tuple(row[name] for name in column_names("articles"))])
        for table, rows in document.rows.items():
            if not first:
                self._insert(table, [(article["id"], *values) for values in rows])

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        places = ", ".join("?" * len(TABLES[table]))
        self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608

    def totals(self) -> Totals:
        """How much is in the tables."""
        counts = [
            self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("articles", "errors")
        ]
        return Totals(*counts)

    def rows(self, name: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Columns and rows of a table or view, the rows one after the other."""
        found = self._connection.execute(f"SELECT * FROM {name}")  # noqa: S608 - our own name
        return [column[0] for column in found.description], iter(found)
