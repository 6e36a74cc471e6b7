"""Marks corrected in a real Chromium: by mouse, by keyboard, undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.chromium import Open, expect

pytestmark = pytest.mark.browser

ARTICLE = "Dalva Nogueira disse olá.\nO mercado reabriu 😀 com Dalva Nogueira, e o mercado encheu."

SELECT = """said => {
  const sheet = document.querySelector('#highlight-view .sheet'), range = document.createRange();
  const nodes = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const at = node.textContent.indexOf(said);
    if (at < 0) continue;
    range.setStart(node, at + 1);  // within the word, as a hasty mouse does
    range.setEnd(node, at + said.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
}"""


def test_a_mark_is_changed_added_and_undone(visit: Open) -> None:
    page = visit()
    page.locator("#highlight-article textarea").fill(ARTICLE)
    page.locator("#highlight-go").click()
    view, editor = page.locator("#highlight-view"), page.locator("mark-editor")
    status, by_hand = editor.locator("[role=status]"), view.locator("mark.by-hand")

    view.locator("mark", has_text="Dalva Nogueira").first.click()
    editor.locator("[data-edit=open]").click()
    expect(editor.locator("[data-kind=PER]")).to_have_attribute("aria-current", "")
    editor.locator("input[type=checkbox]").check()
    editor.locator("[data-kind=ORG]").click()
    expect(by_hand).to_have_text(["Dalva Nogueira"] * 2)
    expect(status).to_have_text("Corrigido: “Dalva Nogueira” agora é Organização.")
    page.locator("#personal button").first.click()
    expect(page.locator("#personal-panel")).to_contain_text("1 artigo corrigido.")

    page.evaluate(SELECT, "mercado")
    expect(editor.locator("[data-edit=open]")).to_have_text("Corrigir “mercado”")
    editor.locator("[data-edit=open]").click()
    editor.locator("[data-kind=LOC]").click()
    expect(by_hand).to_have_text(["Dalva Nogueira", "mercado", "Dalva Nogueira"])

    expect(view.locator(".sheet")).to_be_focused()  # the keyboard goes on from there
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    words = editor.locator("input[type=text]")
    words.fill("mercado")
    words.press("Enter")
    expect(editor.locator("[data-edit-where]")).to_contain_text("Lugar 2 de 2")
    editor.locator("[data-kind=LOC]").press("Enter")
    expect(by_hand).to_have_count(4)
    assert view.locator(".sheet").text_content() == ARTICLE

    with page.expect_download() as download:
        view.locator("[data-do=export]", has_text="JSON").click()
    file = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert [span["label"] for span in file["spans"]] == ["ORG", "LOC", "ORG", "LOC"]
    assert all(file["text"][s["start"] : s["end"]] == s["text"] for s in file["spans"])

    for left in (3, 2, 0):
        editor.locator("[data-do=undo]").click()
        expect(by_hand).to_have_count(left)
    expect(editor.locator("[data-do=undo]")).to_have_count(0)
    expect(view.locator("mark.PER")).to_have_count(2)
    expect(page.locator("#personal-panel")).to_contain_text("Ainda não há correções")
