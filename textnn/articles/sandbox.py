"""Runs a parser apart from everything else, so that no file can hang or fill the app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from textnn.articles.sandbox_worker import SECONDS, ParsedFile
from textnn.config import PACKAGE
from textnn.errors import UserError

PLACES = 2
"""Files that are parsed at the same time; others wait."""

_places = threading.BoundedSemaphore(PLACES)


def parse_apart(kind: str, content: bytes, most: int, seconds: float = SECONDS) -> ParsedFile:
    """What the parser ``textnn.articles.<kind>`` finds in ``content``.

    Args:
        kind: ``"html"``, ``"pdf"`` or ``"docx"``.
        content: the whole file.
        most: characters after which it may stop.
        seconds: on the clock, before it is given up.

    Raises:
        UserError: the parser's own, or it took too long, too much memory, or fell over.
    """
    with _place(seconds):
        try:
            done = subprocess.run(
                [sys.executable, "-m", f"textnn.articles.{kind}", str(most)],
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                cwd=PACKAGE.parent,
                env=_environment(),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UserError("heavy-file") from error
    if done.returncode < 0:  # a signal: the limits of the processor or of memory
        raise UserError("heavy-file")
    try:
        result = json.loads(done.stdout)
    except ValueError as error:
        raise UserError("broken-file") from error
    if "error" in result:
        code, variant, values = result["error"]
        raise UserError(code, variant, **values)
    return ParsedFile(**result)


def _environment() -> dict[str, str]:
    """Without our secrets, and without a thread for each core, which would cost memory."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TEXTNN_")}
    return {**kept, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@contextmanager
def _place(seconds: float) -> Iterator[None]:
    if not _places.acquire(timeout=seconds):
        raise UserError("busy", "files")
    try:
        yield
    finally:
        _places.release()
