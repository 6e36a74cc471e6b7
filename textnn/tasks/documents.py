"""A result as a file to read and to work on: a Word document, or a web page that stands alone.

What stands in one is said once, as a ``PrintedDocument``; each format writes that down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from textwrap import shorten

from textnn.html.templates import environment
from textnn.tasks.task import Export, ResultT

FILLS: Mapping[str, str] = {
    "PER": "B8D8EA", "LOC": "B5E2D5", "ORG": "F8E2B3", "EVENT": "DACDEA", "WORK": "F1DCE7",
    "TIME": "D0EAF8", "VALUE": "F6F0B5", "OTHER": "DDDCDA",
}  # fmt: skip
"""Label -> the colour behind a mark on white paper, RGB in hexadecimal digits."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""Media type of .docx."""


@dataclass(frozen=True)
class Passage:
    """Words in a row.

    Attributes:
        label: of the mark they are; empty: they are none.
        name: what that label is called.
    """

    text: str
    label: str = ""
    name: str = ""


Paragraph = tuple[Passage, ...]


@dataclass(frozen=True)
class Chapter:
    """Paragraphs, or the items of a list, under a heading that may be empty."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    listed: bool = False


@dataclass(frozen=True)
class PrintedDocument:
    """What a file says.

    Attributes:
        title: its first line.
        lead: a line under it; may be empty.
        note: the last line: which of this a network made; may be empty.
        language: its own.
    """

    title: str
    chapters: tuple[Chapter, ...]
    lead: str = ""
    note: str = ""
    language: str = "pt"


def first_line(text: str) -> str:
    """What an article is called that has no other title; short enough for a heading."""
    return shorten(text.strip().partition("\n")[0], _HEADING, placeholder="…")


_HEADING = 140
"""Characters of the longest heading."""


def plain_items(heading: str, lines: list[str]) -> Chapter:
    """A list of lines without marks."""
    return Chapter(heading, tuple((Passage(line),) for line in lines), listed=True)


def to_html(document: PrintedDocument) -> str:
    """A page that loads nothing from anywhere."""
    template = environment(document.language).get_template("document.html")
    return template.render(document=document, fills=FILLS)


def to_docx(document: PrintedDocument) -> bytes:
    """A Word document."""
    written = import_module("textnn.tasks.word").to_docx(document)  # its library takes a while
    assert isinstance(written, bytes)
    return written


def document_exports(
    printed: Callable[[ResultT, str, str], PrintedDocument],
) -> Mapping[str, Export[ResultT]]:
    """Both formats of what ``printed`` makes of a result, a notice and a language."""
    return {
        "docx": Export("docx", WORD, lambda *given: to_docx(printed(*given)), label="Word"),
        "html": Export("html", "text/html", lambda *given: to_html(printed(*given))),
    }
