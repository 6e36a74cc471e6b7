"""A kept result -> a page of its own: to read, to print and to send; nothing in it computes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from textnn.errors import UserError
from textnn.html.markup import does, escape, moment
from textnn.html.page import home_link, standing_page
from textnn.html.pictures import image
from textnn.locale import duration, number, say, say_known
from textnn.results import Continuation, Highlight, Result, Summary, Surprise
from textnn.results.chat import Answer
from textnn.results.names import class_name
from textnn.results.pictures import Classification, Game, Lesson, Rendering, Samples
from textnn.store.runs import Run
from textnn.tasks.answer.view import answer_view
from textnn.tasks.classify.view import classification_view, network_name
from textnn.tasks.classify.view import title_of as seen_in
from textnn.tasks.generate.view import surprise_view, writing_view
from textnn.tasks.highlight.view import highlight_view
from textnn.tasks.render.view import rendering_view
from textnn.tasks.sample.detective_view import score_view
from textnn.tasks.sample.view import gallery_view, walk_view
from textnn.tasks.summarize.view import notice, summary_view
from textnn.tasks.teach.view import lesson_view

_TITLE = 70  # characters of a text in the title
_ACT = re.compile(r'<button type="button"[^>]* data-do="[^>]*>.*?</button>', re.DOTALL)
"""A button that asks Python for something; what people gave is escaped, so it never looks so."""

_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Turners of the writing direction: in a title they would turn what stands around it."""

_NAMES = {
    **{name: name for name in ("length", "temperature", "top_k", "top_p", "seed", "sentences")},
    **{name: name for name in ("compare", "set", "count", "truncation")},
    "question": "answer_question",
    "stop": "stop_at",
    "model": "network",
    "label": "class",
    "towards": "second_seed",
    "towards_label": "shared_walk_class",
    "kind": "render_kind",
    "rank": "shared_rank",
}
"""Parameter -> the sentence that names it."""

_CHOSEN = ("model", "label")
"""Parameters that say something even when they are empty: the choice was left open."""


def _writing(result: Continuation, language: str, run: Run) -> str:
    return writing_view(result, language, run.created_at, result.written_by_person)


def _samples(result: Samples, language: str, run: Run) -> str:
    view = gallery_view if result.options.towards is None else walk_view
    return view(result, language, run.created_at)


def _rendering(result: Rendering, language: str, run: Run) -> str:
    alt = say(language, "one_render")
    drawn = f'<div class="canvas">{image(result.outline, alt)}</div>'
    made = rendering_view(result, language, run.created_at)
    return f'<div class="easel"><section>{drawn}</section>{made}</div>'


VIEWS: Mapping[type, Callable[[Any, str, Run], str]] = {
    Highlight: lambda result, lang, run: highlight_view(result, lang, run.created_at),
    Summary: lambda result, lang, run: summary_view(result, lang, run.created_at),
    Continuation: _writing,
    Surprise: lambda result, lang, run: surprise_view(result, lang, run.created_at),
    Classification: lambda result, lang, run: classification_view(result, lang, run.created_at),
    Samples: _samples,
    Game: lambda result, lang, run: score_view(result, lang, run.created_at),
    Rendering: _rendering,
    Answer: lambda result, lang, run: answer_view(result, lang, run.created_at),
    Lesson: lambda result, lang, run: lesson_view(result, lang, run.created_at),
}
"""Kind of result -> what shows it: result, language, run."""


def shared_page(run: Run, language: str) -> str:
    """The whole page of a kept result."""
    title = title_of(run, language)
    view = VIEWS.get(type(run.result))
    shown = view(run.result, language, run) if view else plain_view(run.result)
    note = notice(run.result, language).strip("[]") if isinstance(run.result, Summary) else ""
    caution = f'<div class="caution" role="note"><p>{escape(note)}</p></div>' if note else ""
    body = f"{caution}{_ACT.sub('', shown)}{_facts(run, language)}"
    return standing_page(
        title,
        say(language, "shared_kicker"),
        body + home_link(language),
        language,
        say(language, "shared_preview"),
    )


def gone_page(error: UserError, language: str, home: str = "../") -> str:
    """What is said where there is nothing to show; ``home`` is the way from there to the app."""
    title = say(language, "shared_gone_title")
    sentence = f'<h2 class="headline">{escape(title)}</h2><p>{escape(error.say(language))}</p>'
    body = f'<div class="digest">{sentence}</div>{home_link(language, "shared_home")}'
    return standing_page(title, "", body, language, home=home)


def title_of(run: Run, language: str) -> str:
    """What the page is called in a tab and in a messenger: the kind of result and its beginning."""
    result: Result = run.result
    if isinstance(result, Summary):
        about = result.headline.text
    elif isinstance(result, Answer):
        about = result.question
    elif isinstance(result, Classification):
        about = seen_in(result, language)
    elif isinstance(result, Samples):
        about = " · ".join(filter(None, (_value("set", result.options.set, language),
                                         class_name(language, result.options.label))))  # fmt: skip
    elif isinstance(result, Rendering):
        about = _value("kind", result.options.kind, language)
    elif isinstance(result, Game):
        about = _value("set", result.set, language)
    else:
        about = run.input
    words = " ".join(about.translate(_BIDI).split())
    short = words if len(words) <= _TITLE else words[: _TITLE - 1].rstrip() + "…"
    kind = say(language, f"one_{run.task}")
    return say(language, "shared_title", kind=kind, title=short) if short else kind


def _facts(run: Run, language: str) -> str:
    """Model, parameters and time, as they were."""
    took = duration(language, run.seconds)
    rows = [
        (say(language, "shared_model"), _model(run, language)),
        *(
            (say(language, _NAMES[name]), escape(_value(name, value, language)))
            for name, value in run.parameters.items()
            if value not in ("", None) or name in _CHOSEN
        ),
        (say(language, "shared_when"), moment(run.created_at)),
        (say(language, "shared_seconds"), escape(took)),
        (say(language, "shared_checksum"), f"<code>{escape(run.model.checksum)}</code>"),
    ]
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{shown}</dd></div>" for name, shown in rows)
    return (
        f'<section class="facts"><h3>{escape(say(language, "shared_how"))}</h3><dl>{items}</dl>'
        f'<p class="hint">{escape(say(language, "shared_stored"))}</p></section>'
    )


def _model(run: Run, language: str) -> str:
    """What it does, and the name by which programs ask for it."""
    code = f"<code>{escape(run.model.name)}</code>"
    name = does(language, run.model.name)
    return code if name == run.model.name else f"{escape(name)} {code}"


def _value(name: str, value: object, language: str) -> str:
    """A parameter as a person reads it."""
    if isinstance(value, bool):
        return say(language, "yes" if value else "no")
    if isinstance(value, float):
        return number(language, value, 2)
    if name == "model":
        return network_name(language, str(value)) if value else say(language, "net_auto")
    if name == "label":
        return class_name(language, str(value)) if value else say(language, "class_all")
    named = f"{'render' if name == 'kind' else name}_{value}"
    return say_known(language, named, default=str(value))


def plain_view(result: Any) -> str:
    """A kind of result that has no view of its own: each field by its name."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="words">{escape(str(value))}</td></tr>'
        for name, value in asdict(result).items()
        if name not in ("model", "seconds")
    )
    return f'<div class="scroll"><table><tbody>{rows}</tbody></table></div>'
