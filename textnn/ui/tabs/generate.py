"""*Escrever*: a beginning in, and the network writes on, letter by letter."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from textnn.errors import UserError
from textnn.html.markup import JS_CLICKS
from textnn.html.progress import progress_bar
from textnn.locale import number, say
from textnn.pages.share_box import kept_note
from textnn.results import Continuation, GenerateOptions, Surprise
from textnn.results.runs import Run
from textnn.results.text import MAX_LENGTH
from textnn.service import Stored
from textnn.tasks.generate.view import DARING, surprise_view, versions_view, writing_view
from textnn.ui.components.background import Runner
from textnn.ui.i18n import t
from textnn.ui.screen import OFF, ON, QUICK, Opener, Updates, as_gradio_error, storage_note
from textnn.web.context import Screen

FRAME = 1 / 30
"""Seconds between two pictures of the growing text: what the eye can follow."""

_SEEDS = 10_000  # drawn seeds stay short enough to be read aloud
_SLOW: dict[str, Any] = {**QUICK, "concurrency_id": "write", "concurrency_limit": 2}

Pieces = Generator[Stored[Continuation], None, None]


@dataclass(frozen=True)
class Written:
    """What stands in the view.

    Attributes:
        result: the last continuation.
        human: characters at its beginning that a person wrote.
    """

    result: Continuation
    human: int


def build(screen: Screen) -> Opener:
    """The tab, inside the ``Blocks`` that are open; returns how to show a kept result in it."""
    tab = GenerateTab(screen)
    return Opener("generate", tab.box, (tab.box, *tab.outputs), tab.show)


class GenerateTab:
    """The text and the controls of its writing."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        with gr.Row(elem_classes="desk"):
            with gr.Column(elem_classes="paper"):
                self._paper()
            with gr.Column(elem_classes="tools"):
                self._controls()
        self._ask = gr.Button(t("ask_surprise"), elem_id="surprise-go", elem_classes="ask")
        self._surprise = gr.HTML("", elem_id="surprise-view")
        self._held = gr.State(None, time_to_live=3600)
        self._runner = Runner(self._status, [self._go, self._three], self._stop)
        self.outputs: tuple[Block, ...] = (
            self._view,
            self._held,
            *self._runner.outputs,
            self._more,
            self._surprise,
            self._seed,
        )
        self._wire()

    def _paper(self) -> None:
        self.box = gr.Textbox(
            label=t("prefix"),
            placeholder=t("prefix_hint"),
            lines=3,
            max_lines=12,
            elem_id="prefix",
            elem_classes="serif",
        )
        with gr.Row(elem_classes="buttons"):
            self._go = gr.Button(t("write"), variant="primary", elem_id="generate-go")
            self._stop = gr.Button(t("stop"), interactive=False, elem_id="generate-stop")
            self._more = gr.Button(t("write_more"), interactive=False, elem_id="generate-more")
        self._status = gr.HTML("", elem_id="generate-status", elem_classes="status")
        self._three = gr.Button(
            t("write_three"), size="sm", elem_id="generate-three", elem_classes="ask"
        )
        self._starts = gr.HTML(t("html:prefixes"), js_on_load=JS_CLICKS, elem_id="prefixes")
        gr.HTML(t("html:letters"), elem_id="letters")
        self._view = gr.HTML(t("html:generate"), elem_id="generate-view")

    def _controls(self) -> None:
        usual = GenerateOptions()
        self._length = gr.Slider(
            50, 2000, usual.length, step=50, label=t("length"), elem_id="length"
        )
        gr.HTML(t("html:why:length"))
        self._temperature = gr.Slider(
            0, 1.5, usual.temperature, step=0.05, label=t("temperature"), elem_id="temperature"
        )
        gr.HTML(t("html:why:temperature"))
        with gr.Row(elem_classes="seed"):
            self._seed = gr.Number(1, label=t("seed"), precision=0, elem_id="seed")
            self._fixed = gr.Checkbox(label=t("fixed_seed"), elem_id="seed-fixed")
        gr.HTML(t("html:why:seed"))
        with gr.Accordion(t("finer"), open=False):
            self._top_k = gr.Slider(0, 100, usual.top_k, step=1, label=t("top_k"))
            gr.HTML(t("html:why:top_k"))
            self._top_p = gr.Slider(0.05, 1, usual.top_p, step=0.05, label=t("top_p"))
            gr.HTML(t("html:why:top_p"))
            self._stop_at = gr.Textbox(label=t("stop_at"), max_lines=1, elem_id="stop-at")
            gr.HTML(t("html:why:stop_at"))
        self._private = gr.Checkbox(label=t("private_mode"), elem_id="generate-private")
        gr.HTML(t("html:stays"))

    def _wire(self) -> None:
        settings: list[Component] = [
            self._private,
            self._fixed,
            self._length,
            self._temperature,
            self._top_k,
            self._top_p,
            self._seed,
            self._stop_at,
        ]
        write: dict[str, Any] = {
            "fn": self._write,
            "inputs": [self.box, *settings],
            "outputs": [*self.outputs],
            **_SLOW,
        }
        self._go.click(**write)
        self._starts.click(self._load_prefix, None, self.box, **QUICK).then(**write)
        self._three.click(self._write_three, [self.box, *settings], [*self.outputs], **_SLOW)
        self._more.click(self._write_more, [self._held, *settings], [*self.outputs], **_SLOW)
        self._seed.input(lambda: True, None, self._fixed, **QUICK)  # who gives one wants that
        self._ask.click(
            self._expected, [self.box, self._held, self._private], [self._surprise], **_SLOW
        )
        self.box.input(lambda: None, None, self._held, **QUICK)

    def _write(
        self, prefix: str | None, off_record: bool, request: gr.Request, *settings: Any
    ) -> Iterator[Updates]:
        with as_gradio_error(request):
            options = _drawn(*settings)
        prefix = prefix or ""
        yield from self._stream(prefix, len(prefix), options, off_record, request)

    def _write_more(
        self, before: Written | None, off_record: bool, request: gr.Request, *settings: Any
    ) -> Iterator[Updates]:
        if before is None:
            return
        with as_gradio_error(request):
            options = _drawn(*settings)
        yield from self._stream(before.result.text, before.human, options, off_record, request)

    def _write_three(
        self, prefix: str | None, off_record: bool, request: gr.Request, *settings: Any
    ) -> Iterator[Updates]:
        """The same beginning at each degree of daring, side by side; each is kept."""
        with as_gradio_error(request):
            options = _drawn(*settings)
        context = self._screen.context(request, keep=not off_record)
        language, begun = context.language, prefix or ""

        def updates(stopped: threading.Event) -> Iterator[Updates]:
            yield self._begin(language, options.seed) | {self._held: None}
            versions = [
                self._screen.service.generate(
                    begun, replace(options, temperature=daring), context, human=len(begun)
                )
                for daring in DARING.values()
            ]
            written: list[Continuation] = []
            for written in side_by_side(versions, stopped):
                letters = sum(len(one.generated) for one in written)
                sentence = say(language, "writing", count=number(language, letters))
                done = min(1.0, letters / len(versions) / options.length)
                yield {
                    self._view: versions_view(written, language),
                    self._status: progress_bar(language, sentence, done),
                }
            yield self._runner.idle | {self._view: versions_view(written, language)}

        yield from self._runner.stream(request, updates)

    def _stream(
        self,
        prefix: str,
        human: int,
        options: GenerateOptions,
        off_record: bool,
        request: gr.Request,
    ) -> Iterator[Updates]:
        context = self._screen.context(request, keep=not off_record)
        language = context.language
        ended: list[Stored[Continuation]] = []

        def updates(stopped: threading.Event) -> Iterator[Updates]:
            pieces = self._screen.service.generate(
                prefix, options, context, human=human, stopped=ended.append
            )
            yield self._begin(language, options.seed)
            kept = None
            for kept in frames(pieces, stopped):
                yield self._growing(kept.result, human, language)
            if kept is None:
                yield self._runner.nothing(language)
                return
            note = storage_note(ended[0] if ended else kept, language)
            yield self._finished(kept.result, human, language, datetime.now(UTC), note)

        return self._runner.stream(request, updates)

    def _begin(self, language: str, seed: int) -> Updates:
        return {
            self._seed: seed,
            self._more: OFF,
            self._status: progress_bar(language, say(language, "starting"), None),
            self._surprise: "",
        }

    def _growing(self, result: Continuation, human: int, language: str) -> Updates:
        letters = len(result.generated)
        sentence = say(language, "writing", count=number(language, letters))
        return {
            self._view: writing_view(result, language, datetime.now(UTC), human),
            self._status: progress_bar(
                language, sentence, min(1.0, letters / result.options.length)
            ),
        }

    def _finished(
        self, result: Continuation, human: int, language: str, when: datetime, note: str
    ) -> Updates:
        return {
            **self._runner.idle,
            self._view: writing_view(result, language, when, human, (note,)),
            self._held: Written(result, human),
            self._more: ON,
        }

    def _expected(
        self, text: str | None, before: Written | None, off_record: bool, request: gr.Request
    ) -> Iterator[str]:
        context = self._screen.context(request, keep=not off_record)
        language = context.language
        yield progress_bar(language, say(language, "starting"), None)
        try:
            with as_gradio_error(request):
                text = before.result.text if before else text or ""
                kept = self._screen.service.run("surprise", text, context=context)
                notes = (storage_note(kept, language),)
                yield surprise_view(kept.result, language, datetime.now(UTC), notes)
        except gr.Error:
            yield ""
            raise

    def _load_prefix(self, event: gr.EventData) -> str:
        return self._screen.examples.prefixes[int(event.index)]

    def show(self, run: Run, language: str) -> Updates:
        """A kept result, as it was when it was made."""
        note = kept_note(run.id, language)
        if isinstance(run.result, Surprise):
            shown = surprise_view(run.result, language, run.created_at, (note,))
            return {
                **self._runner.idle,
                self.box: run.result.text,
                self._held: None,
                self._view: "",
                self._surprise: shown,
            }
        if not isinstance(run.result, Continuation):
            raise TypeError(f"not something written: {type(run.result).__name__}")
        human = run.result.written_by_person
        done = self._finished(run.result, human, language, run.created_at, note)
        return {**done, self.box: run.result.prefix[:human], self._surprise: ""}


def _drawn(fixed: bool, *settings: Any) -> GenerateOptions:
    """What the controls say; unless the seed is fixed, every press has another."""
    length, temperature, top_k, top_p, seed, stop = settings
    drawn = seed if fixed else random.randrange(_SEEDS)
    return options_from(length, temperature, top_k, top_p, drawn, stop)


def options_from(
    length: float,
    temperature: float,
    top_k: float,
    top_p: float,
    seed: float | None,
    stop: str | None,
) -> GenerateOptions:
    """What the controls say, as options; ranges are checked by the service.

    Raises:
        UserError: the seed is missing, or a whole number has a fraction.
    """
    if seed is None or any(int(value) != value for value in (length, top_k, seed)):
        raise UserError("bad-option", "whole_numbers")
    return GenerateOptions(
        length=min(int(length), MAX_LENGTH),
        temperature=float(temperature),
        top_k=int(top_k),
        top_p=float(top_p),
        seed=int(seed),
        stop=stop or "",  # a box in a closed accordion says None
    )


def frames(pieces: Pieces, stopped: threading.Event) -> Iterator[Stored[Continuation]]:
    """Pieces at most every ``FRAME`` seconds, the last one always.

    When ``stopped`` is set the source is closed, which keeps what there is, and the last piece is
    given as cancelled.
    """
    shown = 0.0
    try:
        for piece in pieces:
            running = piece.result.finish == "running"
            if running and stopped.is_set():
                pieces.close()
                yield replace(piece, result=replace(piece.result, finish="cancelled"))
                return
            if not running or time.monotonic() - shown >= FRAME:
                shown = time.monotonic()
                yield piece
    finally:
        pieces.close()


def side_by_side(
    versions: Sequence[Pieces], stopped: threading.Event
) -> Iterator[list[Continuation]]:
    """Texts that are written at the same time, as far as each is, as ``frames`` gives them."""
    growing = {place: frames(pieces, stopped) for place, pieces in enumerate(versions)}
    written: dict[int, Continuation] = {}
    try:
        while growing:
            for place, pieces in [*growing.items()]:
                if piece := next(pieces, None):
                    written[place] = piece.result
                else:
                    del growing[place]
            yield [*written.values()]
    finally:
        for one in versions:
            one.close()
