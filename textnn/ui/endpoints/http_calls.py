"""Calls over plain HTTP, checked before Gradio sees them.

Gradio answers an unknown endpoint or a wrong argument with status 500 and no word, and a list with
too few values with an empty error; who waits for what was never asked gets status 200 and its log
a traceback. Here every mistake gets a status and the JSON object that errors
of the event stream have: ``error`` is the sentence, ``title`` the code. Values left out at the end
of a list get their defaults.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.errors import UserError
from textnn.locale import language_of
from textnn.ui.endpoints.declare import bad_argument, check, schema_of
from textnn.ui.gradio_patches import is_awaited, is_pending, public_functions
from textnn.web.gradio_addresses import ANSWER, CALL, EVENTS, STREAM
from textnn.web.identity.session_names import replayed
from textnn.web.refusal import refusal

_BAD_REQUEST, _NOT_FOUND, _UNAVAILABLE = 400, 404, 503


def mount(app: FastAPI, blocks: gr.Blocks) -> None:
    """Check the calls of ``blocks``' public functions, innermost of the layers around the page."""
    schemas = {name: schema_of(one.fn) for name, one in public_functions(blocks).items() if one.fn}
    asked, awaited = partial(is_pending, blocks), partial(is_awaited, blocks)
    app.user_middleware.append(
        Middleware(Calls, schemas=schemas, asked=asked, awaited=awaited, events=blocks.fns)
    )


class Calls:
    """Lets a call through if its endpoint is public and its arguments will do.

    Args:
        app: what is behind.
        schemas: endpoint -> JSON schema of its arguments.
        asked: whether there is such a call, by the id that its caller got.
        awaited: whether a page has a stream of answers, by its session.
        events: number of an event of the page -> what it calls.
    """

    def __init__(
        self,
        app: ASGIApp,
        schemas: Mapping[str, Mapping[str, Any]],
        asked: Callable[[str], bool] = lambda _: True,
        awaited: Callable[[str], bool] = lambda _: True,
        events: Collection[int] = (),
    ) -> None:
        self._app = app
        self._schemas = schemas
        self._asked = asked
        self._awaited = awaited
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].rstrip("/") in EVENTS:
            await self._event(scope, receive, send)
            return
        path = CALL.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if path is None or scope["method"] != "POST":
            await self._answer(scope, receive, send)
            return
        request = Request(scope, receive)
        language = language_of(request.headers.get("accept-language"))
        schema = self._schemas.get(path[2])
        if schema is None:
            await refusal(_NOT_FOUND, no_such_endpoint(path[2]), language)(scope, receive, send)
            return
        try:
            body = _completed(await request.body(), schema, named=bool(path[1]))
        except UserError as error:
            await refusal(_BAD_REQUEST, error, language)(scope, receive, send)
            return
        full = False

        async def answered(message: Message) -> None:
            nonlocal full
            if message["type"] == "http.response.start" and message["status"] == _UNAVAILABLE:
                full = True  # Gradio's queue takes no more; its own words are English
                await refusal(_UNAVAILABLE, _busy(), language)(scope, receive, send)
            elif not full:
                await send(message)

        scope = {**scope, "headers": [*scope["headers"]]}  # curl -d calls JSON a form
        MutableHeaders(scope=scope)["content-type"] = "application/json"
        await self._app(scope, replayed(body, receive), answered)

    async def _event(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve an event of the page, if the page has such a one."""
        request = Request(scope, receive)
        body = await request.body() if scope["method"] == "POST" else b"{}"
        try:
            number = json.loads(body)["fn_index"]
            known = isinstance(number, int) and number in self._events
        except (ValueError, RecursionError, KeyError, TypeError):
            known = scope["method"] != "POST"
        if known or scope["method"] != "POST":
            await self._app(scope, replayed(body, receive), send)
            return
        language = language_of(request.headers.get("accept-language"))
        await refusal(_NOT_FOUND, no_such_endpoint("fn_index"), language)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request that is no call: it may wait for the answer to one."""
        if scope["type"] == "http" and scope["path"] == STREAM:
            request = Request(scope)
            if not self._awaited(request.query_params.get("session_hash", "")):
                language = language_of(request.headers.get("accept-language"))
                await refusal(_NOT_FOUND, no_such_call(), language)(scope, receive, send)
                return
        path = ANSWER.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if path is None or scope["method"] != "GET" or self._asked(path[2]):
            await self._app(scope, receive, send)
            return
        error = no_such_call() if path[1] in self._schemas else no_such_endpoint(path[1])
        language = language_of(Headers(scope=scope).get("accept-language"))
        await refusal(_NOT_FOUND, error, language)(scope, receive, send)


def no_such_call() -> UserError:
    """Nobody asked this, or the answer was fetched."""
    return UserError("no-such-call")


def no_such_endpoint(name: str) -> UserError:
    """There is nothing public of this name."""
    return UserError("no-such-endpoint", name=name)


def _completed(body: bytes, schema: Mapping[str, Any], *, named: bool) -> bytes:
    """The body with its arguments checked and the missing ones of a list filled in.

    Raises:
        UserError: it is no JSON object, or its arguments will not do.
    """
    try:
        call = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise bad_argument("body_not_json") from error
    if not isinstance(call, dict):
        raise bad_argument("body_not_an_object")
    if named:
        check(schema, call)
        return body
    given, properties = call.get("data"), schema["properties"]
    if not isinstance(given, list) or len(given) > len(properties):
        most = len(properties)
        raise bad_argument("form_of_data", most=most)
    arguments = dict(zip(properties, given, strict=False))
    check(schema, arguments)
    rest = [properties[name]["default"] for name in [*properties][len(given) :]]
    return json.dumps({**call, "data": [*given, *rest]}).encode() if rest else body


def _busy() -> UserError:
    return UserError("busy")
