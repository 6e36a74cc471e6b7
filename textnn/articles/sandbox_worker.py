"""One parser in a process of its own: bytes on standard input, JSON on standard output."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

from textnn.errors import UserError

try:
    import resource
except ModuleNotFoundError:  # Windows has no such limits; the parent's clock works there too
    resource = None  # type: ignore[assignment]

SECONDS = 30
"""Longest time for one file, of the processor and on the clock."""

MEMORY = 1 << 30
"""Most bytes of memory for one file."""

SHORTEST = 200
"""Characters of the shortest article on a web page; less is a notice, a menu or a wall."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What a parser gives: the article's title, empty if it says none, and its text."""

    title: str
    text: str


Parser = Callable[[bytes, int], ParsedFile]
"""Reads a whole file; may stop once it has more than so many characters."""


def parsed(parser: Parser, content: bytes, most: int) -> ParsedFile:
    """What ``parser`` finds in ``content``, and no other error than a ``UserError``."""
    try:
        return parser(content, most)
    except UserError:
        raise
    except (MemoryError, RecursionError) as error:
        raise UserError("heavy-file") from error
    except Exception as error:  # there is no list of what a broken file can raise
        raise UserError("broken-file") from error


def answer(parser: Parser) -> None:
    """Parse standard input within the limits; the first argument is how many characters."""
    if resource:
        for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
            with contextlib.suppress(ValueError, OSError):  # a lower limit is already set
                resource.setrlimit(limit, (most, most))
    try:
        result = asdict(parsed(parser, sys.stdin.buffer.read(), int(sys.argv[1])))
    except UserError as error:
        result = {"error": [error.code, error.variant, error.values]}
    sys.stdout.write(json.dumps(result))
