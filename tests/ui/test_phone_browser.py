"""Every tab, a conversation and a card on a phone: nothing is lost, nothing scrolls sideways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.ui.chromium import Open, Page, Timeout, expect, stroke, tab
from tests.ui.test_browser import ARTICLE, mark, summarise
from tests.ui.test_chat_browser import answered
from tests.ui.test_images_browser import answer, drawing, saved, teach
from tests.ui.test_samples_browser import make, part

pytestmark = pytest.mark.browser

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
COVERED = """lines => lines.map(line => {
  const button = line.querySelector('.copy-row').getBoundingClientRect();
  const over = row => row.right > button.left && row.top < button.bottom;
  const words = document.createRange();
  words.selectNodeContents(line.querySelector('.kicker'));
  return [...words.getClientRects()].some(over);
})"""
"""Of lines with their button: whether it stands on what is said above them."""
LONG = ARTICLE + " " + "palavra" * 60
PAPER = {"light": "rgb(251, 250, 247)", "dark": "rgb(20, 22, 24)"}


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, wide


def test_texts_fit_and_a_card_looks_like_the_app(visit: Open) -> None:
    page = visit(start=0, **PHONE)
    talk(page)
    read_and_summarise(page)
    with card(page) as opened:
        read_the_card(opened)
    write(page)


def test_pictures_fit(visit: Open) -> None:
    page = visit(**PHONE)
    classify_and_teach(page)
    sample(page)
    tab(page, "Histórico")
    page.locator("#history-list li").first.wait_for()
    fits(page)


def talk(page: Page) -> None:
    """The list of conversations is in a drawer."""
    for index in range(4):
        page.locator(".try").nth(index).click()
        expect(answered(page).locator(".provenance").first).to_be_visible()
        fits(page)
        begin_anew(page)
        page.locator(".talk:not([data-busy]) .try").first.wait_for()


def begin_anew(page: Page) -> None:
    """What the last conversation still sends may close the drawer between a look and a press."""
    for _ in range(9):
        closed = page.locator(".drawer[aria-expanded=false]")
        if closed.count():
            closed.click()
        with suppress(Timeout):
            return page.locator("[data-do=new]").first.click(timeout=5000)
    raise AssertionError("the drawer does not stay open")


def read_and_summarise(page: Page) -> None:
    tab(page, "Destacar")
    mark(page, LONG)
    page.locator("#highlight-view mark").first.wait_for()
    page.locator("#highlight-view details.marks > summary").first.click()
    fits(page)
    summarise(page, LONG)
    assert page.locator(".made-line").evaluate_all(COVERED) == [False, False]
    page.locator("#summarize-view .looked .fold > summary").click()
    page.locator("#summarize-view .glance").first.click()
    page.locator("#summarize-view .looked details.marks summary").click()
    page.locator("#summarize-view [data-goto=s1]").click()
    fits(page)


@contextmanager
def card(page: Page) -> Iterator[Page]:
    """It opens in a tab of its own."""
    tab(page, "Destacar")
    with page.context.expect_page() as opened:
        page.locator("#highlight-view").get_by_role("link", name="ficha do modelo").click()
    yield opened.value
    opened.value.close()


def read_the_card(card: Page) -> None:
    """By day and by night."""
    expect(card.locator("h2")).to_have_text("Rede que marca nomes")
    expect(card.locator(".facts dd").first).to_be_visible()
    for scheme, paper in PAPER.items():
        card.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        expect(card.locator("body")).to_have_css("background-color", paper)
    card.get_by_text("Tamanhos").click()
    expect(card.locator("details dd").first).to_be_visible()
    fits(card)
    expect(card.get_by_role("link", name="Voltar ao textnn")).to_have_attribute("href", "./")


def write(page: Page) -> None:
    tab(page, "Escrever")
    page.locator("#prefixes button").first.click()
    page.locator("#generate-view .memo-meter").wait_for()
    page.locator("#surprise-go").click()
    page.locator("#surprise-view i").first.wait_for()
    fits(page)


def classify_and_teach(page: Page) -> None:
    """A finger draws and does not scroll."""
    tab(page, "Imagens")
    page.locator("#classify-compare input").check()
    page.locator("#classify-examples button").first.click()
    answer(page)
    page.locator(".stages > summary").click()
    fits(page)
    drawing(page)
    fits(page)
    box = page.locator("#classify-pad canvas").bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert saved(page).getpixel((140, 140)) == 0
    touch = "getComputedStyle(document.querySelector('#classify-pad canvas')).touchAction"
    assert page.evaluate(touch) == "none"
    teach(page)
    fits(page)


def sample(page: Page) -> None:
    part(page, "Amostrar")
    make(page)
    fits(page)
    for index in (0, 1):
        page.locator("#sample-view .pic").nth(index).tap()
    page.locator("#sample-view [data-pair]").click()
    page.locator("#sample-walk .walk").wait_for()
    fits(page)
    part(page, "Detetive")
    page.locator("#detective-go").click()
    page.locator("#detective-view [data-do=real]").tap()
    page.locator("#detective-view [data-do=next]").wait_for()
    fits(page)
    part(page, "Evolução")
    page.locator("#evolution-view .moment").first.wait_for()
    fits(page)
    part(page, "Desenhar")
    page.locator("#draw-kind").get_by_text("Fachadas").click()
    stroke(page, "#draw-facades canvas", (0.2, 0.2), (0.7, 0.7))
    page.locator("#draw-view .canvas img").wait_for()
    fits(page)
    pad = page.locator("#draw-facades").bounding_box()
    made = page.locator("#draw-view").bounding_box()
    assert pad
    assert made
    assert made["y"] >= pad["y"] + pad["height"]  # under the pad, not beside it


_SMALL = """() => [...document.querySelectorAll(
    'button, summary, select, textarea, input:not([type=range]), a.quiet')]
  .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map(one => [one.closest('label, .wrap-inner') ?? one, one])
  .map(([area, one]) => [Math.round(area.getBoundingClientRect().height), one])
  .filter(([height]) => height > 1 && height < 32)
  .map(([height, one]) => `${height} ${one.tagName} ${one.className} ${one.textContent.trim()}`)"""
"""What is touched and less than 32 pixels high; of a slider the thumb is touched, of a check
box its label, of a menu its frame. Gradio keeps a copy of its tabs, a pixel high."""

KEYBOARD = re.compile(
    r"\b(?:Ctrl|setas|solte|mouse|teclado|arrows|arrow keys|drop|keyboard)\b", re.IGNORECASE
)


def unfit(page: Page) -> list[str]:
    """What cannot be touched well, and words of the page that speak of a keyboard or a mouse."""
    said = page.locator("body").inner_text()
    return [*page.evaluate(_SMALL), *KEYBOARD.findall(said)]


def test_every_tab_is_for_fingers(visit: Open) -> None:
    page = visit(**PHONE)
    found = {}
    for name in ("Conversar", "Histórico", "Laboratório", "Imagens", "Ensinar"):
        tab(page, name)
        found[name] = unfit(page)
    for name in ("Amostrar", "Detetive", "Evolução", "Desenhar"):
        part(page, name)
        found[name] = unfit(page)
    read_and_summarise(page)
    for name in ("Resumir", "Destacar"):
        tab(page, name)
        found[name] = unfit(page)
    write(page)
    found["Escrever"] = unfit(page)
    wrong = [f"{name}: {one}" for name, several in found.items() for one in several]
    assert not wrong, "\n".join(wrong)
