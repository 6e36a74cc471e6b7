"""What is said exists in both languages, with the same values in it."""

from __future__ import annotations

import string

import pytest

from textnn.chat.phrases import BUTTONS, COUNTED, counted, say
from textnn.chat.sentences import SENTENCES


def fields(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name}


@pytest.mark.parametrize("name", SENTENCES)
def test_both_languages_say_the_same_values(name: str) -> None:
    pt, en = SENTENCES[name]
    assert pt != en
    assert fields(pt) == fields(en)
    assert say("pt", name, **dict.fromkeys(fields(pt), "X"))


def test_no_button_says_the_same_as_another() -> None:
    for side in (0, 1):
        labels = [label[side] for label, _ in BUTTONS.values()]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", COUNTED)
def test_one_and_many_differ(name: str) -> None:
    for language in ("pt", "en"):
        assert counted(language, 1, name)[1:] != counted(language, 2, name)[1:]
        assert counted(language, 0, name)[1:] == counted(language, 2, name)[1:]
