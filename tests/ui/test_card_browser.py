"""The card of a model, opened from a result on a phone: in the look of the app, day and night."""

from __future__ import annotations

import pytest

from tests.ui.chromium import Open, expect

pytestmark = pytest.mark.browser

PAPER = {"light": "rgb(251, 250, 247)", "dark": "rgb(20, 22, 24)"}
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("scheme", PAPER)
def test_a_card_is_one_press_away_and_looks_like_the_app(visit: Open, scheme: str) -> None:
    page = visit(color_scheme=scheme, viewport=PHONE)
    page.locator("#highlight-examples button").first.click()
    with page.context.expect_page() as opened:
        page.locator("#highlight-view").get_by_role("link", name="ficha do modelo").click()
    card = opened.value
    expect(card.locator("h2")).to_have_text("Rede que marca nomes")
    expect(card.locator(".facts dd").first).to_be_visible()
    expect(card.locator("body")).to_have_css("background-color", PAPER[scheme])
    card.get_by_text("Tamanhos").click()
    expect(card.locator("details dd").first).to_be_visible()
    assert card.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    card.get_by_role("link", name="Voltar ao textnn").click()
    expect(card.get_by_role("tab", name="Destacar")).to_be_visible()
