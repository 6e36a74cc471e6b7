"""What a conversation shows of a summary: its sentences, or headline and dek."""

from __future__ import annotations

from datetime import datetime

from textnn.html.markup import after, escape, gone_source, origin
from textnn.results import Summary
from textnn.tasks.summarize.attention_view import html_language
from textnn.tasks.summarize.view import cautions, goto, lines_html, sourced
from textnn.tasks.task import Notes


def sentences_view(result: Summary, language: str, when: datetime, notes: Notes = ()) -> str:
    """The sentences that say most."""
    spoken = html_language(result)
    items = "".join(
        f"<li>{goto(f's{n}', sentence.text, language)}</li>"
        for n, sentence in enumerate(result.sentences, 1)
    )
    shown = f'<ol lang="{spoken}">{items}</ol>' if items else ""
    return _digest(result, shown, language, when, notes)


def headline_view(result: Summary, language: str, when: datetime, notes: Notes = ()) -> str:
    """Headline and dek."""
    return _digest(result, lines_html(result, ("h3", "p"), language), language, when, notes)


def _digest(result: Summary, shown: str, language: str, when: datetime, notes: Notes) -> str:
    cautioned = "".join(f"<p>{escape(one)}</p>" for one in cautions(result, language))
    caution = f'<div class="caution" role="note">{cautioned}</div>' if cautioned else ""
    return (
        f'<section class="summary card"><div class="digest">{caution}{shown}{gone_source(language)}'
        f"</div>{origin(sourced(result), 'back_summary', html_language(result), language)}"
        f"{after(language, result, when, notes)}</section>"
    )
