"""Chosen lines of the history as one file."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from textnn.chat.transcript import FORMATS
from textnn.results.conversation import Conversation
from textnn.results.runs import Run
from textnn.tasks.registry import TASKS
from textnn.tasks.task import JSON_ALONE

MOST = 200
"""Lines that go into one file."""

_NAMED = 48  # characters of a title in the name of a folder


def packed(runs: Sequence[tuple[Run, str]], talks: Sequence[Conversation], language: str) -> bytes:
    """A zip with a folder for each result and each conversation, in every format it has.

    Args:
        runs: results, and what their owner calls them; an empty name: what they are called anyway.
        talks: conversations with their messages.
        language: of what textnn adds, such as headings.
    """
    file, digits = io.BytesIO(), len(str(len(runs) + len(talks)))
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number, (folder, name, content) in enumerate(_folders(runs, talks, language), 1):
            for ending, written in content:
                archive.writestr(f"{number:0{digits}}-{folder}/{name}.{ending}", written)
    return file.getvalue()


_Content = Iterator[tuple[str, str | bytes]]


def _folders(
    runs: Sequence[tuple[Run, str]], talks: Sequence[Conversation], language: str
) -> Iterator[tuple[str, str, _Content]]:
    """Name of each folder, name of its files without the ending, and ending and content of each."""
    for run, name in runs:
        task = TASKS.of(run.result)
        about = name or task.title(
            run.result.heading(run.result.given, run.result.written), language
        )
        yield _plain(f"{task.one(language)} {about}"), _plain(about), _files(run, language)
    for talk in talks:
        texts = ((ending, write(talk, language)) for ending, write in FORMATS.items())
        yield _plain(talk.title), _plain(talk.title), texts


def _files(run: Run, language: str) -> _Content:
    task = TASKS.of(run.result)
    notice = task.notice(run.result, "", language)
    for export in (task.exports or JSON_ALONE).values():
        yield export.ending, export.write(run.result, notice, language)


def _plain(title: str) -> str:
    """A title as part of an address in a zip: letters and digits that travel.

    >>> _plain("Obra no Mercado: R$ 3,2 milhões!")
    'obra-no-mercado-r-3-2-milhoes'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:_NAMED].strip("-") or "textnn"
