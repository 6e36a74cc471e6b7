"""The descriptor of a comparison."""

from __future__ import annotations

from textnn.results import Comparison
from textnn.tasks.compare.export import EXPORTS
from textnn.tasks.compare.text import how, plain, terminal
from textnn.tasks.compare.view import compare_card, compare_view
from textnn.tasks.task import Task

COMPARE = Task(
    result=Comparison,
    command="comparação",
    pipeline="textnn.tasks.compare.pipeline:load_comparer",
    view=compare_view,
    views={"comparison": compare_card},
    plain=plain,
    terminal=terminal,
    exports=EXPORTS,
    how=how,
    meant=r"compar",
)
