"""Messages: what is asked and what is pasted, and the tokens a network sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.text.messages import (
    ADDRESS,
    FEATURES,
    NOTHING,
    TEXT,
    WORDS,
    Message,
    address,
    features,
    quoted,
    split_message,
    tokens,
)
from textnn.text.normalize import fold

ARTICLE = "A ponte de Vila Serena reabriu ontem. " * 12


@pytest.mark.parametrize(
    ("text", "asked", "pasted"),
    [
        ("resume isso", "resume isso", ""),
        (f"resume isso\n\n{ARTICLE}", "resume isso", ARTICLE.strip()),
        (f"{ARTICLE}\nresume isso", "resume isso", ARTICLE.strip()),
        (f"Ponte reabre\n{ARTICLE}\n\nme diz quem pagou", "me diz quem pagou",
         f"Ponte reabre\n{ARTICLE.strip()}"),
        (f"Ponte reabre\n{ARTICLE}\nCom agências", "Ponte reabre", f"{ARTICLE}\nCom agências"),
        (f"resume isso\n{ARTICLE}\nComo ajudar", "resume isso", f"{ARTICLE}\nComo ajudar"),
        (f"Resuma: {ARTICLE}", "Resuma:", ARTICLE.strip()),
        (ARTICLE, "", ARTICLE.strip()),
        ("o que é LSTM?\nobrigado", "o que é LSTM?\nobrigado", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_request_and_article(text: str, asked: str, pasted: str) -> None:
    assert split_message(text) == Message(asked, pasted)


@given(st.text(max_size=600))
def test_nothing_is_made_up(text: str) -> None:
    message = split_message(text)
    assert message.asked.rstrip(":") in text
    assert message.pasted in text
    assert 1 <= len(tokens(message)) <= WORDS


def test_case_accents_and_emphasis_do_not_matter() -> None:
    plain = tokens(Message("resume em duas frases, voce", ""))
    assert tokens(Message("RESUUUUME em duas frases, vocÊ", "")) == plain


def test_what_is_quoted_linked_or_pasted_is_one_token() -> None:
    message = Message("continua “O rio subiu” de https://a.example/b?c=1, tá?", "um texto")
    assert tokens(message) == ["continua", TEXT, "de", ADDRESS, "ta", "?", TEXT]
    assert tokens(Message("o que é “dropout”?", ""))[3] == "dropout"
    assert tokens(Message("  ", "")) == [NOTHING]


def test_numbers_of_one_length_look_alike() -> None:
    assert tokens(Message("mostra um 7 de 1,5", "")) == tokens(Message("mostra um 3 de 2,8", ""))


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
    assert address("veja (www.jornal.example/a).") == "www.jornal.example/a"
    assert address("e-mail: ana@jornal.example") == ""
    assert quoted("«A chuva caiu» e mais") == "A chuva caiu"
    assert quoted('5" de tela') == ""
    assert fold("AÇÃO ﬁm") == "acao fim"
