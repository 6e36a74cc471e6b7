"""No word of the other language on any screen, and a name and a ring for every control."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pytest

from tests.ui.chromium import Open, Page, every_tab, expect, stroke
from textnn.locale import LANGUAGES, say, sentences
from textnn.pages.fragments import everything
from textnn.results.names import CLASS_NAMES, class_name
from textnn.ui.page import TABS
from textnn.web.context import load_examples

pytestmark = pytest.mark.browser

ARTICLE = (
    "A Prefeitura de Vila Amparo pagou R$ 18 milhões. Dalva Nogueira disse na Praça da Matriz."
)
ATTRIBUTES = ("aria-label", "aria-description", "aria-valuetext", "title", "placeholder", "alt")
GRADIO = {"pt": "Usar via API ou MCP, Logotipo, Logótipo", "en": "Use via API or MCP, logo"}
"""What its footer says."""

NAMES = "textnn JSON CSV CoNLL Markdown Word HTML abc"
GIVEN = f"{ARTICLE} manchete"  # and what the stand-in writes about it
SETTLING = 50  # tenths of a second in which our script names what Gradio has just shown
GIVEAWAYS = {
    "pt": "for value default close clear the and your select options loading reset navigation",
    "en": "para valor fechar limpar você uma não com escolha opções carregando voltar",
}
COLLECT = """attributes => {
  const said = [];
  const here = document.documentElement;
  const own = one => one.closest('[lang]') === here && !one.closest('[dir=auto]');
  const shown = one => one.checkVisibility({visibilityProperty: true});
  for (const one of document.body.querySelectorAll('*')) {
    if (one.matches('script, style, option, time') || !own(one) || !shown(one)) continue;
    const tooltips = one.matches('.provenance *') ? [] : attributes;  // there, names of folders
    for (const name of tooltips) said.push(one.getAttribute(name) ?? '');
    for (const node of one.childNodes) if (node.nodeType === 3) said.push(node.textContent);
  }
  return [...new Set(said.map(text => text.trim()))];
}"""
"""What is seen and what a screen reader says, but for people's texts and what has a language."""

OPENED = ".block:has(> .label-wrap.open) :is(input, a, button:not(.label-wrap))"
UNFOLD = "view => view.querySelectorAll('details').forEach(one => { one.open = true; })"


def words(texts: Iterable[str]) -> set[str]:
    text = re.sub(r"\{[^{}]*\}|https?://\S+", " ", " ".join(texts))  # names of fields, addresses
    return set(re.findall(r"[^\W\d_]{2,}", text.casefold()))


@cache
def known(language: str) -> frozenset[str]:
    """The words of everything we say in ``language``."""
    examples = load_examples()
    written = everything(examples.articles, examples.prefixes)[language].values()
    pieces = (re.sub(r'data-sentences="[^"]*"', "", piece) for piece in written)  # to be guessed
    classes = (class_name(language, name) for name in CLASS_NAMES)
    said = (
        *sentences(language).values(),
        *classes,
        *pieces,
    )
    return frozenset(words((*said, GRADIO[language], NAMES)))


def strange(page: Page, language: str, given: str = GIVEN) -> list[str]:
    """What is said on the screen with a word that is none of ours, once the page has settled."""
    mine = known(language) | words([given])
    found: list[str] = []
    for _ in range(SETTLING):
        found = [text for text in page.evaluate(COLLECT, ATTRIBUTES) if words([text]) - mine]
        if not found:
            break
        page.wait_for_timeout(100)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_foreign_word_would_be_noticed(language: str) -> None:
    assert not words([GIVEAWAYS[language]]) & known(language)


CONTROLS = {
    "button", "link", "textbox", "searchbox", "checkbox", "radio", "slider", "spinbutton",
    "combobox", "tab", "img", "application", "region", "article", "switch",
}  # fmt: skip
RINGLESS = """() => {
  const focusable = 'a[href], button, input, textarea, select, summary, canvas, [tabindex]';
  const ringed = one => {
    for (let box = one; box && box !== document.body; box = box.parentElement) {
      const {outlineStyle, outlineWidth} = getComputedStyle(box);
      if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) return true;
    }
    return false;
  };
  const bare = [];
  for (const one of document.querySelectorAll(focusable)) {
    if (one.disabled || one.tabIndex < 0) continue;
    if (!one.checkVisibility({visibilityProperty: true})) continue;
    one.focus();
    if (document.activeElement === one && !ringed(one)) bare.push(one.outerHTML.slice(0, 160));
  }
  return bare;
}"""


def nameless(page: Page) -> list[str]:
    """What a screen reader would call by its kind only."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        node["role"]["value"]
        for node in nodes
        if not node["ignored"]
        and node["role"]["value"] in CONTROLS
        and not node.get("name", {}).get("value", "").strip()
    ]


@pytest.mark.parametrize(("language", "locale"), [("pt", "pt-PT"), ("en", "en-US")])
def test_everything_speaks_one_language_and_every_control_has_a_name_and_a_ring(
    visit: Open, language: str, locale: str
) -> None:
    page = visit(start=0, locale=locale)
    seen = {
        **first_look(page, language), **results(page, language), **conversation(page, language)
    }  # fmt: skip
    assert len(seen) == len(TABS) + 4 + 12 + 3  # four more for the parts of tabs
    assert {where: texts for where, texts in seen.items() if texts} == {}


def first_look(page: Page, language: str) -> dict[str, list[str]]:
    """Each tab as it opens."""
    seen: dict[str, list[str]] = {}
    for where in every_tab(page):
        page.mouse.move(0, 0)
        for closed in page.locator(".label-wrap:not(.open):visible").all():
            closed.click()
            page.locator(OPENED).locator("visible=true").first.wait_for()
        page.keyboard.press("Tab")  # from here on a focus is one of the keyboard
        seen[where] = strange(page, language) + nameless(page) + page.evaluate(RINGLESS)
    return seen


def results(page: Page, language: str) -> dict[str, list[str]]:
    """A refusal, and a result of each kind."""
    seen: dict[str, list[str]] = {}

    def look(view: str, ready: str) -> None:
        page.locator(view).locator(ready).first.wait_for()
        page.locator(view).evaluate(UNFOLD)
        seen[view] = strange(page, language)

    top = page.locator("#tabs > .tab-wrapper").first.get_by_role("tab")
    top.nth(TABS.index("highlight")).click()
    page.locator("#highlight-go").click()
    toast = page.locator(".toast-body")
    toast.wait_for()
    expect(toast.locator(".toast-title")).to_have_text(say(language, "toast_title"))
    said = toast.locator(".toast-text, .toast-message-text").first.inner_text()
    assert strange(page, language, said) == []

    page.locator("#highlight-article textarea").fill(ARTICLE)
    page.locator("#highlight-go").click()
    look("#highlight-view", "mark")
    top = page.locator("#tabs > .tab-wrapper").first.get_by_role("tab")
    top.nth(TABS.index("summarize")).click()  # the article comes along
    page.locator("#summarize-go").click()
    look("#summarize-view", ".digest")
    top.nth(TABS.index("review")).click()
    page.locator("#review-article textarea").fill(f"{ARTICLE} (")
    page.locator("#review-go").click()
    look("#review-view", ".findings")
    top.nth(TABS.index("generate")).click()
    page.locator("#prefix textarea").fill(ARTICLE)
    page.locator("#generate-go").click()
    look("#generate-view", ".memo-meter")
    page.locator("#letters summary").click()
    page.locator("#letters [data-play=own]").click()
    page.locator("#letters [data-guess=reveal]").click()
    look("#letters", "[data-part=answer] li")
    page.locator("#surprise-go").click()
    look("#surprise-view", ".detail")
    top.nth(TABS.index("images")).click()
    page.locator("#image-parts").get_by_role("tab").first.click()
    page.locator("#classify-compare input").check()
    page.locator(".thumb:visible").first.click()
    look("#classify-view", ".opinions")
    top.nth(TABS.index("samples")).click()
    parts = page.locator("#samples-parts").get_by_role("tab")
    parts.first.click()
    page.locator("#sample-go").click()
    look("#sample-view", ".pic")
    for picture in (0, 1):
        page.locator("#sample-view .pic").nth(picture).click()
    page.locator("#sample-view [data-pair]").click()
    look("#sample-walk", ".walk")
    parts.nth(1).click()
    page.locator("#detective-go").click()
    page.locator("#detective-view [data-do=real]").click()
    look("#detective-view", "[data-do=next]")
    parts.nth(3).click()
    stroke(page, "#draw-fashion canvas", (0.2, 0.2), (0.7, 0.7))
    look("#draw-view", ".canvas img")
    top.nth(TABS.index("history")).click()
    look("#history-list", "li")
    return seen


def conversation(page: Page, language: str) -> dict[str, list[str]]:
    seen: dict[str, list[str]] = {}
    article = load_examples().articles["cidade"]
    page.locator("#tabs > .tab-wrapper").first.get_by_role("tab").first.click()
    for number in (0, 2, 3):  # the other writes Portuguese whatever the page speaks
        page.locator(".try").nth(number).click()
        page.locator(".reply .tools").wait_for()
        seen[f"conversation {number}"] = strange(page, language, article)
        page.locator("[data-do=new]").first.click()
        page.locator(".talk:not([data-busy]) .try").first.wait_for()
    return seen
