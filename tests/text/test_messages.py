"""Messages: what is asked and what is pasted, and the tokens a network sees."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textnn.text.messages import (
    ADDRESS,
    FEATURES,
    NOTHING,
    TEXT,
    WORDS,
    features,
    link,
    quoted,
    tokenize,
)
from textnn.text.words import fold


def texts(request: str, *, pasted: bool = False) -> list[str]:
    return [token.text for token in tokenize(request, pasted=pasted)]


@given(st.text(max_size=300), st.booleans())
def test_tokens_are_few_and_point_into_the_request(request: str, pasted: bool) -> None:
    tokens = tokenize(request, pasted=pasted)
    assert 1 <= len(tokens) <= WORDS
    starts = [token.start for token in tokens]
    assert starts == sorted(starts)
    assert all(0 <= token.start <= token.end <= len(request) for token in tokens)


def test_an_offset_survives_folding() -> None:
    request = "Ação ﬁnal do “rio azul” Çá"
    found = [request[token.start : token.end] for token in tokenize(request)]
    assert found == ["Ação", "ﬁnal", "do", "“rio azul”", "Çá"]


def test_case_accents_and_emphasis_do_not_matter() -> None:
    plain = texts("resume em duas frases, voce")
    assert texts("RESUUUUME em duas frases, vocÊ") == plain


def test_what_is_quoted_linked_or_pasted_is_one_token() -> None:
    found = texts("continua “O rio subiu” de https://a.example/b?c=1, tá?", pasted=True)
    assert found == ["continua", TEXT, "de", ADDRESS, "ta", "?", TEXT]
    assert texts("o que é “dropout”?")[3] == "dropout"
    assert texts("  ") == [NOTHING]


def test_numbers_of_one_length_look_alike() -> None:
    assert texts("mostra um 7 de 1,5") == texts("mostra um 3 de 2,8")


def test_a_mistyped_word_shares_pieces_with_the_right_one() -> None:
    right, wrong, other = (set(features(word, 10_000)) for word in ("resumir", "resmir", "gato"))
    assert len(right & wrong) >= 4
    assert not right & other


@given(st.text(min_size=1, max_size=40), st.integers(2, 500))
def test_rows_are_inside_the_table(token: str, rows: int) -> None:
    found = features(token, rows)
    assert 1 <= len(found) <= FEATURES
    assert all(1 <= row < rows for row in found)


def test_addresses_and_quotations() -> None:
    assert link("veja (www.jornal.example/a).") == "www.jornal.example/a"
    assert link("e-mail: ana@jornal.example") == ""
    assert quoted("«A chuva caiu» e mais") == "A chuva caiu"
    assert quoted('5" de tela') == ""
    assert fold("AÇÃO ﬁm") == "acao fim"
