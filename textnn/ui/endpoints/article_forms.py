"""The endpoints of tasks that ask for an article and a few options, made from descriptors."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import gradio as gr

from textnn.tasks.registry import TASKS
from textnn.tasks.task import ArticleForm
from textnn.ui.endpoints.declare import answer, declare
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoints, inside the ``Blocks`` that are open."""
    for name, form in TASKS.forms().items():
        declare(_endpoint(screen, name, form), queue="read")


def _endpoint(screen: Screen, name: str, form: ArticleForm) -> Callable[..., dict[str, Any]]:
    def endpoint(text: str, keep: bool, request: gr.Request, **options: Any) -> dict[str, Any]:
        kept = screen.service.run(
            name, text, form.options(**options), screen.context(request, keep=keep)
        )
        return answer(kept, request)

    given: list[tuple[str, Any, Any, str]] = [
        ("text", str, inspect.Parameter.empty, "the article.")
    ]
    given += [(field, kind, default, option.help) for field, kind, default, option in form.fields()]
    given += [("keep", bool, True, "whether the result goes to the history.")]
    lines = "\n".join(f"    {field}: {line}" for field, _, _, line in given)
    endpoint.__name__ = name
    endpoint.__doc__ = f"{form.line}\n\nArgs:\n{lines}\n\nReturns:\n    {form.returns}\n"
    parameters = [*given, ("request", gr.Request, None, "")]
    endpoint.__annotations__ = {field: kind for field, kind, _, _ in parameters}
    endpoint.__annotations__["return"] = dict[str, Any]
    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                field, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=kind, default=default
            )
            for field, kind, default, _ in parameters
        ]
    )
    return endpoint
