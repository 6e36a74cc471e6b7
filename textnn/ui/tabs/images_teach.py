"""*Ensinar*: classes of one's own from a handful of pictures each, then pictures put to them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr
from gradio.blocks import Block

from textnn.errors import UserError
from textnn.html.markup import JS_CLICKS
from textnn.html.progress import progress_bar
from textnn.html.templates import part
from textnn.locale import say
from textnn.pages.share_box import kept_note
from textnn.results import Progress
from textnn.results.pictures import MAX_PROJECT, Lesson
from textnn.results.runs import Run
from textnn.service import Stored
from textnn.tasks.teach.view import lesson_view
from textnn.tasks.thumbnails import animated
from textnn.ui.components.answer_cache import Answered, again, question
from textnn.ui.components.background import Runner
from textnn.ui.components.download import save_on_press
from textnn.ui.components.lesson_board import Board
from textnn.ui.components.lesson_draft import LessonDraft, drafted
from textnn.ui.components.picture_source import JS_OPENER, PictureSource
from textnn.ui.files import picture_bytes
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Opener, Updates, as_gradio_error, storage_note
from textnn.ui.tabs.images_classify import SLOW, answer_view
from textnn.web.context import Screen, request_language


def build(screen: Screen) -> Opener:
    """The part, inside the ``Blocks`` that are open; returns how to show a kept result in it."""
    part = TeachTab(screen)
    return Opener("images", None, part.changed, part.show)


class TeachTab:
    """Classes with pictures, the training and its test."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._limit = screen.settings.upload_bytes
        with gr.Row(elem_classes="desk"):
            with gr.Column(elem_classes="paper"):
                gr.HTML(t("html:teach_lead"))
                self._board = Board(self._limit)
            with gr.Column(elem_classes="tools"):
                self._tools()
        self._status = gr.HTML("", elem_id="teach-status", elem_classes="status")
        self._view = gr.HTML(t("html:teach"), js_on_load=JS_CLICKS, elem_id="teach-view")
        with gr.Column(visible=False, elem_id="try", elem_classes="trial") as self._try:
            self._trial()
        self._found = gr.State(None, time_to_live=3600)
        self._runner = Runner(self._status, [self._go], self._stop)
        self._outcome: list[Block] = [
            self._view,
            *self._runner.outputs,
            self._try,
            self._answer,
            self._found,
        ]
        self.changed = (*self._board.components, *self._outcome)
        self._wire()

    def _tools(self) -> None:
        with gr.Row(elem_classes="buttons"):
            self._go = gr.Button(t("teach"), variant="primary", elem_id="teach-go")
            self._stop = gr.Button(t("stop"), interactive=False, elem_id="teach-stop")
        self._example = gr.HTML(
            t("html:example_lesson") if self._screen.examples.lesson else "",
            js_on_load=JS_CLICKS,
            elem_id="teach-example",
        )
        self._open = gr.HTML(t("html:open_project"), js_on_load=JS_OPENER, elem_id="teach-open")
        self._private = gr.Checkbox(label=t("private_mode"), elem_id="teach-private")
        gr.HTML(t("html:image_stays"))

    def _trial(self) -> None:
        gr.HTML(t("html:try"))
        self._source = PictureSource("try")
        self._ask = gr.Button(t("classify"), variant="primary", elem_id="try-go")
        self._answer = gr.HTML("", js_on_load=JS_CLICKS, elem_id="try-view")

    def _wire(self) -> None:
        draft = self._board.draft
        teach: dict[str, Any] = {
            "fn": self._teach,
            "inputs": [draft, self._private, *self._board.names],
            "outputs": [draft, *self._outcome],
            **SLOW,
        }
        self._go.click(**teach)
        self._example.click(self._load_example, None, [*self.changed], **QUICK).then(**teach)
        self._open.pick(self._load_project, None, [*self.changed], **QUICK)
        ask: dict[str, Any] = {
            "fn": self._classify,
            "inputs": [self._found, draft, self._private, *self._source.components],
            "outputs": [self._answer, self._found],
            **SLOW,
        }
        self._ask.click(**ask)
        self._source.photo.pick(**ask)
        save_on_press(self._view, draft, lambda draft: draft.lesson)
        save_on_press(self._answer, self._found, lambda found: found.kept.result)

    # Lessons that are opened

    def _load_example(self, request: gr.Request) -> Updates:
        with as_gradio_error(request):
            lesson = self._screen.examples.lesson
            language = request_language(request)
            named = [say(language, f"lesson_{name}") for name in lesson]
            board = self._board.show(drafted(lesson, None), named, language)
            return {**self._runner.idle, **board, **self._forget()}

    def _load_project(self, event: gr.EventData, request: gr.Request) -> Updates:
        with as_gradio_error(request):
            if not event.url:
                limit = f"{MAX_PROJECT // 1_000_000} MB"
                raise UserError("too-large", "project", limit=limit)
            project = picture_bytes(event.url, MAX_PROJECT)
            language = request_language(request)
            return self._opened(project, datetime.now(UTC), (say(language, "not_kept"),), language)

    def _opened(
        self, project: bytes, when: datetime, notes: tuple[str, ...], language: str
    ) -> Updates:
        """A project laid out on the board, with what it had learnt."""
        lesson, pictures = self._screen.service.pictures.open_project(project)
        draft = drafted(pictures, lesson)
        return {
            **self._runner.idle,
            **self._board.show(draft, [*pictures], language),
            **self._forget(),
            **self._learnt(draft, lesson, when, notes, language),
        }

    # The lesson

    def _forget(self) -> Updates:
        """Nothing learnt yet: no answers to show."""
        return {self._try: gr.update(visible=False), self._answer: "", self._found: None}

    def _learnt(
        self,
        draft: LessonDraft,
        lesson: Lesson,
        when: datetime,
        notes: tuple[str, ...],
        language: str,
    ) -> Updates:
        return {
            self._board.draft: draft,
            self._view: lesson_view(lesson, language, when, notes),
            self._try: gr.update(visible=True),
        }

    def _teach(
        self, draft: LessonDraft | None, off_record: bool, request: gr.Request, *names: str
    ) -> Iterator[Updates]:
        context = self._screen.context(request, keep=not off_record)
        language, mine = context.language, draft or LessonDraft()

        def job(progress: Progress) -> Stored[Lesson]:
            return self._screen.service.pictures.teach(
                mine.named(names), replace(context, progress=progress)
            )

        def show(kept: Stored[Lesson]) -> Updates:
            mine.lesson = kept.result
            notes = (storage_note(kept, language),)
            learnt = self._learnt(mine, kept.result, datetime.now(UTC), notes, language)
            return {**self._forget(), **learnt}

        yield from self._runner.run(request, "teaching", job, show)

    # Pictures put to it

    def _classify(
        self,
        found: Answered | None,
        draft: LessonDraft | None,
        off_record: bool,
        way: str,
        photo: str | None,
        drawn: str | None,
        request: gr.Request,
    ) -> Iterator[Updates]:
        if draft is None or draft.lesson is None:
            return
        context, service = self._screen.context(request, keep=not off_record), self._screen.service
        language, project = context.language, draft.lesson.project
        try:
            with as_gradio_error(request):
                try:
                    picture = self._source.read(way, photo, drawn, self._limit)
                    asked = question(picture, project, bool(off_record))
                    if not (found and again(found, asked, service, context.owner)):
                        yield {
                            self._answer: progress_bar(language, say(language, "starting"), None)
                        }
                        kept = service.pictures.classify_taught(
                            base64.b64decode(project), picture.data, picture.name, context
                        )
                        now = datetime.now(UTC)
                        found = Answered(asked, kept, now, animated(picture.data))
                    yield {self._answer: answer_view(found, language), self._found: found}
                except UserError as error:  # what stood there does not belong to this picture
                    told = part(language, "html/macros.html", "refused", error.say(language))
                    yield {self._answer: told, self._found: None}
        except gr.Error:
            yield {self._answer: ""}
            raise

    def show(self, run: Run, language: str) -> Updates:
        """A kept lesson, as it was when it was learnt, its pictures on the board."""
        result = run.result
        if not isinstance(result, Lesson):
            raise TypeError(f"not a lesson: {type(result).__name__}")
        project = base64.b64decode(result.project)
        return self._opened(project, run.created_at, (kept_note(run.id, language),), language)
