"""How results are kept, and what every use case checks.

A result is stored *before* it is shown whole, so what a person has seen is in the history even if
the process is killed the next moment. If the store fails the person still gets the result, with a
warning instead of a run id: losing the history is bad, losing the work is worse.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from textnn.errors import UserError, check_range
from textnn.locale import LANGUAGES, Given, say_known
from textnn.results import Result
from textnn.results.context import RequestContext
from textnn.results.options import described
from textnn.results.runs import new_run
from textnn.results.stored import Stored
from textnn.store.runs import RunRepository

T = TypeVar("T")
ResultT = TypeVar("ResultT", bound=Result)

_log = logging.getLogger(__name__)


def keep(runs: RunRepository, result: ResultT, context: RequestContext) -> Stored[ResultT]:
    """``result``, stored if the request wants it kept."""
    if not context.keep:
        return Stored(result)
    try:
        runs.sweep()
        return Stored(result, run_id=runs.add(new_run(context.owner, result)))
    except UserError as warning:
        _log.warning("result not stored (%s): %s", warning.code, warning, exc_info=True)
        return Stored(result, warning=warning)


def check_options(options: Any) -> None:
    """Refuse options outside their range.

    Raises:
        UserError: names the option, its range and what was given.
    """
    for name, kind, _, option in described(type(options)):
        value = getattr(options, name)
        if option.low is not None and option.high is not None and value is not None:
            called = {one: say_known(one, f"limited_{name}", option.label, default=option.label)
                      for one in LANGUAGES}  # fmt: skip
            size = len(value) if kind is str else value
            check_range(Given(called), size, option.low, option.high)


def join_surrogates(text: str) -> str:
    """Join surrogate halves that stand side by side into the one character they are.

    JSON cannot tell the two apart, so offsets into the unjoined string would not survive storage.
    A half that stands alone stays.

    Raises:
        UserError: ``not-text``: it is something else, such as bytes.
    """
    if not isinstance(text, str):
        kind = type(text).__name__
        raise UserError("not-text", kind=kind)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


class Pipelines:
    """Pipelines by the name of their task, each loaded at its first use, whichever thread it is.

    Args:
        loaders: name of a task -> what gives its pipeline.
    """

    def __init__(self, loaders: Mapping[str, Callable[[], Any]]) -> None:
        self._loaders = loaders
        self._ready: dict[str, Lazy[Any]] = {}

    def __getitem__(self, name: str) -> Any:
        """The pipeline of a task.

        Raises:
            RuntimeError: this program has none.
        """
        if name not in self._ready:
            if name not in self._loaders:
                raise RuntimeError(f"this program has no pipeline for {name!r}")
            self._ready.setdefault(name, Lazy(self._loaders[name]))
        return self._ready[name]()

    @property
    def loaded(self) -> tuple[str, ...]:
        """Names of the tasks whose pipeline is in memory."""
        return tuple(name for name, once in [*self._ready.items()] if once.made)


class Lazy(Generic[T]):
    """Calls ``make`` at the first use and remembers what it gave; an error is not remembered."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        """What ``make`` gave."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    @property
    def made(self) -> bool:
        """Whether it was called and gave something."""
        return bool(self._made)
