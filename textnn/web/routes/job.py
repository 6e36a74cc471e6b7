"""``/jobs``: many articles at once for programs, and the tables that come of them for all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from mimetypes import guess_type
from pathlib import Path
from typing import Annotated, Any, BinaryIO, cast

from fastapi import APIRouter, Query, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from textnn import __version__
from textnn.batches.work import TASKS_OF_BATCHES
from textnn.errors import UserError
from textnn.jobs.folder import File
from textnn.jobs.jobs import JobOrder
from textnn.jobs.status import STATES, JobStatus
from textnn.results.spreadsheet import separator
from textnn.web.context import Screen, request_language
from textnn.web.refusal import refusal

ENDINGS = {
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/jsonl": ".jsonl",
    "application/x-jsonlines": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "text/csv": ".csv",
}
"""Media type of a body that is one file -> how the name of that file ends."""

STATUS = {
    "no-such-job": 404,
    "job-not-done": 409,
    "job-too-large": 413,
    "job-too-many": 413,
    "bad-media-type": 415,
    "too-many-jobs": 429,
    "busy": 503,
    "job-disk": 503,
}
"""Code of an error -> status of the answer; of all others 400."""

MOST_TOLD = 100
"""Documents that could not be read which a job names; the table ``errors`` has all."""

_IN_MEMORY = 1 << 20
_PIECE = 1 << 16
_FORM_BYTES = 1 << 20
"""What a form with many files may have besides their bytes."""


class FailedDocument(BaseModel):
    """A document that could not be read."""

    source: str
    error: str = Field(description="One sentence.")
    title: str = Field(description="The error's code.")


class JobAnswer(BaseModel):
    """A job at this moment."""

    id: str
    state: str = Field(description=f"One of {', '.join(STATES)}.")
    tasks: list[str]
    keep: bool = Field(description="Whether each result goes to the history.")
    total: int = Field(description="Documents.")
    done: int = Field(description="Documents that are done, with those that could not be read.")
    failed: int = Field(description="Documents that could not be read.")
    errors: list[FailedDocument] = Field(description=f"The first {MOST_TOLD} of them.")
    made: str = Field(description="When it was begun, ISO 8601, UTC.")
    ended: str | None = Field(description="When it ended; null: it has not.")
    expires: str | None = Field(description="When its tables are deleted; null until it has ended.")
    error: str | None = Field(description="Why it ended before its last document, one sentence.")
    title: str | None = Field(description="The code of that.")
    warning: str | None = Field(description="Why results could not be kept in the history.")


class Refusal(BaseModel):
    """What is wrong."""

    error: str = Field(description="One sentence.")
    title: str = Field(description="The error's code.")


_WORK = "Jobs of many articles"
_REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal} for status in (400, 404, 409, 413, 415, 429, 503)
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            },
            **{
                media: {"schema": {"type": "string", "format": "binary"}}
                for media in ("application/jsonl", "application/zip", "text/csv")
            },
        },
    }
}


def router(screen: Screen) -> APIRouter:
    """``/jobs`` and what is below it."""
    own = APIRouter(prefix="/jobs", responses=_REFUSED)
    jobs = screen.jobs

    @own.get("/openapi.json", include_in_schema=False)
    def openapi() -> dict[str, Any]:
        return get_openapi(title="textnn", version=__version__, summary=_WORK, routes=own.routes)

    @own.post("", status_code=202, response_model=JobAnswer, openapi_extra=_BODY)
    async def begin(
        request: Request,
        tasks: Annotated[str, Query(description=", ".join(TASKS_OF_BATCHES))] = "highlight",
        keep: Annotated[bool, Query(description="Each result goes to the history.")] = True,
    ) -> Response:
        """Begin a job: files as a form, or one JSON-lines, CSV or zip file as the body."""
        names = tuple(one.strip() for one in tasks.split(",") if one.strip())
        order = JobOrder(
            screen.context(request, keep=keep), names, screen.visitor(request, request.scope)
        )

        async def begun() -> Response:
            most = screen.settings.job_bytes
            if int(request.headers.get("content-length") or 0) > most + _FORM_BYTES:
                raise UserError("job-too-large", most=most // 2**20)
            async with _files(request, most, screen.settings.job_documents) as files:
                status = await run_in_threadpool(jobs.begin, order, files)
            return JSONResponse(
                _answer(status, order.context.language),
                202,
                {"location": f"{request.scope.get('root_path', '')}/jobs/{status.id}"},
            )

        return await _answered(request, begun)

    @own.get("", response_model=list[JobAnswer])
    async def every(request: Request) -> Response:
        """Your jobs, newest first."""
        language, found = request_language(request), jobs.all(screen.owner(request))
        return JSONResponse([_answer(one, language) for one in found])

    @own.get("/{job_id}", response_model=JobAnswer)
    async def look(job_id: str, request: Request) -> Response:
        """How far a job is."""

        async def looked() -> Response:
            status = jobs.status(screen.owner(request), job_id)
            return JSONResponse(_answer(status, request_language(request)))

        return await _answered(request, looked)

    @own.get("/{job_id}/result", response_class=FileResponse)
    async def result(job_id: str, request: Request, format: str = "jsonl") -> Response:  # noqa: A002
        """All tables in one zip file (jsonl, csv, parquet), or as one SQLite file (db)."""
        ending = "db" if format == "db" else "zip"
        name = f"textnn.{ending}"

        async def packed() -> Response:
            folder = jobs.folder(screen.owner(request), job_id)
            return await _sent(lambda: folder.packed(format), name)

        return await _answered(request, packed)

    @own.get("/{job_id}/{table}.{form}", response_class=FileResponse)
    async def table(
        job_id: str, table: str, form: str, request: Request, spreadsheet: bool = False
    ) -> Response:
        """One table: articles, marks, keywords, sentences, names, people or errors."""
        delimiter = separator(request_language(request)) if spreadsheet else ""

        async def written() -> Response:
            folder = jobs.folder(screen.owner(request), job_id)
            return await _sent(lambda: folder.table(table, form, delimiter), f"{table}.{form}")

        return await _answered(request, written)

    @own.delete("/{job_id}", status_code=204)
    async def remove(job_id: str, request: Request) -> Response:
        """End a job, and delete what it has done; results in the history stay."""

        async def removed() -> Response:
            await run_in_threadpool(jobs.remove, screen.owner(request), job_id)
            return Response(status_code=204)

        return await _answered(request, removed)

    return own


async def _answered(request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
    """What ``work`` answers, or one sentence why not."""
    try:
        return await work()
    except UserError as error:
        return refusal(STATUS.get(error.code, 400), error, request_language(request))


async def _sent(write: Callable[[], Path], name: str) -> Response:
    """A file, opened before the answer begins: who deletes it meanwhile does not break it."""
    try:
        file = await run_in_threadpool(lambda: write().open("rb"))
    except FileNotFoundError as error:
        raise UserError("no-such-job") from error
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-length": str(os.fstat(file.fileno()).st_size),
    }
    kind = guess_type(name)[0] or "application/octet-stream"
    return StreamingResponse(_pieces(file), media_type=kind, headers=headers)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


@asynccontextmanager
async def _files(request: Request, most: int, many: int) -> AsyncIterator[list[File]]:
    """The files of a form, or the body as one file; they are gone afterwards.

    Args:
        request: asks.
        most: bytes of a body that is one file.
        many: files of a form.

    Raises:
        UserError: there is no file, the body is of no known kind, or there is too much.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with _form(request, many) as files:
            yield files
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > most:
                raise UserError("job-too-large", most=most // 2**20)
            await run_in_threadpool(body.write, piece)
        body.seek(0)
        ending = ENDINGS.get(kind) or _ending(body.read(4))
        body.seek(0)
        yield [(f"artigos{ending}", cast(BinaryIO, body))]


@asynccontextmanager
async def _form(request: Request, many: int) -> AsyncIterator[list[File]]:
    try:
        form = await request.form(max_files=many)
    except HTTPException as error:  # Starlette's words are English
        if error.detail.startswith("Too many files"):
            raise UserError("job-too-many", most=many) from error
        raise UserError("bad-request") from error
    try:
        given = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not given:
            raise UserError("job-empty")
        yield [(one.filename or "", one.file) for one in given]
    finally:
        await form.close()


def _ending(head: bytes) -> str:
    """How the name of a file ends that begins so; what sends it may call it a form.

    Raises:
        UserError: it is of no known kind.
    """
    if head.startswith(b"PK"):
        return ".zip"
    if head.lstrip().startswith(b"{"):
        return ".jsonl"
    raise UserError("bad-media-type", names=[*ENDINGS])


def _answer(status: JobStatus, language: str) -> dict[str, Any]:
    told = JobAnswer(
        id=status.id,
        state=status.state,
        tasks=[*status.tasks],
        keep=status.keep,
        total=status.total,
        done=len(status.rows),
        failed=len(status.failed),
        errors=[
            FailedDocument(source=row.source, error=row.error[1], title=row.error[0])
            for row in status.failed[:MOST_TOLD]
            if row.error
        ],
        made=status.made.isoformat(timespec="seconds"),
        ended=_moment(status.ended),
        expires=_moment(status.expires),
        error=status.error.say(language) if status.error else None,
        title=status.error.code if status.error else None,
        warning=status.warning.say(language) if status.warning else None,
    )
    return told.model_dump()


def _moment(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None
