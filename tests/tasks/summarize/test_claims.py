"""Lines whose names and numbers all stand in the article, and that are still wrong."""

from __future__ import annotations

import pytest

from textnn.tasks.summarize.claims import misjoined

COURT = (
    "O STF formou maioria para mandar a União pagar R$ 1,3 bilhão às Santas Casas. O ministro Rui "
    "Prado (PT) criticou a demora. A deputada Ana Lima (PL) esteve na sessão."
)
CRIME = (
    "A polícia prendeu um suspeito de matar uma padeira em Contagem. O homem levou R$ 40 mil da "
    "loja. A comerciante foi morta em Belo Horizonte, disse o delegado Caio Reis."
)
MARKET = "O dólar subiu 0,87% e fechou cotado a R$ 5,43 nesta terça-feira."
VACCINE = "Uma vacina da Fiocruz protege camundongos contra a doença. O teste durou um ano."


@pytest.mark.parametrize(
    ("line", "text", "wrong"),
    [
        ("Bolsa sobe 0,87% e fecha cotada a R$ 5,43", MARKET, "Bolsa"),
        ("Suspeito de matar padeira é morta em Belo Horizonte", CRIME, "é morta"),
        ("Polícia prende suspeito de matar R$ 40 mil", CRIME, "matar"),
        ("STF suspende R$ 1,3 bilhão às Santas Casas", COURT, "suspende"),
        ("Rui Prado defende demora do STF", COURT, "defende"),
        ("STF paga Santas Casas, diz Ana Lima", COURT, "diz Ana Lima"),
        ("Rui Prado (PL) critica demora", COURT, "Prado (PL"),
        ("Fiocruz protege camundongos", VACCINE, "Fiocruz protege"),
    ],
)
def test_what_the_article_joins_otherwise(line: str, text: str, wrong: str) -> None:
    assert misjoined(line, text) == wrong


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Dólar sobe 0,87% e fecha a R$ 5,43", MARKET),
        ("Polícia prende suspeito de matar padeira em Contagem", CRIME),
        ("Comerciante é morta em Belo Horizonte, diz Caio Reis", CRIME),
        ("STF manda União pagar R$ 1,3 bilhão às Santas Casas", COURT),
        ("Rui Prado (PT) critica demora", COURT),
        ("Ministro critica demora, diz Rui Prado", COURT),
        ("Vacina da Fiocruz protege camundongos", VACCINE),
        ("Moto de suspeito é achada em Contagem", CRIME),
        ("", COURT),
    ],
)
def test_what_the_article_joins_too(line: str, text: str) -> None:
    assert misjoined(line, text) == ""
