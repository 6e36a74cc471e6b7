"""Markup: Jinja2 templates, each beside the code that fills it, the reader's language bound once.

``summarize/view.html`` is that of the task, ``pages/login.html`` that of the folder ``pages``.
What a template prints is escaped; only ``Markup`` is not. A template finds as functions and filters
what depends on the language (``say``, ``number``, ``percent``, ...), so no macro takes a language.
``cached`` is ``part`` with its results kept ready.

A line break in a template, with the indentation after it, is for whoever edits the template and
never reaches the page, so that the white space of a text is its own. Inside a tag it is one space.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from textnn.html.markup import does, exact, listed, made_of, opacity
from textnn.locale import duration, number, percent, say, say_known
from textnn.results.names import class_name

_MANY = 4096  # sentences and numbers of one language that are kept ready: marks repeat theirs

_PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (_PACKAGE / "tasks", _PACKAGE)
"""Where a template's name begins; a task's own name is enough."""

_BETWEEN = re.compile(r"\A\s*\n\s*|(?<=>)\s*\n\s*|\s*\n\s*(?=<)|\s*\n\s*\Z")
_INSIDE = re.compile(r"\s*\n\s*")


def render(language: str, template: str, /, **values: object) -> Markup:
    """A template as HTML.

    Args:
        language: of the reader.
        template: path under ``textnn/tasks`` or ``textnn``.
        values: what the template names.

    Raises:
        jinja2.UndefinedError: the template names something that is not there.
    """
    return exact(environment(language).get_template(template).render(values))


def part(language: str, template: str, macro: str, /, *values: object, **named: object) -> Markup:
    """One macro of a template as HTML; otherwise as ``render``."""
    module = environment(language).get_template(template).module
    return exact(getattr(module, macro)(*values, **named))


@cache
def environment(language: str) -> Environment:
    """The templates as a reader of ``language`` sees them."""
    env = Environment(
        loader=FileSystemLoader(FOLDERS),
        extensions=[_OneLine],
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    spoken = lru_cache(_MANY)(partial(_say, language))
    env.globals |= {"language": language, "say": spoken, "say_known": partial(say_known, language)}
    env.globals["cached"] = lru_cache(_MANY)(partial(part, language))
    for filter_ in (number, percent, duration, does, class_name):
        env.filters[filter_.__name__] = lru_cache(_MANY)(partial(filter_, language))
    env.filters["listed"] = partial(listed, language)
    env.filters["base64"] = lambda file: b64encode(file).decode("ascii")
    env.filters["made_of"] = made_of
    env.filters["quoted"] = "“{}”".format
    env.filters["opacity"] = lambda score: f"{opacity(score):.2f}"
    return env


def _say(language: str, name: str, /, **fields: object) -> str:
    """``say``, where a field may also come from a macro: it is escaped once, with the sentence."""
    for key, value in fields.items():
        if isinstance(value, Markup):
            fields[key] = value.unescape()
    return say(language, name, **fields)


class _OneLine(Extension):
    """Takes the line breaks out of a template; see the module."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens, those of plain HTML on one line."""
        for token in stream:
            if token.type == "data":
                shown = _INSIDE.sub(" ", _BETWEEN.sub("", token.value))
                token = Token(token.lineno, token.type, shown)
            yield token
