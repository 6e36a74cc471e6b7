"""The one error a user ever reads, and the check that raises it most."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from functools import partial
from typing import Any

from textnn.locale import Sentence


class UserError(Exception):
    """Something the person can mend, said in one clear sentence.

    The same error reaches a Portuguese browser, an English browser, the command line and the HTTP
    interface, so it carries the name of its sentence and says it when somebody reads it.

    Args:
        code: a stable word for programs, such as ``empty-text``; the sentence is ``error_<code>``
            of the catalogues, with ``_`` for ``-``.
        variant: tells sentences with one code apart: ``error_<code>_<variant>``.
        values: for the places of the sentence.
    """

    def __init__(self, code: str, variant: str = "", /, **values: object) -> None:
        super().__init__(code, variant, values)
        self.code = code
        self.variant = variant
        self.values = values
        name = "_".join(filter(None, ("error", code, variant))).replace("-", "_")
        self.sentence = Sentence(name, **values)

    def __str__(self) -> str:
        return self.en

    def __reduce__(self) -> tuple[Any, ...]:
        """The same error in another process."""
        again = partial(UserError, self.code, self.variant, **self.values)
        return again, (), {"sentence": self.sentence}

    @property
    def pt(self) -> str:
        """The sentence in Brazilian Portuguese: what happened, what is kept, what to do now."""
        return self.sentence.say("pt")

    @property
    def en(self) -> str:
        """The same in English."""
        return self.sentence.say("en")

    def say(self, language: str) -> str:
        """The sentence in ``language`` (``"pt"`` or anything starting with it; else English)."""
        return self.pt if language.lower().startswith("pt") else self.en

    def within(self, name: str, /, **values: object) -> UserError:
        """The same error with where it happened said before it, as ``name`` puts it."""
        other = UserError(self.code, self.variant, **self.values)
        other.sentence = Sentence(name, error=self.sentence, **values)
        return other


def check_range(what: str | Sentence, value: float, low: float, high: float) -> None:
    """Refuse what lies outside ``low`` to ``high``, NaN, and fractions between whole bounds."""
    named = what if isinstance(what, Sentence) else Sentence(f"limited_{what}")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UserError("bad-option", "number", what=named, value=repr(value))
    fraction = isinstance(low, int) and not isinstance(value, int)
    if fraction or not low <= value <= high:
        raise UserError(
            "bad-option",
            "whole" if fraction else "range",
            what=named,
            low=low,
            high=high,
            value=value,
        )


ELSEWHERE = "_trace_elsewhere"
"""Attribute of an exception that came from another process: its ``trace`` there."""


def trace(error: BaseException | None) -> Iterator[str]:
    """Where an exception came from, after those that led to it: type, code or number, and frames.

    Never its words: they may be a visitor's.
    """
    yield from _trace(error, set())


def _trace(error: BaseException | None, told: set[int]) -> Iterator[str]:
    if error is None or id(error) in told:
        return
    told.add(id(error))
    hidden = None if error.__suppress_context__ else error.__context__
    yield from _trace(error.__cause__ or hidden, told)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _trace(one, told)
    yield from getattr(error, ELSEWHERE, ())
    kind, which = type(error), ""
    if isinstance(error, UserError | OSError):
        which = f" {error.code if isinstance(error, UserError) else error.errno}"
    yield f"{kind.__module__}.{kind.__qualname__}{which}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
