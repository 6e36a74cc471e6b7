"""Articles that are opened instead of pasted: from a file, or by their address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
from gradio.components import Component
from markupsafe import Markup

from textnn.articles.files import read_file
from textnn.articles.web import fetch
from textnn.config import Settings
from textnn.html.markup import exact
from textnn.locale import number, say
from textnn.results.article import Article
from textnn.ui.gradio_patches import UnfitEvent
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, as_gradio_error
from textnn.web.context import Screen, request_language

OPENING: dict[str, Any] = {"concurrency_id": "open", "concurrency_limit": 4, **QUICK}
"""Options of every event that opens something."""

Opened = tuple[Any, str]
"""New values of the box and of the status line."""


class ArticleSource:
    """A button for a file and a line for an address, inside the ``Blocks`` that are open.

    Args:
        screen: limits, and whether addresses may be opened.
        name: begins the ids of its components.
        fetch: opens an address, within the settings.
        several: whether several files may come at once.

    Attributes:
        upload: the button for files.
    """

    def __init__(
        self,
        screen: Screen,
        name: str,
        fetch: Callable[[str, Settings], Article] = fetch,
        *,
        several: bool = False,
    ) -> None:
        self._settings = screen.settings
        self._fetch = fetch
        self._several = several
        self.upload = gr.UploadButton(
            str(t("upload_several" if several else "upload")),
            type="filepath",
            file_count="multiple" if several else "single",
            elem_id=f"{name}-upload",
            elem_classes="upload",
        )
        if self._settings.fetch:
            with gr.Row(elem_classes="seed"):
                self._address = gr.Textbox(
                    label=t("address"),
                    placeholder="https://…",
                    max_lines=1,
                    elem_id=f"{name}-address",
                )
                self._go = gr.Button(t("open"), elem_id=f"{name}-open", min_width=80, scale=0)

    def wire(self, box: Component, status: Component) -> None:
        """Fill ``box`` with what is opened; ``status`` says so.

        Where several files may come, who wires ``upload`` decides what becomes of them.
        """
        how: dict[str, Any] = {"outputs": [box, status], **OPENING}
        if not self._several:
            self.upload.upload(self.from_file, self.upload, **how)
        if self._settings.fetch:
            gr.on([self._address.submit, self._go.click], self._from_address, self._address, **how)

    def from_file(self, path: str | None, request: gr.Request) -> Iterator[Opened]:
        """New values of box and status; the upload is deleted: the box now holds it."""
        if not path:
            raise UnfitEvent
        file = Path(path)
        content = file.read_bytes()
        file.unlink()
        yield from self._opened(lambda: read_file(file.name, content, self._settings), request)

    def _from_address(self, address: str | None, request: gr.Request) -> Iterator[Opened]:
        yield from self._opened(lambda: self._fetch(address or "", self._settings), request)

    def _opened(self, work: Callable[[], Article], request: gr.Request) -> Iterator[Opened]:
        language = request_language(request)
        yield gr.skip(), f"<p>{say(language, 'opening')}</p>"
        try:
            with as_gradio_error(request):
                article = work()
        except gr.Error:
            yield gr.skip(), ""  # what was in the box stays
            raise
        yield article.text, opened_note(article, language)


def opened_note(article: Article, language: str) -> str:
    """What was opened, where it came from and how long it is."""
    site = urlsplit(article.source).hostname if "://" in article.source else None
    name = say(language, "opened_title", title=article.title) if article.title else ""
    size = say(language, "opened_size", count=number(language, len(article.text)))
    parts = [part for part in (name, site or article.source, size) if part]
    return exact(Markup("<p>{} {}</p>").format(say(language, "opened"), " · ".join(parts)))
