"""How soon is the page there in a browser, and how soon are marks drawn?

    python benchmarks/page_speed.py [--rounds 5] [--chromium /usr/bin/chromium] [--json FILE]

Starts ``textnn serve`` with the shipped models, then opens the page in Chromium, each round with
an empty cache, and once more with a full one: seconds until the tabs can be pressed, requests,
kilobytes as sent, and what part of these is Gradio's own. Then 600 words, other ones each round,
are put into *Destacar*: seconds from the press to marks that are drawn (two frames later). Medians.
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
        marks = _marked(browser, base, given.rounds)
        browser.close()
    names, rows = ("requests", "kB", "gradio"), []
    for n, name in enumerate(("empty cache", "full cache")):
        middle = {key: median(one[n][key] for one in loads) for key in ("seconds", *names)}
        rows.append([name, f"{middle['seconds']:.2f}", *(str(round(middle[key])) for key in names)])
    print(markdown(("page", "seconds", "requests", "kB sent", "of which Gradio's"), rows))
    print(f"\n600 words, press to drawn: {median(marks):.2f} s (of {sorted(marks)})")
    write_json(given.json, {"loads": loads, "marks": marks})
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
        own = sum(
            size for url, size in sent if not re.search(r"/(assets|static)/|/theme\.css", url)
        )
        total = sum(size for _, size in sent)
        kilobytes = {"kB": total / 1000, "gradio": (total - own) / 1000}
        found.append({"seconds": seconds, "requests": len(sent), **kilobytes})
        page.close()
    context.close()
    return found


def _counted(page: Page) -> list[tuple[str, int]]:
    """Address and bytes of whatever comes from now on, as the browser's network trace says."""
    urls: dict[str, str] = {}
    sent: list[tuple[str, int]] = []
    trace = page.context.new_cdp_session(page)
    trace.send("Network.enable")

    def came(event: dict[str, Any]) -> None:
        if not event["response"].get("fromDiskCache"):
            urls[event["requestId"]] = event["response"]["url"]

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in urls:
            sent.append((urls[event["requestId"]], int(event["encodedDataLength"])))

    trace.on("Network.responseReceived", came)
    trace.on("Network.loadingFinished", ended)
    return sent


def _marked(browser: Browser, base: str, rounds: int) -> list[float]:
    """Seconds from the press to what is drawn; the first round reads the model."""
    page, text, found = browser.new_page(locale="pt-BR"), text_of(600), []
    page.goto(base)
    page.locator("#tabs [role=tab]").nth(1).click()
    for number in range(rounds + 1):
        page.reload()
        page.locator("#tabs [role=tab]").nth(1).click()
        page.locator("#highlight-article textarea").fill(f"Dia {number}. {text}")
        page.wait_for_timeout(1500)
        began = time.perf_counter()
        page.locator("#highlight-go").click()
        page.locator("#highlight-view mark").first.wait_for()
        page.evaluate(DRAWN)
        found.append(round(time.perf_counter() - began, 3))
    return found[1:]


if __name__ == "__main__":
    sys.exit(main())
