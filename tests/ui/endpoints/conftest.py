"""The real client, as a visitor of its own."""

from __future__ import annotations

import warnings

import pytest

from tests.served import Served
from tests.ui.fakes import SECRET
from textnn.web.identity.owner import COOKIE, new_owner, sign

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client


def connect(served: Served, language: str = "pt-BR") -> Client:
    headers = {
        "cookie": f"{COOKIE}={sign(new_owner(), SECRET)}",
        "accept-language": language,
    }
    return Client(
        served.url,
        headers=headers,
        verbose=False,
        analytics_enabled=False,
        httpx_kwargs={"timeout": 60},
    )


@pytest.fixture
def client(served: Served) -> Client:
    return connect(served)
