"""Sharing as programs do it, with the real client."""

from __future__ import annotations

import warnings

import httpx
import pytest

from tests.served import Served
from tests.ui.endpoints.conftest import connect

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client
    from gradio_client.exceptions import AppError


def test_a_program_shares_lists_and_revokes(served: Served, client: Client) -> None:
    run = client.predict("Ana Souza chegou.", api_name="/highlight")["run_id"]
    made = client.predict(run, 7, api_name="/share")
    (link,) = made["links"]
    assert made["url"] == link["url"] == f"{served.url}/r/{link['id']}"
    assert link["expires_at"] > link["created_at"]
    assert "Ana Souza" in httpx.get(made["url"]).text

    endless = client.predict(run, api_name="/share")
    assert [one["expires_at"] is None for one in endless["links"]] == [True, False]
    assert client.predict(run, action="list", api_name="/share")["links"] == endless["links"]

    gone = client.predict(run, action="revoke", api_name="/share")
    assert gone == {"run_id": run, "revoked": 2, "url": None, "links": []}
    assert httpx.get(made["url"]).status_code == 404


@pytest.mark.parametrize("action", ["make", "list", "revoke"])
def test_a_stranger_gets_nothing(served: Served, client: Client, action: str) -> None:
    run = client.predict("Ana Souza chegou.", api_name="/highlight")["run_id"]
    with pytest.raises(AppError, match=r"not in your history|não está no seu histórico"):
        connect(served).predict(run, action=action, api_name="/share")
    assert client.predict(run, action="list", api_name="/share")["links"] == []


def test_a_wrong_action_or_validity_is_refused(client: Client) -> None:
    run = client.predict("Ana Souza chegou.", api_name="/highlight")["run_id"]
    for wrong in ({"action": "steal"}, {"days": -3}, {"days": 99_999}):
        with pytest.raises(AppError):
            client.predict(run, **wrong, api_name="/share")
