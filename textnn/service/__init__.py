"""Use cases: check what came in, run a pipeline, keep the result, give it back."""

from __future__ import annotations

from textnn.service.keeping import MAX_SEED, Kept
from textnn.service.service import (
    MAX_LENGTH,
    MAX_TEMPERATURE,
    MAX_TOP_K,
    Service,
    check_options,
)

__all__ = [
    "MAX_LENGTH",
    "MAX_SEED",
    "MAX_TEMPERATURE",
    "MAX_TOP_K",
    "Kept",
    "Service",
    "check_options",
]
