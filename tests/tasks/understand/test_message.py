"""Messages: the request told from the pasted text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.tasks.understand.message import readings, split

ARTICLE = "A ponte de Vila Serena reabriu ontem. " * 12


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("resume isso", []),
        (f"resume isso\n\n{ARTICLE}", [("resume isso", ARTICLE.strip())]),
        (f"{ARTICLE}\nresume isso", [("resume isso", ARTICLE.strip())]),
        (f"Ponte reabre\n{ARTICLE}\nme diz quem pagou", [
            ("Ponte reabre", f"{ARTICLE}\nme diz quem pagou"),
            ("me diz quem pagou", f"Ponte reabre\n{ARTICLE}"),
        ]),
        (f"Resuma: {ARTICLE}", [("Resuma:", ARTICLE.strip())]),
        (ARTICLE, []),
        ("o que é LSTM?\nobrigado", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_may_be_a_request_beside_a_text(text: str, beside: list[tuple[str, str]]) -> None:
    assert [(a, " ".join(b.split())) for a, b in split(text)] == [
        (a, " ".join(b.split())) for a, b in beside
    ]


@given(st.text(max_size=600))
def test_nothing_is_made_up(text: str) -> None:
    for way in readings(text):
        assert way.request.rstrip(":") in text
        assert way.pasted in text
