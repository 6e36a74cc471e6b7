"""What a conversation shows of a highlighted article: its marks, or its keywords."""

from __future__ import annotations

from datetime import datetime

from textnn.html.templates import render
from textnn.results import Highlight
from textnn.tasks.highlight.view import label_counts, marked
from textnn.tasks.task import Notes


def marks_view(result: Highlight, language: str, when: datetime, notes: Notes = ()) -> str:
    """The marked article, with its legend above."""
    return render(
        language,
        "chat/marks.html",
        result=result,
        article=marked(result),
        counts=label_counts(result),
        when=when,
        notes=notes,
    )


def keywords_view(result: Highlight, language: str, when: datetime, notes: Notes = ()) -> str:
    """The keywords, and what is known of each."""
    return render(language, "chat/keywords.html", result=result, when=when, notes=notes)
