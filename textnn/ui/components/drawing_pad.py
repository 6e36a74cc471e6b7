"""The drawing pad: pen, straight line, eraser, undo, clear, save, and a palette where one is given.

``pad("desk-pad").html`` is a component like any other. Its value is the drawing as a PNG data URL,
``side`` pixels square, or ``""`` where nothing is drawn:

- a quarter of a second after a stroke, an undo or a redo it has a new value and sends ``input``;
  listen with ``one.html.input(fn, one.html, ...)``;
- when the sheet has become empty it sends ``clear`` instead;
- a handler that gives it a data URL (``data_url``) loads that picture, fitted into the square, as
  something to draw on; ``""`` or ``None`` empties it. Neither sends an event.

``textnn.ui.files.picture_bytes`` takes the value apart again.
The pad works with mouse, finger and pen; ctrl+z and ctrl+y where it has the focus.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import gradio as gr

TOOLS = ("pen", "line", "eraser")
PAINT_TOOLS = ("pen", "line", "rectangle", "eraser")
"""Those of a pad with a palette."""

SIDE = 280
"""Pixels a side, ten times those of the pictures of digits."""

WORDS = (
    *(f"pad_{tool}" for tool in PAINT_TOOLS),
    *("pad_tools", "pad_colours", "pad_sizes", "pad_acts", "pad_sheet", "pad_file"),
    *("pad_undo", "pad_clear", "pad_save", "pad_size_0", "pad_size_1", "pad_size_2"),
)
"""Sentences that ``pad.js`` says."""

_JS = "window.textnn.pad(element, trigger, props, watch, %s);  // sends 'input' and 'clear'"
"""The options stand in the code: Gradio forgets properties of its own making when an event that has
the pad among its outputs ends before the pad was ever shown."""


@dataclass(frozen=True)
class Swatch:
    """A flat colour of the palette, ``#rrggbb``, and what it stands for."""

    colour: str
    pt: str
    en: str


@dataclass(frozen=True)
class Pad:
    """A drawing pad.

    Attributes:
        html: the component; its events and its value are told above.
    """

    html: gr.HTML


def pad(
    elem_id: str,
    *,
    palette: Sequence[Swatch] = (),
    side: int = SIDE,
    ground: str = "#ffffff",
    sizes: Sequence[float] = (0.04, 0.075, 0.12),
) -> Pad:
    """A drawing pad, inside the ``Blocks`` that are open.

    Args:
        elem_id: id of the component.
        palette: colours to choose among, the first one chosen; empty: black alone. With a palette
            there are rectangles too, and every pixel has one of these colours or ``ground``.
        side: pixels a side of the picture that Python gets.
        ground: colour of the empty sheet, ``#rrggbb``.
        sizes: three widths of the brush, as parts of the side.
    """
    options = {
        "side": side,
        "ground": ground,
        "tools": PAINT_TOOLS if palette else TOOLS,
        "sizes": [round(part * side, 1) for part in sizes],
        "swatches": [asdict(one) for one in palette],
    }
    script = _JS % json.dumps(options)
    return Pad(gr.HTML("", html_template="", js_on_load=script, elem_id=elem_id))
