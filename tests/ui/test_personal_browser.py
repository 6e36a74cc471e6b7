"""A thumb in a conversation teaches the reader, in a real Chromium."""

from __future__ import annotations

import pytest

from tests.ui.chromium import Open, Page, expect
from tests.ui.test_chat_browser import say

pytestmark = pytest.mark.browser

ARTICLE = (
    "Dalva Nogueira abriu a feira de Recife na segunda-feira.\nA feira vai até domingo, disse a "
    "prefeitura em nota, e quem vende no mercado terá um lugar na praça central da cidade.\n"
    "No ano passado vieram doze mil pessoas, contou Dalva Nogueira, que organiza a festa."
)


def teach(page: Page, article: str) -> None:
    """A question about an article, its answer marked as wrong, and the panel in *Destacar*."""
    page.get_by_role("tab", name="Conversar").click()
    say(page, article)
    reply = say(page, "quem abriu a feira?")
    expect(reply).to_contain_text("Dalva Nogueira abriu")
    hint = reply.get_by_text("Em Destacar, Aprender com as minhas correções")
    expect(hint).to_be_hidden()
    reply.get_by_role("button", name="Não gostei").click()
    expect(hint).to_be_visible()
    reply.get_by_role("button", name="Está errado").click()
    page.get_by_role("tab", name="Destacar").click()


def test_judged_answers_teach_a_reader_that_is_taken_back(visit: Open) -> None:
    page = visit(0)
    teach(page, ARTICLE)
    page.locator("#personal button").first.click()
    panel = page.locator("#personal-panel")
    answers = panel.get_by_role("region", name="Respostas")
    expect(answers).to_contain_text("1 resposta avaliada.")
    expect(page.locator("#personal-stop")).to_be_hidden()
    expect(panel.get_by_role("region", name="Marcas")).to_contain_text("Ainda não há correções")
    expect(panel.get_by_role("region", name="Títulos")).to_contain_text("Ainda não há títulos")

    answers.get_by_role("button", name="Aprender com as respostas").click()
    expect(answers).to_contain_text("rede pessoal 1, que responde · em uso")
    expect(answers).to_contain_text("acerto de 0,800 antes, 0,800 depois")
    page.get_by_role("tab", name="Conversar").click()
    again = say(page, "quem abriu a feira em Recife?")
    expect(again).to_contain_text("rede pessoal 1, que responde")
    card = again.get_by_role("link", name="ficha do modelo")
    expect(card).to_have_attribute("href", "models/reader")

    page.get_by_role("tab", name="Destacar").click()
    answers.get_by_role("button", name="Voltar à rede original").click()
    expect(answers).to_contain_text("Rede original · em uso")
    page.get_by_role("tab", name="Conversar").click()
    last = say(page, "quem abriu a feira, afinal?")
    expect(last).to_contain_text("rede que responde")


def test_a_refused_reader_is_said_to_be_and_nothing_changes(visit: Open) -> None:
    page = visit(0)
    teach(page, f"{ARTICLE}\nO prefeito recusa a proposta.")
    page.locator("#personal button").first.click()
    panel = page.locator("#personal-panel")
    answers = panel.get_by_role("region", name="Respostas")
    answers.get_by_role("button", name="Aprender com as respostas").click()
    expect(answers.get_by_role("alert")).to_contain_text("de 0,800 para 0,700")
    expect(answers.get_by_role("listitem")).to_have_count(0)
    panel.get_by_role("button", name="Aprender com os títulos").click()
    expect(page.locator(".toast-body")).to_contain_text("Não há correções com que aprender")
