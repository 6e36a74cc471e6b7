"""How a result is printed: text on standard output, remarks beside it on standard error.

Marks stand in brackets with their category, so nothing hangs on colour; on a terminal colour is
added, and control characters of the text are shown instead of obeyed.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import TextIO

from textnn.errors import UserError
from textnn.locale import percent, say

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Terminal:
    """Where a command prints.

    Attributes:
        language: ``"pt"`` or ``"en"``: what remarks and errors are said in.
    """

    language: str

    def say(self, name: str, /, **values: object) -> str:
        """A sentence of the catalogue in the language of the terminal."""
        return say(self.language, name, **values)

    def remark(self, name: str, /, **values: object) -> None:
        """Say something beside the result, on standard error."""
        tell(self.say(name, **values))

    def complain(self, error: UserError) -> None:
        """Say what went wrong, on standard error."""
        tell(error.say(self.language))

    def percent(self, share: float) -> str:
        """A share as this language writes it."""
        return percent(self.language, share)


def tell(sentence: str) -> None:
    """Print beside the result, on standard error, if anybody can read it there."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Let what ``stream`` could not write, and all that follows, go nowhere."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def visible(text: str) -> str:
    """The text itself; on a terminal without the control characters that would steer it."""
    return _CONTROL.sub("\ufffd", text) if sys.stdout.isatty() else text


def paint(text: str, colour: str) -> str:
    """``text`` in a colour (SGR parameters), where the output is a terminal that wants it."""
    wanted = colour and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return f"\x1b[{colour}m{text}\x1b[0m" if wanted else text
