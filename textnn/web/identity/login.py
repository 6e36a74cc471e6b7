"""The login of an app that strangers can reach: a page, a lock-out, and a door before the rest.

Who logs in gets the owner's cookie with their name in it, signed like any other, so a person finds
the same history on every device; a second cookie says that the password was the one of today.
Without accounts there is no login and this does nothing.
"""

from __future__ import annotations

import hmac
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from textnn.html.page import page_policy, standing_page
from textnn.html.templates import render
from textnn.locale import language_of, say
from textnn.web.identity.accounts import Accounts
from textnn.web.identity.owner import COOKIE, LOGIN, sign, verify
from textnn.web.identity.owner_cookie import owner_cookie, path_of
from textnn.web.rate_limit import address_of, too_many_requests

TRIES = parse("5/10minutes")
"""Wrong passwords from one address before it has to wait."""

_OPEN = ("/login", "/healthz", "/metrics", "/r/", "/favicon.ico")
"""Addresses that need no login: ``/metrics`` has a token, a shared result its own address."""

STAMP = "textnn-login"
"""Name of the cookie that a changed password makes worthless."""

_HEADERS = {"cache-control": "no-store"}


def router(accounts: Accounts, secret: str) -> APIRouter:
    """``/login`` and ``/logout``."""
    own = APIRouter()
    failures, one_by_one = MovingWindowRateLimiter(MemoryStorage()), Lock()

    @own.get("/login")
    def page(request: Request) -> Response:
        return _page(request, "") if accounts else RedirectResponse("./", 303)

    @own.post("/login")
    def enter(
        request: Request,
        username: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
    ) -> Response:
        key = address_of(request.scope)
        language = language_of(request.headers.get("accept-language"))
        with one_by_one:  # many at the same time are not let off with one look
            if not failures.test(TRIES, key):
                return too_many_requests(request.scope, "login_locked", _wait(failures, key))
            right = accounts.correct(username, password)
            if not right:
                failures.hit(TRIES, key)
        if not right:
            said = say(language, "login_wrong")
            return _page(request, said, 401) if _wants_page(request) else _shut(said, "login-wrong")
        answer: Response = (
            RedirectResponse("./", 303) if _wants_page(request) else JSONResponse({"success": True})
        )
        cookies = {COOKIE: sign(LOGIN + username, secret), STAMP: accounts.stamp(username, secret)}
        for name, value in cookies.items():
            answer.headers.append("set-cookie", owner_cookie(request.scope, value, name=name))
        return answer

    @own.post("/logout")
    def leave(request: Request) -> Response:
        answer = RedirectResponse("login", 303)
        for name in (COOKIE, STAMP):
            answer.delete_cookie(name, path_of(request.scope))
        return answer

    return own


class LoginRequired:
    """Lets in those who logged in, and everybody to the few addresses that are for everybody."""

    def __init__(self, app: ASGIApp, accounts: Accounts, secret: str) -> None:
        self._app = app
        self._accounts = accounts
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket") or self._welcome(scope):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        answer: Response
        if request.method == "GET" and _wants_page(request):
            answer = RedirectResponse(f"{path_of(scope)}login", 303)
        else:
            said = say(language_of(request.headers.get("accept-language")), "login_needed")
            answer = _shut(said, "login-needed")
        await answer(scope, receive, send)

    def _welcome(self, scope: Scope) -> bool:
        if not self._accounts:
            return True
        path = scope["path"]
        if any(path == one or (one.endswith("/") and path.startswith(one)) for one in _OPEN):
            return True
        cookies = Request(scope).cookies
        owner = verify(cookies.get(COOKIE, ""), self._secret) or ""
        if not owner.startswith(LOGIN):
            return False
        stamp = self._accounts.stamp(owner.removeprefix(LOGIN), self._secret)
        shown = cookies.get(STAMP, "").encode("utf-8", "surrogatepass")
        return bool(stamp) and hmac.compare_digest(shown, stamp.encode())


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _shut(said: str, code: str) -> JSONResponse:
    """As errors of a call come, and with the name that Gradio's own page reads."""
    return JSONResponse({"detail": said, "error": said, "title": code}, 401)


def _wait(failures: MovingWindowRateLimiter, key: str) -> float:
    return failures.get_window_stats(TRIES, key).reset_time


def _page(request: Request, wrong: str, status: int = 200) -> HTMLResponse:
    language = language_of(request.headers.get("accept-language"))
    body = render(language, "pages/login.html", wrong=wrong)
    page = standing_page(say(language, "login"), "", body, language, home="", bare=True)
    headers = {**_HEADERS, "content-security-policy": page_policy()}
    return HTMLResponse(page, status, headers)
