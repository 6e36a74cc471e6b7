"""Every control of every tab has a name to be called by and a ring when the keyboard is on it."""

from __future__ import annotations

import pytest

from tests.ui.chromium import Open, Page, every_tab

pytestmark = pytest.mark.browser

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


def test_every_control_has_a_name_and_a_ring(visit: Open) -> None:
    page = visit()
    faults: dict[str, list[str]] = {}

    def look(where: str) -> None:
        for closed in page.locator(".label-wrap:not(.open):visible").all():
            closed.click()
        page.keyboard.press("Tab")  # from here on a focus is one of the keyboard
        faults[where] = nameless(page) + page.evaluate(RINGLESS)

    for where in every_tab(page):
        look(where)
    assert len(faults) == 11
    assert {where: found for where, found in faults.items() if found} == {}
