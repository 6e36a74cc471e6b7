"""A function -> a public endpoint: arguments checked, and what goes wrong said under a code."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial, wraps
from typing import Any, get_type_hints

import gradio as gr
from gradio.events import api
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from pydantic import BaseModel, Field, create_model

from textnn.errors import UserError
from textnn.locale import Sentence
from textnn.results import to_dict
from textnn.service import Stored
from textnn.service.deadline import limited
from textnn.ui.gradio_patches import NoFiles, describe
from textnn.ui.screen import as_gradio_error
from textnn.web.context import request_language

Endpoint = Callable[..., Any]
"""A function of JSON values and the ``request``; one that yields gives growing results."""

_LONG = 200  # most characters of names that were given


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
    lines = describe(function)[1]
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name != "request":
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[name] = (hints[name], Field(default, description=lines[name]))
    model: type[BaseModel] = create_model(function.__name__, **fields)
    return {**model.model_json_schema(), "additionalProperties": False}


def answer(kept: Stored[Any], request: gr.Request) -> NoFiles:
    """A result as JSON, with where it is kept, or the sentence that says why it could not be."""
    warning = kept.warning.say(request_language(request)) if kept.warning else None
    return NoFiles(to_dict(kept.result), run_id=kept.run_id, warning=warning)


def check(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> None:
    """Refuse arguments that are missing, unknown or of another type.

    Raises:
        UserError: says which one and why.
    """
    wrong = best_match(Draft202012Validator(schema).iter_errors(arguments))
    if wrong is not None:
        where = wrong.json_path.removeprefix("$").removeprefix(".")
        why, names = _why(wrong)
        raise bad_argument(why, where, names=names)


def bad_argument(why: str, where: str = "", /, **values: object) -> UserError:
    """An argument that will not do; ``argument_<why>`` tells programmers the reason."""
    reason = Sentence(f"argument_{why}", **values)
    if where:
        return UserError("bad-argument", "place", where=where, reason=reason)
    return UserError("bad-argument", reason=reason)


def _why(wrong: ValidationError) -> tuple[str, str]:
    """What is wrong with the arguments, and the names that belong into the sentence."""
    given, wanted = wrong.instance, wrong.validator_value
    if wrong.validator == "required":
        missing = _quoted(name for name in wanted if name not in given)
        return "missing", missing
    if wrong.validator == "additionalProperties":
        unknown = _quoted(name for name in given if name not in wrong.schema["properties"])
        return "unknown", unknown
    if wrong.validator == "type":
        return "type", str(wanted)
    return "other", ""


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)[:_LONG]


def _checked(function: Endpoint) -> Endpoint:
    """``function``, as_gradio_error, and called with the arguments it is typed for only."""
    schema = schema_of(function)
    names = [*schema["properties"], "request"]

    def arguments(given: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
        values = {**dict(zip(names, given, strict=False)), **named}
        with as_gradio_error(values["request"], coded=True):
            check(schema, {name: values[name] for name in values if name != "request"})
        return values

    @wraps(function)
    def once(*given: Any, **named: Any) -> Any:
        values = arguments(given, named)
        with as_gradio_error(values["request"], coded=True):
            return limited(partial(function, **values))

    @wraps(function)
    def growing(*given: Any, **named: Any) -> Iterator[Any]:
        values = arguments(given, named)
        with as_gradio_error(values["request"], coded=True):
            began, pieces, last = time.monotonic(), function(**values), object()
            with closing(pieces):
                while (piece := limited(partial(next, pieces, last), began)) is not last:
                    yield piece

    return growing if inspect.isgeneratorfunction(inspect.unwrap(function)) else once
