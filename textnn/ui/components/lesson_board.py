"""The classes of a lesson in preparation: a name and a shelf of pictures for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gradio as gr
from gradio.blocks import Block

from textnn.errors import UserError
from textnn.locale import number, say
from textnn.results.pictures import MAX_CLASSES, MIN_CLASSES
from textnn.tasks.teach.view import shelf_view
from textnn.ui.components.lesson_draft import LessonDraft, Shelf
from textnn.ui.components.picture_source import JS_SHELF, picked
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Updates
from textnn.web.context import request_language


class Board:
    """The board, inside the ``Blocks`` that are open.

    Args:
        limit: most bytes of a picture's file.

    Attributes:
        draft: what stands on it, a ``LessonDraft``; ``None``: nothing yet.
        names: the boxes with the names of the classes.
        components: all that ``show`` changes.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rows: list[gr.Column] = []
        self._shelves: list[gr.HTML] = []
        self.names: list[gr.Textbox] = []
        with gr.Row(elem_classes="board"):
            for n in range(1, MAX_CLASSES + 1):
                self._class(n)
        self._more = gr.Button(t("add_class"), size="sm", elem_id="add-class", elem_classes="ask")
        self.draft = gr.State(None, time_to_live=3600)
        self.components: list[Block] = [
            self.draft,
            *self._rows,
            *self.names,
            *self._shelves,
            self._more,
        ]
        self._wire()

    def _class(self, n: int) -> None:
        shown = n <= MIN_CLASSES
        with gr.Column(visible=shown, elem_classes="shelf", elem_id=f"class-{n}") as row:
            name = gr.Textbox(
                label=t(f"nth_class_{n}"),
                placeholder=t("class_hint"),
                max_lines=1,
                max_length=40,
                elem_id=f"class-{n}-name",
            )
            shelf = gr.HTML(t("html:shelf"), js_on_load=JS_SHELF, elem_id=f"class-{n}-shelf")
        self._rows.append(row)
        self.names.append(name)
        self._shelves.append(shelf)

    def _wire(self) -> None:
        given = [self.draft, *self.names]
        for row, shelf in enumerate(self._shelves):
            shelf.pick(self._picker(row), self.draft, [self.draft, shelf], **QUICK)
            shelf.click(self._clicker(row), given, self.components, **QUICK)
        self._more.click(self._add_class, given, self.components, **QUICK)

    def show(self, draft: LessonDraft, names: Sequence[str], language: str) -> Updates:
        """The board with this draft on it, its classes called so."""
        updates: Updates = {
            self.draft: draft,
            self._more: gr.update(visible=len(draft.shelves) < MAX_CLASSES),
        }
        for n, (row, name, shelf) in enumerate(
            zip(self._rows, self.names, self._shelves, strict=True)
        ):
            there = n < len(draft.shelves)
            updates[row] = gr.update(visible=there)
            updates[name] = names[n] if there and n < len(names) else ""
            updates[shelf] = _shelf(draft, n, language) if there else shelf_view((), language)
        return updates

    def _picker(self, row: int) -> Callable[..., Updates]:
        """What brings pictures to the shelf of one class."""

        def pick(draft: LessonDraft | None, event: gr.EventData, request: gr.Request) -> Updates:
            language, mine = request_language(request), draft or LessonDraft()
            try:
                mine.add(row, picked(event.pictures, self._limit))
            except UserError as error:
                gr.Warning(error.say(language), title=say(language, "toast_warning"))
            if event.refused:
                most = f"{self._limit // 2**20} MB"
                told = say(
                    language, "refused_files", count=number(language, event.refused), limit=most
                )
                gr.Warning(told, title=say(language, "toast_warning"))
            return {self.draft: mine, self._shelves[row]: _shelf(mine, row, language)}

        return pick

    def _clicker(self, row: int) -> Callable[..., Updates]:
        """What the buttons on the shelf of one class do."""

        def click(
            draft: LessonDraft | None, event: gr.EventData, request: gr.Request, *names: str
        ) -> Updates:
            mine, called = draft or LessonDraft(), [*names]
            if event.do == "drop":
                mine.drop(row, int(event.index))
            elif event.do == "remove" and len(mine.shelves) > MIN_CLASSES:
                del mine.shelves[row], called[row]
                called.append("")
            return self.show(mine, called, request_language(request))

        return click

    def _add_class(self, draft: LessonDraft | None, request: gr.Request, *names: str) -> Updates:
        mine = draft or LessonDraft()
        if len(mine.shelves) < MAX_CLASSES:
            mine.shelves.append(Shelf())
        return self.show(mine, names, request_language(request))


def _shelf(draft: LessonDraft, row: int, language: str) -> str:
    removable = len(draft.shelves) > MIN_CLASSES
    return shelf_view(draft.shelves[row].thumbs, language, removable=removable)
