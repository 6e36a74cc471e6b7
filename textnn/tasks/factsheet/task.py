"""The descriptor of *Ficha*."""

from __future__ import annotations

from textnn.results.factsheet import FactSheet, FactSheetOptions
from textnn.tasks.factsheet.export import EXPORTS
from textnn.tasks.factsheet.text import how, plain, terminal
from textnn.tasks.factsheet.view import SECTION_VIEWS, factsheet_card, factsheet_view
from textnn.tasks.task import ArticleForm, Task

FACTSHEET = Task(
    result=FactSheet,
    command="ficha",
    pipeline="textnn.tasks.factsheet.pipeline:load_factsheet",
    tab="highlight",
    view=factsheet_view,
    views={"sheet": factsheet_card, **SECTION_VIEWS},
    plain=plain,
    terminal=terminal,
    exports=EXPORTS,
    how=how,
    meant=r"ficha|fatos|fact",
    form=ArticleForm(
        line="List the facts of a Portuguese text: who, who said what, when, how much, where.",
        returns="text, facts (kind, text, value, places, relations: role, age, party, speaker, "
        "of,\n    acronym, people, each with its place; offsets are code points), published, "
        "model, seconds,\n    run_id (null if not kept) and warning (why it could not be kept).",
        about="People with role and age, who said what, each date and amount once, places, "
        "organisations with\ntheir acronym and their kind, which a network tells, contacts, "
        "numbers of laws and cases.\nWhat belongs to what is decided by rules over the words "
        "beside a mark: check it.\n\n"
        "\b\ntextnn factsheet artigo.txt\n"
        "textnn factsheet artigo.txt --published 2026-11-20\n"
        "textnn factsheet https://jornal.com.br/noticia --csv > ficha.csv",
        options=FactSheetOptions,
        act="factsheet",
        view=factsheet_view,
    ),
)
