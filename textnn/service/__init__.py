"""Use cases: check what came in, run a pipeline, keep the result, give it back."""

from __future__ import annotations

from textnn.results.stored import Stored
from textnn.service.recorder import check_options
from textnn.service.service import Service

__all__ = ["Service", "Stored", "check_options"]
