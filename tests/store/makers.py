"""Invented results to keep."""

from textnn.results import (
    CharSurprise,
    Continuation,
    GenerateOptions,
    Highlight,
    ModelRef,
    Result,
    Span,
    Surprise,
)

MODEL = ModelRef("modelo-de-teste", "c0ffee")


def highlight(text: str = "O Comitê chegou ao Rio.") -> Highlight:
    return Highlight(text, (Span(0, len(text), text, "ORG", 0.75),), MODEL, 0.25)


def continuation(
    prefix: str = "A prefeitura", generated: str = " anunciou", finish: str = "length"
) -> Continuation:
    return Continuation(prefix, generated, GenerateOptions(seed=7), finish, None, MODEL, 0.5)


def surprise(text: str = "olá") -> Surprise:
    chars = tuple(CharSurprise(char, 2.0, ((char, 0.25), ("a", 0.1))) for char in text)
    return Surprise(text, chars, 2.0, MODEL, 0.125)


RESULTS: tuple[Result, ...] = (highlight(), continuation(), surprise())
