"""A model folder -> its card: a plain page anyone can read and print."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from textnn.ui.format.markup import escape
from textnn.ui.i18n import STRINGS, say

_LONGEST = 400  # characters of one value; an alphabet fits, a vocabulary does not belong here

_STYLE = """
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#1d1c1a;--soft:#5d5a54;--line:#e2ded5}
@media(prefers-color-scheme:dark){:root{--paper:#141618;--ink:#ece8e0;--soft:#aca79d;--line:#34383c}}
body{background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;margin:0}
main{max-width:44rem;margin:0 auto;padding:2.5rem 1.25rem}
h1{font:600 1.6rem/1.2 Charter,Georgia,serif}h2{font-size:1rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:400;color:var(--ink);width:42%}a{color:inherit}
th code{display:block;color:var(--soft);font-size:.8em}
pre{white-space:pre-wrap;font:inherit}
"""


def card_page(folder: Path, language: str) -> str:
    """The card of the model in ``folder``: ``card.<language>.md`` if there, figures, sizes."""
    title = say(language, "card_title", name=folder.name)
    words = folder / f"card.{language}.md"
    text = f"<pre>{escape(words.read_text(encoding='utf-8'))}</pre>" if words.is_file() else ""
    tables = "".join(
        _table(say(language, name), json.loads(path.read_text(encoding="utf-8")), language)
        for name, path in (
            ("card_figures", folder / "metrics.json"),
            ("card_sizes", folder / "config.json"),
        )
        if path.is_file()
    )
    return _page(language, title, text + tables)


def missing_page(language: str) -> str:
    """What is said where there is no such model."""
    sentence = f"<p>{escape(say(language, 'card_missing'))}</p>"
    return _page(language, say(language, "card_missing_title"), sentence)


def _page(language: str, title: str, body: str) -> str:
    lang = "pt-BR" if language == "pt" else "en"
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><main><h1>{escape(title)}</h1>"
        f'{body}<p><a href="../">{escape(say(language, "card_back"))}</a></p></main></html>'
    )


def _table(title: str, values: Mapping[str, object], language: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_name(path, language)}</th><td>{escape(_short(value))}</td></tr>'
        for path, value in _flat(values)
    )
    return f"<h2>{escape(title)}</h2><table>{rows}</table>"


def _name(path: tuple[str, ...], language: str) -> str:
    """What a row is called, and under it the key that the files and the programs use."""
    said = " · ".join(_part(path[: place + 1], language) for place in range(len(path)))
    key = escape(" · ".join(path))
    return key if said == " · ".join(path) else f"{escape(said)} <code>{key}</code>"


def _part(path: tuple[str, ...], language: str) -> str:
    """One part of a key in words: as it is called there, or everywhere, or in the files."""
    for name in (f"row_{'_'.join(path)}", f"row_{path[-1]}"):
        if name in STRINGS:
            return say(language, name)
    return path[-1]


def _flat(
    values: Mapping[str, object], above: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], object]]:
    """``{"f1": {"PER": 0.9}}`` -> ``[(("f1", "PER"), 0.9)]``."""
    rows: list[tuple[tuple[str, ...], object]] = []
    for name, value in values.items():
        path = (*above, name)
        rows += _flat(value, path) if isinstance(value, Mapping) else [(path, value)]
    return rows


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
