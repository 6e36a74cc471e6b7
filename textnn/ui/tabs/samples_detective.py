"""*Detetive*: real or forged? The visitor says, and so does the discriminator."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr
from gradio.components import Component

from textnn.errors import UserError
from textnn.html.markup import JS_EVENTS
from textnn.html.progress import progress_bar
from textnn.html.templates import part
from textnn.locale import say
from textnn.pages.share_box import kept_note
from textnn.results.pictures import Exhibit, Game, Round
from textnn.results.runs import Run
from textnn.tasks.sample.detective_view import answer_view, asking_view, score_view
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Opener, Updates, as_gradio_error, storage_note
from textnn.web.context import Screen, request_language

ROUNDS = 10

SETS = ("fashion", "digits")
"""What can be played; the real pictures of the first are shipped."""

COMMANDS = {"digits": "textnn fetch mnist", "fashion": "textnn fetch fashion_mnist"}
"""Set -> what fetches its real pictures."""

_SEEDS = 2**31


@dataclass(frozen=True)
class Play:
    """A game being played.

    Attributes:
        set: what is judged.
        exhibits: its pictures; the answers stay on the server.
        rounds: those already guessed.
        began: when, in seconds of ``time.monotonic``.
    """

    set: str
    exhibits: tuple[Exhibit, ...]
    rounds: tuple[Round, ...]
    began: float


def build(screen: Screen) -> Opener:
    """The part, inside the ``Blocks`` that are open; returns how to show a kept game in it."""
    part = DetectiveTab(screen)
    return Opener("samples", None, part.changed, part.show)


class DetectiveTab:
    """The game: real or sampled."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        with gr.Row(elem_classes="desk"):
            with gr.Column(elem_classes="paper"):
                sets = [(str(t(f"set_{name}")), name) for name in SETS]
                self._set = gr.Radio(
                    sets, value=SETS[0], label=t("detective_set"), elem_id="detective-set"
                )
                with gr.Row(elem_classes=["buttons", "alone"]):
                    self._go = gr.Button(
                        t("detective_start"), variant="primary", elem_id="detective-go"
                    )
            with gr.Column(elem_classes="tools"):
                self._private = gr.Checkbox(label=t("private_mode"), elem_id="detective-private")
                gr.HTML(t("html:discriminator"))
        self._status = gr.HTML("", elem_id="detective-status", elem_classes="status")
        self._view = gr.HTML(t("html:detective"), js_on_load=JS_EVENTS, elem_id="detective-view")
        self._play = gr.State(None, time_to_live=3600)
        self.changed: tuple[Component, ...] = (self._view, self._play, self._set)
        shown = [self._view, self._play]
        start: dict[str, Any] = {
            "fn": self._start,
            "inputs": self._set,
            "outputs": [*shown, self._status],
            "concurrency_id": "sample",
            "concurrency_limit": 2,
            **QUICK,
        }
        self._go.click(**start)
        self._view.select(**start)
        self._view.click(
            self._act, [self._play, self._private], shown, trigger_mode="once", **QUICK
        )

    def _start(self, name: str, request: gr.Request) -> Iterator[Updates]:
        language = request_language(request)
        yield {self._status: progress_bar(language, say(language, "starting"), None)}
        try:
            with as_gradio_error(request):
                yield {**self._begin(name, language), self._status: ""}
        except gr.Error:
            yield {self._status: ""}
            raise

    def _begin(self, name: str, language: str) -> Updates:
        count, seed = ROUNDS, random.randrange(_SEEDS)
        try:
            exhibits = self._screen.service.pictures.exhibits(name, count, seed)
        except UserError as error:
            command = COMMANDS[name] if error.code == "no-dataset" else ""
            missing = part(language, "html/macros.html", "missing", error.say(language), command)
            return {self._view: missing, self._play: None}
        play = Play(name, exhibits, (), time.monotonic())
        return {self._view: asking_view(exhibits[0], (), len(exhibits), language), self._play: play}

    def _act(
        self,
        play: Play | None,
        off_record: bool,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        language = request_language(request)
        with as_gradio_error(request):
            if play is None:
                raise UserError("game-over")
            if str(event.round) != str(len(play.rounds)):
                return {self._play: play}  # a second press on what is already answered
            if event.do == "next":
                return self._next(play, off_record, language, request)
            play = guessed(play, event.do == "forged")
            return {
                self._view: answer_view(play.rounds, len(play.exhibits), language),
                self._play: play,
            }

    def _next(self, play: Play, off_record: bool, language: str, request: gr.Request) -> Updates:
        count = len(play.exhibits)
        if len(play.rounds) == count:
            return self._finish(play, off_record, language, request)
        exhibit = play.exhibits[len(play.rounds)]
        return {self._view: asking_view(exhibit, play.rounds, count, language)}

    def _finish(self, play: Play, off_record: bool, language: str, request: gr.Request) -> Updates:
        asked = self._screen.context(request, keep=not off_record)
        seconds = time.monotonic() - play.began
        kept = self._screen.service.pictures.keep_game(play.set, play.rounds, seconds, asked)
        note = storage_note(kept, language)
        shown = score_view(kept.result, language, datetime.now(UTC), (note,))
        return {self._view: shown, self._play: None}

    def show(self, run: Run, language: str) -> Updates:
        """A kept game, as its score sheet."""
        if not isinstance(run.result, Game):
            raise TypeError(f"not a game: {type(run.result).__name__}")
        shown = score_view(run.result, language, run.created_at, (kept_note(run.id, language),))
        return {self._view: shown, self._play: None, self._set: run.result.set}


def guessed(play: Play, forged: bool) -> Play:
    """``play`` after the visitor has said of its next picture whether it is forged."""
    exhibit = play.exhibits[len(play.rounds)]
    done = Round(exhibit.picture, exhibit.forged, forged, exhibit.verdict)
    return replace(play, rounds=(*play.rounds, done))
