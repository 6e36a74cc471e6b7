"""How soon is the page there in a browser, and how soon are marks and summaries drawn?

    python benchmarks/page_speed.py [--rounds 5] [--chromium /usr/bin/chromium] [--json FILE]

Starts ``textnn serve`` with the shipped models, then opens the page in Chromium, each round with
an empty cache, and once more with a full one: seconds until the tabs can be pressed, requests, how
many of these are for fonts, kilobytes as sent, and what part of these is Gradio's own. Then 600
words, other ones each round, are put into *Destacar* and into *Resumir*, each time on a page that
was opened for them: seconds from the press, as the browser dates it, to what is drawn (two frames
after it came into the page). Medians.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from common import markdown, write_json
from playwright.sync_api import Browser, Page, sync_playwright
from speed import text_of
from visitors import serving

SETTLED = 2000
"""Milliseconds after which nothing more is loaded; the page's streams never end."""

GRADIOS = re.compile(r"/(assets|static)/|/theme\.css")
"""Addresses of files that come with Gradio."""

DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

PRESSED = """([button, wanted]) => {
  window.shown = new Promise(done => {
    let pressed;
    const press = event => { pressed = event.timeStamp; };
    document.querySelector(button).addEventListener('click', press);
    const seen = new MutationObserver(() => {
      if (!document.querySelector(wanted)) return;
      seen.disconnect();
      const drawn = () => done((performance.now() - pressed) / 1000);
      requestAnimationFrame(() => requestAnimationFrame(drawn));
    });
    seen.observe(document.body, {childList: true, subtree: true});
  });
}"""
"""Makes ``window.shown`` the seconds from the press of a button to what is wanted, drawn."""

SHOWN = {"highlight": "#highlight-view mark", "summarize": "#summarize-view section"}
"""Task with a tab -> what its press brings."""


def main(arguments: Sequence[str] | None = None) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as home,
        serving(home) as (base, _),
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        loads = [_loaded(browser, base) for _ in range(given.rounds)]
        shown = {task: _shown(browser, base, task, given.rounds) for task in SHOWN}
        browser.close()
    names, rows = ("requests", "fonts", "kB", "gradio"), []
    for n, name in enumerate(("empty cache", "full cache")):
        middle = {key: median(one[n][key] for one in loads) for key in ("seconds", *names)}
        rows.append([name, f"{middle['seconds']:.2f}", *(str(round(middle[key])) for key in names)])
    print(markdown(("page", "seconds", "requests", "fonts", "kB sent", "of which Gradio's"), rows))
    for task, seconds in shown.items():
        print(
            f"\n600 words, press to drawn, {task}: {median(seconds):.2f} s (of {sorted(seconds)})"
        )
    write_json(given.json, {"loads": loads, "shown": shown})
    return 0


def _loaded(browser: Browser, base: str) -> list[dict[str, float]]:
    """Seconds, requests and kilobytes of a first look at the page, and of a second one."""
    context = browser.new_context(locale="pt-BR")
    found = []
    for _ in range(2):
        page = context.new_page()
        sent = _counted(page)
        began = time.perf_counter()
        page.goto(base, wait_until="commit")
        page.locator("#tabs [role=tab]").nth(1).wait_for()
        page.evaluate(DRAWN)
        seconds = time.perf_counter() - began
        page.wait_for_timeout(SETTLED)
        gradios = sum(size for url, _, size in sent if GRADIOS.search(url))
        kilobytes = {"kB": sum(size for *_, size in sent) / 1000, "gradio": gradios / 1000}
        fonts = sum(kind == "Font" for _, kind, _ in sent)
        found.append({"seconds": seconds, "requests": len(sent), "fonts": fonts, **kilobytes})
        page.close()
    context.close()
    return found


def _counted(page: Page) -> list[tuple[str, str, int]]:
    """Address, kind and bytes of what comes from now on, as the browser's network trace says."""
    came_from: dict[str, tuple[str, str]] = {}
    sent: list[tuple[str, str, int]] = []
    trace = page.context.new_cdp_session(page)
    trace.send("Network.enable")

    def came(event: dict[str, Any]) -> None:
        if not event["response"].get("fromDiskCache"):
            came_from[event["requestId"]] = event["response"]["url"], event["type"]

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in came_from:
            sent.append((*came_from[event["requestId"]], int(event["encodedDataLength"])))

    trace.on("Network.responseReceived", came)
    trace.on("Network.loadingFinished", ended)
    return sent


def _shown(browser: Browser, base: str, task: str, rounds: int) -> list[float]:
    """Seconds from the press to what is drawn; the first round, which reads the model, is left out.

    The browser says when the button was pressed: whoever drives it looks before each press for two
    frames whether the button keeps still.
    """
    page, text, found = browser.new_page(locale="pt-BR"), text_of(600), []
    for number in range(rounds + 1):
        page.goto(base)
        page.locator("#tabs [role=tab]").nth([*SHOWN].index(task) + 1).click()
        page.locator(f"#{task}-article textarea").fill(f"Dia {number}. {text}")
        page.wait_for_timeout(1500)
        page.evaluate(PRESSED, [f"#{task}-go", SHOWN[task]])
        page.locator(f"#{task}-go").click()
        found.append(round(page.evaluate("window.shown"), 3))
    page.close()
    return found[1:]


if __name__ == "__main__":
    sys.exit(main())
