"""Composition root: settings -> store -> models -> service -> screen -> served.

``python app.py`` serves every tab, ``python app.py generate`` that tab alone.
"""

from __future__ import annotations

import os
import sys
from functools import partial

import torch

from textnn.config import Settings
from textnn.errors import UserError
from textnn.owner import load_secret
from textnn.pipelines.classify import load_classifier
from textnn.pipelines.generate import load_writer
from textnn.pipelines.highlight import load_highlighter
from textnn.pipelines.render import load_renderer
from textnn.pipelines.sample import load_sampler
from textnn.pipelines.summarize import load_summarizer
from textnn.pipelines.teach import load_teacher
from textnn.pretrained import Models
from textnn.service import Service
from textnn.service.pictures import PicturePipelines
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.ui.blocks import TABS, make_app, serve
from textnn.ui.screen import Screen, load_examples

SPACES = ("https://huggingface.co", "https://*.hf.space")
"""Sites that show a hosted Space in a frame."""


def compose(settings: Settings) -> Screen:
    """Everything the screen needs; models are read at the first use."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    models = Models(settings.models)
    service = Service(
        partial(load_highlighter, settings, models),
        partial(load_summarizer, settings, models),
        partial(load_writer, settings, models),
        RunRepository(open_store(settings.url)),
        settings,
        PicturePipelines(
            classifier=partial(load_classifier, settings, models),
            renderer=partial(load_renderer, settings, models),
            sampler=partial(load_sampler, settings, models),
            teacher=partial(load_teacher, settings, models),
        ),
    )
    service.apply_retention()
    return Screen(service, settings, load_secret(settings), load_examples())


def main(tabs: tuple[str, ...] = TABS) -> None:
    """Serve until interrupted."""
    settings = Settings()
    try:
        app = make_app(compose(settings), tabs, SPACES if "SPACE_ID" in os.environ else ())
    except UserError as error:
        sys.exit(error.say(os.environ.get("LANG", "pt")))
    serve(app, settings.host, settings.port)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or TABS)
