"""Where things stand, measured on a wide screen by day and on a phone by night (docs/screen.md)."""

from __future__ import annotations

import pytest

from tests.ui.chromium import Locator, Open, Page, expect, tab
from tests.ui.test_browser import ARTICLE, mark, summarise
from tests.ui.test_chat_browser import answered, say
from tests.ui.test_images_browser import answer, teach

pytestmark = pytest.mark.browser

WIDE = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "color_scheme": "dark",
    "has_touch": True,
    "is_mobile": True,
}
LONG = "Ana Souza chegou bem devagar. " * 300

UNEDGED = """() => [...document.querySelectorAll('.intake-frame img, .thumb img, .pic img')]
  .filter(one => one.checkVisibility())
  .filter(one => /^none|^(rgba?|color)\\([^)]*[, /]0\\)/.test(getComputedStyle(one).boxShadow))
  .map(one => one.outerHTML.slice(0, 60))"""
"""Pictures that are seen and have no line around them."""


class Place:
    """Where something stands in the window, pixels."""

    def __init__(self, thing: Locator) -> None:
        box = thing.bounding_box()
        assert box
        self.left, self.top = box["x"], box["y"]
        self.right, self.bottom = self.left + box["width"], self.top + box["height"]


def test_a_wide_screen(visit: Open) -> None:
    page = visit(start=0, **WIDE)
    talk(page)
    highlight(page)
    summary(page)
    write(page)
    pictures(page)


def talk(page: Page) -> None:
    """Column and box end with the header; the box stays where it is; *Editar* is beside."""
    composer, column = page.locator(".composer .box"), page.locator(".talk")
    expect(page.get_by_text("Fica no seu histórico")).to_have_count(1)
    before = Place(composer)
    assert before.right == pytest.approx(Place(page.locator(".hero")).right, abs=1)
    assert before.left == pytest.approx(Place(column).left, abs=1)
    page.locator(".try").first.click()
    answered(page)
    reply = say(page, "resumo em 2 frases")
    expect(reply.locator("time:visible")).to_have_count(1)
    expect(page.locator(".in-use")).to_be_visible()
    expect(page.locator(".in-use b")).to_have_count(0)  # the title stands above
    assert Place(composer).bottom == pytest.approx(before.bottom, abs=2)
    for asked in page.locator(".asked").all():
        edit, said = Place(asked.locator(".tools")), Place(asked.locator(".said").first)
        assert edit.right <= said.left
        assert said.top <= (edit.top + edit.bottom) / 2 <= said.bottom


def highlight(page: Page) -> None:
    """What is wrong is said under the box, the bar is as wide as it, and gone it leaves no band."""
    tab(page, "Destacar")
    article, status = page.locator("#highlight-article textarea"), page.locator("#highlight-status")
    mark(page, "")
    expect(status.locator(".note")).to_contain_text("O texto está vazio")
    box, note = Place(article), Place(status.locator(".note"))
    assert 0 <= note.top - box.bottom < 40
    mark(page, LONG)
    bar = Place(status.locator(".bar"))
    assert (bar.left, bar.right) == pytest.approx((box.left, box.right), abs=2)
    page.locator("#highlight-stop").click()
    expect(status).to_contain_text("Você parou")
    mark(page, ARTICLE)
    expect(page.locator("mark-editor")).to_have_count(1)
    sheet = Place(page.locator("#highlight-view .sheet"))
    assert sheet.top - Place(article).bottom < 40
    chips = [Place(chip) for chip in page.locator("#highlight-view .legend .chip").all()]
    assert max(chip.right for chip in chips) <= Place(page.locator(".hero")).right + 1
    assert len({chip.left for chip in chips}) == 2
    read_the_marks(page)


def read_the_marks(page: Page) -> None:
    """Labels can be hidden, no line lies on another, the last mark is explained in sight."""
    view = page.locator("#highlight-view")
    label = "one => getComputedStyle(one, '::after').content"
    first = view.locator("mark").first
    assert first.evaluate(label) == '"Organização"'
    view.locator("[data-toggle=names]").click()
    assert first.evaluate(label) == "none"
    both = view.locator("mark:has(u)").first
    assert both.evaluate("one => getComputedStyle(one).boxShadow") == "none"
    view.locator("mark").last.click()
    expect(view.locator(".detail")).to_be_in_viewport(ratio=1)
    assert "o que é isto" not in page.content()  # whatever is explained is named
    word, arrow = page.locator(".label-wrap:visible").first.locator("span").all()
    assert 0 <= Place(word).left - Place(arrow).right < 20


def summary(page: Page) -> None:
    """The article stands there once, with its key beside it to the end."""
    summarise(page, "\n\n".join([ARTICLE] * 12))
    view = page.locator("#summarize-view")
    expect(view.locator(".sheet:visible, .excerpt:visible")).to_have_count(1)
    view.locator(".after").scroll_into_view_if_needed()
    expect(view.locator(".key").first).to_be_in_viewport()


def write(page: Page) -> None:
    """The tools go along with what they made."""
    tab(page, "Escrever")
    page.locator("#prefixes button").first.click()
    page.locator("#generate-view .memo-meter").wait_for()
    page.set_viewport_size({"width": 1440, "height": 450})
    page.locator("#generate-view .provenance").scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 200
    expect(page.locator("#generate-go")).not_to_be_in_viewport()
    expect(page.locator("#temperature")).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 900})


def pictures(page: Page) -> None:
    """The picture stands there once; what a lesson learnt and its trial fit the screen."""
    tab(page, "Imagens")
    outer, inner = page.get_by_role("tab", name="Imagens"), page.get_by_role("tab", name="Ensinar")
    rounded = "one => getComputedStyle(one).borderRadius"
    assert outer.evaluate(rounded) != inner.evaluate(rounded)  # parts of a tab are not tabs
    page.locator("#classify-examples button").first.click()
    answer(page)
    expect(page.locator("#classify-view .says")).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#classify-view .given img")).to_be_hidden()
    expect(page.locator("#classify-photo img")).to_be_visible()
    teach(page)
    expect(page.locator("#try-go")).to_be_in_viewport()
    expect(page.locator("#teach-view h2")).to_be_in_viewport()


def test_a_phone_by_night(visit: Open) -> None:
    page = visit(start=0, **PHONE)
    assert Place(page.locator("#chat")).top < 150
    page.locator(".try").first.click()
    answered(page)
    page.evaluate("scrollTo(0, 0)")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.locator(".drawer").click()
    expect(page.locator(".talk-line").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") == height  # over it, not above
    tab(page, "Destacar")
    mark(page, ARTICLE)
    expect(page.locator("mark-editor")).to_have_count(1)
    expect(page.locator("#highlight-view .sheet")).to_be_in_viewport()
    page.locator("#highlight-view mark").first.click()
    expect(page.locator("#highlight-view .detail")).to_be_in_viewport(ratio=1)
    tab(page, "Imagens")
    page.locator("#classify-examples button").first.click()
    answer(page)
    expect(page.locator("#classify-view .verdict")).to_be_in_viewport()
    assert page.evaluate(UNEDGED) == []
