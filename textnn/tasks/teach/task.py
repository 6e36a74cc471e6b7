"""The descriptor of a lesson."""

from __future__ import annotations

import base64
import re
import unicodedata

from textnn.results.pictures import Lesson
from textnn.tasks.task import JSON_ALONE, Export, Task
from textnn.tasks.teach.view import lesson_view
from textnn.tasks.terminal import Terminal, visible

_LONGEST_NAME = 60  # letters of the classes in the name of a file


def _terminal(result: Lesson, out: Terminal) -> None:
    for name, count in zip(result.classes, result.counts, strict=True):
        print(visible(f"{count:4}  {name}"))
    if result.accuracy is not None:
        share = out.percent(result.accuracy)
        print(out.say("cli_right_held_out", share=share))


def stem(result: Lesson, _: str) -> str:
    """What the project is called as a file, after its classes: ``"textnn-bola-barra"``."""
    plain = unicodedata.normalize("NFKD", "-".join(result.classes)).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode("ascii").lower()).strip("-")
    return f"textnn-{words[:_LONGEST_NAME].strip('-')}".rstrip("-")


def _project(result: Lesson, *_: str) -> bytes:
    return base64.b64decode(result.project)


TEACH = Task(
    result=Lesson,
    command="aula",
    pipeline="textnn.tasks.teach.pipeline:load_teacher",
    tab="images",
    view=lesson_view,
    terminal=_terminal,
    exports={"zip": Export("zip", "application/zip", _project, stem), **JSON_ALONE},
    about_text=False,
)
