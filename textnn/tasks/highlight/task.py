"""The descriptor of *Destacar*."""

from __future__ import annotations

from textnn.results import Highlight
from textnn.tasks.highlight.chat_view import keywords_view, marks_view
from textnn.tasks.highlight.export import EXPORTS
from textnn.tasks.highlight.text import how, plain, terminal
from textnn.tasks.highlight.view import highlight_view
from textnn.tasks.task import Task

HIGHLIGHT = Task(
    result=Highlight,
    command="destacar",
    pipeline="textnn.tasks.highlight.pipeline:load_highlighter",
    tab="highlight",
    view=highlight_view,
    views={"marks": marks_view, "keywords": keywords_view},
    plain=plain,
    terminal=terminal,
    exports=EXPORTS,
    how=how,
    meant=r"marc|destac|grif|nomes|palavras?[- ]chave|highlight|mark|keyword",
)
