"""Messages: the request told from the pasted text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.tasks.understand.message import split

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
    assert split(text) == (asked, pasted)


@given(st.text(max_size=600))
def test_nothing_is_made_up(text: str) -> None:
    asked, pasted = split(text)
    assert asked.rstrip(":") in text
    assert pasted in text
