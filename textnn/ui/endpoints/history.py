"""``/history``: what was kept."""

from __future__ import annotations

from typing import Any

import gradio as gr

from textnn.ui.endpoints.declare import declare
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoint, inside the ``Blocks`` that are open."""

    def history(
        query: str = "",
        task: str = "",
        limit: int = 50,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> list[dict[str, Any]]:
        """What you made and kept, newest first.

        Args:
            query: words that must all occur; case and accents do not count.
            task: one of the tasks, such as highlight, generate, classify or sample; empty: all.
            limit: most lines given, 1 to 10000.

        Returns:
            one object a result: id, task, created_at, seconds, model_name, title,
            snippet, article (the same for results of one article), name, label and favorite.
        """
        lines = screen.service.history.find(screen.owner(request), query, task, limit)
        return [line.as_dict() for line in lines]

    declare(history)
