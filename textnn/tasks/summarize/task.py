"""The descriptor of *Resumir*."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import part
from textnn.results import Summary
from textnn.tasks.summarize.chat_view import headline_view, sentences_view
from textnn.tasks.summarize.export import EXPORTS
from textnn.tasks.summarize.text import how, plain, terminal
from textnn.tasks.summarize.view import notice, summary_view
from textnn.tasks.task import Notes, Task


def _page(result: Summary, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """The summary, and above it which of it a network wrote."""
    note = notice(result, language).strip("[]")
    caution = part(language, "macros.html", "caution", [note])
    return caution + summary_view(result, language, when, notes)


SUMMARIZE = Task(
    result=Summary,
    command="resumir",
    pipeline="textnn.tasks.summarize.pipeline:load_summarizer",
    tab="summarize",
    view=_page,
    views={"sentences": sentences_view, "headline": headline_view},
    plain=plain,
    terminal=terminal,
    notice=lambda result, view, language: "" if view == "sentences" else notice(result, language),
    exports=EXPORTS,
    how=how,
    meant=r"resum|titul|manchet|frase|headline|summar",
)
