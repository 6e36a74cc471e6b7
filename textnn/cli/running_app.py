"""What a command asks of the app that is served from the same home, instead of computing it itself.

The app has read the models already. Whatever goes wrong, the command goes without: the answer is
``None``, and nothing is said.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from typing import Any

from textnn.config import Settings
from textnn.results import from_dict
from textnn.results.stored import Stored
from textnn.web.identity.owner import COOKIE
from textnn.web.running import RunningApp, build_of, running_app

_CONNECT = 0.2
"""Seconds until the app has to be there."""

_PATIENCE = 20.0
"""Seconds without a word after which a command computes itself. An app at work says something every
15 (Gradio's heartbeat): with less patience both would compute, and keep, the same."""

_LONGEST = 20_000
"""Characters. Longer texts are worked on for so long that reading the models adds little; who waits
for them sees a progress bar, and ends the work with Ctrl-C."""


_LAST = ("complete", "error")
"""Events after which nothing comes; the data of an error is no list."""


def ask(
    settings: Settings, language: str, name: str, text: str, options: Any, *, keep: bool
) -> Stored[Any] | None:
    """What the running app makes of ``text``; ``None``: nothing, for whatever reason.

    Args:
        settings: of the command; the app's have to be the same as far as results depend on them.
        language: of the terminal.
        name: of the task.
        text: the article.
        options: of the task.
        keep: whether the result goes to the history, as this terminal's.
    """
    app = running_app(settings.home) if len(text) <= _LONGEST else None
    if app is None:
        return None
    # Without a cookie the app takes the command for a new visitor, who has no models of their own.
    headers = {"accept-language": language} | ({"cookie": f"{COOKIE}={app.cookie}"} if keep else {})
    try:
        if app.build != build_of(settings):
            return None
        data = _called(app, name, {"text": text, **asdict(options), "keep": keep}, headers)
        run_id, warning = data.pop("run_id"), data.pop("warning")
        return None if warning else Stored(from_dict(data), run_id)
    except (OSError, HTTPException, ValueError, LookupError, TypeError, AttributeError):
        return None


def _called(
    app: RunningApp, name: str, arguments: dict[str, Any], headers: dict[str, str]
) -> dict[str, Any]:
    """What an endpoint of the app answers.

    Raises:
        OSError, HTTPException, ValueError, LookupError, TypeError: it does not answer, or not so.
    """
    connection = HTTPConnection(app.host, app.port, timeout=_CONNECT)
    try:
        connection.connect()
        connection.sock.settimeout(_PATIENCE)
        path = f"/gradio_api/call/v2/{name}"
        given = {**headers, "content-type": "application/json"}
        connection.request("POST", path, json.dumps(arguments), given)
        asked = json.load(connection.getresponse())
        connection.request("GET", f"{path}/{asked['event_id']}", headers=headers)
        event = ""
        for line in connection.getresponse():
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                event = value
            elif field == "data" and event in _LAST:
                found: dict[str, Any] = json.loads(value)[0]
                return found
        raise ValueError("it ended without a result")
    finally:
        connection.close()
