"""The pages of the *Laboratório*: the list of the stations, and one page a station."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from markupsafe import Markup

from textnn.errors import UserError
from textnn.html.page import standing_page
from textnn.html.templates import part, render
from textnn.laboratory.catalogue import counted, described
from textnn.laboratory.stations import STATIONS, core, script
from textnn.locale import say, sentences

GIVEN: Mapping[str, Callable[[], str]] = {"networks": described, "history": counted}
"""Station -> what its page needs to know from Python."""


def index_page(language: str) -> str:
    """All stations as cards, on a page of its own."""
    body = render(language, "laboratory/index.html", stations=STATIONS)
    title = say(language, "tab_laboratory")
    return standing_page(title, "", body, language, home="", styles=("laboratory/static/lab.css",))


def cards(language: str) -> Markup:
    """All stations as cards, for the tab of the app."""
    return part(language, "laboratory/macros.html", "cards", STATIONS)


def station_page(name: str, language: str) -> str:
    """The page of a station.

    Raises:
        UserError: there is no such station.
    """
    if name not in STATIONS:
        raise UserError("no-such-station")
    place = STATIONS.index(name)
    body = render(
        language,
        "laboratory/station.html",
        name=name,
        code="" if name == "networks" else script(name),
        core="" if name == "networks" else core(name),
        given=GIVEN[name]() if name in GIVEN else "",
        before=STATIONS[place - 1] if place else "",
        after=STATIONS[place + 1] if place + 1 < len(STATIONS) else "",
        words=_words(name, language),
    )
    return standing_page(
        say(language, f"lab_{name}"),
        say(language, "tab_laboratory"),
        body,
        language,
        say(language, f"lab_{name}_lead"),
        styles=("laboratory/static/lab.css",),
        modules=(f"laboratory/static/{name}.js",),
    )


def _words(name: str, language: str) -> str:
    """The sentences that the scripts of a station say, as JSON."""
    every: Mapping[str, str] = sentences(language)
    starts = ("lab_all_", f"lab_{name}_")
    said = {key: text for key, text in every.items() if f"{key}_".startswith(starts)}
    return json.dumps(said, ensure_ascii=False)
