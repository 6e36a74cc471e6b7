"""The endpoints as an assistant's tools, with the real MCP client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from tests.served import Served
from tests.ui.fakes import SECRET, fake_screen
from textnn.ui.page import make_app
from textnn.web.gradio_addresses import MCP as ADDRESS
from textnn.web.identity.owner import COOKIE, new_owner, sign


def ask(
    served: Served,
    work: Callable[[ClientSession], Awaitable[Any]],
    path: str = f"{ADDRESS}/",
    **headers: str,
) -> Any:
    """What ``work`` gives, done in a session of its own."""

    async def session() -> Any:
        async with (
            httpx.AsyncClient(headers=headers, timeout=60) as http,
            streamable_http_client(f"{served.url}{path}", http_client=http) as streams,
            ClientSession(streams[0], streams[1]) as client,
        ):
            await client.initialize()
            return await work(client)

    return asyncio.run(session())


def call(served: Served, name: str, arguments: dict[str, Any], **headers: str) -> CallToolResult:
    answer = ask(served, lambda client: client.call_tool(name, arguments), **headers)
    assert isinstance(answer, CallToolResult)
    return answer


def value(answer: CallToolResult) -> Any:
    """What the tool gave, the same as text and as structured content."""
    (text,) = answer.content
    assert isinstance(text, TextContent)
    assert json.loads(text.text) == answer.structuredContent
    return answer.structuredContent


def test_tools_are_the_public_endpoints(served: Served) -> None:
    named = httpx.get(f"{served.url}/gradio_api/info").json()["named_endpoints"]
    tools = ask(served, lambda client: client.list_tools()).tools
    assert {f"/{tool.name}" for tool in tools} == set(named)
    for tool in tools:
        assert tool.description.split(". ")[0]
        assert "Returns JSON: " in tool.description
        parameters = named[f"/{tool.name}"]["parameters"]
        assert [*tool.inputSchema["properties"]] == [one["parameter_name"] for one in parameters]
        assert all(one["description"] for one in tool.inputSchema["properties"].values())
        assert "request" not in tool.inputSchema["properties"]


def test_the_address_may_choose_among_them(served: Served) -> None:
    async def chosen(client: ClientSession) -> tuple[list[str], CallToolResult]:
        listed = (await client.list_tools()).tools
        return [tool.name for tool in listed], await client.call_tool("sample", {"count": 1})

    names, refused = ask(served, chosen, path=f"{ADDRESS}/?tools=highlight,generate")
    assert names == ["highlight", "generate"]
    assert value(refused)["code"] == "no-such-endpoint"


def test_a_tool_gives_json(served: Served) -> None:
    found = value(call(served, "highlight", {"text": "Ana Souza chegou. 😀"}))
    assert [span["text"] for span in found["spans"]] == ["Ana Souza"]
    assert found["text"].endswith("😀")


def test_a_tool_that_yields_gives_the_last_value(served: Served) -> None:
    written = value(call(served, "generate", {"prefix": "Era", "length": 12, "seed": 3}))
    assert written["finish"] == "length"
    assert 12 <= len(written["generated"]) <= 32


def test_nothing_is_kept_unless_asked(served: Served) -> None:
    cookie = {"cookie": f"{COOKIE}={sign(new_owner(), SECRET)}"}
    assert value(call(served, "highlight", {"text": "Segredo."}, **cookie))["run_id"] is None
    assert value(call(served, "history", {}, **cookie)) == {"result": []}
    kept = value(call(served, "highlight", {"text": "Ana.", "keep": True}, **cookie))
    (line,) = value(call(served, "history", {}, **cookie))["result"]
    assert line["id"] == kept["run_id"]
    assert value(call(served, "history", {})) == {"result": []}


def test_a_conversation_is_kept_only_if_asked_for(served: Served) -> None:
    owner = new_owner()
    cookie = {"cookie": f"{COOKIE}={sign(owner, SECRET)}"}
    told = value(call(served, "chat", {"message": "oi"}, **cookie))
    assert told["conversation_id"] == ""
    assert served.screen.chat.count(owner) == 0
    told = value(call(served, "chat", {"message": "oi", "keep": True}, **cookie))
    asked = {"message": "oi", "conversation_id": told["conversation_id"]}
    assert (
        value(call(served, "chat", asked, **cookie))["conversation_id"] == told["conversation_id"]
    )
    assert served.screen.chat.count(owner) == 1


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("highlight", {"text": ""}, "empty-text"),
        ("highlight", {"text": "explode"}, "internal"),
        ("highlight", {"texto": "Ana"}, "bad-argument"),
        ("highlight", {}, "bad-argument"),
        ("summarize", {"text": "Choveu.", "sentences": "dois"}, "bad-argument"),
        ("generate", {"prefix": "Era", "length": 0}, "bad-option"),
        ("sample", {"count": 101}, "bad-option"),
        ("highlight", {"text": "Ana", "request": {}}, "bad-argument"),
        ("nope", {}, "no-such-endpoint"),
    ],
    ids=["empty", "our fault", "name", "none", "type", "length", "count", "request", "tool"],
)
def test_errors_come_under_their_codes(
    served: Served, name: str, arguments: dict[str, Any], code: str
) -> None:
    answer = call(served, name, arguments)
    assert answer.isError
    assert value(answer)["code"] == code
    assert "secret" not in value(answer)["message"]


def test_functions_of_the_page_are_refused(served: Served) -> None:
    config = httpx.get(f"{served.url}/config").json()
    private = [
        dependency["api_name"]
        for dependency in config["dependencies"]
        if dependency["api_visibility"] == "private" and dependency["api_name"]
    ]

    async def all_of_them(client: ClientSession) -> list[CallToolResult]:
        return [await client.call_tool(name, {}) for name in private[:20]]

    answers = ask(served, all_of_them)
    assert answers
    assert {value(answer)["code"] for answer in answers} == {"no-such-endpoint"}


def test_the_page_about_programs_lists_the_tools(served: Served) -> None:
    listed = httpx.get(f"{served.url}{ADDRESS}/schema").json()
    assert {tool["name"] for tool in listed} >= {"highlight", "summarize", "sample"}
    assert httpx.get(f"{served.url}/config").json()["mcp_server"] is True


@pytest.mark.slow
def test_the_tools_can_be_switched_off(tmp_path: Any) -> None:
    screen = fake_screen(tmp_path)
    app = make_app(replace(screen, settings=screen.settings.model_copy(update={"mcp": False})))
    assert not [
        route for route in app.routes if str(getattr(route, "path", "")).startswith(ADDRESS)
    ]
