"""The descriptor of the classification of pictures."""

from __future__ import annotations

from datetime import datetime

from textnn.html.markup import after, escape
from textnn.locale import say
from textnn.results.names import class_name
from textnn.results.pictures import Classification
from textnn.tasks.classify.text import how, plain, terminal
from textnn.tasks.classify.view import classification_view, evidence_html, verdict_html
from textnn.tasks.task import JSON_ALONE, Notes, Task


def _card(result: Classification, language: str, when: datetime, notes: Notes = ()) -> str:
    """What a conversation shows: the verdict, and the evidence on demand."""
    evidence = evidence_html(result, language)
    label = escape(say(language, "chat_evidence"))
    more = f'<details class="fold"><summary>{label}</summary>{evidence}</details>'
    return (
        f'<section class="classified card">{verdict_html(result, language)}'
        f"{more if evidence else ''}{after(language, result, when, notes)}</section>"
    )


def _title(title: str, language: str) -> str:
    """``"gato · foto.jpg"``, or ``"não reconhecida · foto.jpg"``."""
    label, _, source = title.partition(" · ")
    source = say(language, "drawing") if source == "drawing" else source
    return " · ".join(part for part in (class_name(language, label), source) if part)


CLASSIFY = Task(
    result=Classification,
    one=("Classificação", "Classification"),
    many=("Classificações", "Classifications"),
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
