"""The descriptors of *Amostras*: sampled pictures, and the detective's game with them."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from textnn.locale import say, say_known
from textnn.results.names import class_name
from textnn.results.pictures import Game, Samples
from textnn.tasks.sample.detective_view import score_view
from textnn.tasks.sample.export import EXPORTS
from textnn.tasks.sample.text import game_terminal, how, plain, terminal
from textnn.tasks.sample.view import card_view, gallery_view, walk_view
from textnn.tasks.task import Notes, Task


def _view(result: Samples, language: str, when: datetime, notes: Notes = ()) -> Markup:
    view = gallery_view if result.options.towards is None else walk_view
    return view(result, language, when, notes)


def _title(title: str, language: str) -> str:
    """``"Roupas · vestido"``."""
    name, _, rest = title.partition(" ")
    known = f"set_{name}"
    shown = say_known(language, known, default=name)
    return " · ".join(part for part in (shown, class_name(language, rest)) if part)


SAMPLE = Task(
    result=Samples,
    command="amostra",
    pipeline="textnn.tasks.sample.pipeline:load_sampler",
    tab="samples",
    view=_view,
    views={"pictures": card_view},
    plain=plain,
    terminal=terminal,
    title=_title,
    notice=lambda result, _, language: say(language, "picture_notice", model=result.model.name),
    exports=EXPORTS,
    how=how,
    meant=r"desenh|gerou|vestid|imagens|draw|drew|sampl",
    picture=lambda result: result.pictures[0].picture,
    about_text=False,
)

DETECT = Task(
    result=Game,
    command="detetive",
    view=score_view,
    terminal=game_terminal,
    title=_title,
    about_text=False,
)
