"""A result as a download: made in Python, saved by the browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.components import Component

from textnn.errors import UserError
from textnn.results import Result
from textnn.tasks.registry import TASKS
from textnn.ui.screen import QUICK, as_gradio_error
from textnn.web.context import request_language

_JS_SAVE = "file => { window.textnn.save(file); return []; }"


def save_on_press(
    view: gr.HTML,
    held: Component,
    result_of: Callable[[Any], Result | None] = lambda held: held,
    name: str = "",
) -> None:
    """Download the held result when one of the buttons in ``view`` for its formats is pressed.

    Args:
        view: has the buttons.
        held: what the page holds.
        result_of: what is held -> the result to download.
        name: of the format; empty: the button names it.
    """
    file = gr.Textbox(visible="hidden")

    def pressed(held: Any, event: gr.EventData, request: gr.Request) -> str | dict[str, Any]:
        with as_gradio_error(request):
            result = result_of(held) if held else None
            wanted = name or event.format
            return download(result, wanted, request_language(request)) if result else gr.skip()

    save = view.click(pressed, held, file, **QUICK)
    save.then(None, file, None, js=_JS_SAVE, **QUICK)


def download(result: Result, name: str, language: str) -> str:
    """Name, media type and content of ``result`` in the format ``name``, as JSON for the browser.

    Raises:
        UserError: there is no such format.
    """
    task = TASKS.of(result)
    export = task.exports.get(name)
    if export is None:
        raise UserError("no-such-format", name=name, names=", ".join(task.exports))
    file = export.write(result, task.notice(result, "", language), language)
    packed = (
        {"content": file}
        if isinstance(file, str)
        else {"base64": base64.b64encode(file).decode("ascii")}
    )
    stem = export.stem(result, language)
    return json.dumps({"name": f"{stem}.{export.ending}", "media": export.media, **packed})
