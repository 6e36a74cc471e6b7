"""Many articles of a visitor -> their table on the page, and the way to the whole tables."""

from __future__ import annotations

from markupsafe import Markup

from textnn.html.templates import render
from textnn.jobs.status import JobStatus
from textnn.results import LABELS

MOST_SHOWN = 100
"""Rows on the page; the tables to download have all."""


def job_view(status: JobStatus, language: str, *, parquet: bool) -> Markup:
    """The table so far, or the whole one with the tables to download.

    Args:
        status: of the job.
        language: of the reader.
        parquet: whether this machine writes Parquet files.
    """
    return render(
        language,
        "pages/jobs.html",
        job=status,
        read=len(status.rows) - len(status.failed),
        rows=status.rows[:MOST_SHOWN],
        failed=[row for row in status.rows[MOST_SHOWN:] if row.error],
        labels=LABELS,
        minutes=_minutes(status),
        lines="headline" in status.tasks,
        formats=("csv", "jsonl", *(("parquet",) if parquet else ()), "db"),
    )


def _minutes(status: JobStatus) -> int:
    """How long the tables are kept."""
    if status.ended is None or status.expires is None:
        return 0
    return round((status.expires - status.ended).total_seconds() / 60)
