"""Lines of PDF pages become paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.articles.makers import locked, outcome, pdf
from textnn.articles.pdf import MAX_PAGES, paragraphs, read_pdf, without_heads
from textnn.articles.sandbox_worker import parsed
from textnn.errors import UserError


def read(content: bytes, most: int = 10_000) -> str:
    return parsed(read_pdf, content, most).text


COLUMN = [
    "A Prefeitura de Vila Amparo pagou R$ 18,6 mi-",
    "lhões pela ponte, disse a secretária, que espera",
    "o fim da obra em julho.",
    "O comitê de moradores volta a se reunir na ter-",
    "ça-feira para discutir o preço da passagem.",
]


def test_lines_become_paragraphs_and_broken_words_whole() -> None:
    assert read(pdf([COLUMN])) == (
        "A Prefeitura de Vila Amparo pagou R$ 18,6 milhões pela ponte, disse a secretária, que "
        "espera o fim da obra em julho.\n\n"
        "O comitê de moradores volta a se reunir na terça-feira para discutir o preço da passagem."
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["A ponte tornou-", "se cara."], "A ponte tornou-se cara."),
        (["Levou o guarda-", "chuva. Um guarda-chuva."], "Levou o guarda-chuva. Um guarda-chuva."),
        (["De 2010-", "2014 houve"], "De 2010- 2014 houve"),
        (["O eixo Rio-", "São Paulo"], "O eixo Rio- São Paulo"),
        (["exem\u00ad", "plo"], "exemplo"),
    ],
    ids=["pronoun", "compound", "numbers", "names", "soft"],
)
def test_a_hyphen_stays_where_it_belongs(lines: list[str], text: str) -> None:
    assert paragraphs([lines]) == [text]


def test_a_paragraph_goes_on_over_the_page() -> None:
    assert paragraphs([["O comitê volta a se"], ["reunir na terça."]]) == [
        "O comitê volta a se reunir na terça."
    ]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [[f"Jornal da Vila, {n}", f"Notícia {word} chegou.", str(n)]
             for n, word in enumerate(("um", "dois", "três"), 1)]  # fmt: skip
    assert without_heads(pages) == [[f"Notícia {w} chegou."] for w in ("um", "dois", "três")]
    assert "Jornal" not in read(pdf(pages))


def test_what_stands_on_two_pages_only_stays() -> None:
    pages = [["Jornal", "Um."], ["Jornal", "Dois."]]
    assert without_heads(pages) == pages


@given(st.lists(st.lists(st.text(max_size=30).map(lambda s: " ".join(s.split())), max_size=8)))
def test_no_letter_is_lost_but_hyphens(pages: list[list[str]]) -> None:
    def letters(text: str) -> str:
        return "".join(c for c in text if c.isalnum())

    given_ = "".join(line for page in pages for line in page)
    assert letters("".join(paragraphs(pages))) == letters(given_)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_password_is_told(algorithm: str) -> None:
    pytest.importorskip("cryptography" if algorithm.startswith("AES") else "pypdf")
    with pytest.raises(UserError) as caught:
        read(locked(pdf([COLUMN]), algorithm=algorithm))
    assert caught.value.code == "encrypted-file"


def test_an_empty_password_is_none() -> None:
    content = locked(pdf([COLUMN]), password="")
    assert read(content).startswith("A Prefeitura")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf([[], []]), "no-text"),
        (pdf([["Olá."]] * (MAX_PAGES + 1)), "heavy-file"),
        (b"%PDF-1.7\nnada", "broken-file"),
        (pdf([COLUMN]).replace(b"/Kids", b"/Kid5"), "no-text"),
    ],
    ids=["scanned", "book", "junk", "no pages"],
)
def test_bad_documents_get_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read(content)
    assert caught.value.code == code


def test_reading_stops_when_there_is_enough() -> None:
    assert len(read(pdf([COLUMN] * 40), most=300)) < 600


@given(at=st.integers(0, 900), byte=st.integers(0, 255), cut=st.integers(0, 900))
def test_damaged_documents_raise_nothing_else(at: int, byte: int, cut: int) -> None:
    content = bytearray(pdf([COLUMN, COLUMN]))
    content[at % len(content)] = byte
    for damaged in (bytes(content), bytes(content[: len(content) - cut])):
        assert outcome(read, damaged) in {"", "broken-file", "no-text", "encrypted-file"}
