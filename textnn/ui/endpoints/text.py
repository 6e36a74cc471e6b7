"""``/compare``, ``/generate``, and those of tasks that are made from their ``ArticleForm``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from textnn.results import GenerateOptions
from textnn.results.options import spread
from textnn.tasks.registry import TASKS
from textnn.tasks.task import ArticleForm
from textnn.ui.endpoints.declare import answer, declare
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoints, inside the ``Blocks`` that are open."""
    for name, form in TASKS.forms().items():
        declare(_reading(screen, name, form), limit=4)
    _compare(screen)
    _generate(screen)


def _reading(screen: Screen, name: str, form: ArticleForm) -> Callable[..., dict[str, Any]]:
    def endpoint(
        text: str,
        options: Any,
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        context = screen.context(request, keep=keep)
        return answer(screen.service.run(name, text, options, context), request)

    endpoint.__name__ = name
    endpoint.__doc__ = (
        f"{form.line}\n\nArgs:\n    text: the article.\n    options:\n"
        f"    keep: whether the result goes to the history.\n\nReturns:\n    {form.returns}\n"
    )
    return spread(endpoint, form.options)


def _compare(screen: Screen) -> None:
    def compare(
        text: str,
        earlier: str,
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Put two Portuguese articles, or two versions of one, side by side.

        Args:
            text: the article.
            earlier: the other one.
            keep: whether the result goes to the history.

        Returns:
            text, earlier, items (label, text, here, there: names, dates, amounts and quotations
            with their places in either), sentences (here, there, likeness, same), model, seconds,
            run_id (null if not kept) and warning (why it could not be kept).
        """
        context = screen.context(request, keep=keep)
        return answer(screen.service.compare(text, earlier, context), request)

    declare(compare, limit=4)


def _generate(screen: Screen) -> None:
    def generate(
        prefix: str,
        options: GenerateOptions,
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> Iterator[dict[str, Any]]:
        """Write on from a prefix, letter by letter.

        Args:
            prefix: kept to the letter.
            options:
            keep: whether the result goes to the history.

        Returns:
            prefix, generated, options, finish, memorisation, model, seconds and run_id.
        """
        for kept in screen.service.generate(prefix, options, screen.context(request, keep=keep)):
            yield answer(kept, request)

    declare(spread(generate, GenerateOptions), queue="write")
