"""*Classificar*: a picture in; what the network sees in it, how sure it is, and what decided."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from textnn.errors import UserError
from textnn.html.markup import JS_CLICKS
from textnn.html.templates import part
from textnn.locale import say
from textnn.results import Progress
from textnn.results.names import NETWORKS
from textnn.results.pictures import Classification, ClassifyOptions
from textnn.results.runs import Run
from textnn.service import Stored
from textnn.tasks.classify.view import classification_view
from textnn.tasks.thumbnails import animated
from textnn.ui.components.answer_cache import Answered, again, question
from textnn.ui.components.background import Runner
from textnn.ui.components.download import save_on_press
from textnn.ui.components.picture_source import Picture, PictureSource
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Opener, Updates, storage_note
from textnn.web.context import Screen, request_language

SLOW: dict[str, Any] = {**QUICK, "concurrency_id": "classify", "concurrency_limit": 2}
"""Options of every event that asks a picture network."""


def build(screen: Screen) -> Opener:
    """The part, inside the ``Blocks`` that are open; returns how to show a kept result in it."""
    part = ClassifyTab(screen)
    return Opener("images", None, part.changed, part.show)


class ClassifyTab:
    """A picture, the networks and their answers."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._limit = screen.settings.upload_bytes
        with gr.Row(elem_classes="desk"):
            with gr.Column(elem_classes="paper"):
                self._source = PictureSource("classify")
                self._examples = gr.HTML(
                    t("html:pictures"), js_on_load=JS_CLICKS, elem_id="classify-examples"
                )
            with gr.Column(elem_classes="tools"):
                self._tools()
        self._status = gr.HTML("", elem_id="classify-status", elem_classes="status")
        self._view = gr.HTML(t("html:classify"), js_on_load=JS_CLICKS, elem_id="classify-view")
        self._held = gr.State(None, time_to_live=3600)
        self._runner = Runner(self._status, [self._go])
        self._outputs: list[Block] = [self._view, self._held, *self._runner.outputs]
        self.changed = (*self._source.components, self._network, self._compare, *self._outputs)
        self._wire()

    def _tools(self) -> None:
        self._go = gr.Button(t("classify"), variant="primary", elem_id="classify-go")
        choices = [("net_auto", ""), *((f"net_{name}", name) for name in NETWORKS)]
        self._network = gr.Dropdown(
            [(str(t(name)), value) for name, value in choices],
            value="",
            label=t("network"),
            elem_id="classify-network",
            filterable=False,
        )
        gr.HTML(t("html:why:network"))
        self._compare = gr.Checkbox(label=t("compare"), elem_id="classify-compare")
        self._private = gr.Checkbox(label=t("private_mode"), elem_id="classify-private")
        gr.HTML(t("html:image_stays"))

    def _wire(self) -> None:
        settings: list[Component] = [self._network, self._compare, self._private]
        classify: dict[str, Any] = {
            "fn": self._classify,
            "inputs": [self._held, *self._source.components, *settings],
            "outputs": self._outputs,
            **SLOW,
        }
        self._go.click(**classify)
        self._source.photo.pick(**classify)
        self._source.photo.clear(self._clear, None, [self._view, self._held], **QUICK)
        shown = [*self._source.components, self._network]
        self._examples.click(self._load_example, None, shown, **QUICK).then(**classify)
        save_on_press(self._view, self._held, lambda held: held.kept.result)

    def _classify(
        self,
        held: Answered | None,
        way: str,
        photo: str | None,
        drawn: str | None,
        network: str,
        compare: bool,
        off_record: bool,
        request: gr.Request,
    ) -> Iterator[Updates]:
        context, service = self._screen.context(request, keep=not off_record), self._screen.service
        options, language = ClassifyOptions(network or "", bool(compare)), context.language

        def job(progress: Progress) -> Answered:
            picture = self._source.read(way, photo, drawn, self._limit)
            asked = question(picture, options, bool(off_record))
            if held and again(held, asked, service, context.owner):
                return held
            kept = service.pictures.classify(
                picture.data, picture.name, options, replace(context, progress=progress)
            )
            return Answered(asked, kept, datetime.now(UTC), animated(picture.data))

        def refuse(error: UserError) -> Updates:
            """What stood there does not belong to this picture."""
            told = part(language, "html/macros.html", "refused", error.say(language))
            return {self._view: told, self._held: None}

        yield from self._runner.run(request, "looking", job, self._answer(language), refuse)

    def _answer(self, language: str) -> Callable[[Answered], Updates]:
        return lambda answered: {self._view: answer_view(answered, language), self._held: answered}

    def _load_example(self, event: gr.EventData, request: gr.Request) -> Updates:
        name = str(event.name)
        called = f"{say(request_language(request), f'picture_{name}')}.png"
        picture = Picture(self._screen.examples.pictures[name], called)
        return {**self._source.show(picture), self._network: ""}

    def _clear(self, request: gr.Request) -> Updates:
        """Without a picture there is nothing to answer."""
        language = request_language(request)
        empty = say(language, "classify_empty_title"), say(language, "classify_empty")
        return {self._view: part(language, "html/macros.html", "empty", *empty), self._held: None}

    def show(self, run: Run, language: str) -> Updates:
        """A kept result, as it was when it was made."""
        result = run.result
        if not isinstance(result, Classification):
            raise TypeError(f"not a classification: {type(result).__name__}")
        picture = Picture(base64.b64decode(result.picture), result.source)
        network = result.options.model if result.options.model in NETWORKS else ""
        asked = question(picture, ClassifyOptions(network, result.options.compare), False)
        answered = Answered(asked, Stored(result, run.id), run.created_at)
        return {
            **self._source.show(picture),
            self._network: network,
            self._compare: result.options.compare,
            **self._runner.idle,
            **self._answer(language)(answered),
        }


def answer_view(answered: Answered, language: str) -> str:
    """An answer and whether it is kept."""
    notes = (storage_note(answered.kept, language),)
    return classification_view(
        answered.kept.result, language, answered.when, notes, animated=answered.animated
    )
