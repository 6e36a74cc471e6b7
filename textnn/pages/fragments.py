"""The pieces of HTML that stand on the page from the start, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from markupsafe import Markup

from textnn.html.templates import part
from textnn.laboratory.pages import cards
from textnn.locale import LANGUAGES, say
from textnn.results.pictures import MAX_PROJECT, RENDER_KINDS
from textnn.tasks.generate.view import letters_view
from textnn.tasks.render.view import blank_view, opener_view, outlines_view
from textnn.tasks.teach.view import shelf_view

EMPTY = (
    "generate", "history", "teach", "classify", "sample", "detective",
    "evolution",
)  # fmt: skip
"""What has something to say before there is a result."""

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
        outlines: example drawings, as ``render.view.outlines_view`` takes them.
        most: bytes of the largest file that can be opened.
    """
    return {
        language: _made(language, articles, prefixes, pictures or {})
        | {f"html:why:{name}": part(language, "html/macros.html", "why", name) for name in WHYS}
        | _samples(language, outlines or {}, most)
        for language in LANGUAGES
    }


def _made(
    language: str,
    articles: Mapping[str, str],
    prefixes: tuple[str, ...],
    pictures: Mapping[str, bytes],
) -> dict[str, str]:
    """What stands above the tabs, and in all of them but *Amostras*."""
    own, shared, words = _macros(language)
    return {
        "html:hero": own("hero"),
        "html:stays": own("line", "stays", words("stays_here")),
        "html:articles": own("articles", articles),
        "html:prefixes": own("prefixes", prefixes),
        "html:letters": letters_view(articles.values(), language),
        "html:image_stays": own("line", "stays", words("image_stays")),
        "html:teach_lead": own("line", "lead", words("teach_lead")),
        "html:shelf": shelf_view((), language),
        "html:example_lesson": shared("button", words("example_lesson"), do="example"),
        "html:open_project": shared(
            "button", words("open_project"), accept=".zip", most=MAX_PROJECT
        ),
        "html:try": own("heading", words("try_title")),
        "html:pictures": own("pictures", pictures),
        "html:download": own("download"),
        "html:laboratory": own("line", "lead", words("lab_lead")) + cards(language),
        "html:delete_older": own("danger", "delete_older"),
        "html:delete_all": own("danger", "delete_all"),
        **{
            f"html:{name}": shared("empty", words(f"{name}_empty_title"), words(f"{name}_empty"))
            for name in EMPTY
        },
    }


def _samples(language: str, outlines: Mapping[str, bytes], most: int) -> dict[str, str]:
    """What stands in *Amostras*."""
    own, shared, words = _macros(language)
    return {
        **{f"html:how:{kind}": own("line", "lead", words(f"how_{kind}")) for kind in RENDER_KINDS},
        "html:input": own("line", "kicker", words("draw_input")),
        "html:output": own("line", "kicker", words("draw_output")),
        "html:discriminator": shared("discriminator_why"),
        "html:pictures_stay": own("line", "stays", words("pictures_stay")),
        "html:blank": blank_view(language, RENDER_KINDS[0]),
        "html:outlines": outlines_view(language, outlines),
        "html:open_outline": opener_view(language, most),
    }


def for_strangers(days: int, login: bool) -> dict[str, dict[str, str]]:
    """Language -> name -> the pieces that say something else where strangers come in.

    Args:
        days: after which results are deleted; 0: never.
        login: whether people log in, and so can log out.
    """
    pieces: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        own, _, words = _macros(language)
        name = "stays_public" if days else "stays_public_endless"
        stays = own("line", "stays", words(name, days=days))
        places = ("html:stays", "html:image_stays", "html:pictures_stay")
        hero = own("hero", "tagline_public", leave=login)
        pieces[language] = {"html:hero": hero, **dict.fromkeys(places, stays)}
    return pieces


def _macros(
    language: str,
) -> tuple[Callable[..., Markup], Callable[..., Markup], Callable[..., str]]:
    """The macros of the fragments, those of all views, and the sentences, in one language."""
    return (
        partial(part, language, "pages/fragments.html"),
        partial(part, language, "html/macros.html"),
        partial(say, language),
    )
