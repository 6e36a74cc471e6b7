"""Quotations and brackets: closed, left open, straight."""

from __future__ import annotations

import pytest

from textnn.text.quotations import ends_inside, is_closed, quotations


@pytest.mark.parametrize("text", ["", "Sim.", "“Sim”, disse.", '"Sim", disse.', "«a» (b) “c”"])
def test_closed(text: str) -> None:
    assert is_closed(text)
    assert not ends_inside(text)


@pytest.mark.parametrize("text", ["“Sim, disse.", 'Ele: "Sim.', "Veja (abaixo", "«a» e «b"])
def test_left_open(text: str) -> None:
    assert not is_closed(text)
    assert ends_inside(text)


def test_what_only_closes_was_opened_before() -> None:
    assert not is_closed("E nós também”, disse.")
    assert not ends_inside("E nós também”, disse.")


def test_everything_between_marks() -> None:
    text = 'Leu «O Guarani» e disse: "Não. Nunca mais", e “sim” (duas vezes) e "aberto.'
    found = [text[start:end] for start, end in quotations(text)]
    assert found == ["«O Guarani»", '"Não. Nunca mais"', "“sim”"]
