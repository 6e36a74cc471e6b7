from __future__ import annotations

import pytest

from textnn.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A feira de Pedra Alta abre no sábado, disse a prefeita, e a entrada é livre.", "pt"),
        ("O ministro dos Negócios Estrangeiros falou aos jornalistas à saída da reunião.", "pt"),
        ("The mayor said on Tuesday that the market would open again in the spring.", "en"),
        ("El alcalde dijo el martes que el mercado volverá a abrir en la primavera.", "es"),
        ("Le maire a dit mardi que le marché allait rouvrir au printemps prochain.", "fr"),
        ("Oi", "pt"),
        ("", "pt"),
        ("12345 " * 50, "pt"),
    ],
)
def test_the_language_is_told(text: str, code: str) -> None:
    assert detect_language(text) == code
