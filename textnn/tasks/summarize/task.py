"""The descriptor of *Resumir*."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import part
from textnn.results import Summary, SummaryOptions
from textnn.tasks.summarize.export import EXPORTS
from textnn.tasks.summarize.text import how, plain, terminal
from textnn.tasks.summarize.view import headline_view, notice, sentences_view, summary_view
from textnn.tasks.task import ArticleForm, Notes, Task


def _page(result: Summary, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """The summary, and above it which of it a network wrote."""
    note = notice(result, language).strip("[]")
    caution = part(language, "html/macros.html", "caution", [note])
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
    meant=r"(?P<headline>titul|manchet|headline)|(?P<sentences>resum|frase|summar)",
    form=ArticleForm(
        line="Write a headline and a dek for a Portuguese article, and choose its main sentences.",
        returns="text, headline and dek (text, origin, source, glances, refused), sentences "
        "(start, end,\n    text, score), options, language, read, model, seconds, others (more "
        "headlines, as text)\n    and run_id.",
        about="Every name and number in what the network writes stands in the article; where it "
        "does not\nmanage that, a sentence of the article stands in, and a remark says so. The "
        "other sentences\nare the article's own, to the letter.\n\n"
        "\b\ntextnn summarize artigo.pdf\n"
        "textnn summarize - --sentences 1 --json < artigo.txt\n"
        "textnn summarize artigo.txt --rank 2",
        options=SummaryOptions,
        act="summarize",
        hint="summarize_empty",
        view=summary_view,
    ),
)
