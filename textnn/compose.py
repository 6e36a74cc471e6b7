"""Settings -> a service over the shipped models, each read at its first use, and a chat over it."""

from __future__ import annotations

from functools import partial

import torch

from textnn.articles.files import read_file
from textnn.articles.web import fetch
from textnn.chat import Chat, Sources
from textnn.config import Settings
from textnn.pretrained import Models
from textnn.service import Service
from textnn.service.chat import ChatPipelines
from textnn.service.pictures import PicturePipelines
from textnn.store.runs import RunRepository
from textnn.tasks.answer.pipeline import load_answerer
from textnn.tasks.classify.pipeline import load_classifier
from textnn.tasks.generate.pipeline import load_writer
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.tasks.render.pipeline import load_renderer
from textnn.tasks.sample.pipeline import load_sampler
from textnn.tasks.summarize.pipeline import load_summarizer
from textnn.tasks.teach.pipeline import load_teacher
from textnn.tasks.understand.pipeline import load_understander


def compose_service(settings: Settings, runs: RunRepository) -> Service:
    """All that the models can do, each read once; ``runs`` is where results are kept."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    models = Models(settings.models)
    return Service(
        partial(load_highlighter, settings, models),
        partial(load_summarizer, settings, models),
        partial(load_writer, settings, models),
        runs,
        settings,
        PicturePipelines(
            classifier=partial(load_classifier, settings, models),
            renderer=partial(load_renderer, settings, models),
            sampler=partial(load_sampler, settings, models),
            teacher=partial(load_teacher, settings, models),
        ),
        ChatPipelines(
            understander=partial(load_understander, settings, models),
            answerer=partial(load_answerer, settings, models),
        ),
    )


def compose_chat(service: Service, settings: Settings) -> Chat:
    """Conversations over a service, with articles from files and addresses."""
    sources = Sources(
        read=lambda name, content: read_file(name, content, settings),
        fetch=lambda address: fetch(address, settings),
    )
    return Chat(service, sources)
