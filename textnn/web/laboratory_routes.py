"""Addresses of the *Laboratório*: its list, its stations, and their files."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from textnn.errors import UserError
from textnn.html.page import page_policy
from textnn.laboratory.catalogue import trained
from textnn.laboratory.later import (
    CellQuestion,
    LineQuestion,
    TransferQuestion,
    answer,
    compared,
    looked,
)
from textnn.laboratory.pages import index_page, station_page
from textnn.laboratory.stations import modules, notebook, script
from textnn.pages.shared_result import gone_page
from textnn.web.context import Examples, request_language
from textnn.web.refusal import refusal


def router(models: Path, examples: Examples) -> APIRouter:
    """``/laboratory``, ``/laboratory/<station>`` and what these load and offer.

    Args:
        models: folder of the trained models.
        examples: articles in which cells that mean something are looked for, and pictures.
    """
    own = APIRouter(prefix="/laboratory")
    headers = {"content-security-policy": page_policy(files=True), "vary": "accept-language"}
    files, articles = modules(), tuple(examples.articles.values())

    @own.api_route("", methods=["GET", "HEAD"])
    def index(request: Request) -> HTMLResponse:
        return HTMLResponse(index_page(request_language(request)), headers=headers)

    @own.get("/static/{name}")
    def module(name: str) -> Response:
        return FileResponse(files[name]) if name in files else Response(status_code=404)

    @own.get("/{name}.py")
    def code(name: str, request: Request) -> Response:
        return _download(request, script, name, "text/x-python")

    @own.get("/{name}.ipynb")
    def cells(name: str, request: Request) -> Response:
        return _download(request, notebook, name, "application/x-ipynb+json")

    @own.post("/networks/{name}")
    def train(name: str, request: Request, seed: int = 0, knob: float = 0) -> Response:
        try:
            return Response(trained(name, seed, knob), media_type="application/json")
        except UserError as error:
            return _refused(error, request)

    @own.post("/cells/{part}")
    def look(part: str, request: Request, asked: CellQuestion) -> Response:
        try:
            return JSONResponse(answer(part, asked, models, articles))
        except UserError as error:
            return _refused(error, request)

    @own.get("/lesson")
    def lesson() -> dict[str, list[str]]:
        return {
            name: [base64.b64encode(file).decode("ascii") for file in pictures]
            for name, pictures in examples.lesson.items()
        }

    @own.post("/attention")
    def attention(request: Request, asked: LineQuestion) -> Response:
        try:
            return JSONResponse(looked(asked, models))
        except UserError as error:
            return _refused(error, request)

    @own.post("/transfer")
    def transfer(request: Request, asked: TransferQuestion) -> Response:
        try:
            return JSONResponse(compared(asked, models))
        except UserError as error:
            return _refused(error, request)

    @own.api_route("/{name}", methods=["GET", "HEAD"])
    def station(name: str, request: Request) -> HTMLResponse:
        language = request_language(request)
        try:
            return HTMLResponse(station_page(name, language), headers=headers)
        except UserError as error:
            return HTMLResponse(gone_page(error, language), 404, headers)

    return own


def _refused(error: UserError, request: Request) -> Response:
    status = {"busy": 503, "no-such-station": 404}.get(error.code, 400)
    return refusal(status, error, request_language(request))


def _download(request: Request, made: Callable[[str], str], name: str, media_type: str) -> Response:
    """A file of a station to keep, or the page that says that there is none."""
    try:
        text = made(name)
    except UserError as error:
        return HTMLResponse(gone_page(error, request_language(request)), 404)
    return Response(text, media_type=media_type, headers={"content-disposition": "attachment"})
