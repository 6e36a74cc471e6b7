"""Full-text search over what people gave and what was written; accents do not count.

SQLite: an FTS5 index without a copy of the text, kept in step by triggers. PostgreSQL: a generated
column with a GIN index; folding by ``translate`` needs no extension, and turning punctuation into
blanks keeps the parser from reading "Rio-2016" as a name and a negative number. Elsewhere: nothing,
the search falls back to ``LIKE``.
"""

import unicodedata

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FTS5 = (
    """
    CREATE VIRTUAL TABLE runs_fts USING fts5(
        input, written, content='runs', content_rowid='number',
        tokenize="unicode61 remove_diacritics 2", prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER runs_fts_insert AFTER INSERT ON runs BEGIN
        INSERT INTO runs_fts (rowid, input, written) VALUES (new.number, new.input, new.written);
    END
    """,
    """
    CREATE TRIGGER runs_fts_delete AFTER DELETE ON runs BEGIN
        INSERT INTO runs_fts (runs_fts, rowid, input, written)
        VALUES ('delete', old.number, old.input, old.written);
    END
    """,
    """
    CREATE TRIGGER runs_fts_update AFTER UPDATE OF number, input, written ON runs BEGIN
        INSERT INTO runs_fts (runs_fts, rowid, input, written)
        VALUES ('delete', old.number, old.input, old.written);
        INSERT INTO runs_fts (rowid, input, written) VALUES (new.number, new.input, new.written);
    END
    """,
    "INSERT INTO runs_fts (runs_fts) VALUES ('rebuild')",
)

INDEXED = 200_000  # characters of each text: a tsvector holds at most 1 MB


def _accents() -> dict[str, str]:
    """Latin letters with accents -> the plain letter in lower case."""
    composed = map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
    plain = {char: unicodedata.normalize("NFD", char)[0].lower() for char in composed}
    return {char: letter for char, letter in plain.items() if letter.isascii()}


def _folded(text: str) -> str:
    accents = _accents()
    blanks = "".join(map(chr, range(0x21, 0x7F)))
    blanks = "".join(char for char in blanks if not char.isalnum()) + "–—“”‘’…«»ªº°"
    marks = "".join(map(chr, range(0x300, 0x370)))  # nothing to become: they are dropped
    source = ("".join(accents) + blanks + marks).replace("'", "''")
    target = "".join(accents.values()) + " " * len(blanks)
    return f"translate(lower(left({text}, {INDEXED})), '{source}', '{target}')"


def upgrade() -> None:
    match op.get_context().dialect.name:
        case "sqlite":
            for statement in FTS5:
                op.get_bind().exec_driver_sql(statement)
        case "postgresql":
            both = f"{_folded('input')} || ' ' || {_folded('written')}"
            op.get_bind().exec_driver_sql(
                "ALTER TABLE runs ADD COLUMN search tsvector "
                f"GENERATED ALWAYS AS (to_tsvector('simple', {both})) STORED".replace("%", "%%")
            )
            op.create_index("ix_runs_search", "runs", ["search"], postgresql_using="gin")


def downgrade() -> None:
    match op.get_context().dialect.name:
        case "sqlite":
            for name in ("insert", "delete", "update"):
                op.get_bind().exec_driver_sql(f"DROP TRIGGER runs_fts_{name}")
            op.get_bind().exec_driver_sql("DROP TABLE runs_fts")
        case "postgresql":
            op.drop_index("ix_runs_search", "runs")
            op.drop_column("runs", "search")
