"""The public endpoints as tools of an assistant: MCP (Model Context Protocol) over plain HTTP.

Every public endpoint is a tool of the same name, and nothing else is. Gradio brings an MCP server
of its own; why this is not it stands in ``docs/decisions/0003-mcp.md``.
"""

from __future__ import annotations

import inspect
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import gradio as gr
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import FastAPI
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from textnn import __version__
from textnn.ui.endpoints.declare import Endpoint, check, schema_of
from textnn.ui.endpoints.http_calls import no_such_endpoint
from textnn.ui.gradio_patches import describe, public_functions
from textnn.ui.screen import as_gradio_error
from textnn.web.gradio_addresses import MCP

_HEADROOM = 65_536  # bytes of a request around the largest upload

_UNASKED = {"keep": False}
"""Defaults of a tool where they differ from the endpoint's: most clients of MCP send no cookie, so
each call is another visitor's, whose history nobody could ever open."""


@dataclass(frozen=True)
class Tool:
    """One public endpoint.

    Attributes:
        call: the endpoint.
        limit: how many calls run at once, together with the others of its queue.
        shown: what clients see of it.
    """

    call: Endpoint
    limit: CapacityLimiter
    shown: types.Tool

    def __call__(self, arguments: Mapping[str, Any], request: gr.Request) -> dict[str, Any]:
        """The result; the last one of an endpoint that yields. Lists come as ``result``."""
        schema = self.shown.inputSchema
        check(schema, arguments)
        unasked = {name: _UNASKED[name] for name in _UNASKED.keys() & schema["properties"]}
        value = self.call(**{**unasked, **arguments}, request=request)
        if inspect.isgenerator(value):
            value = deque(value, maxlen=1).pop()
        return value if isinstance(value, dict) else {"result": value}


class Tools:
    """An MCP server over the public endpoints of a page.

    Args:
        blocks: the page.
        most_bytes: largest request accepted.

    Attributes:
        tools: name -> tool.
    """

    def __init__(self, blocks: gr.Blocks, most_bytes: int) -> None:
        self.tools = {tool.shown.name: tool for tool in _public(blocks)}
        self._server: Server[Any, Request] = Server("textnn", version=__version__)
        self._server.list_tools()(self.listed)  # type: ignore[no-untyped-call]
        self._server.call_tool(validate_input=False)(self.called)
        self._manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=most_bytes
        )

    async def listed(self) -> list[types.Tool]:
        """What a client sees."""
        return [tool.shown for tool in self._offered(self._request()).values()]

    async def called(self, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        """The result, or the error's code and sentence; as JSON text and as structured content."""
        asked = self._request()
        request = gr.Request(asked)
        try:
            with as_gradio_error(request, coded=True):
                tool = self._offered(asked).get(name)
                if tool is None:
                    raise no_such_endpoint(name)
                value = await run_sync(tool, arguments, request, limiter=tool.limit)
        except gr.Error as error:
            return _answer({"code": error.title, "message": error.message}, failed=True)
        return _answer(value)

    def _request(self) -> Request:
        request = self._server.request_context.request
        assert request is not None, "what comes over HTTP has a request"
        return request

    def _offered(self, request: Request) -> dict[str, Tool]:
        """All tools, or those that ``?tools=highlight,summarize`` at the address chooses."""
        chosen = request.query_params.get("tools")
        if chosen is None:
            return self.tools
        return {name: tool for name, tool in self.tools.items() if name in chosen.split(",")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._manager.handle_request(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The time in which requests are served."""
        async with self._manager.run():
            yield


def mount(app: FastAPI, blocks: gr.Blocks, upload_bytes: int) -> None:
    """Serve the tools of ``blocks`` at ``MCP``; to be called before Gradio is mounted.

    Args:
        app: the application around the page.
        blocks: the page.
        upload_bytes: of the largest picture.
    """
    tools = Tools(blocks, upload_bytes * 4 // 3 + _HEADROOM)  # a picture comes in base64
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(inner: FastAPI) -> AsyncIterator[Any]:
        async with before(inner) as state, tools.running():
            yield state

    async def schema(_: Request) -> JSONResponse:
        listed = (
            tool.shown.model_dump(include={"name", "description", "inputSchema"})
            for tool in tools.tools.values()
        )
        meta = {"file_data_present": False, "mcp_type": "tool"}
        return JSONResponse(
            [{**tool, "meta": {**meta, "endpoint_name": tool["name"]}} for tool in listed]
        )

    app.router.lifespan_context = lifespan
    app.router.routes.append(Route(f"{MCP}/schema", schema))  # for the page *Usar via API*
    app.router.routes.extend(Route(path, tools) for path in (MCP, f"{MCP}/"))
    blocks.mcp_server = True


def _public(blocks: gr.Blocks) -> list[Tool]:
    limits: dict[str, CapacityLimiter] = {}
    tools = []
    for name, function in public_functions(blocks).items():
        assert function.fn is not None
        at_once = function.concurrency_limit
        fresh = CapacityLimiter(at_once if isinstance(at_once, int) else 1)
        limit = limits.setdefault(function.concurrency_id, fresh)
        tools.append(Tool(function.fn, limit, _shown(name, function.fn)))
    return tools


def _shown(name: str, endpoint: Endpoint) -> types.Tool:
    line, _, returns = describe(endpoint)
    schema = schema_of(endpoint)
    for argument in _UNASKED.keys() & schema["properties"]:
        schema["properties"][argument]["default"] = _UNASKED[argument]
    return types.Tool(
        name=name, description=f"{line} Returns JSON: {' '.join(returns)}", inputSchema=schema
    )


def _answer(value: Mapping[str, Any], *, failed: bool = False) -> types.CallToolResult:
    text = types.TextContent(type="text", text=json.dumps(value, ensure_ascii=False))
    return types.CallToolResult(content=[text], structuredContent=dict(value), isError=failed)
