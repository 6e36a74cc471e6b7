"""Composition root: settings -> store -> models -> service -> screen -> served."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from textnn.apart.pipelines import ApartLoaders
from textnn.compose import compose_service
from textnn.compose_chat import compose_chat
from textnn.config import Settings
from textnn.errors import UserError
from textnn.jobs.jobs import Jobs
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.ui.page import TABS, make_app, serve
from textnn.web.context import Screen, load_examples
from textnn.web.early import EarlyDoor, listen
from textnn.web.identity.owner import load_secret
from textnn.web.running import announced

HOSTED = {
    "host": "0.0.0.0",  # noqa: S104 - inside its container
    "public": True,
    "trusted_proxies": "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16",
}
"""What is different in a hosted Space, which only its own proxy can reach."""

SPACES = ("https://huggingface.co", "https://*.hf.space")
"""Sites that show a hosted Space in a frame."""


def compose(settings: Settings, pipelines: Mapping[str, Callable[[], Any]] | None = None) -> Screen:
    """Everything the screen needs; models are read at the first use.

    Args:
        settings: where the models are, and limits.
        pipelines: name of a task -> what gives its pipeline; ``None``: the shipped ones, here.
    """
    runs = RunRepository(open_store(settings.url), settings.retention_days, settings.store_bytes)
    runs.apply_retention()
    service = compose_service(settings, runs, pipelines)
    chat = compose_chat(service, settings)
    jobs = Jobs(service, settings)
    return Screen(service, settings, load_secret(settings), load_examples(), chat, jobs)


@contextmanager
def composed(settings: Settings) -> Iterator[Screen]:
    """As ``compose``; texts are computed in a process of their own, which ends with this."""
    apart = ApartLoaders(settings)
    with closing(apart.engine):
        yield compose(settings, apart)


def main(settings: Settings, tabs: Sequence[str] = ()) -> None:
    """Serve these tabs, or all of them, until interrupted.

    Raises:
        UserError: there is no such tab, the store cannot be opened, or nothing can be served there.
    """
    if unknown := [name for name in tabs if name not in TABS]:
        raise UserError("unknown-task", task=unknown[0][:40], names=", ".join(TABS))
    space = "SPACE_ID" in os.environ
    if space:
        settings = Settings(**{**HOSTED, **settings.model_dump(exclude_unset=True)})
    with (
        listen(settings.host, settings.port) as listening,
        EarlyDoor(listening) as door,
        composed(settings) as screen,
        announced(settings, screen.secret, listening),
    ):
        app = make_app(screen, tabs or TABS, SPACES if space else ())
        warm = screen.service.warm
        serve(app, listening, settings.trusted_proxies, settings.grace, warm=warm, door=door)
