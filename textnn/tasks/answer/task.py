"""The descriptor of an answer."""

from __future__ import annotations

from textnn.results.chat import Answer
from textnn.tasks.answer.text import how, plain, terminal
from textnn.tasks.answer.view import answer_card, answer_view, nearest_card
from textnn.tasks.task import Task

ANSWER = Task(
    result=Answer,
    command="resposta",
    pipeline="textnn.tasks.answer.pipeline:load_answerer",
    view=answer_view,
    views={"answer": answer_card, "nearest": nearest_card},
    plain=plain,
    terminal=terminal,
    how=how,
    meant=r"respond|resposta|answer|sabe",
)
