"""Calls over plain HTTP, as curl makes them: what comes back, and what is refused."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.served import Served
from textnn.ui.endpoints.http_calls import Calls

CALL = "/gradio_api/call/"


def events(answer: httpx.Response) -> list[tuple[str, Any]]:
    """Name and data of each event of a stream."""
    pairs = []
    for block in answer.text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        pairs.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return pairs


def call(served: Served, name: str, body: Any, **headers: str) -> tuple[str, Any]:
    """The last event of a call that was let through."""
    with httpx.Client(base_url=served.url, timeout=60, headers=headers) as client:
        posted = client.post(f"{CALL}{name}", json=body)
        assert posted.status_code == 200, posted.text
        return events(client.get(f"{CALL}{name}/{posted.json()['event_id']}"))[-1]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("highlight", {"data": ["Ana Souza chegou."]}),
        ("highlight", {"data": ["Ana Souza chegou.", False, False]}),
        ("v2/highlight", {"text": "Ana Souza chegou.", "keep": False}),
    ],
    ids=["list", "whole list", "named"],
)
def test_what_is_left_out_gets_its_default(served: Served, name: str, body: Any) -> None:
    event, (answer,) = call(served, name, body)
    assert event == "complete"
    assert [span["text"] for span in answer["spans"]] == ["Ana Souza"]
    assert answer["keywords"] == []


def test_what_curl_calls_a_form_is_json_all_the_same(served: Served) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    posted = httpx.post(
        f"{served.url}{CALL}v2/highlight", content='{"text": "Ana Souza"}', headers=form
    )
    assert "event_id" in posted.json()


def test_a_stream_grows(served: Served) -> None:
    with httpx.Client(base_url=served.url, timeout=60) as client:
        body = {"prefix": "Era uma vez", "length": 12, "seed": 3}
        posted = client.post(f"{CALL}v2/generate", json=body).json()
        answers = events(client.get(f"{CALL}v2/generate/{posted['event_id']}"))
    grown = [data[0]["generated"] for event, data in answers if event == "generating"]
    assert grown == sorted(grown, key=len)
    assert 12 <= len(answers[-1][1][0]["generated"]) <= 32


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("v2/highlight", {"text": " "}, "empty-text"),
        ("highlight", {"data": ["a" * 200_001]}, "too-long"),
        ("v2/summarize", {"text": "Choveu.", "sentences": 11}, "bad-option"),
        ("v2/generate", {"prefix": "Era", "length": 0}, "bad-option"),
        ("v2/classify", {"picture": "não"}, "not-base64"),
        ("v2/sample", {"set": "shoes"}, "bad-option"),
        ("v2/share", {"run_id": "nope"}, "no-such-run"),
        ("v2/highlight", {"text": "explode"}, "internal"),
    ],
    ids=["empty", "long", "sentences", "length", "picture", "set", "run", "our fault"],
)
def test_what_goes_wrong_inside_comes_under_its_code(
    served: Served, name: str, body: Any, code: str
) -> None:
    event, data = call(served, name, body)
    assert event == "error"
    assert data["title"] == code
    assert data["error"].endswith(".")


def test_the_sentence_speaks_the_callers_language(served: Served) -> None:
    body = {"text": ""}
    _, english = call(served, "v2/highlight", body, **{"accept-language": "en"})
    _, portuguese = call(served, "v2/highlight", body)
    assert english["error"].startswith("The text is empty")
    assert portuguese["error"].startswith("O texto está vazio")


REFUSED: dict[str, tuple[str, Any, int, str]] = {
    "no such endpoint": ("nope", {"data": []}, 404, "no-such-endpoint"),
    "no such endpoint, named": ("v2/nope", {}, 404, "no-such-endpoint"),
    "no value": ("highlight", {"data": []}, 400, "bad-argument"),
    "too many values": ("highlight", {"data": ["a", True, False, 1]}, 400, "bad-argument"),
    "no list": ("highlight", {"data": "a"}, 400, "bad-argument"),
    "no data": ("highlight", {"text": "a"}, 400, "bad-argument"),
    "another type": ("highlight", {"data": [5]}, 400, "bad-argument"),
    "a truth for a number": ("v2/summarize", {"text": "a", "sentences": True}, 400, "bad-argument"),
    "no text": ("v2/highlight", {}, 400, "bad-argument"),
    "an unknown name": ("v2/highlight", {"text": "a", "colour": 1}, 400, "bad-argument"),
    "no object": ("v2/highlight", ["a"], 400, "bad-argument"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_mistake_in_the_call_is_refused_at_once(served: Served, case: str) -> None:
    name, body, status, code = REFUSED[case]
    answer = httpx.post(f"{served.url}{CALL}{name}", json=body)
    assert answer.status_code == status
    assert answer.json()["title"] == code
    assert len(answer.json()["error"]) < 400


@pytest.mark.parametrize("where", ["nope", "v2/nope", "highlight", "v2/highlight"])
def test_an_answer_that_nobody_asked_for_is_not_found(served: Served, where: str) -> None:
    answer = httpx.get(f"{served.url}{CALL}{where}/abc")
    code = "no-such-endpoint" if "nope" in where else "no-such-call"
    assert (answer.status_code, answer.json()["title"]) == (404, code)


@pytest.mark.parametrize(
    ("body", "pt", "en"),
    [
        ({}, "falta “text”", "“text” is missing"),
        ({"text": "a", "cor": 1}, "não há “cor”", "there is no “cor”"),
        ({"text": 5}, "text: o tipo é string", "text: its type is string"),
        (["a"], "o corpo não é um objeto JSON", "the body is no JSON object"),
    ],
    ids=["missing", "unknown", "type", "list"],
)
def test_why_is_said_in_one_language(served: Served, body: Any, pt: str, en: str) -> None:
    for language, why in (("pt-BR", pt), ("en", en)):
        headers = {"accept-language": language}
        answer = httpx.post(f"{served.url}{CALL}v2/highlight", json=body, headers=headers)
        assert f"({why})" in answer.json()["error"]


def test_what_is_no_json_is_refused(served: Served) -> None:
    answer = httpx.post(f"{served.url}{CALL}v2/highlight", content=b"{")
    assert (answer.status_code, answer.json()["title"]) == (400, "bad-argument")


def test_functions_of_the_page_are_not_for_programs(served: Served) -> None:
    config = httpx.get(f"{served.url}/config").json()
    private = {
        dependency["api_name"]
        for dependency in config["dependencies"]
        if dependency["api_visibility"] == "private" and dependency["api_name"]
    }
    assert private
    with httpx.Client(base_url=served.url) as client:
        for name in sorted(private)[::5]:
            for path in (name, f"v2/{name}"):
                answer = client.post(f"{CALL}{path}", json={"data": []})
                assert answer.json()["title"] == "no-such-endpoint", name


def test_a_full_queue_says_busy() -> None:
    async def full(scope: Any, receive: Any, send: Any) -> None:
        assert json.loads((await receive())["body"]) == {"text": "a"}
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b"Queue is full"})

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(Calls(full, {"read": {"properties": {"text": {}}}}))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post(f"{CALL}v2/read", json={"text": "a"})

    answer = asyncio.run(asked())
    assert answer.status_code == 503
    assert answer.json()["title"] == "busy"
