"""Full-text search: a person's words -> SQL conditions, and the stretch where they stand.

Whatever the database, the rules are the same: every word must occur, case and accents do not
count, the last word may be unfinished, and no character is an operator. A query without any
letter or digit (an emoji, a percent sign) is looked for as it is.

Databases other than SQLite and PostgreSQL search with ``LIKE``, where words also match inside
other words and accents count as the collation has it.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Engine, column, func, literal_column, or_, select, table

from textnn.errors import UserError
from textnn.store.failures import store_errors
from textnn.store.schema import RunRow, storable

TITLE = 80
"""Longest title of a line, characters."""
TITLE_WORDS = 3
"""Words from which on a paragraph above a text is its title: less is a section or a place."""
SNIPPET = 160
"""Longest snippet of a line, characters."""
WINDOW = 8 * SNIPPET
"""Characters a title or snippet is made from: room for the runs of blanks that a line shortens."""

_log = logging.getLogger(__name__)

_MERGE_PAGES = 256  # about a megabyte of index: tens of milliseconds
_QUERY = 200  # characters of a query that are looked at
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile("[\u0300-\u036f]")  # left over where no composed letter exists
_FTS = table("runs_fts", column("rowid"))


def words(query: str) -> list[str]:
    """The words of a query, composed (NFC), in order.

    >>> words('"Comitê" NEAR(8.000*')
    ['Comitê', 'NEAR', '8', '000']
    """
    composed = unicodedata.normalize("NFC", query[:_QUERY])
    return _WORD.findall(_MARK.sub("", composed))


def matches(query: str, dialect: str) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``RunRow`` that hold where ``query`` is found; none for a blank query.

    Args:
        query: any string at all.
        dialect: SQLAlchemy's name of the database.
    """
    if not query.strip():
        return ()
    found = words(query)
    if not found:
        return (_contains(storable(query.strip()[:_QUERY])),)
    match dialect:
        case "sqlite":
            return (_in_fts5(found),)
        case "postgresql":
            return (_in_tsvector(found),)
        case _:
            return tuple(_contains(word) for word in found)


def _in_fts5(found: list[str]) -> ColumnElement[bool]:
    """Quoted, so that AND, NEAR and column names are words like any other."""
    expression = " ".join(f'"{word}"' for word in found) + "*"
    rows = select(_FTS.c.rowid).where(literal_column("runs_fts").op("MATCH")(expression))
    return RunRow.number.in_(rows)


def _in_tsvector(found: list[str]) -> ColumnElement[bool]:
    expression = " & ".join(fold_chars(word) or word for word in found) + ":*"
    return literal_column("runs.search").op("@@", is_comparison=True)(
        func.to_tsquery("simple", expression)
    )


def _contains(part: str) -> ColumnElement[bool]:
    return or_(
        RunRow.input.icontains(part, autoescape=True),
        RunRow.written.icontains(part, autoescape=True),
    )


def forget(writer: Engine) -> None:
    """Take the words of deleted runs out of SQLite's index too; nothing to do elsewhere.

    FTS5 only notes that a row is gone; its words leave the file when the segments that hold them
    are merged. Merging goes in short transactions, so that nobody waits long.

    Args:
        writer: an engine from ``engine.for_writing``.
    """
    if writer.dialect.name == "sqlite":
        _merge(writer, -_MERGE_PAGES)  # negative: mark all segments to become one
        while _merge(writer, _MERGE_PAGES) > 1:
            pass


def forget_quietly(writer: Engine) -> None:
    """As ``forget``; the rows are gone already, so a failure here is no failure to delete."""
    try:
        with store_errors():
            forget(writer)
    except UserError:
        _log.warning("index not compacted; the next deletion does it", exc_info=True)


def _merge(writer: Engine, pages: int) -> int:
    """Rows changed; below 2 means that nothing was left to do (fts5, "the merge command")."""
    with writer.begin() as connection:
        driver: Any = connection.connection.dbapi_connection
        before: int = driver.total_changes
        connection.exec_driver_sql(
            "INSERT INTO runs_fts (runs_fts, rank) VALUES ('merge', ?)", (pages,)
        )
        changed: int = driver.total_changes - before
        return changed


def fold_chars(text: str) -> str:
    """``text`` in lower case without accents, character by character: what the index holds.

    Apart from ``text.words.fold``, since stored rows must be found by the rule they were
    written with.

    >>> fold_chars("COMITÊ não")
    'comite nao'
    """
    return "".join(_fold_char(char) for char in text)


def _fold_char(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return "" if unicodedata.combining(base) else base.lower()


def title(text: str) -> str:
    """How ``text`` begins: one line, at most ``TITLE`` characters, cut between words.

    >>> title("  Câmara aprova\\n o orçamento ")
    'Câmara aprova o orçamento'
    """
    return _cut(text, TITLE)


def article_title(text: str) -> str:
    """What an article calls itself, where a title stands above it; else as ``title``.

    >>> article_title("Câmara aprova o orçamento\\n\\nA Câmara aprovou nesta terça o orçamento.")
    'Câmara aprova o orçamento'
    """
    above = title(" ".join(takewhile(str.strip, text[:WINDOW].strip().splitlines())))
    named = len(above.split()) >= TITLE_WORDS and not above.endswith("…")
    return above if named else title(text)


def snippet(text: str, query: str) -> str:
    """The stretch of ``text`` around the first word of ``query``: one line, ``SNIPPET`` long.

    Where nothing is found (or for a blank query) it is the beginning.
    """
    start = _first(text, words(query))
    lead = SNIPPET // 4
    if start <= lead:
        return _cut(text, SNIPPET)
    begin = text.find(" ", start - lead, start) + 1 or start - lead
    return "…" + _cut(text[begin:], SNIPPET - 1)


def _first(text: str, wanted: list[str]) -> int:
    """Offset of the first word that begins like one of ``wanted``; 0 if there is none."""
    if not wanted:
        return 0
    folded = [fold_chars(word) for word in wanted]
    starts = (
        word.start()
        for word in _WORD.finditer(text)
        if any(fold_chars(word[0]).startswith(want) for want in folded)
    )
    return next(starts, 0)


def _cut(text: str, longest: int) -> str:
    """One line of at most ``longest`` characters; an ellipsis says that something follows."""
    line = " ".join(text[:WINDOW].split())
    if len(line) <= longest:
        return line
    head = line[: longest - 1]
    space = head.rfind(" ", longest // 2)
    return (head if space < 0 else head[:space]).rstrip(" ,;:.–—-") + "…"
