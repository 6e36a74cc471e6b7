"""What every result has, and how any of them goes to JSON and back."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from functools import cache
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class ModelRef:
    """Which model made a result: folder name under ``data/models`` and sha256 of its weights."""

    name: str
    checksum: str


NO_MODEL = ModelRef("", "")
"""Of a result that no network made."""


Progress = Callable[[float], None]
"""Called with the part done, 0 to 1; may raise to cancel."""


def ignore_progress(done: float) -> None:
    """A ``Progress`` for callers who do not watch."""


_KINDS: dict[str, type[Result]] = {}


class Result:
    """What a task gives: a frozen dataclass, called in JSON what its class is called.

    A subclass has the fields ``model`` and ``seconds``, and ``text`` as a field or a property.

    Attributes:
        task: name of the task that gives it, as ``Run.task`` has it.
        text: what the history shows of it: the article, or what a picture is called.
        model: which model made it.
        seconds: how long that took.
    """

    __slots__ = ()

    task: ClassVar[str]
    model: ModelRef
    seconds: float

    def __init_subclass__(cls) -> None:
        """Make the class known to ``from_dict``."""
        _KINDS[cls.__name__] = cls

    @property
    def given(self) -> str:
        """What the person gave, to the letter; the search finds it."""
        return str(getattr(self, "text", ""))

    @property
    def written(self) -> str:
        """What the search finds besides: what a network wrote, or what was asked."""
        return ""

    @property
    def parameters(self) -> dict[str, Any]:
        """The options of the task, by name; empty if it has none."""
        options = getattr(self, "options", None)
        return asdict(options) if options is not None else {}

    @property
    def corrected(self) -> bool:
        """Whether a person changed what the network had said."""
        return False

    @staticmethod
    def heading(given: str, written: str) -> str:
        """What a kept result is called in a list, as far as it fits on a line.

        Args:
            given: ``given`` of the result, or how it begins.
            written: ``written`` of the result, or how it begins.
        """
        return given + written

    @staticmethod
    def searched(given: str, written: str) -> str:
        """The text that a list shows a stretch of, for the same arguments."""
        return given + written


def first_written(given: str, written: str) -> str:  # noqa: ARG001 - as ``Result.heading``
    """The first line of what was written or asked says more than how an article begins."""
    return written.partition("\n")[0]


def written_first(given: str, written: str) -> str:
    """What was written or asked, and then the article."""
    return f"{written}\n{given}"


def known_tasks() -> tuple[str, ...]:
    """Names of the tasks that results are known of."""
    return tuple(dict.fromkeys(kind.task for kind in _KINDS.values()))


def kind_of(task: str) -> type[Result]:
    """The class of a task's results; ``Result`` itself for a task that is not known here."""
    return next((kind for kind in _KINDS.values() if kind.task == task), Result)


def to_dict(result: Result) -> dict[str, Any]:
    """A result as JSON-ready data; ``from_dict`` is its inverse."""
    assert is_dataclass(result)
    return {"kind": type(result).__name__, **asdict(result)}


def from_dict(data: Mapping[str, Any]) -> Any:
    """The result that ``to_dict`` wrote.

    Raises:
        ValueError: unknown kind, or a missing or unknown field.
    """
    kind: Any = _KINDS.get(str(data.get("kind")))
    if kind is None:
        raise ValueError(f"unknown kind of result: {data.get('kind')!r}")
    try:
        return _reader(kind)({key: value for key, value in data.items() if key != "kind"})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a {data['kind']}: {error}") from error


Reader = Callable[[Any], Any]


@cache
def _reader(hint: Any) -> Reader:
    """What makes a value of a type from its JSON: dataclasses from objects, tuples from lists."""
    if isinstance(hint, type) and is_dataclass(hint):
        fields = {name: _reader(one) for name, one in get_type_hints(hint).items()}
        return lambda data: hint(**{name: fields[name](value) for name, value in data.items()})
    if get_origin(hint) in (Union, types.UnionType):
        inner = next(one for one in get_args(hint) if one is not types.NoneType)
        read = _reader(inner)
        return lambda data: None if data is None else read(data)
    if get_origin(hint) is tuple:
        first, *others = get_args(hint)
        if others == [...]:
            each = _reader(first)
            return lambda data: tuple(map(each, data))
        readers = tuple(map(_reader, (first, *others)))
        return lambda data: tuple(read(value) for read, value in zip(readers, data, strict=True))
    return lambda data: data
