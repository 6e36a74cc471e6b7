"""Where a text ends: with its sentence, or its word, and with what it opened closed."""

from __future__ import annotations

from itertools import chain, cycle

import numpy as np
import pytest

from textnn.engine.sampling import sample
from textnn.tasks.generate.endings import BONUS, Guide, awaited, extra, is_over, whole
from textnn.text.characters import CharVocab

VOCABULARY = CharVocab(' aeos.,()“”"\n')
NEVER = " e depois" * 50


def written(text: str, length: int, prefix: str = "", stop: str = "") -> tuple[str, str]:
    """What is left of a text that a network would write, and why it ends."""
    stretches = list(whole(chain(text, cycle(NEVER)), prefix, length, stop))
    assert [one.finish for one in stretches[:-1]] == ["running"] * (len(stretches) - 1)
    return "".join(one.text for one in stretches), stretches[-1].finish


@pytest.mark.parametrize(
    ("text", "length", "wanted"),
    [
        ("Choveu. Fez sol. Ventou.", 5, "Choveu."),
        ("Choveu. Fez sol. Ventou.", 7, "Choveu."),
        ("Choveu. Fez sol. Ventou.", 8, "Choveu. Fez sol."),
        ("Custou R$ 1.500 ao Dr. Rui. Fim", 10, "Custou R$ 1.500 ao Dr. Rui."),
        ("Disse (sem rir. Nem chorar). Fim", 10, "Disse (sem rir. Nem chorar)."),
        ("Disse “não. Nunca”. Fim", 6, "Disse “não. Nunca”."),
        ("Chove?! Faz sol", 3, "Chove?!"),
    ],
)
def test_it_ends_with_a_sentence(text: str, length: int, wanted: str) -> None:
    assert written(text, length) == (wanted, "length")


def test_without_a_sentence_it_ends_with_a_word() -> None:
    text, finish = written("", 40)
    assert finish == "length"
    assert 40 <= len(text) <= 40 + extra(40)
    assert text.split()[-1] in ("e", "depois")
    assert written("a" * 200, 40)[0] == "a" * 40, "no word is that long"


def test_what_is_open_is_closed() -> None:
    text, _ = written(" (ou “seja, é", 30, "Disse")
    assert text.endswith("”)")
    assert len(text) <= 30 + extra(30)
    assert text[:-2].split()[-1] in ("e", "depois")
    opened = "a" * 10 + " b" * 4 + " c (“"
    assert written(opened + "x" * 90, 10)[0] == "a" * 10 + " b" * 4 + " c"
    assert written(" assim.", 3, "Ela (que veio")[0].endswith(")")


def test_what_it_is_told_to_stop_at_comes_first() -> None:
    assert written("Choveu muito. Fez sol.", 100, stop="ito") == ("Choveu muito", "stop")
    assert written("Choveu muito. Fez sol.", 7, stop="uit") == ("Choveu muit", "stop")


def test_every_character_is_given_once_and_late_ones_by_the_word() -> None:
    pieces = [one.text for one in whole(iter("Ana leu um livro. E"), "", 5)]
    assert pieces == ["A", "n", "a", " ", "l", "eu", " um", " livro", "."]


@pytest.mark.parametrize(
    ("text", "marks"),
    [("“a (b", "”)"), ('"a" (b', ")"), ("a) b", ""), ("[“«", "]”»"), ("d'água ‘a", "")],
)
def test_marks_that_are_awaited(text: str, marks: str) -> None:
    assert "".join(awaited(text)) == marks


@pytest.mark.parametrize(
    ("text", "over"),
    [("Choveu…", True), ("Ela foi à R.", False), ('Disse: "Não."', True), ("“Não.", False)],
)
def test_where_a_sentence_is_over(text: str, over: bool) -> None:
    assert is_over(text) == over


def draws(prefix: str, length: int, seed: int, count: int = 200) -> str:
    """What a network that knows nothing writes."""
    guide = Guide(lambda _: np.zeros(len(VOCABULARY), np.float32), VOCABULARY, prefix, length)
    tokens = sample(guide, 0, seed=seed, forbidden=(0, 1))
    return "".join(VOCABULARY.symbol(next(tokens)) for _ in range(count))


@pytest.mark.parametrize("seed", range(5))
def test_nothing_closes_that_was_not_opened_nor_opens_twice(seed: int) -> None:
    text = draws("a (b ", 150, seed)
    waiting = [")"]
    for place, char in enumerate(text):
        if char in ")”":
            assert waiting.pop() == char
        elif char == '"' and waiting[-1:] == ['"']:
            waiting.pop()
        elif char in '(“"':
            closer = {"(": ")", "“": "”"}.get(char, char)
            assert closer not in waiting
            assert place < 150
            waiting.append(closer)


def test_what_ends_a_text_grows_likelier() -> None:
    ids = {char: int(VOCABULARY.encode(char)[0]) for char in "aes. ("}
    for prefix, wanted in (("", "."), ("(", ")")):
        guide = Guide(lambda _: np.zeros(len(VOCABULARY), np.float32), VOCABULARY, prefix, 4)
        number = int(VOCABULARY.encode(wanted)[0])
        raised = [guide(ids["a"])[number] for _ in range(4 + extra(4) + 1)]
        assert raised[:5] == [0] * 5
        assert raised[-1] == BONUS
        assert raised[5:] == sorted(raised[5:])
        assert guide(ids[" "])[number] == 0, "not behind a space"
