"""A function -> a public endpoint: arguments checked, and what goes wrong said under a code."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, get_type_hints

import gradio as gr
from gradio.events import api
from gradio.utils import get_function_description
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from pydantic import BaseModel, Field, create_model

from textnn.errors import UserError
from textnn.ui.screen import polite

Endpoint = Callable[..., Any]
"""A function of JSON values and the ``request``; one that yields gives growing results."""


def declare(function: Endpoint, *, queue: str | None = None, limit: int = 2) -> None:
    """Make ``function`` an endpoint of its own name, inside the ``Blocks`` that are open.

    Args:
        function: typed, with a docstring that says what each argument is; its first parameters
            are JSON values, its last one is ``request``.
        queue: endpoints of one queue wait for each other.
        limit: how many calls of one queue run at once.
    """
    name = function.__name__
    api(_checked(function), api_name=name, concurrency_id=queue or name, concurrency_limit=limit)


def schema_of(function: Endpoint) -> dict[str, Any]:
    """JSON schema of the arguments, each with its line of the docstring."""
    hints = get_type_hints(function)
    lines = get_function_description(function)[1]
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name != "request":
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[name] = (hints[name], Field(default, title="", description=lines[name]))
    model: type[BaseModel] = create_model(function.__name__, **fields)
    return {**model.model_json_schema(), "additionalProperties": False}


def _checked(function: Endpoint) -> Endpoint:
    """``function``, polite, and called with the arguments it is typed for only."""
    validator = Draft202012Validator(schema_of(function))
    signature = inspect.signature(function)

    def arguments(given: tuple[Any, ...], named: Mapping[str, Any]) -> gr.Request:
        values = dict(signature.bind(*given, **named).arguments)
        request: gr.Request = values.pop("request")
        with polite(request, coded=True):
            wrong = best_match(validator.iter_errors(values))
            if wrong is not None:
                raise _bad_argument(wrong.json_path.removeprefix("$.") or "?", wrong.message)
        return request

    @wraps(function)
    def once(*given: Any, **named: Any) -> Any:
        with polite(arguments(given, named), coded=True):
            return function(*given, **named)

    @wraps(function)
    def growing(*given: Any, **named: Any) -> Iterator[Any]:
        with polite(arguments(given, named), coded=True):
            yield from function(*given, **named)

    return growing if inspect.isgeneratorfunction(function) else once


def _bad_argument(name: str, why: str) -> UserError:
    return UserError(
        f"O argumento “{name}” não serve ({why}). Veja os tipos em docs/api.md.",
        f"The argument “{name}” will not do ({why}). See the types in docs/api.md.",
        code="bad-argument",
    )
