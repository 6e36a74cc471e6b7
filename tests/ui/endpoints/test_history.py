"""The history as programs read it, with the real client."""

from __future__ import annotations

import warnings

from tests.ui.conftest import Served
from tests.ui.endpoints.conftest import connect

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client


def test_history_is_mine_and_can_be_searched(served: Served, client: Client) -> None:
    client.predict("O comitê de Ana Souza.", api_name="/highlight")
    client.predict("Segredo.", keep=False, api_name="/highlight")
    client.predict("Ontem", length=5, api_name="/generate")
    assert [run["task"] for run in client.predict(api_name="/history")] == ["generate", "highlight"]
    found = client.predict(query="COMITE", api_name="/history")
    assert [run["title"] for run in found] == ["O comitê de Ana Souza."]
    assert connect(served).predict(api_name="/history") == []
