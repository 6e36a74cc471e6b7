"""The descriptor of *Desenho para imagem*."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from markupsafe import Markup

from textnn.html.templates import render
from textnn.locale import say, say_known
from textnn.results.pictures import Rendering
from textnn.tasks.generated_files import opened, png
from textnn.tasks.render.view import rendering_view
from textnn.tasks.task import Export, Notes, Task
from textnn.tasks.terminal import Terminal


def _view(result: Rendering, language: str, when: datetime, notes: Notes = ()) -> Markup:
    """The drawing, and the picture beside it."""
    made = rendering_view(result, language, when, Markup("").join(notes))
    values = {"drawing": result.outline, "alt": say(language, "one_render"), "made": made}
    return render(language, "render/easel.html", **values)


def _terminal(result: Rendering, out: Terminal) -> None:
    print(result.options.kind)
    out.remark("cli_pictures_in_json")


def _title(title: str, language: str) -> str:
    known = f"render_{title}"
    return say_known(language, known, default=title)


def rendering_to_png(result: Rendering, notice: str) -> bytes:
    """The picture that was made of a drawing; ``notice`` is inside."""
    return png(opened(result.picture), notice, asdict(result.options))


def _stem(result: Rendering, language: str) -> str:
    """The name says that the picture was made, too."""
    return f"textnn-{say(language, 'file_generated')}-{result.options.kind}"


RENDER = Task(
    result=Rendering,
    command="desenho",
    pipeline="textnn.tasks.render.pipeline:load_renderer",
    tab="samples",
    view=_view,
    terminal=_terminal,
    title=_title,
    notice=lambda result, _, language: say(language, "picture_notice", model=result.model.name),
    exports={"png": Export("png", "image/png", lambda *given: rendering_to_png(*given[:2]), _stem)},
    picture=lambda result: result.picture,
    about_text=False,
)
