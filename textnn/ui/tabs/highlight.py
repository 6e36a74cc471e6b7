"""*Destacar*: an article in, the same article with its names marked out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from textnn.errors import UserError
from textnn.export import EXPORTS
from textnn.results import Highlight
from textnn.store.runs import Run
from textnn.text.normalize import decode
from textnn.ui.format.markup import JS_CLICKS
from textnn.ui.format.reading import highlight_view
from textnn.ui.i18n import number, say, t
from textnn.ui.screen import OFF, ON, QUICK, Opener, Screen, Updates, keeping, language, polite
from textnn.ui.work import Clock, Stopped, Stops, Work, reading_bar

JS_SAVE = "parcel => { window.textnn.save(parcel); return []; }"
"""Hands a parcel made in Python to the browser as a download."""


def build(screen: Screen) -> Opener:
    """The tab, inside the ``Blocks`` that are open; returns how to show a kept result in it."""
    tab = _Tab(screen)
    return Opener("highlight", (tab.box, *tab.outputs), tab.show)


class _Tab:
    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._stops = Stops()
        with gr.Row(elem_classes="desk"):
            with gr.Column(elem_classes="paper"):
                self.box = gr.Textbox(
                    label=t("article"),
                    placeholder=t("article_hint"),
                    lines=8,
                    max_lines=11,
                    elem_id="article",
                    elem_classes="serif",
                )
            with gr.Column(elem_classes="tools"):
                self._tools()
        self._status = gr.HTML("", elem_id="highlight-status", elem_classes="status")
        self._view = gr.HTML(t("html:highlight"), js_on_load=JS_CLICKS, elem_id="highlight-view")
        self._held = gr.State(None, time_to_live=3600)
        self._parcel = gr.Textbox(visible="hidden", elem_id="highlight-parcel")
        self.outputs: tuple[Component, ...] = (
            self._view,
            self._held,
            self._status,
            self._go,
            self._stop,
        )
        self._idle: Updates = {
            self._status: "",
            self._go: ON,
            self._stop: OFF,
        }
        self._wire()

    def _tools(self) -> None:
        with gr.Row(elem_classes="buttons"):
            self._go = gr.Button(t("highlight"), variant="primary", elem_id="highlight-go")
            self._stop = gr.Button(t("stop"), interactive=False, elem_id="highlight-stop")
        self._upload = gr.UploadButton(
            str(t("upload")), type="filepath", elem_id="highlight-upload"
        )
        self._examples = gr.HTML(t("html:articles"), js_on_load=JS_CLICKS, elem_id="articles")
        self._private = gr.Checkbox(label=t("private_mode"), elem_id="highlight-private")
        gr.HTML(t("html:stays"))

    def _wire(self) -> None:
        read: dict[str, Any] = {
            "fn": self._read,
            "inputs": [self.box, self._private],
            "outputs": [*self.outputs],
            "concurrency_id": "read",
            "concurrency_limit": 2,
            **QUICK,
        }
        self._go.click(**read)
        self._stop.click(self._halt, queue=False, **QUICK)
        self._upload.upload(self._load_file, self._upload, self.box, **QUICK)
        self._examples.click(self._load_example, None, self.box, **QUICK).then(**read)
        self._view.click(self._export, self._held, self._parcel, **QUICK).then(
            None, self._parcel, None, js=JS_SAVE, **QUICK
        )

    def _read(self, text: str | None, off_record: bool, request: gr.Request) -> Iterator[Updates]:
        lang, page, owner = language(request), request.session_hash, self._screen.owner(request)
        stopped, clock = self._stops.begin(page), Clock()
        try:
            with polite(request):
                work = Work(
                    lambda progress: self._screen.service.highlight(
                        text or "", owner=owner, keep=not off_record, progress=progress
                    ),
                    stopped,
                )
                yield {
                    self._go: OFF,
                    self._stop: ON,
                }
                for done in work:
                    yield {self._status: reading_bar(lang, done, clock)}
                try:
                    kept = work.result()
                except Stopped:
                    yield {**self._idle, self._status: f"<p>{say(lang, 'stopped')}</p>"}
                    return
                shown = highlight_view(kept.result, lang, datetime.now(UTC), (keeping(kept, lang),))
                yield {**self._idle, self._view: shown, self._held: kept.result}
        except gr.Error:
            yield self._idle
            raise
        finally:
            self._stops.end(page, stopped)

    def _halt(self, request: gr.Request) -> None:
        self._stops.stop(request.session_hash)

    def _load_file(self, path: str, request: gr.Request) -> str:
        with polite(request):
            return read_file(Path(path), self._screen.settings.max_chars)

    def _load_example(self, event: gr.EventData) -> str:
        return self._screen.examples.articles[event.name]

    def _export(
        self, result: Highlight | None, event: gr.EventData, request: gr.Request
    ) -> str | dict[str, Any]:
        with polite(request):
            return export_parcel(result, event.format) if result else gr.skip()

    def show(self, run: Run, lang: str) -> Updates:
        """A kept result, as it was when it was made."""
        if not isinstance(run.result, Highlight):
            raise TypeError(f"not a highlight: {type(run.result).__name__}")
        shown = highlight_view(run.result, lang, run.created_at, (say(lang, "kept"),))
        return {
            **self._idle,
            self.box: run.result.text,
            self._view: shown,
            self._held: run.result,
        }


def read_file(path: Path, max_chars: int) -> str:
    """The text of an uploaded file, which is deleted: the box now holds it.

    Raises:
        UserError: not text, or longer than ``max_chars``.
    """
    try:
        text = decode(path.read_bytes())
    finally:
        path.unlink(missing_ok=True)
    if len(text) > max_chars:
        raise UserError(
            f"O arquivo passa de {number('pt', max_chars)} caracteres. "
            "Divida-o em partes e abra uma de cada vez.",
            f"The file has over {number('en', max_chars)} characters. "
            "Split it into parts and open one at a time.",
            code="too-long",
        )
    return text


def export_parcel(result: Highlight, name: str) -> str:
    """File name, media type and content, as JSON for ``JS_SAVE``.

    Raises:
        UserError: there is no such format.
    """
    if name not in EXPORTS:
        raise UserError(
            f"Não há formato “{name}”. Use json, csv ou conll.",
            f"There is no format “{name}”. Use json, csv or conll.",
            code="no-such-format",
        )
    media, write = EXPORTS[name]
    return json.dumps({"name": f"textnn.{name}", "media": media, "content": write(result)})
