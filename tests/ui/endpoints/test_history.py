"""The history as programs read it, with the real client."""

from __future__ import annotations

import warnings

import pytest

from tests.served import Served
from tests.ui.endpoints.conftest import connect

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client
    from gradio_client.exceptions import AppError


def test_history_is_mine_and_can_be_searched(served: Served, client: Client) -> None:
    client.predict("O comitê de Ana Souza.", api_name="/highlight")
    client.predict("Segredo.", keep=False, api_name="/highlight")
    client.predict("Ontem", length=5, api_name="/generate")
    told = client.predict(api_name="/history")
    assert [run["task"] for run in told] == ["generate", "highlight"]
    assert all("number" not in run for run in told), "it would count everybody's results"
    found = client.predict(query="COMITE", api_name="/history")
    assert [run["title"] for run in found] == ["O comitê de Ana Souza."]
    with pytest.raises(AppError, match="Não existe a tarefa"):
        client.predict(task="Highlight", api_name="/history")
    with pytest.raises(AppError, match="limite de linhas"):
        client.predict(limit=0, api_name="/history")
    assert connect(served).predict(api_name="/history") == []
