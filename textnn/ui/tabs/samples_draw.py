"""*Desenhar*: a drawing on the left, and what the network makes of it on the right."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import gradio as gr
from gradio.components import Component

from textnn.errors import UserError
from textnn.html.markup import JS_CLICKS, JS_EVENTS
from textnn.pages.share_box import kept_note
from textnn.results.pictures import FACADE_PALETTE, RENDER_KINDS, Rendering, RenderOptions
from textnn.results.runs import Run
from textnn.tasks.render.view import SHOWS, blank_view, refused_view, rendering_view
from textnn.tasks.thumbnails import filled
from textnn.ui.components.download import save_on_press
from textnn.ui.components.drawing_pad import Pad, Swatch, pad
from textnn.ui.components.picture_source import JS_OPENER, empty_file
from textnn.ui.files import data_url, large_file, picture_bytes
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Opener, Updates, as_gradio_error, storage_note
from textnn.web.context import Screen, request_language

_SLOW: dict[str, Any] = {
    **QUICK,
    "concurrency_id": "render",
    "concurrency_limit": 2,
}


def build(screen: Screen) -> Opener:
    """The part, inside the ``Blocks`` that are open; returns how to show a kept drawing in it."""
    part = DrawTab(screen)
    return Opener("samples", None, part.changed, part.show)


class DrawTab:
    """An outline and the picture made of it."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._limit = screen.settings.upload_bytes
        self._pads: dict[str, Pad] = {}
        with gr.Column(elem_classes="draw"):
            kinds = [(str(t(f"render_{kind}")), kind) for kind in RENDER_KINDS]
            self._kind = gr.Radio(
                kinds, value=RENDER_KINDS[0], label=t("render_kind"), elem_id="draw-kind"
            )
            for kind in RENDER_KINDS:
                gr.HTML(t(f"html:how:{kind}"), elem_classes=f"{SHOWS}{kind}")
            self._examples = gr.HTML(
                t("html:outlines"), js_on_load=JS_CLICKS, elem_id="draw-examples"
            )
            with gr.Row(elem_classes="easel"):
                with gr.Column(elem_classes="input"):
                    self._input()
                with gr.Column(elem_classes="output"):
                    gr.HTML(t("html:output"))
                    self._view = gr.HTML(t("html:blank"), js_on_load=JS_EVENTS, elem_id="draw-view")
            self._upload = gr.HTML(
                t("html:open_outline"), js_on_load=JS_OPENER, elem_id="draw-open"
            )
            gr.HTML(t("html:pictures_stay"))
        self._held = gr.State(None, time_to_live=3600)
        self._sheets = [self._pads[kind].html for kind in RENDER_KINDS]
        self._shown: list[Component] = [self._view, self._held]
        self.changed: tuple[Component, ...] = (*self._shown, self._kind, *self._sheets)
        self._wire()

    def _input(self) -> None:
        gr.HTML(t("html:input"))
        ground, wall, window, door, *others = (Swatch(*colour) for colour in FACADE_PALETTE)
        with gr.Column(elem_classes=f"{SHOWS}fashion"):
            self._pads["fashion"] = pad("draw-fashion", sizes=(0.03, 0.05, 0.085))
        with gr.Column(elem_classes=f"{SHOWS}facades"):
            self._pads["facades"] = pad(
                "draw-facades",
                palette=[door, wall, window, *others],  # the first is told from the ground
                side=256,
                ground=ground.colour,
                sizes=(0.03, 0.06, 0.12),
            )

    def _wire(self) -> None:
        drawn = [self._kind, *self._sheets]
        for sheet in self._sheets:
            for event in (sheet.input, sheet.clear):
                event(self._live, drawn, self._shown, trigger_mode="always_last", **_SLOW)
        self._kind.input(self._live, drawn, self._shown, trigger_mode="always_last", **_SLOW)
        loaded = [*self._shown, *self._sheets]
        self._examples.click(self._load_example, None, loaded, **_SLOW)
        self._upload.pick(self._load_file, self._kind, loaded, **_SLOW)
        self._view.select(self._keep, self._held, self._shown, **_SLOW)
        save_on_press(self._view, self._held, name="png")

    def _live(
        self, kind: str, fashion: str | None, facades: str | None, request: gr.Request
    ) -> Updates:
        """After each stroke; nothing is kept, and what cannot be drawn yet is no accident."""
        language = request_language(request)
        with as_gradio_error(request):
            try:
                sheet = facades if kind == "facades" else fashion
                outline = picture_bytes(sheet, self._limit)
                if not outline:
                    return {self._view: blank_view(language, kind), self._held: None}
                return self._place(self._render(outline, kind), language)
            except UserError as error:
                return {self._view: refused_view(error, language), self._held: None}

    def _render(self, outline: bytes, kind: str) -> Rendering:
        service = self._screen.service.pictures
        return service.render(outline, RenderOptions(kind)).result

    def _place(self, result: Rendering, language: str, *, filled: bool = False) -> Updates:
        shown = rendering_view(result, language, datetime.now(UTC), filled=filled)
        return {self._view: shown, self._held: result}

    def _load_example(self, event: gr.EventData, request: gr.Request) -> Updates:
        name = str(event.name)
        with as_gradio_error(request):
            return self._load(self._screen.examples.outlines[name], name.split("-")[0], request)

    def _load_file(self, kind: str, event: gr.EventData, request: gr.Request) -> Updates:
        with as_gradio_error(request):
            try:
                outline = picture_bytes(str(event.url), self._limit)
                if not outline:
                    raise empty_file(str(event.name)) if not event.size else large_file(self._limit)
                return self._load(outline, kind, request)
            except UserError as error:  # what stood there does not belong to this file
                return {
                    self._view: refused_view(error, request_language(request)),
                    self._held: None,
                }

    def _load(self, outline: bytes, kind: str, request: gr.Request) -> Updates:
        """A drawing from elsewhere, on the pad as the network understood it."""
        result = self._render(outline, kind)
        sheet = self._pads[kind].html
        solid = kind == "fashion" and filled(base64.b64decode(result.outline))
        placed = self._place(result, request_language(request), filled=solid)
        return {**placed, sheet: data_url(result.outline)}

    def _keep(self, held: Rendering | None, request: gr.Request) -> Updates:
        with as_gradio_error(request):
            if held is None:
                raise UserError("drawing-gone")
            asked = self._screen.context(request)
            language, outline = asked.language, base64.b64decode(held.outline)
            kept = self._screen.service.pictures.render(outline, held.options, asked)
            note = storage_note(kept, language)
            shown = rendering_view(kept.result, language, datetime.now(UTC), note)
            return {self._view: shown, self._held: kept.result}

    def show(self, run: Run, language: str) -> Updates:
        """A kept drawing, on its pad again."""
        result = run.result
        if not isinstance(result, Rendering):
            raise TypeError(f"not a rendering: {type(result).__name__}")
        kind = result.options.kind
        return {
            self._view: rendering_view(
                result, language, run.created_at, kept_note(run.id, language)
            ),
            self._held: result,
            self._kind: kind,
            self._pads[kind].html: data_url(result.outline),
        }
