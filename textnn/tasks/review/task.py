"""The descriptor of *Revisar*."""

from __future__ import annotations

from textnn.results import Review
from textnn.tasks.review.text import how, plain, terminal
from textnn.tasks.review.view import review_view
from textnn.tasks.task import JSON_ALONE, ArticleForm, Task

REVIEW = Task(
    result=Review,
    command="revisar",
    pipeline="textnn.tasks.review.pipeline:load_reviewer",
    tab="review",
    view=review_view,
    views={"review": review_view},
    plain=plain,
    terminal=terminal,
    exports=JSON_ALONE,
    how=how,
    meant=r"revis|erros?|review|mistake",
    form=ArticleForm(
        line="Find what cannot be right in a Portuguese article: names, dates, figures, signs.",
        returns="text, findings (kind, places, values; offsets are code points), model, seconds "
        "and run_id.",
        about="Names spelt in two ways, days of the week that do not fit their dates, parts that "
        "do not add up,\npercentages that do not follow from their numbers, a figure of the "
        "headline that the text lacks,\nquotation marks and brackets without their other half, "
        "lost spaces, words said twice. No advice\non style. Each line begins with the number of "
        "the article's line.\n\n"
        "\b\ntextnn review artigo.txt\n"
        "textnn review - --json < artigo.txt",
        act="review",
        hint="review_empty",
    ),
)
