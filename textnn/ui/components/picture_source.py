"""How pictures come in: a file, a drop, the clipboard, the camera, or the drawing pad.

What ``intake.js`` hands over are files as the browser has them, as data URLs; nothing is written to
the disk of the server. They come from a browser, so they can be anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from textnn.errors import UserError
from textnn.ui.components.drawing_pad import Pad, pad
from textnn.ui.files import data_url, large_file, picture_bytes
from textnn.ui.i18n import t
from textnn.ui.screen import Updates

WORDS = (
    *("intake_hint", "intake_shown", "intake_open", "intake_paste", "intake_pasted"),
    *("paste_none", "paste_denied", "close", "draw_title", "draw_use"),
    *("camera", "camera_waiting", "camera_shoot", "camera_file", "camera_count"),
    *("camera_insecure", "camera_denied", "camera_none"),
)
"""Sentences that ``intake.js`` says."""

DRAWING = "drawing"
"""What a picture from the pad is called, as ``results.pictures`` says it."""

_JS = "window.textnn.intake(element, trigger, props, watch);  // sends 'pick' and 'clear'"
JS_SHELF = "window.textnn.shelf(element, trigger);  // sends 'pick' and 'click'"
"""``js_on_load`` of a view whose buttons with ``data-from`` bring pictures: several at once."""
JS_OPENER = "window.textnn.opener(element, trigger);  // sends 'pick'"
"""``js_on_load`` of a button with ``data-accept``: one file of up to ``data-most`` bytes."""


@dataclass(frozen=True)
class Picture:
    """A picture file and what it is called."""

    data: bytes
    name: str


class PictureSource:
    """One picture, from a file or from the pad, inside the ``Blocks`` that are open.

    Args:
        name: begins the ids of its components.

    Attributes:
        way: which of the two is shown, ``"photo"`` or ``"draw"``.
        photo: the picture from a file; its value is JSON, its events ``pick`` and ``clear``. A file
            that is too large comes without its bytes.
        pad: the drawing pad.
    """

    def __init__(self, name: str) -> None:
        with gr.Column(elem_classes="source", elem_id=f"{name}-source"):
            choices = [(str(t("way_photo")), "photo"), (str(t("way_draw")), "draw")]
            self.way = gr.Radio(
                choices,
                value="photo",
                label=t("way"),
                elem_id=f"{name}-way",
                elem_classes="segments",
            )
            self.photo = gr.HTML(
                "",
                html_template="",
                js_on_load=_JS,
                elem_id=f"{name}-photo",
                elem_classes="source-photo",
            )
            with gr.Column(elem_classes="source-draw"):
                self.pad: Pad = pad(f"{name}-pad")

    @property
    def components(self) -> list[Component]:
        """What ``read`` needs, in its order."""
        return [self.way, self.photo, self.pad.html]

    def read(self, way: str, photo: str | None, drawn: str | None, limit: int) -> Picture:
        """The picture that is shown.

        Raises:
            UserError: there is none, or it is too large.
        """
        found = Picture(picture_bytes(drawn, limit), DRAWING) if way == "draw" else None
        found = found or _chosen(photo, limit)
        if not found.data:
            raise UserError("no-picture", "drawn" if way == "draw" else "")
        return found

    def show(self, picture: Picture) -> Updates:
        """New values of the components, so that they show this PNG file."""
        url = data_url(picture.data)
        if picture.name == DRAWING:
            return {self.way: "draw", self.pad.html: url}
        value = json.dumps({"name": picture.name, "url": url})
        return {self.way: "photo", self.photo: value}


def picked(pictures: Sequence[Mapping[str, Any]], limit: int) -> list[Picture]:
    """The pictures of a ``pick`` event of a shelf.

    Raises:
        UserError: one of them is no data URL, or too large.
    """
    return [
        Picture(picture_bytes(str(one.get("url", "")), limit), str(one.get("name", ""))[:200])
        for one in pictures
    ]


def _chosen(photo: str | None, limit: int) -> Picture:
    try:
        found = json.loads(photo or "{}")
        url, name = str(found.get("url", "")), str(found.get("name", ""))
    except (ValueError, AttributeError) as error:
        raise UserError("broken-upload") from error
    picture = Picture(picture_bytes(url, limit), name[:200])
    if name and not picture.data:
        raise large_file(limit) if found.get("large") else empty_file(picture.name)
    return picture


def empty_file(name: str) -> UserError:
    """There is nothing in a file."""
    return UserError("empty-picture", "named", name=name)
