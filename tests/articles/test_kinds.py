"""A file is what stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.articles.makers import TEXT, docx, outcome, packed, page, pdf
from textnn.articles.kinds import kind_of
from textnn.errors import UserError

KINDS = {
    "text": TEXT.encode(),
    "html": page().encode(),
    "pdf": pdf([["Olá."]]),
    "docx": docx(),
}


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.pdf", "a.docx", "a.png", ""])
@pytest.mark.parametrize("kind", KINDS)
def test_the_name_of_a_file_does_not_matter(kind: str, name: str) -> None:
    assert kind_of(name, KINDS[kind]) == kind


def test_a_piece_of_a_page_is_one_if_its_name_says_so() -> None:
    assert kind_of("a.html", b"<p>Ol\xc3\xa1.</p>") == "html"
    assert kind_of("a.txt", b"<p>Ol\xc3\xa1.</p>") == "text"
    assert (
        kind_of("a.txt", b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --> <!DOCTYPE HTML><p>")
        == "html"
    )
    assert kind_of("a", page().encode("utf-16")) == "html"


OTHERS = {
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
    "rtf": rb"{\rtf1\ansi Ol\'e1}",
    "odt": packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
    "xlsx": packed({"xl/workbook.xml": b"<x/>"}),
    "epub": packed({"META-INF/container.xml": b"<x/>"}),
    "zip": packed({"leia.txt": b"oi"}),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(40),
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "heic": b"\x00\x00\x00\x18ftypheic",
}


@pytest.mark.parametrize("other", OTHERS)
def test_other_kinds_are_named_and_refused(other: str) -> None:
    with pytest.raises(UserError) as caught:
        kind_of("artigo.docx", OTHERS[other])
    assert caught.value.code == "unread-kind"
    words = {"doc": "(.doc)", "odt": "(.odt)", "xlsx": "Excel", "epub": "EPUB", "rtf": "RTF"}
    assert words.get(other, "") in caught.value.pt


def test_a_word_file_with_a_password_is_told_from_an_old_one() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UserError) as caught:
        kind_of("artigo.docx", content)
    assert caught.value.code == "encrypted-file"


@given(name=st.text(max_size=12), content=st.binary(max_size=3000))
def test_any_bytes_are_a_kind_or_refused(name: str, content: bytes) -> None:
    assert outcome(kind_of, name, content) in {"", "unread-kind", "broken-file"}


@pytest.mark.slow
@given(cut=st.integers(0, 2000), change=st.integers(0, 255))
def test_a_damaged_zip_file_is_a_kind_or_refused(cut: int, change: int) -> None:
    whole = bytearray(docx(["Olá."]))
    whole[-cut % len(whole)] = change
    for content in (bytes(whole), bytes(whole[: len(whole) - cut])):
        assert outcome(kind_of, "a.docx", content) in {"", "broken-file", "unread-kind"}
