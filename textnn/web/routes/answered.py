"""What a page asks a model for, computed in a thread, with one sentence where that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter, fail_after
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from textnn.errors import UserError
from textnn.laboratory.later import PATIENCE
from textnn.service.deadline import limited
from textnn.web.context import request_language
from textnn.web.refusal import refusal


async def answered(
    request: Request, compute: Callable[[], Any], places: CapacityLimiter
) -> Response:
    """What was computed before its deadline as JSON, or one sentence why not.

    Who waits for one of ``places`` holds no thread, so that all else is answered meanwhile.
    """
    try:
        try:
            with fail_after(PATIENCE):
                await places.acquire()
        except TimeoutError as error:
            raise UserError("busy") from error
        try:
            return JSONResponse(await run_in_threadpool(limited, compute))
        finally:
            places.release()
    except UserError as error:
        status = {"busy": 503, "took-too-long": 503, "no-such-station": 404}.get(error.code, 400)
        return refusal(status, error, request_language(request))
