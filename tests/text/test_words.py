"""Words: what is one token, and that tokens are a partition of what is not space."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.text.words import words

PARTS = st.sampled_from(
    [*"aÁç1.,-'’@#$/:_%() \n", "R$", "www.", "http://", ".com", "👍🏽", "🇧🇷", "́", "\u200d", "�"]
)
TEXTS = st.one_of(st.lists(PARTS).map("".join), st.text(st.characters(exclude_categories=())))


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(
    "token",
    [
        "guarda-chuva",
        "disse-lhe",
        "dá-lo-ei",
        "ex-ministro",
        "Rio-2016",
        "sub-17",
        "d'água",
        "d’água",
        "8.000",
        "12,5",
        "1.234.567,89",
        "20h31",
        "20:31",
        "12/05/2016",
        "R$",
        "US$",
        "1º",
        "2ª",
        "B3",
        "ARHGAP11B",
        "S.A",
        "a.C",
        "https://exemplo.com.br/a?b=1&c=(2",
        "www.exemplo.com",
        "jornal.exemplo.com.br/capa",
        "ana.reis+x@exemplo.com.br",
        "@fulana_1",
        "#RioDe",
        "...",
        "—",
        "%",
        "👍🏽",
        "🇧🇷",
        "👨\u200d👩\u200d👧",
        "❤️",
        "1️⃣",
        "Sa\u0303o",
    ],
)
def test_one_token(token: str) -> None:
    assert cut(token) == [token]
    assert token in cut(f"Foi {token} ontem")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("5%", "5 %"),
        ("R$8.000,50.", "R$ 8.000,50 ."),
        ("Covid-19,", "Covid-19 ,"),
        ("Expo-98.", "Expo-98 ."),
        ("DM-115CS", "DM - 115CS"),
        ("GP-2016-2017", "GP - 2016 - 2017"),
        ("ICMS-1.200", "ICMS - 1.200"),
        ("B3-2", "B3 - 2"),
        ("Timor-Leste", "Timor - Leste"),
        ("2010-2016", "2010 - 2016"),
        ("88/89", "88 / 89"),
        ("(www.exemplo.com.br).", "( www.exemplo.com.br ) ."),
        ("'oi' “água”,", "' oi ' “ água ” ,"),
        ("dos pés-de-moleque?!", "dos pés-de-moleque ? !"),
        ("J.K. Rowling", "J.K . Rowling"),
        ("fim.Depois", "fim . Depois"),
    ],
)
def test_several_tokens(text: str, tokens: str) -> None:
    assert cut(text) == tokens.split()


@given(TEXTS)
def test_tokens_are_a_partition_of_what_is_not_space(text: str) -> None:
    spans = words(text)
    covered = [place for start, end in spans for place in range(start, end)]
    assert covered == [place for place, char in enumerate(text) if not char.isspace()]
    assert all(start < end for start, end in spans)


@given(st.lists(st.sampled_from("aéîõçnc ."), max_size=30).map("".join))
def test_decomposed_text_has_the_same_tokens(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert [unicodedata.normalize("NFC", t) for t in cut(decomposed)] == cut(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["aa." * 300_000, "a-1" * 300_000, "a" * 1_000_000, ").." * 300_000, "@" * 1_000_000]
)
def test_a_million_characters_take_no_more_than_seconds(text: str) -> None:
    before = time.process_time()
    words(text)
    assert time.process_time() - before < 8
