"""A public address through Gradio's tunnel; the app goes on whatever becomes of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

Setup = Callable[[str, int], str]
"""Host and port here -> public address."""

PATIENCE = 90.0
"""Seconds after which no address is expected any more; the tunnel's own program may hang."""

_log = logging.getLogger(__name__)


def open_tunnel(host: str, port: int, setup: Setup, patience: float = PATIENCE) -> str | None:
    """A public address that leads to ``host:port``; ``None`` if there is no way to get one.

    Args:
        host, port: where the app listens.
        setup: gets the address.
        patience: seconds to wait for it.
    """
    found: list[str] = []
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104

    def ask() -> None:
        try:
            found.append(setup(here, port))
        except Exception:  # Gradio raises nothing more precise
            _log.info("no tunnel", exc_info=True)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(patience)
    return found[0] if found else None
