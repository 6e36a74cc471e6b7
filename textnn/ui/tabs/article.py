"""The tab of a task that asks for an article and a few options, made from its descriptor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from textnn.articles.repair import Repair, Repaired, read_ranks, repair
from textnn.html.markup import JS_CLICKS, JS_EVENTS, JS_PASTED
from textnn.html.templates import part
from textnn.locale import say_known
from textnn.pages.fragments import WHYS
from textnn.pages.share_box import kept_note
from textnn.results import Result
from textnn.results.options import described
from textnn.results.runs import Run
from textnn.service import Stored
from textnn.tasks.registry import TASKS
from textnn.tasks.task import Notes, export_buttons
from textnn.ui.components.article_source import OPENING, ArticleSource
from textnn.ui.components.background import JobProgress, Runner
from textnn.ui.components.download import save_on_press
from textnn.ui.components.many_articles import ManyArticles, tasks_of
from textnn.ui.components.personal import PersonalPanel
from textnn.ui.gradio_patches import pressed
from textnn.ui.i18n import t
from textnn.ui.screen import QUICK, Opener, Updates, as_gradio_error, storage_note
from textnn.web.context import Screen, request_language


def build(screen: Screen, name: str) -> dict[type[Result], Opener]:
    """The tab of a task, inside the ``Blocks`` that are open.

    Returns:
        Class of a result -> how to show a kept one in it: those of the task, and of the tasks that
        have their button there.
    """
    tab = ArticleTab(screen, name)
    opener = Opener(name, tab.box, tab.changed, tab.show)
    return {TASKS[one].result: opener for one in tab.tasks}


def sentences(language: str) -> Mapping[str, str]:
    """What the descriptors bring to the page from the start, by the names that ``t`` takes."""
    said = {f"task:{name}": task.many(language) for name, task in TASKS.items()}
    for name, form in TASKS.forms().items():
        said[f"act:{name}"] = say_known(language, form.act, default=form.act)
        if form.hint:
            title = say_known(language, f"{form.hint}_title", default=TASKS[name].one(language))
            hint = say_known(language, form.hint, default=form.hint)
            said[f"html:{name}"] = part(language, "html/macros.html", "empty", title, hint)
        for field, _, _, option in described(form.options):
            label = say_known(language, option.label, default=option.label)
            said[f"option:{name}.{field}"] = label
    return said


class ArticleTab:
    """Box, tools, progress, view and exports of a task, and what they do.

    Attributes:
        tasks: names of the task itself, and of those that have no tab but a button in this one.
    """

    def __init__(self, screen: Screen, name: str) -> None:
        self._screen = screen
        self._task = TASKS[name]
        forms = TASKS.forms()
        self.tasks = [name, *(one for one in forms if one != name and TASKS[one].tab == name)]
        with gr.Row(elem_classes=["desk", "article"]):
            with gr.Column(elem_classes="paper"):
                self.box = gr.Textbox(
                    label=t("article"),
                    placeholder=t("article_hint"),
                    lines=8,
                    max_lines=11,
                    elem_id=self._id("article"),
                    elem_classes="serif",
                )
                self._repairs = gr.HTML(
                    "", js_on_load=JS_PASTED, elem_id=self._id("repairs"), elem_classes="repairs"
                )
                self._status = gr.HTML("", elem_id=self._id("status"), elem_classes="status")
            with gr.Column(elem_classes="tools"):
                self._tools()
        self._view = gr.HTML(t(f"html:{name}"), js_on_load=JS_EVENTS, elem_id=self._id("view"))
        self._held = gr.State(None, time_to_live=3600)  # the result, and where it is kept
        self._when = gr.State(None, time_to_live=3600)  # when it was made
        self._repaired = gr.State(None, time_to_live=3600)  # the text before and after
        self._runner = Runner(self._status, [*self._go.values()], self._stop)
        self._outputs: tuple[Block, ...] = (
            self._view,
            self._held,
            self._when,
            self._repairs,
            *self._runner.outputs,
        )
        self.changed = (self.box, *self._controls.values(), *self._outputs)
        self._wire()

    def _id(self, part: str) -> str:
        return f"{self._task.name}-{part}"

    def _tools(self) -> None:
        with gr.Row(elem_classes="buttons"):
            self._go = {
                name: gr.Button(
                    t(f"act:{name}"),
                    variant="primary" if name == self._task.name else "secondary",
                    elem_id=f"{name}-go",
                )
                for name in self.tasks
            }
            self._stop = gr.Button(t("stop"), interactive=False, elem_id=self._id("stop"))
        self._controls = {
            (task, name): one for task in self.tasks for name, one in self._options(task)
        }
        several = bool(tasks_of(self._chosen(self._task.name)))
        self._opening = ArticleSource(self._screen, self._task.name, several=several)
        self._examples = gr.HTML(
            t("html:articles"), js_on_load=JS_CLICKS, elem_id=self._id("examples")
        )
        self._private = gr.Checkbox(label=t("private_mode"), elem_id=self._id("private"))
        gr.HTML(t("html:stays"))

    def _options(self, task: str) -> Iterator[tuple[str, Component]]:
        """A switch, a slider, a box of a number or one of text for each option, by its name."""
        for name, kind, default, option in described(TASKS.forms()[task].options):
            if not option.control:
                continue
            first = default if option.at_first is None else option.at_first
            shown: dict[str, Any] = {
                "label": t(f"option:{task}.{name}"),
                "elem_id": f"{task}-{name}",
            }
            if kind is bool:
                yield name, gr.Checkbox(first, **shown)
            elif kind is str:
                yield name, gr.Textbox(first, **shown)
            elif option.low is not None and option.high is not None:
                yield (
                    name,
                    gr.Slider(
                        option.low, option.high, first, step=1 if kind is int else None, **shown
                    ),
                )
            else:
                yield name, gr.Number(first, precision=0 if kind is int else None, **shown)
            if option.label in WHYS:
                gr.HTML(t(f"html:why:{option.label}"))

    def _wire(self) -> None:
        read = {name: self._reading(name) for name in self.tasks}
        for name, button in self._go.items():
            button.click(**read[name])
        self._opening.wire(self.box, self._status)
        if tasks_of(self._chosen(self._task.name)):
            self._wire_several()
        # a press that comes within a reading is read after it, not dropped
        first = {**read[self._task.name], "trigger_mode": "always_last"}
        self._examples.click(self._load_example, None, self.box, **QUICK).then(**first)
        self._repairs.click(
            self._repair,
            [self.box, self._repaired],
            [self.box, self._repaired, self._repairs],
            **QUICK,
        ).then(**first)
        self._repairs.input(self._offer, self.box, self._repairs, **QUICK)
        save_on_press(self._view, self._held, lambda held: held.result)
        if self._task.edit:
            shown = [self._held, self._when]
            self._personal = PersonalPanel(self._screen)
            changed = [self._view, self._held, self._personal.view]
            self._view.edit(self._edit, shown, changed, **QUICK)

    def _wire_several(self) -> None:
        """One file goes into the box; several, or a zip file, become a table."""
        cleared: Updates = {self._held: None, self._when: None, self._repairs: ""}
        self._many = ManyArticles(self._screen, self._runner, self._status, self._view, cleared)
        mine = [one for (task, _), one in self._controls.items() if task == self._task.name]
        self._many.wire(
            self._opening.upload.upload(
                self._open,
                [self._opening.upload, self._private, *mine],
                [self.box, self._status, self._many.job],
                **OPENING,
            )
        )

    def _open(
        self, paths: Sequence[str] | None, off_record: bool, request: gr.Request, *settings: Any
    ) -> Iterator[Updates]:
        if paths and (len(paths) > 1 or paths[0].lower().endswith(".zip")):
            options = self._chosen(self._task.name, settings)
            yield from self._many.begin(paths, options, request, keep=not off_record)
            return
        for text, note in self._opening.from_file(paths[0] if paths else None, request):
            yield {self.box: text, self._status: note, self._many.job: None}

    def _repair(
        self, text: str, before: tuple[str, str] | None, request: gr.Request, event: gr.EventData
    ) -> tuple[str, tuple[str, str] | None, str]:
        """Puts the text in the box right, or back as it was."""
        undone = event.do == "undo" and before is not None
        given = before[0] if undone and before else text
        found = self._repaired_text(given)
        note = repairs_note(found.repairs, request_language(request), done=not undone)
        return (given, None, note) if undone else (found.text, (text, found.text), note)

    def _offer(self, text: str | None, request: gr.Request) -> str:
        """What pasting broke, before anything is read."""
        return self._faults(text or "", request_language(request))

    def _faults(self, text: str, language: str) -> str:
        faults = self._repaired_text(text).repairs
        return repairs_note(faults, language) if faults else ""

    def _repaired_text(self, text: str) -> Repaired:
        """A text too long to be read stays as it is: putting it right would hold the page up."""
        settings = self._screen.settings
        long = len(text) > settings.max_chars
        return Repaired(text, ()) if long else repair(text, read_ranks(settings))

    def _edit(
        self,
        held: Stored[Any] | None,
        when: datetime | None,
        request: gr.Request,
        event: gr.EventData,
    ) -> Updates:
        """What the page holds, as its owner changes it."""
        if held is None or when is None:
            return {self._view: gr.skip()}
        with as_gradio_error(request):
            context = self._screen.context(request)
            kept = self._screen.service.edit(held, pressed(event), context)
        notes = (storage_note(kept, context.language),)
        shown = self._shown(kept.result, context.language, when, notes)
        counted: Updates = {self._personal.view: self._personal.drawn(request)}
        return {self._view: shown, self._held: kept, **counted}

    def _reading(self, name: str) -> dict[str, Any]:
        """The event in which a task reads what the box holds."""
        mine = [one for (task, _), one in self._controls.items() if task == name]

        def read(
            text: str | None,
            off_record: bool,
            repaired: tuple[str, str] | None,
            request: gr.Request,
            *settings: Any,
        ) -> Iterator[Updates]:
            if not (repaired and text == repaired[1]):  # else it says what was done
                yield {self._repairs: self._faults(text or "", request_language(request))}
            yield from self._read(name, text or "", off_record, request, settings)

        return {
            "fn": read,
            "inputs": [self.box, self._private, self._repaired, *mine],
            "outputs": [*self._outputs],
            "concurrency_id": "read",
            "concurrency_limit": 2,
            **QUICK,
        }

    def _read(
        self, name: str, text: str, off_record: bool, request: gr.Request, settings: Sequence[Any]
    ) -> Iterator[Updates]:
        asked = self._screen.context(request, keep=not off_record)
        unfinished = TASKS.forms()[name].preview

        def job(progress: JobProgress) -> Stored[Any]:
            context, options = replace(asked, progress=progress), self._chosen(name, settings)
            if unfinished:
                context = replace(context, preview=progress.preview)
            return self._screen.service.run(name, text, options, context)

        def preview(found: Result) -> Updates:
            assert unfinished
            shown = unfinished(found, asked.language, datetime.now(UTC), ())
            return {self._view: shown, self._held: None, self._when: None}

        def show(kept: Stored[Any]) -> Updates:
            notes, now = (storage_note(kept, asked.language),), datetime.now(UTC)
            shown = self._shown(kept.result, asked.language, now, notes)
            return {self._view: shown, self._held: kept, self._when: now}

        yield from self._runner.run(
            request,
            "reading",
            job,
            show,
            preview=preview,
            left=lambda found: show(Stored(found)),
        )

    def _chosen(self, task: str, settings: Sequence[Any] | None = None) -> Any:
        """What the controls of a task say, as options; without them the usual ones."""
        form = TASKS.forms()[task]
        if settings is None:
            return form.options()
        kinds = {name: kind for name, kind, _, _ in described(form.options)}
        names = [name for of, name in self._controls if of == task]
        chosen = zip(names, settings, strict=True)
        return form.options(**{name: kinds[name](value or kinds[name]()) for name, value in chosen})

    def _shown(self, result: Result, language: str, when: datetime, notes: Notes) -> str:
        task = TASKS.of(result)
        if task.form and task.form.view:
            return task.form.view(result, language, when, notes)
        files = export_buttons(task.exports)
        exports = part(language, "html/macros.html", "exports", files) if files else ""
        return task.view(result, language, when, notes) + exports

    def _load_example(self, event: gr.EventData) -> str:
        return self._screen.examples.articles[event.name]

    def show(self, run: Run, language: str) -> Updates:
        """A kept result, as it was when it was made; what it does not tell stays as it is."""
        told = {(run.result.task, name): value for name, value in run.result.parameters.items()}
        return {
            **self._runner.idle,
            self.box: run.result.given,
            **{one: told.get(name, gr.skip()) for name, one in self._controls.items()},
            self._view: self._shown(
                run.result, language, run.created_at, (kept_note(run.id, language),)
            ),
            self._held: Stored(run.result, run.id),
            self._when: run.created_at,
            self._repairs: "",
        }


def repairs_note(found: Sequence[Repair], language: str, done: bool = False) -> str:
    """What pasting broke, with a button that puts it right, or back as it was."""
    return part(language, "pages/fragments.html", "repairs", found, done)
