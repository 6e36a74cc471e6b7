"""Addresses of the *Laboratório*: its list, its stations, and their files."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Literal

from anyio import CapacityLimiter
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from textnn.errors import UserError
from textnn.html.page import page_policy
from textnn.laboratory.catalogue import trained
from textnn.laboratory.later import (
    CellQuestion,
    KeptState,
    LineQuestion,
    PhotoQuestion,
    TransferQuestion,
    answer,
    compared,
    looked,
    looked_through,
)
from textnn.laboratory.pages import index_page, station_page
from textnn.laboratory.stations import STATIONS, modules, notebook, script
from textnn.web.context import Screen, request_language
from textnn.web.refusal import gone
from textnn.web.routes.answered import answered


def router(screen: Screen) -> APIRouter:
    """``/laboratory``, ``/laboratory/<station>`` and what these load and offer.

    Args:
        screen: folder of the models, articles and pictures to try, and the history.
    """
    models, examples = screen.settings.models, screen.examples
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

    training, looking, keeping = CapacityLimiter(1), CapacityLimiter(2), CapacityLimiter(4)

    @own.post("/networks/{name}")
    async def train(name: str, request: Request, seed: int = 0, knob: float = 0) -> Response:
        return await answered(request, lambda: json.loads(trained(name, seed, knob)), training)

    @own.post("/cells/{part}")
    async def look(part: str, request: Request, asked: CellQuestion) -> Response:
        return await answered(request, lambda: answer(part, asked, models, articles), looking)

    @own.post("/attention")
    async def attention(request: Request, asked: LineQuestion) -> Response:
        return await answered(request, lambda: looked(asked, models), looking)

    @own.post("/photo")
    async def photo(request: Request, asked: PhotoQuestion) -> Response:
        language = request_language(request)
        return await answered(request, lambda: looked_through(asked, language, models), looking)

    @own.post("/transfer")
    async def transfer(request: Request, asked: TransferQuestion) -> Response:
        return await answered(request, lambda: compared(asked, models), training)

    @own.post("/keep/{name}")
    async def keep(name: str, request: Request, asked: KeptState) -> Response:
        def kept() -> dict[str, bool]:
            if name not in STATIONS:
                raise UserError("no-such-station")
            context = screen.context(request)
            stored = screen.service.keep_experiment(name, asked.state, asked.said, context)
            if stored.warning:
                raise stored.warning
            return {"kept": True}

        return await answered(request, kept, keeping)

    @own.get("/pictures/{kind}")
    def pictures(kind: Literal["lesson", "photos"]) -> dict[str, list[str]]:
        photos = {name: (file,) for name, file in examples.pictures.items()}
        return {
            name: [base64.b64encode(file).decode("ascii") for file in files]
            for name, files in (examples.lesson if kind == "lesson" else photos).items()
        }

    @own.api_route("/{name}", methods=["GET", "HEAD"])
    def station(name: str, request: Request) -> Response:
        try:
            return HTMLResponse(station_page(name, request_language(request)), headers=headers)
        except UserError as error:
            return gone(request.scope, error, headers)

    return own


def _download(request: Request, made: Callable[[str], str], name: str, media_type: str) -> Response:
    """A file of a station to keep, or the page that says that there is none."""
    try:
        text = made(name)
    except UserError as error:
        return gone(request.scope, error, {"content-security-policy": page_policy()})
    return Response(text, media_type=media_type, headers={"content-disposition": "attachment"})
