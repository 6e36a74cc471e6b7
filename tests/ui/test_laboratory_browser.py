"""The stations in a browser: dragged, typed into, stepped, on a phone, in both languages.

What the page computes is what the script of PyTorch computes.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch

from tests.served import Served
from tests.ui.chromium import Locator, Open, Page, expect
from tests.ui.test_languages_browser import RINGLESS, nameless, strange
from tests.ui.test_phone_browser import PHONE, fits
from textnn.laboratory import perceptron
from textnn.laboratory.stations import STATIONS
from textnn.locale import say

pytestmark = pytest.mark.browser

OVER = 8
"""Pixels of a drag by a step and more."""

SYMBOLS = " ".join(letter + index for letter in "xwhbyvtz" for index in "₁₂₃₄₅₆₇₈")
"""Words that are none of a language."""


def station(visit: Open, app: Served, path: str, **options: Any) -> Page:
    page = visit(address=f"{app.url}/laboratory/{path}", **options)
    page.locator("lab-station .lab-tasks").wait_for()
    return page


def computed(page: Page, module: str, call: str) -> Any:
    """What the module of a station computes; ``call`` is JavaScript that has it as ``m``."""
    address = f"`${{document.baseURI}}laboratory/static/{module}.js`"
    return page.evaluate(f"async () => {{ const m = await import({address}); return {call}; }}")


def drag(page: Page, thing: Locator, dx: float, dy: float = 0) -> None:
    thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def choose(place: Page | Locator, name: str) -> None:
    place.get_by_role("radio", name=name, exact=True).check()


def answer(page: Page, task: int, given: str = "") -> None:
    """Answer a task, by a number or by the sentence of a choice, and see that it is right."""
    form = page.locator(".lab-tasks li").nth(task - 1)
    if form.locator("input[type=radio]").count():
        choose(form, given)
    elif given:
        form.get_by_role("textbox").fill(given)
    form.get_by_role("button").click()
    expect(form.locator(".lab-verdict.right")).to_be_visible()


def test_perceptron(visit: Open, app: Served) -> None:
    page = station(visit, app, "perceptron")
    told = page.locator(".lab-told:visible")
    expect(told).to_have_text(say("pt", "lab_perceptron_fires", sum="1,1", threshold="1"))
    weight = page.get_by_role("slider", name="Peso 1")
    drag(page, weight, -4 * OVER)
    assert float(weight.get_attribute("aria-valuenow") or 9) < 0.4
    expect(told).to_contain_text("não alcança")
    answer(page, 2)
    page.get_by_role("button", name="Números do slide").click()
    weight.press("ArrowUp")
    expect(told).to_contain_text("1,16")
    page.get_by_label("limiar").last.fill("2")
    expect(told).to_contain_text("não alcança o limiar 2")
    page.wait_for_url("**/perceptron?w1=0.6&t=2")
    page.reload()
    expect(told).to_contain_text("1,16")
    choose(page, "Aprender E, OU e XOR")
    choose(page, "OU")
    for _ in range(perceptron.rounds_to_learn("or") or 0):
        page.get_by_role("button", name="Uma volta").click()
    expect(told).to_contain_text("Aprendeu em 3 voltas")
    choose(page, "XOR")
    for _ in range(12):
        page.get_by_role("button", name="Uma volta").click()
    expect(told).to_contain_text("nenhuma reta")
    choose(page, "Regressão linear")
    expect(told).to_contain_text("o predito é 5: erro de 1")
    point = page.get_by_role("slider", name="Ponto 1")
    drag(page, point, 0, -60)
    expect(told).not_to_contain_text("o esperado é 4 ")
    answer(page, 1, "1,3")
    answer(page, 3, say("pt", "lab_perceptron_xor_line"))
    check_perceptron(page)


def check_perceptron(page: Page) -> None:
    """The page's steps against those of the script, in 64 bits as JavaScript has them."""
    weights, threshold = torch.zeros(2, dtype=torch.double), torch.zeros((), dtype=torch.double)
    for x, wanted in zip(perceptron.CORNERS.double(), perceptron.GATES["xor"], strict=True):
        given = f"{x.tolist()}, {wanted}, {weights.tolist()}, {threshold.item()}, 0.3"
        weights, threshold = perceptron.learn(x, torch.tensor(wanted), weights, threshold, 0.3)
        same(computed(page, "perceptron", f"m.learn({given}).flat()"), [*weights, threshold])
    x, wanted, weight, bias = torch.tensor([3.0, 4.0, 2.0, 1.0], dtype=torch.double)
    line = perceptron.regress(x, wanted, weight, bias, 0.1)
    same(computed(page, "perceptron", "m.regress(3, 4, 2, 1, 0.1)"), line)


def same(page: Any, script: Any) -> None:
    expected = [float(one) for one in script]
    assert page == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("language", "locale"), [("pt", "pt-BR"), ("en", "en-US")])
def test_every_station_fits_a_phone_speaks_one_language_and_names_its_controls(
    visit: Open, app: Served, language: str, locale: str
) -> None:
    for name in STATIONS:
        page = station(visit, app, name, locale=locale, **PHONE)
        fits(page)
        page.keyboard.press("Tab")
        pages = strange(page, language, SYMBOLS) + nameless(page) + page.evaluate(RINGLESS)
        assert pages == [], name
        page.close()
