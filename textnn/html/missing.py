"""What a view says where something is not on this machine: calm, and with the way to get it."""

from __future__ import annotations

from textnn.errors import UserError
from textnn.html.markup import empty, escape
from textnn.locale import say


def missing_view(error: UserError, language: str, command: str = "") -> str:
    """The sentence of ``error`` as an empty state.

    Args:
        error: why there is nothing.
        language: of the reader.
        command: what fetches it at the command line, if anything does.
    """
    sentence = f'<span role="status">{escape(error.say(language))}</span>'
    if not command:
        return empty(say(language, "not_there_title"), sentence)
    how = f'{sentence}</p><p class="command"><code>{escape(command)}</code>'
    return empty(say(language, "needs_data_title"), how)
