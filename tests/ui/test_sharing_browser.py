"""Sharing as a person does it, and a page that asks for nothing it may not have."""

from __future__ import annotations

import re

import pytest

from tests.ui.chromium import Open, Page, expect, tab

pytestmark = pytest.mark.browser


def marked(page: Page) -> None:
    page.locator("#highlight-examples button").first.click()
    page.locator("#highlight-view [data-share]").wait_for()


def test_a_result_is_shared_opened_by_another_and_revoked(visit: Open) -> None:
    page = visit()
    marked(page)
    page.locator("#highlight-view [data-share]").click()
    box = page.locator("#highlight-view .share")
    expect(box).to_contain_text("lê este resultado e nada mais")
    box.get_by_label("7 dias").check()
    box.get_by_role("button", name="Criar endereço").click()
    address = box.locator(".address").input_value()
    assert re.fullmatch(r"http://[\d.]+:\d+/r/[\w-]{20,}", address)
    box.get_by_role("button", name="Copiar").click()
    expect(box.get_by_role("button", name="Copiado")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address

    phone = {"width": 390, "height": 800}
    other = visit(address=address, locale="en-US", viewport=phone, color_scheme="dark")
    expect(other.locator("mark").first).to_be_visible()
    expect(other.get_by_text("A shared result")).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other.locator("mark").first.click()  # the page's own script is allowed by its policy
    expect(other.locator(".detail")).to_contain_text("confidence")

    assert page.context.browser
    context = page.context.browser.new_context(java_script_enabled=False, locale="pt-BR")
    plain = context.new_page()  # and nothing of it needs a script
    plain.goto(address)
    expect(plain.locator("mark").first).to_be_visible()
    expect(plain.get_by_role("heading", name="Como foi feito")).to_be_visible()
    context.close()

    tab(page, "Histórico")
    page.locator(".history [data-share]").first.click()
    row = page.locator(".history .share")
    expect(row.locator(".address")).to_have_value(address)
    revoke = row.locator("[data-link=revoke]")
    revoke.click()
    revoke.click()
    expect(row).to_contain_text("Revogado")
    answer = other.reload()
    assert answer
    assert answer.status == 404
    expect(other.get_by_role("heading", name="There is nothing here")).to_be_visible()
