"""What owners note on their results: a name, a label, a star."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import ColumnElement, Engine, delete, insert, select

from textnn.errors import UserError
from textnn.results.runs import NO_NOTE, Note
from textnn.store import search
from textnn.store.engine import for_writing
from textnn.store.failures import store_errors
from textnn.store.schema import NoteRow, RunRow, storable

LABEL = 40
"""Characters of the longest label."""


class NoteRepository:
    """The notes in a store that ``open_store`` opened; see ``RunRepository``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = for_writing(engine)

    def get(self, run_id: str) -> Note:
        """What is noted on a run."""
        columns = NoteRow.name, NoteRow.label, NoteRow.favorite
        asked = select(*columns).where(NoteRow.run_id == storable(run_id))
        with store_errors(), self._engine.connect() as connection:
            row = connection.execute(asked).first()
        return Note(*row) if row else NO_NOTE

    def put(self, owner: str, run_id: str, note: Note) -> None:
        """Note something on a run, in the place of what was noted.

        Raises:
            UserError: no such run of this owner.
        """
        note = tidied(note)
        mine = RunRow.owner == owner, RunRow.id == storable(run_id)
        with store_errors(), self._writer.begin() as connection:
            if connection.execute(select(RunRow.number).where(*mine)).first() is None:
                raise UserError("no-such-run")
            connection.execute(delete(NoteRow).where(NoteRow.run_id == run_id))
            if note != NO_NOTE:
                words = {"run_id": run_id, "words": folded(note.name, note.label)}
                row = asdict(note) | words
                connection.execute(insert(NoteRow).values(row))


def tidied(note: Note) -> Note:
    """A note as it is kept: on one line, and not too long."""
    name, label = storable(search.title(note.name)), storable(search.title(note.label))
    return Note(name, label[:LABEL].rstrip(), note.favorite)


def folded(*texts: str) -> str:
    """What a note is found by."""
    return search.fold_chars(" ".join(texts))


def noted(query: str) -> ColumnElement[bool]:
    """Holds for runs in whose notes every word of ``query`` stands."""
    words = search.words(query) or [query.strip()]
    within = [
        NoteRow.words.contains(search.fold_chars(storable(word)) or word, autoescape=True)
        for word in words
    ]
    return RunRow.id.in_(select(NoteRow.run_id).where(*within))


def favorites() -> ColumnElement[bool]:
    """Holds for runs with a star."""
    return RunRow.id.in_(select(NoteRow.run_id).where(NoteRow.favorite.is_(True)))
