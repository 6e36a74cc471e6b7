"""What a file is, by what stands in it; its name only breaks a tie."""

from __future__ import annotations

import io
import re
import zipfile

from textnn.errors import UserError

_HEAD = 1024
"""Bytes at the start of a file that tell what it is."""

_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+|<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
"""Atomic and possessive throughout: a comment that has ended is never read again in another way."""
_PAGES = (".html", ".htm", ".xhtml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_PACKED = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "Excel (.xlsx)",
    "ppt/presentation.xml": "PowerPoint (.pptx)",
    "META-INF/container.xml": "EPUB",
    "content.xml": "OpenDocument (.odt)",
}


def kind_of(name: str, content: bytes) -> str:
    """``"text"``, ``"html"``, ``"pdf"`` or ``"docx"``.

    Args:
        name: of the file, as its owner calls it.
        content: the whole file.

    Raises:
        UserError: ``unread-kind``: a file of a kind known here and not read;
            ``encrypted-file``; ``broken-file``: a zip file that is not whole.
    """
    head = content[:_HEAD]
    if b"%PDF-" in head and (head.lstrip().startswith(b"%PDF-") or name.lower().endswith(".pdf")):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _packed(content)
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UserError("encrypted-file")
        raise UserError("unread-kind", what="Word (.doc)")
    if head.startswith(rb"{\rtf"):
        raise UserError("unread-kind", what="RTF")
    if _is_picture(head):
        raise UserError("unread-kind", "picture")
    return "html" if _is_page(name, head) else "text"


def _is_page(name: str, head: bytes) -> bool:
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"")
    return bool(_HTML.match(plain)) or (name.lower().endswith(_PAGES) and b"<" in plain)


def _is_picture(head: bytes) -> bool:
    boxed = head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
    return boxed or head.startswith(_PICTURES)


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            names = set(file.namelist())
    except Exception as error:  # there is no list of what a broken zip file can raise
        raise UserError("broken-file") from error
    kind = next((kind for part, kind in _PACKED.items() if part in names), "ZIP")
    if kind != "docx":
        raise UserError("unread-kind", what=kind)
    return kind
