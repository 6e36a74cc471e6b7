"""The descriptors of *Amostras*: sampled pictures, and the detective's game with them."""

from __future__ import annotations

from datetime import datetime

from textnn.html.markup import after, escape
from textnn.html.pictures import discriminator_why, download_notice
from textnn.locale import number, say, say_known
from textnn.results.names import class_name
from textnn.results.pictures import Game, Samples
from textnn.tasks.sample.detective_view import score_view
from textnn.tasks.sample.export import EXPORTS
from textnn.tasks.sample.text import game_terminal, how, plain, terminal
from textnn.tasks.sample.view import gallery_view, picture_button, walk_view
from textnn.tasks.task import Notes, Task

_FEW, _SOME = 6, 30
"""Pictures up to which they are shown large, and medium."""


def _view(result: Samples, language: str, when: datetime, notes: Notes = ()) -> str:
    view = gallery_view if result.options.towards is None else walk_view
    return view(result, language, when, notes)


def _card(result: Samples, language: str, when: datetime, notes: Notes = ()) -> str:
    """What a conversation shows: the pictures, each of which tells about itself."""
    count = len(result.pictures)
    many = say(language, "gallery_many", count=number(language, count))
    title = escape(say(language, "gallery_one") if count == 1 else many)
    grid = "".join(picture_button(result, index, language) for index in range(count))
    size = "few" if count <= _FEW else "some" if count <= _SOME else "many"
    line = say(
        language,
        "sample_line",
        seed=result.options.seed,
        truncation=number(language, result.options.truncation, 1),
    )
    return (
        f'<section class="sampled card"><div class="pics {size}" data-pics role="group" '
        f'aria-label="{title}">{grid}</div>'
        f'<p class="detail" aria-live="polite">{escape(say(language, "chat_point"))}</p>'
        f"{discriminator_why(language)}{after(language, result, when, (line, *notes))}</section>"
    )


def _title(title: str, language: str) -> str:
    """``"Roupas · vestido"``."""
    name, _, rest = title.partition(" ")
    known = f"set_{name}"
    shown = say_known(language, known, default=name)
    return " · ".join(part for part in (shown, class_name(language, rest)) if part)


SAMPLE = Task(
    result=Samples,
    one=("Amostras", "Samples"),
    many=("Amostras", "Samples"),
    command="amostra",
    pipeline="textnn.tasks.sample.pipeline:load_sampler",
    tab="samples",
    view=_view,
    views={"pictures": _card},
    plain=plain,
    terminal=terminal,
    title=_title,
    notice=lambda result, _, language: download_notice(language, result.model.name),
    exports=EXPORTS,
    how=how,
    meant=r"desenh|gerou|vestid|imagens|draw|drew|sampl",
    picture=lambda result: result.pictures[0].picture,
    about_text=False,
)

DETECT = Task(
    result=Game,
    one=("Partida de Detetive", "Detective game"),
    many=("Partidas de Detetive", "Detective games"),
    command="detetive",
    view=score_view,
    terminal=game_terminal,
    title=_title,
    about_text=False,
)
