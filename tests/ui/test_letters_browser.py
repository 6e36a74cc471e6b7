"""*Letra por letra* in a real Chromium: bets while somebody types, and the game, by key and finger.

The stand-in bets on “e”, then on a space, whatever stands before.
"""

from __future__ import annotations

import pytest

from tests.ui.chromium import Open, Page, expect

pytestmark = pytest.mark.browser

SENTENCE = "O café está é bem quente hoje."


def opened(visit: Open, **options: object) -> Page:
    page = visit(**options)
    page.get_by_role("tab", name="Escrever").first.click()
    return page


def test_bets_follow_what_is_typed_and_only_the_last_request_counts(visit: Open) -> None:
    page, asked = opened(visit), []
    page.on("request", lambda one: asked.append(one.post_data) if "/letters" in one.url else None)
    box, bets = page.locator("#prefix textarea"), page.locator(".letters .next .bets li")
    box.press_sequentially("Ontem")
    page.locator(".letters > summary").click()  # while it is closed nothing is asked
    expect(bets).to_have_text(["“e”40%", "espaço20%"])
    with page.expect_response("**/letters"):
        box.press_sequentially(" à noite", delay=20)
    expect(bets).to_have_count(2)
    assert asked == ['{"text":"Ontem"}', '{"text":"Ontem à noite"}']
    box.fill("")
    expect(page.locator(".letters [data-part=hint]")).to_be_visible()
    expect(bets).to_have_count(0)


def test_a_game_is_played_to_its_end_with_both_scores(visit: Open) -> None:
    page = opened(visit)
    page.locator(".letters > summary").click()
    own = page.locator(".letters [data-play=own]")
    own.click()
    expect(page.locator(".letters [role=alert]")).to_contain_text("12 letras")
    page.locator("#prefix textarea").fill(SENTENCE)
    own.click()
    board, told = page.locator(".guessing"), page.locator(".guessing .told")
    expect(board).to_be_focused()
    expect(board.locator(".line")).to_have_text("O café est?")  # a third of it is given
    page.keyboard.press("x")
    expect(told).to_have_text("Não é. Restam 4.")
    expect(board.locator("[data-guess=x]")).to_be_disabled()
    page.keyboard.press("A")  # neither capitals nor accents count
    expect(told).to_have_text("Era “á”. Você: 2.ª tentativa. A rede: não achou em 5.")
    page.keyboard.press("Space")
    expect(told).to_have_text("Era espaço. Você: 1.ª tentativa. A rede: 2.ª tentativa.")
    board.locator("[data-guess=e]").click()
    expect(told).to_have_text("Era “é”. Você: 1.ª tentativa. A rede: 1.ª tentativa.")
    scores = [page.locator(f"[data-part={who}]") for who in ("you", "you-first", "network")]
    for score, count in zip(scores, ("4", "2", "9"), strict=True):
        expect(score).to_have_text(count)
    for key in " bem quente hoje":
        page.keyboard.press(key)
    expect(board.locator(".line")).to_have_text(f"{SENTENCE[:-1]}?")
    board.locator("[data-guess=reveal]").click()
    expect(board.locator("[data-part=keys]")).to_be_hidden()
    expect(told).to_contain_text("Você ganhou: 26 tentativas contra 79 da rede.")
    expect(board.locator(".line")).to_have_text(SENTENCE)


def test_a_game_over_an_example_fits_a_phone(visit: Open) -> None:
    page = opened(visit, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator(".letters > summary").tap()
    page.locator(".letters [data-play=example]").tap()
    page.locator(".guessing [data-guess=z]").tap()
    expect(page.locator(".guessing .told")).to_have_text("Não é. Restam 4.")
    heights = page.locator(".letter-keys button").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 32
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
