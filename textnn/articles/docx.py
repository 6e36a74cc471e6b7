"""Word documents (.docx): ``python -m textnn.articles.docx MOST < file``."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.document import Document as Body
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from textnn.articles.sandbox_worker import ParsedFile, answer
from textnn.errors import UserError

MAX_UNPACKED = 100_000_000
"""Most bytes of all parts together; a zip file of a few kilobytes can hold far more."""


def read_docx(content: bytes, most: int) -> ParsedFile:
    """Paragraphs in reading order, those in tables too; a first one in style *Title* is the title.

    Args:
        content: the whole file.
        most: characters after which nothing more is read.

    Raises:
        UserError: ``heavy-file``: it unpacks to far more than an article.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        if sum(part.file_size for part in file.infolist()) > MAX_UNPACKED:
            raise UserError("heavy-file")
    title, size = "", 0
    lines: list[str] = []
    for paragraph in _paragraphs(Document(io.BytesIO(content))):
        text = paragraph.text.strip()
        if not title and not lines and _is_title(paragraph):
            title = text
        if text:
            lines.append(text)
            size += len(text)
        if size > most:
            break
    return ParsedFile(title, "\n\n".join(lines))


def _paragraphs(block: Body | _Cell) -> Iterator[Paragraph]:
    for part in block.iter_inner_content():
        if isinstance(part, Table):
            seen = set()
            for cell in (cell for row in part.rows for cell in row.cells):  # merged ones repeat
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield from _paragraphs(cell)
        else:
            yield part


def _is_title(paragraph: Paragraph) -> bool:
    return paragraph.style is not None and paragraph.style.name == "Title"


if __name__ == "__main__":
    answer(read_docx)
