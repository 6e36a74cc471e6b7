"""What Gradio remembers of each open page and each call, without what nobody here asks for.

For its links into a page's state Gradio describes every component anew for every page and every
call of a program: half a megabyte and 20 ms of a core each, kept until ten thousand have come. Such
links are shut here (``textnn.web.uploads``), so nothing is described, and a page gets a list of
components of its own only once an answer changes one.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

import gradio as gr
from gradio import blocks, mcp, route_utils, state_holder
from gradio.state_holder import SessionState


class PageState(SessionState):
    """The values that stand on one page, beside the components that all pages share."""

    def __init__(self, page: gr.Blocks) -> None:
        self.blocks_config = self._shared = page.default_config
        self.config_values = {}
        self.state_data = {}
        self._state_ttl = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = 3600

    def __setitem__(self, key: int, value: Any) -> None:
        block = self.blocks_config.blocks.get(key)
        if isinstance(block, gr.State):
            self._state_ttl[key] = (block.time_to_live, datetime.now())
            self.state_data[key] = value
            return
        if self.blocks_config is self._shared:
            self.blocks_config = copy(self._shared)
        self.blocks_config.blocks[key] = value

    def _update_config(self, key: int) -> None:
        """Nothing: no link asks for it."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Nothing: no link asks for it."""


def keep_little() -> None:
    """Let Gradio make a ``PageState`` wherever it makes a state."""
    for module in (state_holder, blocks, mcp, route_utils):
        setattr(module, "SessionState", PageState)  # noqa: B010 (mypy knows it as a class)
