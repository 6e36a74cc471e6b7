"""Numbers as people write them in a chat."""

from __future__ import annotations

import pytest

from textnn.tasks.understand.numbers import WORDS, numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("em duas frases", [2]),
        ("vinte e cinco casacos", [25]),
        ("cento e vinte", [120]),
        ("twenty-five bags", [25]),
        ("meia duzia de botas", [6]),
        ("30 dias", [30]),
        ("temperatura 0,9", []),
        ("3.5", []),
        ("umbigo e doze-avos", []),
        ("7 e 8", [7, 8]),
        ("nada", []),
    ],
)
def test_values(text: str, values: list[int]) -> None:
    assert [number.value for number in numbers(text)] == values


def test_places_are_those_of_the_text() -> None:
    text = "de tres a onze"
    assert [text[start:end] for start, end, _ in numbers(text)] == ["tres", "onze"]


def test_every_word_is_found_alone() -> None:
    for word, value in WORDS.items():
        assert [number.value for number in numbers(f"sao {word} x")] == [value]
