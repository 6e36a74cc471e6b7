"""The descriptor of the classification of pictures."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import render
from textnn.locale import say
from textnn.results.names import class_name
from textnn.results.pictures import Classification
from textnn.tasks.classify.text import how, plain, terminal
from textnn.tasks.classify.view import classification_view, squares
from textnn.tasks.task import JSON_ALONE, Notes, Task


def _card(result: Classification, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """What a conversation shows: the verdict, and the evidence on demand."""
    found = squares(result)
    values = {"result": result, "squares": found, "when": when, "notes": notes}
    return render(language, "classify/card.html", **values)


def _title(title: str, language: str) -> str:
    """``"gato · foto.jpg"``, or ``"não reconhecida · foto.jpg"``."""
    label, _, source = title.partition(" · ")
    source = say(language, "drawing") if source == "drawing" else source
    return " · ".join(part for part in (class_name(language, label), source) if part)


CLASSIFY = Task(
    result=Classification,
    command="classificar",
    pipeline="textnn.tasks.classify.pipeline:load_classifier",
    tab="images",
    view=classification_view,
    views={"classes": _card},
    plain=plain,
    terminal=terminal,
    title=_title,
    exports=JSON_ALONE,
    how=how,
    meant=r"classific|reconhec|viu|imagem|foto|recogni",
    picture=lambda result: result.picture,
    about_text=False,
)
