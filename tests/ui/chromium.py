"""A real Chromium, and the app with fake models that it opens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.served import Served, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60_000
"""Milliseconds before a wait has failed: a machine that trains models meanwhile is slow."""

try:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        FilePayload,
        Locator,
        Page,
        Route,
        expect,
        sync_playwright,
    )
    from playwright.sync_api import TimeoutError as Timeout
except ModuleNotFoundError:
    if not TYPE_CHECKING:
        Browser = BrowserContext = ConsoleMessage = FilePayload = Locator = Page = Route = None
        Timeout = TimeoutError
        expect = sync_playwright = None
    CHROMIUM = None


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    if CHROMIUM is None:
        missing = "needs playwright and chromium (apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return CHROMIUM


@pytest.fixture(scope="module")  # no longer: an event loop runs in this thread meanwhile
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        arguments = [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--use-fake-device-for-media-stream",  # a camera that shows a moving ball
        ]
        yield playwright.chromium.launch(executable_path=chromium, args=arguments)


@pytest.fixture(scope="session")
def app(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with fake models that take a moment, served by a thread."""
    from tests.ui.fakes import fake_screen

    home = tmp_path_factory.mktemp("home")
    (home / "models" / "tagger").mkdir(parents=True)
    (home / "models" / "tagger" / "config.json").write_text('{"kind": "tagger", "hidden": 256}')
    (home / "models" / "tagger" / "metrics.json").write_text('{"n": 1, "f1": {"PER": 0.9}}')
    with serving(fake_screen(home, slow=0.1, letter=0.003, upload="300kb")) as running:
        yield running


_QUIET = """longest => new Promise(done => {
  const began = performance.now();
  let changed = began;
  const seen = new MutationObserver(() => { changed = performance.now(); });
  seen.observe(document.body, {childList: true, subtree: true, attributes: true});
  const look = setInterval(() => {
    const now = performance.now();
    if (now - changed < 150 && now - began < longest) return;
    clearInterval(look);
    seen.disconnect();
    done();
  }, 20);
})"""
"""Waits until nothing on the page has changed for a moment, but no longer than so many ms."""

Open = Callable[..., Page]


class Windows:
    """Windows of one browser, kept from test to test: a fresh one reads the page's scripts anew.

    Those of two visits in one test are two people's.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}
        self._open: list[tuple[str, BrowserContext]] = []

    def open(self, **options: Any) -> BrowserContext:
        kind = repr(sorted(options.items()))
        free = self._free.get(kind)
        context = free.pop() if free else self._browser.new_context(**options)
        self._open.append((kind, context))
        return context

    def clear(self) -> None:
        """Nobody has been here: no page, no cookie, nothing stored, nothing allowed."""
        for kind, context in self._open:
            for page in context.pages:
                if page.url.startswith("http"):
                    page.evaluate("localStorage.clear()")
                page.close()
            context.clear_cookies()
            context.clear_permissions()
            self._free.setdefault(kind, []).append(context)
        self._open.clear()


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def visit(windows: Windows, app: Served) -> Iterator[Open]:
    """Opens the page, *Destacar* in front unless ``start`` is 0, or another ``address`` of the app.

    At the end no page may have failed, asked for anything from elsewhere, or done what its policy
    forbids.
    """
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(start: int = 1, address: str = "", **options: Any) -> Page:
        context = windows.open(**({"locale": "pt-BR"} | options))
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.on("console", _allowed)  # of the pages that it opens too
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: _check(request.url))
        page.goto(address or app.url, wait_until="domcontentloaded")
        if address:
            return page
        page.get_by_role("tab").nth(start).click()
        page.locator("#highlight-go" if start else ".composer").wait_for()
        settled(page)
        return page

    def _check(url: str) -> None:
        if not url.startswith((app.url, "data:", "blob:")):
            faults.append(url)

    def _allowed(said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            faults.append(said.text)

    yield opened
    for context in contexts:
        context.remove_listener("console", _allowed)
    windows.clear()
    assert faults == [], "; ".join(faults)


def tab(page: Page, name: str) -> None:
    """Open the tab and wait until it stands.

    A moment after a tab is there for the first time, Gradio puts its controls back to their first
    values: nobody types so fast, but a test does.
    """
    page.get_by_role("tab", name=name).click()
    settled(page)


def unfold(page: Page, accordion: str) -> None:
    """Open an accordion and wait until what is in it stands, as in ``tab``."""
    page.locator(f"{accordion} button").first.click()
    settled(page)


def toast(page: Page, said: str) -> None:
    """Read a toast and put it away: for ten seconds it lies over the buttons."""
    one = page.locator(".toast-body", has_text=said)
    expect(one).to_be_visible()
    page.locator(".toast-close").evaluate_all("all => all.forEach(one => one.click())")
    expect(page.locator(".toast-body")).to_have_count(0)


def settled(page: Page) -> None:
    """Wait until the page stands."""
    page.evaluate(_QUIET, 3000)


def every_tab(page: Page) -> Iterator[str]:
    """Opens each tab, and each part of those that have parts; gives what it is called."""
    top = page.locator("#tabs > .tab-wrapper").first.get_by_role("tab")
    from textnn.ui.page import TABS

    expect(top).to_have_count(len(TABS))
    for one in top.all():
        one.click()
        expect(one).to_have_attribute("aria-selected", "true")
        name = one.inner_text()
        parts = page.locator(".parts .tab-wrapper:visible").get_by_role("tab")
        for part in parts.all():
            part.click()
            expect(part).to_have_attribute("aria-selected", "true")
            yield f"{name}, {part.inner_text()}"
        if not parts.count():
            yield name


def stroke(page: Page, sheet: str, *points: tuple[float, float]) -> None:
    """Draw with the mouse; points in parts of the sheet."""
    canvas = page.locator(sheet)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
