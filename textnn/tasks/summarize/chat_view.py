"""What a conversation shows of a summary: its sentences, or headline and dek."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import render
from textnn.results import Summary
from textnn.tasks.summarize.view import cautions, sourced
from textnn.tasks.task import Notes


def sentences_view(result: Summary, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """The sentences that say most."""
    return _card("sentences", result, language, when, notes)


def headline_view(result: Summary, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """Headline and dek."""
    return _card("headline", result, language, when, notes)


def _card(name: str, result: Summary, language: str, when: datetime, notes: Notes) -> Markup:
    return render(
        language,
        f"summarize/{name}.html",
        result=result,
        cautions=cautions(result, language),
        source=sourced(result),
        when=when,
        notes=notes,
    )
