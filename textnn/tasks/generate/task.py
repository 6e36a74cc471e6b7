"""The descriptors of *Escrever*: a continuation, and the surprise of a text."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.locale import say
from textnn.results import Continuation, Surprise
from textnn.tasks.generate.text import how, surprise_terminal, terminal
from textnn.tasks.generate.view import surprise_view, writing_view
from textnn.tasks.task import ArticleForm, Notes, Task


def _view(result: Continuation, language: str, when: datetime, notes: Notes = ()) -> Markup:
    return writing_view(result, language, when, result.written_by_person, notes)


def _card(result: Continuation, language: str, when: datetime, notes: Notes = ()) -> Markup:
    return Markup('<div class="card">{}</div>').format(_view(result, language, when, notes))


GENERATE = Task(
    result=Continuation,
    command="escrever",
    pipeline="textnn.tasks.generate.pipeline:load_writer",
    tab="generate",
    view=_view,
    views={"writing": _card},
    plain=lambda result, *_: result.text,
    terminal=terminal,
    notice=lambda result, _, language: say(language, "copy_note", model=result.model.name),
    how=how,
    meant=r"escrev|texto gerado|continu|writ|wrote",
)

SURPRISE = Task(
    result=Surprise,
    command="surpresa",
    pipeline="textnn.tasks.generate.pipeline:load_surprise",
    view=surprise_view,
    terminal=surprise_terminal,
    form=ArticleForm(
        line="Show how well the network saw each character coming.",
        returns="text, chars (char, bits, expected: likeliest characters with their probabilities),"
        " bits_per_char, model, seconds and run_id (null if not kept).",
        about="Prints the text, its mean surprise in bits per character, and the characters that "
        "the network\nhad least expected. --json gives every character with the likeliest "
        "alternatives.\n\n\b\ntextnn surprise artigo.txt",
    ),
)
