"""The pieces of HTML that stand on the page from the start, in both languages."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from textnn.html.markup import button, empty, escape, why
from textnn.html.pictures import image
from textnn.locale import LANGUAGES, say
from textnn.pages.starters import starters
from textnn.results.pictures import MAX_PROJECT
from textnn.tasks.teach.view import shelf_view

WHYS = (
    "network",
    "keywords",
    "sentences",
    "length",
    "temperature",
    "top_k",
    "top_p",
    "seed",
    "stop_at",
    "truncation",
    "picture_seed",
)


def everything(
    articles: Mapping[str, str],
    prefixes: tuple[str, ...],
    pictures: Mapping[str, bytes] | None = None,
    outlines: Mapping[str, bytes] | None = None,
    most: int = 0,
) -> dict[str, dict[str, str]]:
    """Language -> name -> HTML, for ``i18n.translations``.

    Args:
        articles: example articles by name; their names are said as ``example_<name>``.
        prefixes: beginnings of sentences to offer.
        pictures: example pictures by name, PNG files; said as ``picture_<name>``.
        outlines: example drawings, as ``drawing.outlines_view`` takes them.
        most: bytes of the largest file that can be opened.
    """
    makers: dict[str, Callable[[str], str]] = {
        "html:hero": _hero,
        "html:stays": lambda lang: f'<p class="stays">{escape(say(lang, "stays_here"))}</p>',
        "html:highlight": lambda lang: _empty(lang, "highlight_empty"),
        "html:summarize": lambda lang: _empty(lang, "summarize_empty"),
        "html:generate": lambda lang: _empty(lang, "generate_empty"),
        "html:history": lambda lang: _empty(lang, "history_empty"),
        "html:articles": lambda lang: _articles(lang, articles),
        "html:prefixes": lambda lang: _prefixes(lang, prefixes),
        "html:image_stays": lambda lang: f'<p class="stays">{escape(say(lang, "image_stays"))}</p>',
        "html:teach": lambda lang: _empty(lang, "teach_empty"),
        "html:teach_lead": lambda lang: f'<p class="lead">{escape(say(lang, "teach_lead"))}</p>',
        "html:shelf": lambda lang: shelf_view((), lang),
        "html:example_lesson": lambda lang: button(say(lang, "example_lesson"), do="example"),
        "html:open_project": _open_project,
        "html:try": lambda lang: f"<h3>{escape(say(lang, 'try_title'))}</h3>",
        "html:classify": lambda lang: _empty(lang, "classify_empty"),
        "html:pictures": lambda lang: _pictures(lang, pictures or {}),
        "html:download": _download,
        "html:delete_older": lambda lang: _danger(lang, "delete_older"),
        "html:delete_all": lambda lang: _danger(lang, "delete_all"),
    }
    return {
        lang: {name: make(lang) for name, make in makers.items()}
        | {f"html:why:{name}": why(lang, name) for name in WHYS}
        | starters(lang, outlines or {}, most)
        for lang in LANGUAGES
    }


def for_strangers(days: int, login: bool) -> dict[str, dict[str, str]]:
    """Language -> name -> the pieces that say something else where strangers come in.

    Args:
        days: after which results are deleted; 0: never.
        login: whether people log in, and so can log out.
    """
    pieces: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        name = "stays_public" if days else "stays_public_endless"
        stays = f'<p class="stays">{escape(say(lang, name, days=days))}</p>'
        places = ("html:stays", "html:image_stays", "html:pictures_stay")
        hero = _hero(lang, "tagline_public", _leave(lang) if login else "")
        pieces[lang] = {"html:hero": hero, **dict.fromkeys(places, stays)}
    return pieces


def _hero(language: str, tagline: str = "tagline", more: str = "") -> str:
    return (
        '<header class="hero"><h1>text<span>nn</span></h1>'
        f"{more}<p>{escape(say(language, tagline))}</p></header>"
    )


def _leave(language: str) -> str:
    text = escape(say(language, "logout"))
    return (
        f'<form method="post" action="logout"><button type="submit" class="quiet">{text}</button>'
        "</form>"
    )


def _empty(language: str, name: str) -> str:
    return empty(say(language, f"{name}_title"), say(language, name))


def _articles(language: str, articles: Mapping[str, str]) -> str:
    chips = "".join(
        button(say(language, f"example_{name}"), do="example", name=name) for name in articles
    )
    return f'<p class="lead">{escape(say(language, "examples"))}</p><div class="row">{chips}</div>'


def _prefixes(language: str, prefixes: tuple[str, ...]) -> str:
    """The beginnings themselves are Portuguese in both languages: so is the network."""
    chips = "".join(
        button(f"{prefix.strip()}…", do="prefix", index=index)
        for index, prefix in enumerate(prefixes)
    )
    return (
        f'<p class="lead">{escape(say(language, "prefixes"))}</p>'
        f'<div class="row" lang="pt-BR">{chips}</div>'
    )


def _pictures(language: str, pictures: Mapping[str, bytes]) -> str:
    chips = "".join(
        f'<button type="button" class="thumb" data-do="example" data-name="{escape(name)}">'
        f"{image(base64.b64encode(data).decode())}"
        f"<span>{escape(say(language, f'picture_{name}'))}</span></button>"
        for name, data in pictures.items()
    )
    lead = escape(say(language, "picture_examples"))
    return f'<p class="lead">{lead}</p><div class="row thumbs">{chips}</div>'


def _open_project(language: str) -> str:
    return button(say(language, "open_project"), accept=".zip", most=MAX_PROJECT)


def _download(language: str) -> str:
    text = escape(say(language, "export_history"))
    return f'<p><a class="quiet" href="history.jsonl" download="textnn.jsonl">{text}</a></p>'


def _danger(language: str, name: str) -> str:
    sure = say(language, f"{name}_sure")
    return button(say(language, name), "danger", do=name, confirm=sure)
