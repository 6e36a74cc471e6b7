"""*Amostrar*: samples from the generator, and the walk between two of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from textnn.errors import UserError
from textnn.html.markup import JS_EVENTS
from textnn.locale import say
from textnn.pages.share_box import kept_note
from textnn.results import Progress
from textnn.results.names import class_name
from textnn.results.pictures import MAX_SAMPLES, SAMPLE_SETS, SampleOptions, Samples
from textnn.results.runs import Run
from textnn.service import Stored
from textnn.tasks.sample.view import gallery_view, walk_view
from textnn.ui.components.background import Runner
from textnn.ui.components.download import save_on_press
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Opener, Updates, as_gradio_error, storage_note
from textnn.web.context import Screen, request_language

CLASSES = {
    "digits": tuple("0123456789"),
    "fashion": (
        "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
        "ankle-boot",
    ),
}  # fmt: skip
"""Set -> its classes, in the order of their numbers."""

STEPS = 17
"""Pictures of a walk, both ends with it."""

_SEEDS = 10_000  # drawn seeds stay short enough to be read aloud
_USUAL = SampleOptions(count=20)
_SLOW: dict[str, Any] = {**QUICK, "concurrency_id": "sample", "concurrency_limit": 2}


@dataclass(frozen=True)
class _Shown:
    """What stands in the two views, for the downloads and for a walk."""

    gallery: Samples | None = None
    walk: Samples | None = None


def build(screen: Screen) -> Opener:
    """The part, inside the ``Blocks`` that are open; returns how to show a kept result in it."""
    part = SampleTab(screen)
    return Opener("samples", None, part.changed, part.show)


class SampleTab:
    """Samples of a class, and walks between seeds."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        with gr.Row(elem_classes="desk"):
            with gr.Column(elem_classes="paper"):
                self._paper()
            with gr.Column(elem_classes="tools"):
                self._tools()
        self._held = gr.State(_Shown(), time_to_live=3600)
        self._runner = Runner(self._status, [self._go, self._others, self._walk_go])
        self._outputs: list[Block] = [
            self._view,
            self._walk,
            self._held,
            *self._runner.outputs,
        ]
        self.changed: tuple[Block, ...] = (
            *self._outputs,
            self._set,
            self._label,
            self._seed,
            self._count,
            self._truncation,
            self._second,
        )
        self._wire()

    def _paper(self) -> None:
        sets = [(str(t(f"set_{name}")), name) for name in SAMPLE_SETS]
        self._set = gr.Radio(sets, value=SAMPLE_SETS[0], label=t("set"), elem_id="sample-set")
        classes = [(str(t("class_all")), ""), *((name, name) for name in CLASSES["digits"])]
        self._label = gr.Radio(
            classes, value="", label=t("class"), elem_id="sample-class", elem_classes="classes"
        )
        with gr.Row(elem_classes="buttons"):
            self._go = gr.Button(t("make"), variant="primary", elem_id="sample-go")
            self._others = gr.Button(t("make_others"), elem_id="sample-others")
        self._status = gr.HTML("", elem_id="sample-status", elem_classes="status")
        self._view = gr.HTML(t("html:sample"), js_on_load=JS_EVENTS, elem_id="sample-view")
        self._walk = gr.HTML("", js_on_load=JS_EVENTS, elem_id="sample-walk")

    def _tools(self) -> None:
        self._count = gr.Slider(
            1, MAX_SAMPLES, _USUAL.count, step=1, label=t("count"), elem_id="sample-count"
        )
        self._truncation = gr.Slider(
            0.1, 3, _USUAL.truncation, step=0.1, label=t("truncation"), elem_id="sample-truncation"
        )
        gr.HTML(t("html:why:truncation"))
        with gr.Row(elem_classes="seed"):
            self._seed = gr.Number(1, label=t("picture_seed"), precision=0, elem_id="sample-seed")
            self._draw = gr.Button(t("new_seed"), size="sm", elem_id="sample-draw")
        gr.HTML(t("html:why:picture_seed"))
        with gr.Accordion(t("walk_seeds"), open=False, elem_id="sample-walk-tools"):
            with gr.Row(elem_classes="seed"):
                self._second = gr.Number(
                    2, label=t("second_seed"), precision=0, elem_id="sample-second"
                )
                self._draw_second = gr.Button(t("new_seed"), size="sm", elem_id="sample-draw-2")
            self._walk_go = gr.Button(t("walk_go"), elem_id="sample-walk-go")
        self._private = gr.Checkbox(label=t("private_mode"), elem_id="sample-private")
        gr.HTML(t("html:pictures_stay"))

    def _wire(self) -> None:
        settings: list[Component] = [self._set, self._label, self._seed, self._truncation]
        make: dict[str, Any] = {
            "fn": self._make,
            "inputs": [self._held, self._private, self._count, *settings],
            "outputs": self._outputs,
            **_SLOW,
        }
        drawn: dict[str, Any] = {"fn": lambda: random.randrange(_SEEDS), "inputs": None, **QUICK}
        self._set.input(self._classes, self._set, self._label, **QUICK)
        self._go.click(**make)
        self._others.click(outputs=self._seed, **drawn).then(**make)
        self._draw.click(outputs=self._seed, **drawn)
        self._draw_second.click(outputs=self._second, **drawn)
        self._walk_go.click(
            self._walk_seeds,
            [self._held, self._private, self._second, *settings],
            self._outputs,
            **_SLOW,
        )
        self._view.select(self._walk_pair, [self._held, self._private], self._outputs, **_SLOW)
        save_on_press(self._view, self._held, lambda held: held.gallery)
        save_on_press(self._walk, self._held, lambda held: held.walk)

    def _classes(self, name: str, request: gr.Request) -> Any:
        return _choices(name, "", request_language(request))

    def _make(
        self,
        held: _Shown | None,
        off_record: bool,
        count: float,
        request: gr.Request,
        *settings: Any,
    ) -> Iterator[Updates]:
        with as_gradio_error(request):
            options = options_from(count, *settings)
        yield from self._work(held, options, off_record, request)

    def _walk_seeds(
        self,
        held: _Shown | None,
        off_record: bool,
        second: float | None,
        request: gr.Request,
        *settings: Any,
    ) -> Iterator[Updates]:
        with as_gradio_error(request):
            options = replace(options_from(STEPS, *settings), towards=_whole(second))
        yield from self._work(held, options, off_record, request)

    def _walk_pair(
        self, held: _Shown | None, off_record: bool, event: gr.EventData, request: gr.Request
    ) -> Iterator[Updates]:
        with as_gradio_error(request):
            options = between(held.gallery if held else None, event.first, event.last)
        yield from self._work(held, options, off_record, request)

    def _work(
        self, held: _Shown | None, options: SampleOptions, off_record: bool, request: gr.Request
    ) -> Iterator[Updates]:
        context = self._screen.context(request, keep=not off_record)
        language = context.language

        def job(progress: Progress) -> Stored[Samples]:
            return self._screen.service.pictures.sample(
                options, replace(context, progress=progress)
            )

        def show(kept: Stored[Samples]) -> Updates:
            note, now = storage_note(kept, language), datetime.now(UTC)
            return self._place(held or _Shown(), kept.result, language, now, note)

        yield from self._runner.run(request, "drawing_pictures", job, show)

    def _place(
        self, held: _Shown, result: Samples, language: str, when: datetime, note: str
    ) -> Updates:
        """A walk goes under the pictures it may have been picked from; new pictures end it."""
        if result.options.towards is None:
            shown = gallery_view(result, language, when, (note,))
            return {self._view: shown, self._walk: "", self._held: _Shown(result)}
        shown = walk_view(result, language, when, (note,))
        return {self._walk: shown, self._held: replace(held, walk=result)}

    def show(self, run: Run, language: str) -> Updates:
        """A kept result, as it was when it was made."""
        result = run.result
        if not isinstance(result, Samples):
            raise TypeError(f"not samples: {type(result).__name__}")
        options = result.options
        walk = options.towards is not None
        return {
            self._view: "",
            **self._runner.idle,
            **self._place(_Shown(), result, language, run.created_at, kept_note(run.id, language)),
            self._set: options.set,
            self._label: _choices(options.set, options.label, language),
            self._seed: options.seed,
            self._count: gr.skip() if walk else options.count,
            self._truncation: options.truncation,
            self._second: options.towards if walk else gr.skip(),
        }


def _choices(name: str, label: str, language: str) -> Any:
    """The classes of a set as choices, ``label`` chosen."""
    named = [(class_name(language, one), one) for one in CLASSES.get(name, ())]
    return gr.update(choices=[(say(language, "class_all"), ""), *named], value=label)


def options_from(
    count: float, name: str, label: str | None, seed: float | None, truncation: float
) -> SampleOptions:
    """What the controls say, as options; ranges are checked by the service.

    Raises:
        UserError: the seed is missing or has a fraction.
    """
    return SampleOptions(name, label or "", int(count), _whole(seed), float(truncation))


def _whole(seed: float | None) -> int:
    if seed is None or int(seed) != seed:
        raise UserError("bad-option", "seed")
    return int(seed)


def between(result: Samples | None, first: Any, last: Any) -> SampleOptions:
    """Options of the walk between two pictures of a result.

    Args:
        result: what the pictures were picked from.
        first, last: their places in it, as a browser sent them.

    Raises:
        UserError: the pictures are no longer there.
    """
    try:
        ends = [result.pictures[int(place)] for place in (first, last)] if result else []
        places = [int(place) for place in (first, last)]
    except (TypeError, ValueError, IndexError):
        ends, places = [], []
    if result is None or not ends or min(places) < 0:
        raise UserError("pictures-gone")
    options = result.options
    return replace(
        options,
        label=ends[0].label,
        count=STEPS,
        seed=options.seed + places[0],
        towards=options.seed + places[1],
        towards_label="" if ends[1].label == ends[0].label else ends[1].label,
    )
