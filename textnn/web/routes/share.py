"""Addresses of shared results: the page behind one, and the box that makes and revokes them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from textnn.errors import UserError
from textnn.html.page import page_policy
from textnn.pages.share_box import refused_box, share_box
from textnn.pages.shared_result import shared_page
from textnn.web.context import Screen, request_language
from textnn.web.refusal import gone

_PAGE = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "vary": "accept-language",
}
_LOCAL = {"localhost", "127.0.0.1", "::1"}


def router(screen: Screen) -> APIRouter:
    """``/r/<id>`` for everybody, ``/share/<run>`` for the owner of the run."""
    own = APIRouter()

    @own.api_route("/r/{link_id}", methods=["GET", "HEAD"])
    def page(link_id: str, request: Request) -> Response:
        language = request_language(request)
        headers = {**_PAGE, "content-security-policy": page_policy()}
        try:
            run = screen.service.history.shared(link_id)
        except UserError as error:
            status = 404 if error.code == "no-such-link" else 503
            return gone(request.scope, error, headers, status)
        return HTMLResponse(shared_page(run, language), headers=headers)

    @own.get("/share/{run_id}")
    def box(run_id: str, request: Request) -> HTMLResponse:
        return _box(screen, run_id, request)

    @own.post("/share/{run_id}")
    def make(run_id: str, request: Request, days: int = 0) -> HTMLResponse:
        return _box(screen, run_id, request, days)

    @own.delete("/share/{run_id}")
    def revoke(run_id: str, request: Request) -> HTMLResponse:
        return _box(screen, run_id, request, revoke=True)

    return own


def _box(
    screen: Screen, run_id: str, request: Request, days: int | None = None, revoke: bool = False
) -> HTMLResponse:
    """The box of a run after what was asked for: nothing, a new address, or the end of them all."""
    language, owner, history = (
        request_language(request),
        screen.owner(request),
        screen.service.history,
    )
    try:
        if days is not None:
            history.share(owner, run_id, days or None)
        gone = revoke and history.links.revoke(owner, run_id) > 0
        history.open(owner, run_id)
        links = history.links.of_run(owner, run_id)
    except UserError as error:
        status = 404 if error.code == "no-such-run" else 400
        return HTMLResponse(refused_box(error.say(language)), status, _PAGE)
    local = request.url.hostname in _LOCAL
    return HTMLResponse(share_box(links, language, local=local, revoked=gone), headers=_PAGE)
