"""What there is to know of an option of a task, said once for every interface."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any, get_args, get_type_hints

MAX_SEED = 2**53 - 1
"""The largest whole number a browser keeps exactly."""


@dataclass(frozen=True)
class Option:
    """One option: ``Annotated[int, Option(...)]`` in a frozen dataclass, which gives a default.

    Attributes:
        help: what it is, for programs and the terminal, in English.
        label: what stands beside its control: a name of the catalogues, or the words themselves.
            A number out of its range is told with ``limited_<option>`` if the catalogues have it.
        low, high: the least and the largest number; of a text, how many characters it has.
        flag: its flag at the terminal; empty: ``--`` and its name.
        control: whether the tab of an ``ArticleForm`` has a control for it.
        at_first: what that control says at first; ``None``: the default.
        after_keep: whether an endpoint takes it after ``keep``, as what came later does, so that
            the places of the other arguments stay.
    """

    help: str
    label: str
    low: float | None = None
    high: float | None = None
    flag: str = ""
    control: bool = True
    at_first: Any = None
    after_keep: bool = False


@dataclass(frozen=True)
class NoOptions:
    """The options of a task that has none."""


def described(options: type[Any]) -> Iterator[tuple[str, Any, Any, Option]]:
    """Name, type, default and description of each option of a dataclass."""
    hints = get_type_hints(options, include_extras=True)
    for one in fields(options):
        kind, option = get_args(hints[one.name])
        yield one.name, kind, one.default, option


def spread(
    function: Callable[..., Any],
    options: type[Any],
    annotation: Callable[[str, Any, Any, Option], Any] = lambda _, kind, *__: kind,
    place: str = "options",
) -> Callable[..., Any]:
    """``function`` with a parameter for each option instead of its one of all options.

    Args:
        function: where its docstring has a line ``options:``, those of the options come to stand.
        options: dataclass of the options.
        annotation: an option, as ``described`` gives it -> annotation of its parameter.
        place: name of the parameter that is replaced.
    """
    every = [*described(options)]

    @wraps(function)
    def taking(**given: Any) -> Any:
        chosen = {name: given.pop(name) for name, *_ in every if name in given}
        return function(**given, **{place: options(**chosen)})

    hints = get_type_hints(function, include_extras=True)
    old = inspect.signature(function).parameters
    early, late = list[inspect.Parameter](), list[inspect.Parameter]()
    for name, kind, default, option in every:
        there = late if option.after_keep and "keep" in old else early
        how = inspect.Parameter.POSITIONAL_OR_KEYWORD
        shown = annotation(name, kind, default, option)
        there.append(inspect.Parameter(name, how, default=default, annotation=shown))
    taken = list[inspect.Parameter]()
    for name, parameter in old.items():
        own = parameter.replace(annotation=hints.get(name, parameter.annotation))
        taken += early if name == place else [own, *(late if name == "keep" else [])]
    lines = "\n".join(f"    {name}: {option.help}" for name, _, _, option in every)
    taking.__doc__ = inspect.cleandoc(function.__doc__ or "").replace(f"    {place}:", lines)
    taking.__annotations__ = {one.name: one.annotation for one in taken}
    taking.__annotations__["return"] = given = hints.get("return")
    signature = inspect.Signature(taken, return_annotation=given)
    taking.__signature__ = signature  # type: ignore[attr-defined]
    return taking
