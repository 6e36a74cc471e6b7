"""``/healthz``: whether the app can serve, answered in time whatever it computes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from textnn import __version__
from textnn.errors import UserError
from textnn.web.context import Screen

FRESH = 2.0
"""Seconds for which an answer of the store counts without another question."""

PATIENCE = 0.1
"""Seconds that a probe waits for the store; then the last answer of the store counts."""

SILENT = 10.0
"""Seconds without an answer of the store after which it counts as down."""


class StoreCheck:
    """Whether the store answers: a thread asks it, and may wait long for the interpreter.

    Args:
        ask: asks the store.
    """

    def __init__(self, ask: Callable[[], bool]) -> None:
        self._ask = ask
        self._asking: asyncio.Future[bool] | None = None
        self._began = self._heard = 0.0
        self._known: bool | None = None

    async def __call__(self) -> bool:
        """The store's answer, the last one where that is fresh or the next keeps us waiting."""
        loop = asyncio.get_running_loop()
        if self._known and loop.time() - self._heard < FRESH:
            return True
        asking = self._asking
        if asking is None or asking.done() or asking.get_loop() is not loop:
            asking = self._asking = asyncio.ensure_future(run_in_threadpool(self._ask))
            self._began = loop.time()
        await asyncio.wait({asking}, timeout=SILENT if self._known is None else PATIENCE)
        if asking.done():
            self._known, self._heard = asking.result(), loop.time()
        elif loop.time() - self._began >= SILENT:
            self._known = False
        return bool(self._known)


def router(screen: Screen) -> APIRouter:
    """The address of the check."""
    own = APIRouter()

    def answers() -> bool:
        try:
            screen.service.history.count("")
        except UserError:
            return False
        return True

    check = StoreCheck(answers)

    @own.api_route("/healthz", methods=["GET", "HEAD"])
    async def health() -> JSONResponse:
        database = await check()
        files = screen.settings.models.glob("*/config.json")
        models = sorted(file.parent.name for file in files)
        said = {"status": "ok" if database else "down", "version": __version__}
        return JSONResponse(
            {**said, "database": database, "models": models}, 200 if database else 503
        )

    return own
