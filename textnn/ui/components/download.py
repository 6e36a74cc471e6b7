"""A result as a download: made in Python, saved by the browser."""

from __future__ import annotations

import base64
import json

from textnn.errors import UserError
from textnn.results import Result
from textnn.tasks.registry import TASKS

JS_SAVE = "parcel => { window.textnn.save(parcel); return []; }"
"""Hands a parcel made in Python to the browser as a download."""


def parcel(result: Result, name: str, language: str) -> str:
    """Name, media type and content of ``result`` in the format ``name``, as JSON for ``JS_SAVE``.

    Raises:
        UserError: there is no such format.
    """
    task = TASKS.of(result)
    export = task.exports.get(name)
    if export is None:
        raise UserError("no-such-format", name=name, names=", ".join(task.exports))
    file = export.write(result, task.notice(result, "", language))
    packed = (
        {"content": file}
        if isinstance(file, str)
        else {"base64": base64.b64encode(file).decode("ascii")}
    )
    stem = export.stem(result, language)
    return json.dumps({"name": f"{stem}.{export.ending}", "media": export.media, **packed})
