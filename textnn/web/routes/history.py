"""Addresses of what is kept, for its owner: a result, its picture, and downloads."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.concurrency import iterate_in_threadpool

from textnn.errors import UserError
from textnn.html.page import page_policy
from textnn.locale import language_of
from textnn.pages.history_zip import MOST, packed
from textnn.pages.shared_result import result_page
from textnn.service.deadline import limited
from textnn.service.verdicts import verdicts
from textnn.tasks.registry import TASKS
from textnn.tasks.thumbnails import shrunk
from textnn.web.context import Screen, request_language
from textnn.web.identity.owner import COOKIE, verify
from textnn.web.refusal import gone, refusal

_Ids = Annotated[list[str], Form()]
_PAGE = {"cache-control": "private, no-store", "vary": "accept-language"}


def router(screen: Screen) -> APIRouter:
    """Everything below ``/history``, and the articles whose marks were corrected."""
    own, history = APIRouter(), screen.service.history

    def owner_of(request: Request) -> str:
        return verify(request.cookies.get(COOKIE, ""), screen.secret) or ""

    @own.get("/history/{run_id}.png")
    def glimpse(run_id: str, request: Request) -> Response:
        try:
            result = history.open(owner_of(request), run_id).result
        except UserError:
            return Response(status_code=404)
        picture = TASKS.of(result).picture
        if picture is None:
            return Response(status_code=404)
        kept = {"cache-control": "private, max-age=86400"}  # a result never changes
        return Response(
            shrunk(base64.b64decode(picture(result))), media_type="image/png", headers=kept
        )

    @own.get("/history.jsonl")
    def export(request: Request) -> Response:
        return _download(request, history.export(owner_of(request)), "textnn.jsonl")

    @own.get("/history/{run_id}")
    def page(run_id: str, request: Request) -> Response:
        language = request_language(request)
        headers = {**_PAGE, "content-security-policy": page_policy()}
        try:
            run = history.open(owner_of(request), run_id)
        except UserError as error:
            return gone(request.scope, error, headers)
        return HTMLResponse(result_page(run, language), headers=headers)

    @own.post("/history.zip")
    def chosen(request: Request, run: _Ids = [], talk: _Ids = []) -> Response:  # noqa: B006 - FastAPI
        language = request_language(request)
        try:
            content = limited(lambda: _packed(screen, owner_of(request), run, talk, language))
        except UserError as error:
            later = error.code == "took-too-long" or error.code.startswith("store-")
            return refusal(503 if later else 400, error, language)
        name = f"textnn-{datetime.now(UTC).date().isoformat()}.zip"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/zip", headers=headers)

    @own.get("/corrections.jsonl")
    def corrected(request: Request) -> Response:
        lines = screen.service.corrections.export(owner_of(request), "jsonl")
        return _download(request, lines, "textnn-corrections.jsonl")

    @own.get("/corrections.conll")
    def corrected_conll(request: Request) -> Response:
        lines = screen.service.corrections.export(owner_of(request), "conll")
        return _download(request, lines, "textnn-corrections.conll")

    @own.get("/corrections/{kind}.jsonl")
    def judged(kind: Literal["answers", "headlines"], request: Request) -> Response:
        lines = verdicts(screen.service.history, owner_of(request), kind)
        return _download(request, lines, f"textnn-{kind}.jsonl")

    return own


def _packed(
    screen: Screen, owner: str, run_ids: list[str], talk_ids: list[str], language: str
) -> bytes:
    many, history = len(run_ids) + len(talk_ids), screen.service.history
    if not 0 < many <= MOST:
        raise UserError("bad-choice", most=MOST)
    runs = [(history.open(owner, one), history.notes.get(one).name) for one in run_ids]
    return packed(runs, [screen.chat.open(owner, one) for one in talk_ids], language)


def _download(request: Request, lines: Iterator[str], name: str) -> Response:
    """A file that is written while it is sent."""
    try:
        first = next(lines, "")  # here, where a store that is down can still be said
    except UserError as error:
        return refusal(503, error, language_of(request.headers.get("accept-language")))
    media = "application/jsonl" if name.endswith(".jsonl") else "text/plain; charset=utf-8"
    return StreamingResponse(
        _encoded(chain((first,), lines)),
        media_type=media,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def _encoded(lines: Iterator[str]) -> AsyncIterator[bytes]:
    async for line in iterate_in_threadpool(lines):
        yield line.encode()
