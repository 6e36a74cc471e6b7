"""Normalising: what models see, and that every offset leads back to whole characters."""

import time
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.articles.decode import decode
from textnn.errors import UserError
from textnn.text.normalize import MAX_MARKS, check_text, normalize

LETTERS = st.sampled_from("aãçÉo 1.\n")
ODDITIES = st.sampled_from(
    [
        "\u0303",
        "\u0301",
        "\u0323",
        "\r",
        "\r\n",
        "\t",
        "\u00a0",
        "\u2009",
        "\u200b",
        "\u200d",
        "\ufe0f",
        "\u00ad",
        "\ufeff",
        "\0",
        "\x1b",
        "\ud800",
        "\u0344",
        "\u1112",
        "\u1161",
        "\u11ab",
        "\uac00",
        "👩",
        "👍🏽",
        "❤",
        "\U0001d15e",
        "\u202e",
        "ש",
        "\u2028",
    ]
)
ANY = st.text(st.characters(exclude_categories=()))
MIXED = st.lists(st.one_of(LETTERS, ODDITIES, ODDITIES)).map("".join)
TEXTS = st.one_of(MIXED, ANY)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("", ""),
        ("São Paulo", "São Paulo"),
        ("Sa\u0303o", "São"),
        ("a\r\nb\rc\nd\u2028e", "a\nb\nc\nd\ne"),
        ("R$\u00a08.000\u202f%\tfim", "R$ 8.000 % fim"),
        ("\ufeffpala\u00advra\u200b\u200e", "palavra"),
        ("e\u200b\u0301", "é"),
        ("nul\0o\x1b", "nulo"),
        ("x\ud83dy", "x\ufffdy"),
        ("“tudo”, disse — d’água…", "“tudo”, disse — d’água…"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 oi\u200d", "👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 oi"),
        ("\u1112\u1161\u11ab", "한"),
        ("a" + "\u0301" * 1000 + "b", "á" + "\u0301" * (MAX_MARKS - 1) + "b"),
    ],
)
def test_examples(raw: str, clean: str) -> None:
    assert normalize(raw).text == clean


def test_a_name_in_decomposed_text_is_found_in_the_users_own_string() -> None:
    raw = "O Comite\u0302\u00a0Rio\u200b-2016\r\nem Sa\u0303o Paulo"
    clean = normalize(raw)
    start = clean.text.index("São Paulo")
    assert raw[slice(*clean.original_span(start, start + 9))] == "Sa\u0303o Paulo"
    start = clean.text.index("Comitê Rio-2016")
    assert raw[slice(*clean.original_span(start, start + 15))] == "Comite\u0302\u00a0Rio\u200b-2016"


@given(TEXTS)
def test_the_clean_text_is_clean_and_cleaning_it_changes_nothing(raw: str) -> None:
    clean = normalize(raw).text
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.category(char) in ("Cs", "Zl", "Zp") for char in clean)
    assert all(char == "\n" or unicodedata.category(char) != "Cc" for char in clean)
    assert normalize(clean).text == clean


@given(TEXTS)
def test_offsets_are_in_range_monotone_and_one_for_each_character(raw: str) -> None:
    clean = normalize(raw)
    assert len(clean.starts) == len(clean.ends) == len(clean.text)
    assert np.all(np.diff(clean.starts) >= 0)
    assert np.all(np.diff(clean.ends) >= 0)
    assert np.all(clean.starts < clean.ends)
    assert np.all((clean.starts >= 0) & (clean.ends <= len(raw)))


@pytest.mark.slow
@given(TEXTS, st.data())
def test_a_span_mapped_back_holds_the_same_text_and_cuts_no_character(
    raw: str, data: st.DataObject
) -> None:
    clean = normalize(raw)
    start = data.draw(st.integers(0, len(clean.text)))
    end = data.draw(st.integers(start, len(clean.text)))
    left, right = clean.original_span(start, end)
    assert 0 <= left <= right <= len(raw)
    assert (left == right) == (start == end)
    if start == end:
        return
    assert clean.text[start:end] in normalize(raw[left:right]).text
    assert not unicodedata.combining(raw[right : right + 1] or " ")
    baseless = not normalize(raw[:left]).text
    assert baseless or not unicodedata.combining(raw[left])


@given(TEXTS)
def test_disjoint_clusters_map_to_disjoint_spans(raw: str) -> None:
    clean = normalize(raw)
    pairs = set(zip(clean.starts.tolist(), clean.ends.tolist(), strict=True))
    ordered = sorted(pairs)
    assert all(a[1] <= b[0] for a, b in pairwise(ordered))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("o **Comitê**\n\n**Rio-2016**", "o Comitê\n\nRio-2016"),
        ("__Ana__ e *Bia*", "Ana e *Bia*"),
        ("*** 2 * 3 _ ____ ***a***", "*** 2 * 3 _ ____ ***a***"),
        ("**", ""),
        ("@maria__silva e 2**3", "@maria__silva e 2**3"),
        ("https://a.br/b__c __d__.", "https://a.br/b__c d."),
        ("(**fim**)", "(fim)"),
    ],
)
def test_bold_is_left_out_and_nothing_else(raw: str, clean: str) -> None:
    found = normalize(raw)
    assert found.text == clean
    assert all(raw[s:e] == c for s, e, c in zip(found.starts, found.ends, clean, strict=True))


def test_a_decomposed_letter_is_a_letter_of_its_word() -> None:
    assert normalize("@jose\u0301__silva").text == "@josé__silva"


def test_spans_outside_the_text_are_errors() -> None:
    clean = normalize("abc")
    for span in [(-1, 2), (2, 1), (0, 4)]:
        with pytest.raises(IndexError):
            clean.original_span(*span)


@pytest.mark.parametrize(
    "raw",
    [
        unicodedata.normalize("NFD", "Ação em São Paulo, já. ") * 40_000,
        "a" + "\u0301\u0323" * 500_000,
        "\r\n" * 500_000,
    ],
    ids=["decomposed", "zip bomb", "line ends"],
)
def test_a_million_characters_take_no_more_than_seconds(raw: str) -> None:
    before = time.process_time()
    normalize(raw)
    assert time.process_time() - before < 5


@pytest.mark.parametrize("text", ["Bom dia.", "שלום", "a\u0301" * 5, "uma linha\ncom �", "👩"])
def test_good_text_is_given_back_unchanged(text: str) -> None:
    assert check_text(text + " " * 60, 100) == text + " " * 60


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-text"),
        (" \n\t\u00a0\u200b", "empty-text"),
        ("a" * 101, "too-long"),
        ("PK\0\0", "binary-text"),
        ("\x01\x02\x03 abc", "binary-text"),
        ("\ufffd\ufffd abc", "binary-text"),
        ("um \ud83d quebrado", "broken-characters"),
    ],
)
def test_bad_text_gets_its_sentence(text: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        check_text(text, 100)
    assert caught.value.code == code


def test_too_long_says_how_long_and_the_limit_in_each_language() -> None:
    with pytest.raises(UserError) as caught:
        check_text("a" * 1234, 1000)
    assert "1.234" in caught.value.pt
    assert "1.000" in caught.value.pt
    assert "1,234" in caught.value.en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_whatever_their_encoding(encoding: str) -> None:
    text = "A inflação — “sobe” — em São Paulo.\r\n"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"caf\xe9\0 \x81", b"\xff\xfea", b"PK\x03\x04\x14\0"]
)
def test_files_of_other_kinds_are_refused(data: bytes) -> None:
    with pytest.raises(UserError, match="another kind"):
        decode(data)


UNWRAPPED = {
    "o go-\nverno e o vice-\npresidente": "o governo e o vice-presidente",
    "disse-\r\nlhe na segunda-\r\nfeira": "disse-lhe na segunda-feira",
    "O barco novo parou no\r\n\r\n**Porto**. A chuva, trazida por\n \num vento do sul, caiu.": (
        "O barco novo parou no Porto. A chuva, trazida por um vento do sul, caiu."
    ),
    "Até agora são 2 mortos (um senhor de 71 anos e a\nneta dele de 9).": (
        "Até agora são 2 mortos (um senhor de 71 anos e a neta dele de 9)."
    ),
    "O prefeito de Recife anunciou nesta terça-feira que a obra da\n"
    "Avenida Caxangá deve ficar pronta em dezembro. Segundo ele,\n"
    "Lula e o governador participaram da reunião que definiu os\n"
    "prazos, e a Caixa vai liberar o dinheiro para a conclusão.\n\nFim": (
        "O prefeito de Recife anunciou nesta terça-feira que a obra da Avenida Caxangá deve ficar"
        " pronta em dezembro. Segundo ele, Lula e o governador participaram da reunião que definiu"
        " os prazos, e a Caixa vai liberar o dinheiro para a conclusão.\n\nFim"
    ),
}


@pytest.mark.parametrize("raw", UNWRAPPED)
def test_lines_broken_inside_a_sentence_are_put_together(raw: str) -> None:
    clean = normalize(raw)
    assert clean.text == UNWRAPPED[raw]
    assert len(clean.starts) == len(clean.ends) == len(clean.text)
    for place, char in enumerate(clean.text):
        assert char.isspace() or raw[clean.starts[place]] == char


@pytest.mark.parametrize(
    "text",
    [
        "Mancha Verde 269,5 0,2\nVai-Vai 269,3 0,4\nGaviões da Fiel 269,1 0,6\nTatuapé 269,0 0,1",
        "Prefeitura abre inscrições para curso\nHospital recebe doações de sangue\nFim",
        "bolo\nfarinha\novos",
        "a\n\nb\n\nUma nova obra\n\nA ponte",
        "Título sem ponto final que enche a linha inteira\nO texto começa aqui.",
        "Uma frase inteira com ponto no fim da linha toda.\nde novo",
    ],
)
def test_rows_lists_and_paragraphs_keep_their_lines(text: str) -> None:
    assert normalize(text).text == text
