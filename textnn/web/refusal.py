"""An error of ours as an HTTP answer."""

from __future__ import annotations

from starlette.responses import JSONResponse

from textnn.errors import UserError


def refusal(status: int, error: UserError, lang: str) -> JSONResponse:
    """An answer that says what is wrong, as errors of a call come."""
    return JSONResponse({"error": error.say(lang), "title": error.code}, status_code=status)
