"""Web pages: ``python -m textnn.articles.html MOST < file``. The article, not what is around it."""

from __future__ import annotations

import re

import trafilatura
from lxml.html import document_fromstring

from textnn.articles.charsets import decode_page
from textnn.articles.sandbox_worker import SHORTEST, ParsedFile, answer

_DECLARED = re.compile(r"^\s*<\?xml[^>]*>")  # of bytes; what is parsed here is text


def read_html(content: bytes, _most: int) -> ParsedFile:
    """The article of the page under its title; all its words where no article stands out.

    A title that the page does not show is none of the article's lines.

    Args:
        content: the whole page.
    """
    page = decode_page(content)
    if not page.strip():
        return ParsedFile("", "")
    tree = document_fromstring(_DECLARED.sub("", page))
    found = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True)
    title = " ".join((getattr(found, "title", "") or "").split())
    text, words = getattr(found, "text", "") or "", trafilatura.html2txt(tree)
    if len(text) < SHORTEST and _letters(text) in ("", _letters(words)):
        text = words  # it takes pages of a line or two to pieces, at every bold word
    lines = [line.strip() for line in text.split("\n")]
    if title not in lines and _letters(title) in _letters(words):
        lines.insert(0, title)
    return ParsedFile(title, "\n\n".join(filter(None, lines)))


def _letters(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    answer(read_html)
