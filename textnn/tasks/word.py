"""Word documents, by python-docx; imported when one is written, not before."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from textnn.tasks.documents import FILLS, Paragraph, PrintedDocument

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


def to_docx(document: PrintedDocument) -> bytes:
    """The file; marks stand on the colour of their category."""
    word, file = Document(), io.BytesIO()
    word.core_properties.title = _held(document.title)[:255]
    word.core_properties.author = "textnn"
    word.core_properties.language = "pt-BR" if document.language == "pt" else "en"
    word.add_heading(_held(document.title), 0)
    if document.lead:
        word.add_paragraph(_held(document.lead), style="Subtitle")
    for chapter in document.chapters:
        if chapter.heading:
            word.add_heading(_held(chapter.heading), 1)
        for paragraph in chapter.paragraphs:
            _fill(word.add_paragraph(style="List Bullet" if chapter.listed else None), paragraph)
    if document.note:
        word.add_paragraph().add_run(_held(document.note)).italic = True
    word.save(file)
    return file.getvalue()


def _fill(target: WordParagraph, paragraph: Paragraph) -> None:
    for passage in paragraph:
        run = target.add_run(_held(passage.text))
        if passage.label:
            _shade(run, FILLS[passage.label])


def _shade(run: Run, fill: str) -> None:
    """Any colour behind the words: Word's own highlighter has fifteen."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{name}"), value)
    run._element.get_or_add_rPr().append(shading)


def _held(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
