"""What a conversation shows of a highlighted article: its marks, or its keywords."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import render
from textnn.results import Highlight
from textnn.tasks.highlight.view import label_counts, marked
from textnn.tasks.task import Notes


def marks_view(result: Highlight, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """The marked article, with its legend above."""
    return render(
        language,
        "highlight/marks.html",
        result=result,
        article=marked(result),
        counts=label_counts(result),
        when=when,
        notes=notes,
    )


def keywords_view(result: Highlight, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """The keywords, and what is known of each."""
    return render(language, "highlight/keywords.html", result=result, when=when, notes=notes)
