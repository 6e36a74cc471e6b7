"""``/chat`` as programs use it, with the real client."""

from __future__ import annotations

import base64
import warnings

import pytest

from tests.chat.conftest import ARTICLE, picture
from tests.served import Served
from tests.ui.endpoints.conftest import connect

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client
    from gradio_client.exceptions import AppError


def test_a_conversation_over_the_endpoint(client: Client) -> None:
    first = client.predict(f"resuma em uma frase\n{ARTICLE}", api_name="/chat")
    assert first["status"] == "done"
    assert first["said"].startswith("O essencial, em 1 frase")
    more = client.predict("quanto custou a obra?", first["conversation_id"], api_name="/chat")
    assert more["conversation_id"] == first["conversation_id"]
    assert "“A obra custou R$ 2 milhões e durou oito meses.”" in more["said"]
    (line,) = client.predict(task="answer", api_name="/history")
    assert [line["id"]] == more["run_ids"]


def test_files_come_in_base64(client: Client) -> None:
    name, data = picture("foto.png")
    files = {name: base64.b64encode(data).decode("ascii")}
    told = client.predict("o que é isso?", "", files, api_name="/chat")
    assert told["intent"] == "classify"
    with pytest.raises(AppError, match="base64"):
        client.predict("o que é isso?", "", {name: "não"}, api_name="/chat")


def test_nobody_else_goes_on_in_it(client: Client, served: Served) -> None:
    told = client.predict("oi", api_name="/chat")
    other = connect(served, "en-US")
    assert other.predict("hello", api_name="/chat")["said"].startswith("Hello!")
    with pytest.raises(AppError, match="not among yours"):
        other.predict("hello", told["conversation_id"], api_name="/chat")


def test_nothing_said_is_refused(client: Client) -> None:
    with pytest.raises(AppError, match="Escreva uma mensagem"):
        client.predict("", api_name="/chat")
