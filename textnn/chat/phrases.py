"""What textnn says in a conversation, in the visitor's language: sentences, names, buttons."""

from __future__ import annotations

from textnn import locale
from textnn.results.conversation import Button


def say(language: str, name: str, /, **values: object) -> str:
    """The sentence ``reply_<name>`` of the catalogues."""
    return locale.say(language, f"reply_{name}", **values)


def button(language: str, name: str) -> Button:
    """What stands on the button ``name``, and the message that it sends."""
    label, message = (locale.say(language, f"button_{name}{part}") for part in ("", "_sends"))
    return Button(label, message)


def counted(language: str, count: int, name: str) -> str:
    """A number and what is counted.

    >>> counted("pt", 1, "sentence"), counted("en", 1200, "word")
    ('1 frase', '1,200 words')
    """
    form = "one" if count == 1 else "many"
    return locale.say(language, f"counted_{name}_{form}", count=count)
