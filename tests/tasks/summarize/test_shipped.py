"""The shipped networks on an article as slides and web pages give it: bold words, parted lines."""

from __future__ import annotations

import pytest

import textnn

PARTED = """Uma falha quase imperceptível no

**RNA** dos parentes selvagens do milho pode ter contribuído para que a planta chegasse ao porte \
enorme que tem hoje (quatro vezes maior que o do capim de que descende).

Bastou apagar o gene que traz essa falha em mudas de laboratório para que caísse o número de \
folhas que dão sustento aos grãos, a parte mais "cara" da lavoura.


A **pesquisa**, conduzida por

biólogos do **Instituto** Karl Holm (Noruega), é um dos primeiros resultados do esforço de ler o \
genoma para saber como as lavouras se formaram. Por ora, isso não tem sido simples —tanto que o \
gene estudado pelos pesquisadores no novo trabalho, chamado pela estranha sigla ZMQ22K, é o único \
próprio do milho a ser ligado ao crescimento das tais folhas do alto da planta."""


@pytest.mark.slow
def test_parted_lines_are_one_sentence() -> None:
    summary = textnn.summarize(PARTED)
    start, end = summary.headline.source
    assert PARTED[start:end].startswith("Uma falha")
    assert PARTED[start:end].endswith("descende).")
    assert "*" not in summary.headline.text + summary.dek.text
    assert len(summary.headline.text.split()) > 7, "it does not end where the line does"
    for word in summary.dek.text.split():
        assert word.strip('.,"') in PARTED


@pytest.mark.slow
def test_what_it_is_about_leads_and_not_a_place_in_brackets() -> None:
    found = [keyword.text for keyword in textnn.highlight(PARTED, keywords=True).keywords]
    assert "Noruega" not in found[:-1]
    assert {"RNA", "milho", "falha"} <= {*found}
    assert not {"único", "própria", "chegasse", "hoje"} & {*found}
