"""A public address, or none; never an error and never a wait without end."""

from __future__ import annotations

import threading
import time

from textnn.web.tunnel import open_tunnel


def test_an_address_that_leads_here() -> None:
    asked: list[tuple[str, int]] = []

    def setup(host: str, port: int) -> str:
        asked.append((host, port))
        return "https://abc.gradio.live"

    assert open_tunnel("0.0.0.0", 7860, setup) == "https://abc.gradio.live"
    assert open_tunnel("127.0.0.1", 80, setup) == "https://abc.gradio.live"
    assert asked == [("127.0.0.1", 7860), ("127.0.0.1", 80)]


def test_no_way_to_the_servers_is_no_accident() -> None:
    def setup(*_: object) -> str:
        raise RuntimeError("Could not get share link from Gradio API Server.")

    assert open_tunnel("127.0.0.1", 7860, setup) is None


def test_a_tunnel_that_hangs_is_not_waited_for() -> None:
    let_go = threading.Event()

    def setup(*_: object) -> str:
        let_go.wait(30)
        return "late"

    began = time.monotonic()
    assert open_tunnel("127.0.0.1", 7860, setup, patience=0.1) is None
    assert time.monotonic() - began < 5
    let_go.set()
