"""What the drawing pad promises to Python; what it draws is tested in the browser."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from textnn.errors import UserError
from textnn.locale import sentences
from textnn.ui import page
from textnn.ui.components.drawing_pad import PAINT_TOOLS, SIDE, WORDS, Pad, Swatch, pad
from textnn.ui.files import data_url, picture_bytes

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_a_value_is_taken_apart_and_put_together() -> None:
    assert picture_bytes(data_url(PNG), 10_000) == PNG
    assert data_url(base64.b64encode(PNG).decode()) == data_url(PNG)
    assert picture_bytes("", 1) == picture_bytes(None, 1) == b""


def test_the_limit_is_in_bytes_of_the_file() -> None:
    assert picture_bytes(data_url(bytes(3000)), 3000) == bytes(3000)
    with pytest.raises(UserError, match="too large") as caught:
        picture_bytes(data_url(bytes(3010)), 3000)
    assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    "value",
    ["x", "data:image/png;base64,é", "data:image/png;base64,abc", "data:image/png,abcd",
     "https://example.org/a.png", "javascript:alert(1);base64,AAAA"],
)  # fmt: skip
def test_what_is_no_data_url_is_refused(value: str) -> None:
    with pytest.raises(UserError) as caught:
        picture_bytes(value, 10_000)
    assert caught.value.code == "broken-upload"


def options(made: Pad) -> dict[str, Any]:
    """What the pad's script is told."""
    told = re.search(r"watch, (\{.*\})\);", str(made.html.js_on_load))
    assert told
    return dict(json.loads(told[1]))


def test_a_palette_brings_rectangles_and_sizes_follow_the_side() -> None:
    with gr.Blocks():
        plain = options(pad("one"))
        paint = options(pad("two", palette=[Swatch("#ff0000", "porta", "door")], side=100))
    assert plain["tools"] == ["pen", "line", "eraser"]
    assert plain["side"] == SIDE
    assert plain["swatches"] == []
    assert paint["tools"] == ["pen", "line", "rectangle", "eraser"]
    assert paint["sizes"] == [4.0, 7.5, 12.0]
    assert paint["swatches"] == [{"colour": "#ff0000", "pt": "porta", "en": "door"}]


def test_the_script_says_no_sentence_that_it_is_not_given() -> None:
    script = (Path(page.__file__).parent / "static" / "pad.js").read_text(encoding="utf-8")
    said = set(re.findall(r"words\.(\w+)", script))
    composed = {f"pad_{tool}" for tool in PAINT_TOOLS} | {f"pad_size_{n}" for n in range(3)}
    assert said | composed == {*WORDS}
    assert {*WORDS} <= sentences("pt").keys()
