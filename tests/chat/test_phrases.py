"""What is said exists in both languages, with the same values in it."""

from __future__ import annotations

import string

import pytest

from textnn.chat.phrases import button, counted, say
from textnn.locale import sentences


def named(prefix: str) -> list[str]:
    """What follows ``prefix`` in the names of the catalogue."""
    return [name.removeprefix(prefix) for name in sentences("pt") if name.startswith(prefix)]


BUTTONS = [name for name in named("button_") if not name.endswith("_sends")]


def fields(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name}


@pytest.mark.parametrize("name", named("reply_"))
def test_every_reply_can_be_said(name: str) -> None:
    pt, en = (sentences(language)[f"reply_{name}"] for language in ("pt", "en"))
    assert pt != en
    assert say("pt", name, **dict.fromkeys(fields(pt), "X"))


def test_no_button_says_the_same_as_another() -> None:
    for language in ("pt", "en"):
        labels = [button(language, name).label for name in BUTTONS]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", sorted({n.rpartition("_")[0] for n in named("counted_")}))
def test_one_and_many_differ(name: str) -> None:
    for language in ("pt", "en"):
        assert counted(language, 1, name)[1:] != counted(language, 2, name)[1:]
        assert counted(language, 0, name)[1:] == counted(language, 2, name)[1:]
