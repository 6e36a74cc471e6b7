"""The descriptors of *Escrever*: a continuation, and the surprise of a text."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.locale import say
from textnn.results import Continuation, Surprise
from textnn.tasks.generate.text import how, surprise_terminal, terminal
from textnn.tasks.generate.view import surprise_view, writing_view
from textnn.tasks.task import Notes, Task


def _view(result: Continuation, language: str, when: datetime, notes: Notes = ()) -> Markup:
    return writing_view(result, language, when, result.written_by_person, notes)


def _card(result: Continuation, language: str, when: datetime, notes: Notes = ()) -> Markup:
    return Markup('<div class="card">{}</div>').format(_view(result, language, when, notes))


GENERATE = Task(
    result=Continuation,
    one=("Escrito", "Writing"),
    many=("Escritos", "Writings"),
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
    one=("Surpresa", "Surprise"),
    many=("Surpresas", "Surprises"),
    command="surpresa",
    view=surprise_view,
    terminal=surprise_terminal,
)
