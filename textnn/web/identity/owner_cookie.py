"""The cookie that says who somebody is, and the layer that gives everybody one."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textnn.web.identity.accounts import Accounts
from textnn.web.identity.owner import COOKIE, new_owner, sign, verify

_YEAR = 365 * 24 * 3600


def owner_cookie(scope: Scope, token: str, framed: bool = False, name: str = COOKIE) -> str:
    """The ``set-cookie`` header that gives a browser its owner.

    In a frame of another site only a partitioned cookie comes back, and only over https.
    """
    https = scope.get("scheme") == "https"
    reach = "SameSite=None; Partitioned" if framed and https else "SameSite=Lax"
    secure = "; Secure" if https else ""
    return f"{name}={token}; Path={path_of(scope)}; Max-Age={_YEAR}; HttpOnly; {reach}{secure}"


def path_of(scope: Scope) -> str:
    """Where the app is: cookies are for no other that the same proxy serves."""
    return f"{scope.get('root_path', '')}/"


class OwnerCookie:
    """Gives every browser a signed anonymous owner, already at its first request.

    The fresh cookie is put into the request too, so that handlers find it there on a first visit.
    A cookie that was tampered with is replaced. Where one has to log in nobody gets an anonymous
    one: the late answer to a request from before the login would put it in the place of the name.

    Args:
        app: what is inside.
        secret: signs the owner.
        accounts: who may log in; none: no login.
        framed: whether other sites may show the page in a frame.
    """

    def __init__(self, app: ASGIApp, secret: str, accounts: Accounts, framed: bool = False) -> None:
        self._app = app
        self._accounts = accounts
        self._secret = secret
        self._framed = framed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if verify(Request(scope).cookies.get(COOKIE, ""), self._secret):
            await self._app(scope, receive, send)
            return
        token = sign(new_owner(), self._secret)
        header = owner_cookie(scope, token, self._framed)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if not self._accounts and not any(
                    one.startswith(f"{COOKIE}=") for one in headers.getlist("set-cookie")
                ):
                    headers.append("set-cookie", header)  # who just logged in has one already
            await send(message)

        await self._app(_with_cookie(scope, token), receive, send_with_cookie)


def _with_cookie(scope: Scope, token: str) -> Scope:
    """The request as if the browser had sent ``token``."""
    others = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
    kept = [
        part.strip()
        for name, value in scope["headers"]
        if name == b"cookie"
        for part in value.decode("latin-1").split(";")
        if part.strip() and not part.strip().startswith(f"{COOKIE}=")
    ]
    cookie = "; ".join([*kept, f"{COOKIE}={token}"]).encode("latin-1")
    return {**scope, "headers": [*others, (b"cookie", cookie)]}
