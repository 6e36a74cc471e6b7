"""What every task returns: frozen values without torch or SQL.

All durations are seconds of wall time. ``to_dict`` and ``from_dict`` carry a result to JSON and
back, for the store, the command line and the HTTP interface alike.
"""

from __future__ import annotations

from textnn.results.base import (
    NO_MODEL,
    ModelRef,
    Progress,
    Result,
    from_dict,
    ignore_progress,
    to_dict,
)
from textnn.results.chat import Answer
from textnn.results.factsheet import ArticleFact, FactRelation, FactSheet, FactSheetOptions
from textnn.results.personal import PersonalReport
from textnn.results.text import (
    FINDINGS,
    FINISHES,
    KINDS,
    LABELS,
    MAX_SENTENCES,
    ORIGINS,
    CharSurprise,
    ComparedItem,
    ComparedSentence,
    Comparison,
    Continuation,
    Correction,
    Extract,
    Finding,
    GenerateOptions,
    Glance,
    Highlight,
    HighlightOptions,
    Keyword,
    Line,
    Memorisation,
    Review,
    Span,
    Summary,
    SummaryOptions,
    Surprise,
)

__all__ = [
    "FINDINGS",
    "FINISHES",
    "KINDS",
    "LABELS",
    "MAX_SENTENCES",
    "NO_MODEL",
    "ORIGINS",
    "Answer",
    "ArticleFact",
    "CharSurprise",
    "ComparedItem",
    "ComparedSentence",
    "Comparison",
    "Continuation",
    "Correction",
    "Extract",
    "FactRelation",
    "FactSheet",
    "FactSheetOptions",
    "Finding",
    "GenerateOptions",
    "Glance",
    "Highlight",
    "HighlightOptions",
    "Keyword",
    "Line",
    "Memorisation",
    "ModelRef",
    "PersonalReport",
    "Progress",
    "Result",
    "Review",
    "Span",
    "Summary",
    "SummaryOptions",
    "Surprise",
    "from_dict",
    "ignore_progress",
    "to_dict",
]
