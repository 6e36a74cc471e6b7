"""The addresses of Gradio's server that this application knows, and no others are open."""

from __future__ import annotations

import re

ROOT = "/gradio_api/"
"""Where Gradio is spoken to."""

MCP = "/gradio_api/mcp"
"""Our tools are where Gradio would serve its own."""

SESSION = "session_hash"
"""The name under which a page says its session, in a query or in a JSON body."""

SINGLE = (
    "info", "openapi.json", "queue/join", "queue/data", "queue/status", "cancel", "reset", "upload",
    "upload_progress", "startup-events", "theme.css", "app_id",
    "run/predict",  # what does not wait in the queue, such as the stop buttons
)  # fmt: skip
"""Addresses below ``ROOT`` that the page or a program needs."""

OPEN = re.compile(
    rf"{ROOT}(?:(?:{'|'.join(map(re.escape, SINGLE))}|mcp|mcp/schema)/?|(?:call/|heartbeat/).*)",
    re.DOTALL,
)
"""All that is open."""

FILE = re.compile(r"(?:/gradio_api)?/(?:file[=/]|proxy=).*", re.DOTALL)
"""Where Gradio gives files out, its own and those of other sites."""

HEARTBEAT = re.compile(r"(/gradio_api/heartbeat/)([^/]+)")
CALL = re.compile(r"/gradio_api/call/(v2/)?([^/]+)/?")
ANSWER = re.compile(r"/gradio_api/call/(?:v2/)?([^/]+)/([^/]+)")
"""Address of the answer to a call: the endpoint and the call's id."""

STREAM = "/gradio_api/queue/data"
"""Where a page reads what becomes of its events."""

EVENTS = ("/gradio_api/queue/join", "/gradio_api/run/predict")
"""Where the page says by its number which event happened."""

JOBS = ("/gradio_api/queue/join", "/gradio_api/call/", MCP, "/jobs")
"""Beginnings of the addresses behind which work waits."""

LETS_GO = ("/cancel", "/reset", "/close")
"""Ends of the addresses that only let go of something."""

NO_JSON = ("/gradio_api/upload", MCP)
"""What is posted here is read by no JSON reader of Gradio."""
