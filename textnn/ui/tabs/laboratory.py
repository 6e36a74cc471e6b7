"""*Laboratório*: the cards of the stations, and above them one that somebody kept."""

from __future__ import annotations

import gradio as gr

from textnn.results import Result
from textnn.results.laboratory import Experiment
from textnn.results.runs import Run
from textnn.tasks.experiment.task import EXPERIMENT
from textnn.ui.i18n import t
from textnn.ui.screen import Opener, Updates


def build() -> dict[type[Result], Opener]:
    """The tab, inside the ``Blocks`` that are open; returns how to show a kept station in it."""
    kept = gr.HTML(elem_id="laboratory-kept")
    gr.HTML(t("html:laboratory"))

    def show(run: Run, language: str) -> Updates:
        assert isinstance(run.result, Experiment)
        return {kept: EXPERIMENT.view(run.result, language, run.created_at)}

    return {Experiment: Opener("laboratory", None, (kept,), show)}
