"""The web application around the page: own addresses, the owner's cookie, security headers."""

from __future__ import annotations

import logging
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from anyio import create_task_group, sleep
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from prometheus_client import CollectorRegistry
from starlette.concurrency import run_in_threadpool
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from textnn.errors import UserError
from textnn.html.page import page_policy
from textnn.locale import language_of
from textnn.pages.model_card import card_page
from textnn.web.caching import CacheControl
from textnn.web.context import Screen, request_language
from textnn.web.identity import login
from textnn.web.identity.accounts import REFRESH_SECONDS, Accounts
from textnn.web.identity.owner_cookie import OwnerCookie
from textnn.web.identity.session_names import SessionNames
from textnn.web.observe import Observed, memory_of_children, metrics, size_of
from textnn.web.rate_limit import RateLimit
from textnn.web.refusal import NotFoundPages, OwnWords, gone, refusal
from textnn.web.routes import health, history, job, laboratory, letters, share
from textnn.web.same_origin import SameOrigin
from textnn.web.security_headers import SecurityHeaders
from textnn.web.shutdown import EndStreams, Shutdown
from textnn.web.sub_path import SubPath
from textnn.web.uploads import LocalFiles
from textnn.web.uploads import sweep as sweep_uploads

_log = logging.getLogger(__name__)

_BODY = 64 << 20
"""Bytes of the largest request: a lesson with its pictures, or a handful of files, in base64."""

_SWEEP_SECONDS = 3600.0


def create_app(
    screen: Screen,
    embedders: Sequence[str] = (),
    jobs: Callable[[], Sequence[Scope]] = list,
    scripts: Sequence[str] = (),
) -> FastAPI:
    """The application that Gradio is mounted into, with everything that is not Gradio's.

    Args:
        screen: service, settings and secret.
        embedders: sites that may show the page in a frame, beside itself.
        jobs: the requests whose work waits or runs now.
        scripts: what Gradio's page adds to itself once it runs.
    """
    settings = screen.settings
    accounts = Accounts(settings.accounts, screen.service.history.accounts.all)
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=_sweeping(screen, accounts)
    )
    app.state.accounts, app.state.log = accounts, settings.log
    app.add_exception_handler(RequestValidationError, _unfit)
    # The layer added last is the outermost.
    app.add_middleware(login.LoginRequired, accounts=accounts, secret=screen.secret)
    app.include_router(login.router(accounts, screen.secret))
    app.add_middleware(OwnerCookie, secret=screen.secret, accounts=accounts, framed=bool(embedders))
    app.add_middleware(SessionNames, secret=screen.secret)
    app.add_middleware(
        LocalFiles,
        folder=settings.home / "tmp",
        space=settings.upload_space_bytes,
        public=settings.public,
    )
    app.add_middleware(NotFoundPages)
    if settings.public:
        app.add_middleware(RateLimit, rate=settings.rate, most=settings.waiting, jobs=jobs)
    most = max(_BODY, 2 * settings.upload_bytes, settings.job_bytes + (2 << 20))
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=most)
    app.add_middleware(OwnWords, limit=settings.upload_limit)
    app.state.shutdown = Shutdown()
    app.add_middleware(EndStreams, shutdown=app.state.shutdown)
    app.add_middleware(SameOrigin)
    app.add_middleware(CORSMiddleware)  # allows no site anything, and Gradio then leaves it to us
    app.add_middleware(CacheControl)
    app.add_middleware(SecurityHeaders, settings=settings, embedders=embedders, scripts=scripts)
    app.add_middleware(GZipMiddleware, compresslevel=5)  # streams are let through as they are
    registry = CollectorRegistry()
    app.add_middleware(Observed, registry=registry)
    app.add_middleware(SubPath, prefix=settings.root_path)
    if token := settings.metrics.get_secret_value():
        app.include_router(metrics(registry, token, lambda: _gauges(screen, len(jobs()))))
    app.include_router(health.router(screen))
    app.include_router(_router(screen))
    app.include_router(history.router(screen))
    app.include_router(share.router(screen))
    app.include_router(job.router(screen))
    app.include_router(laboratory.router(screen))
    app.include_router(letters.router(screen))
    return app


def _unfit(request: Request, _: Exception) -> Response:
    """FastAPI's own words are English, and repeat what came."""
    return refusal(422, UserError("bad-event"), request_language(request))


def _gauges(screen: Screen, jobs: int) -> dict[str, tuple[str, float]]:
    home, quota = screen.settings.home, screen.service.history.quota
    try:
        on_disk: float = quota.on_disk()
    except UserError:  # the store is down, and all else is still worth knowing
        on_disk = math.nan
    return {
        "jobs": ("Jobs that wait or run.", jobs),
        "pipelines_loaded": ("Tasks whose models are in memory.", len(screen.service.loaded)),
        "children_resident_bytes": ("Memory of the processes that compute.", memory_of_children()),
        "store_bytes": ("Size of the history where it lies.", on_disk),
        "store_used_bytes": ("What of it counts against the limit.", quota.known()),
        "store_limit_bytes": ("How large the history may be; 0: no limit.", quota.most),
        "upload_bytes": ("Size of the uploads on the disk.", size_of(home / "tmp")),
    }


def _router(screen: Screen) -> APIRouter:
    """The cards of the models."""
    own = APIRouter()

    @own.get("/models/{name}")
    def model(name: str, request: Request) -> Response:
        language = language_of(request.headers.get("accept-language"))
        headers = {"content-security-policy": page_policy(), "vary": "accept-language"}
        folder = screen.settings.models / name
        if not name.replace("-", "").isalnum() or not (folder / "config.json").is_file():
            return gone(request.scope, UserError("no-such-model", "card"), headers)
        return HTMLResponse(card_page(folder, language), headers=headers)

    return own


def _sweeping(
    screen: Screen, accounts: Accounts
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Deletes what is old and reads the accounts while the app is served.

    Then jobs end, and what was uploaded is deleted.
    """
    uploads, old = screen.settings.home / "tmp", 60 * screen.settings.upload_minutes

    async def sweep() -> None:
        while True:
            await sleep(_SWEEP_SECONDS)
            try:
                await run_in_threadpool(screen.service.history.apply_retention)
            except UserError:
                _log.exception("retention not applied")

    async def refresh() -> None:
        while True:
            await run_in_threadpool(sweep_uploads, uploads, old)
            await sleep(REFRESH_SECONDS)
            await run_in_threadpool(accounts.refresh)
            await run_in_threadpool(screen.jobs.sweep)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with create_task_group() as tasks:
            tasks.start_soon(sweep)
            tasks.start_soon(refresh)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()
                screen.jobs.close()
                sweep_uploads(uploads, 0)

    return lifespan
