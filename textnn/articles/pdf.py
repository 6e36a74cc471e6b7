"""PDF documents: ``python -m textnn.articles.pdf MOST < file``. Lines become paragraphs again."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from statistics import quantiles

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from textnn.articles.sandbox_worker import ParsedFile, answer
from textnn.errors import UserError

MAX_PAGES = 300
"""Most pages of a document."""

FULL = 0.8
"""A line that ends a sentence ends its paragraph if it fills less than this share of the column."""

EDGE = 2
"""Lines at the top and at the bottom of a page that may be its running head."""

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\W*(?:p[áa]g(?:ina)?\.?\s*)?\d{1,4}(?:\s*(?:/|de)\s*\d{1,4})?\W*", re.I)
_END = re.compile(r"[.!?…:][\"”’»)]*$")
_ITEM = re.compile(r"[•●▪–-]\s")
_WORD = re.compile(r"[\w-]+")
_HYPHEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐\u00ad]$")
_PRONOUNS = {
    "la", "las", "lhe", "lhes", "lo", "los", "me", "na", "nas", "no", "nos", "se", "te", "vos",
}  # fmt: skip


def read_pdf(content: bytes, most: int) -> ParsedFile:
    """The text of all pages, running heads and page numbers left out.

    Args:
        content: the whole file.
        most: characters after which no further page is read.

    Raises:
        UserError: protected by a password, without text, or of more than ``MAX_PAGES`` pages.
    """
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError("encrypted-file")
        if len(reader.pages) > MAX_PAGES:
            raise UserError("heavy-file")
        pages, size = [], 0
        for page in reader.pages:
            pages.append([line.strip() for line in page.extract_text().split("\n")])
            size += sum(map(len, pages[-1]))
            if size > most:
                break
    except (DependencyError, FileNotDecryptedError) as error:
        raise UserError("encrypted-file") from error
    text = "\n\n".join(paragraphs(without_heads(pages)))
    if not text:
        raise UserError("no-text")
    title = str((reader.metadata and reader.metadata.title) or "").strip()
    return ParsedFile(title if title and title in text else "", text)


def without_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pages without the lines that stand at the edge of most of them, and without page numbers.

    >>> without_heads([["Jornal, 1", "Um."], ["Jornal, 2", "Dois."], ["Jornal, 3", "Três."]])
    [['Um.'], ['Dois.'], ['Três.']]
    """
    lines = [[line for line in page if line] for page in pages]
    seen = Counter(key for page in lines for key in {_key(page[at]) for at in _edges(page)})
    often = {key for key, count in seen.items() if count >= max(3, 0.6 * len(pages))}
    kept = []
    for page, whole in zip(lines, pages, strict=True):
        drop = {
            page[at]
            for at in _edges(page)
            if _key(page[at]) in often or _NUMBER.fullmatch(page[at])
        }
        kept.append([line for line in whole if line not in drop])
    return kept


def _edges(page: Sequence[str]) -> set[int]:
    return {*range(min(EDGE, len(page))), *range(max(0, len(page) - EDGE), len(page))}


def _key(line: str) -> str:
    return _DIGITS.sub("0", line)


def paragraphs(pages: Sequence[Sequence[str]]) -> list[str]:
    """Lines joined to paragraphs, words broken at the end of a line mended.

    A paragraph ends at an empty line, and where a sentence ends well before the column does. At
    the end of a page only the second counts.

    >>> paragraphs([["A pre-", "feitura pagou."], [], ["Ela tornou-", "se cara."]])
    ['A prefeitura pagou.', 'Ela tornou-se cara.']
    """
    widths = [len(line) for page in pages for line in page if line]
    column = quantiles(widths, n=10)[-1] if len(widths) > 1 else sum(widths)
    whole = {word for page in pages for line in page for word in _WORD.findall(line)}
    out: list[str] = []
    open_, blank = False, False
    for page in pages:
        for line in page:
            if not line:
                blank = True
                continue
            ended = blank or _ITEM.match(line)
            if open_ and not ended:
                out[-1] = _joined(out[-1], line, whole)
            else:
                out.append(line)
            open_ = not (_END.search(line) and len(line) < FULL * column)
            blank = False
        blank = False
    return out


def _joined(text: str, line: str, whole: set[str]) -> str:
    """``line`` after ``text``; a hyphen stays where the word has one elsewhere, or a pronoun."""
    broken = _HYPHEN.search(text)
    if not broken or not line[:1].islower():
        return f"{text} {line}"
    rest = re.match(r"[^\W\d_]+", line)
    second = rest[0] if rest else ""
    if second in _PRONOUNS or f"{broken[1]}-{second}" in whole:
        return text + line
    return text[:-1] + line


if __name__ == "__main__":
    answer(read_pdf)
