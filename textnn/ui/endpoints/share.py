"""``/share``: addresses under which others read one kept result."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

import gradio as gr

from textnn.ui.endpoints.declare import declare
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoint, inside the ``Blocks`` that are open."""

    def share(
        run_id: str,
        days: int = 0,
        action: Literal["make", "list", "revoke"] = "make",
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Make, list or revoke the addresses of one result of yours.

        Args:
            run_id: as the other endpoints give it.
            days: how long a new address lives, 1 to 3650; 0: as long as the result is kept.
            action: make one more address, list the living ones, or revoke them all.

        Returns:
            run_id, revoked (how many), url (of the newest address, null if there is none) and
            links (id, url, created_at, expires_at or null; newest first).
        """
        history, owner = screen.service.history, screen.owner(request)
        history.open(owner, run_id)
        revoked = history.links.revoke(owner, run_id) if action == "revoke" else 0
        if action == "make":
            history.share(owner, run_id, days or None)
        links = [
            {
                name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in asdict(link).items()
                if name != "run_id"
            }
            | {"url": f"{request.base_url}r/{link.id}"}
            for link in history.links.of_run(owner, run_id)
        ]
        newest = links[0]["url"] if links else None
        return {"run_id": run_id, "revoked": revoked, "url": newest, "links": links}

    declare(share)
