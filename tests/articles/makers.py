"""Files as people have them, made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from docx import Document
from pypdf import PdfReader, PdfWriter

from textnn.errors import UserError

BODY = (
    "A Prefeitura de Vila Amparo pagou R$ 18,6 milhões pela ponte sobre o rio Sereno, que abriu "
    "ao trânsito na manhã de terça-feira.",
    "“Não houve atraso”, disse a secretária Ângela Conceição. A obra começou em março e deveria "
    "ter terminado em julho, segundo o contrato.",
    "O comitê de moradores volta a se reunir em 14 de abril para discutir o preço da passagem.",
)
"""Paragraphs of an article."""

TITLE = "Ponte abre em Vila Amparo"
TEXT = "\n\n".join(BODY)
TITLED = f"{TITLE}\n\n{TEXT}"
"""What a page or document with a title gives: the title is the first line."""


def page(
    body: Iterable[str] = BODY, title: str = "Ponte abre em Vila Amparo", head: str = ""
) -> str:
    """A page of a newspaper with everything around the article."""
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    return (
        f"<!doctype html><html lang='pt-BR'><head>{head}<title>{title}</title></head><body>"
        "<nav><a href='/'>Capa</a> <a href='/esporte'>Esporte</a></nav>"
        f"<article><h1>{title}</h1>{paragraphs}</article>"
        "<footer>Todos os direitos reservados. <a href='/assine'>Assine já</a></footer>"
        "<script>var x = 'não é texto';</script></body></html>"
    )


def outcome(work: Callable[..., Any], *arguments: Any) -> str:
    """The code of the ``UserError`` that ``work`` raises; empty if it raises nothing."""
    try:
        work(*arguments)
    except UserError as error:
        return error.code
    return ""


def docx(body: Iterable[str] = BODY, title: str = "") -> bytes:
    """A Word document."""
    document, file = Document(), io.BytesIO()
    if title:
        document.add_heading(title, 0)
    for text in body:
        document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def pdf(pages: Sequence[Sequence[str]], extra: str = "") -> bytes:
    """A PDF document with these lines on its pages.

    Args:
        pages: lines of each page, in characters of Windows-1252.
        extra: operators before the text of each page.
    """
    streams = [_stream(lines, extra) for lines in pages]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (size, table)
    start = out.index(b"xref\n0 ")
    return bytes(out) + b"<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start)


def _stream(lines: Sequence[str], extra: str) -> bytes:
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    return f"{extra}\nBT /F1 11 Tf 14 TL 56 790 Td\n{shown}\nET".encode("cp1252")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def locked(content: bytes, password: str = "segredo", algorithm: str = "RC4-128") -> bytes:
    """The same PDF document, protected by a password."""
    writer, file = PdfWriter(PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.encrypt(password, algorithm=algorithm)
    writer.write(file)
    return file.getvalue()
