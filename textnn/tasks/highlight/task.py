"""The descriptor of *Destacar*."""

from __future__ import annotations

from textnn.results import Highlight, HighlightOptions
from textnn.tasks.highlight.corrections import edited
from textnn.tasks.highlight.export import EXPORTS
from textnn.tasks.highlight.text import how, plain, terminal
from textnn.tasks.highlight.view import (
    highlight_editor,
    highlight_preview,
    highlight_view,
    keywords_view,
    marks_view,
)
from textnn.tasks.task import ArticleForm, Task

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
    edit=edited,
    meant=r"marc|destac|grif|nomes|palavras?[- ]chave|highlight|mark|keyword",
    form=ArticleForm(
        line="Mark people, places, organisations, dates and amounts in a Portuguese text.",
        returns="text, spans (start, end, text, label, score; offsets are code points), keywords "
        "(text,\n    score, spans, share, writing, name; best first), corrections (what a person "
        "changed, so\n    none here), model, seconds, run_id (null if not kept) and warning (why "
        "it could not be kept).",
        about="Without a flag the article is printed with its marks in brackets; its keywords "
        "follow as a list.\nOffsets of --json and --csv count code points of the text exactly as "
        "it was given; of a page or a\ndocument, of the article found in it.\n\n"
        "\b\ntextnn highlight artigo.txt --keywords\n"
        "textnn highlight https://jornal.com.br/noticia\n"
        "textnn highlight - --csv < artigo.txt > marcas.csv",
        options=HighlightOptions,
        act="highlight",
        hint="highlight_empty",
        view=highlight_editor,
        preview=highlight_preview,
    ),
)
