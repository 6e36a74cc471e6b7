"""A page that stands alone, in the look of the app: no Gradio, and readable without a script."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from textnn.html.markup import escape
from textnn.locale import say

_STATIC = Path(__file__).resolve().parents[1] / "ui" / "static"


def standing_page(
    title: str, kicker: str, body: str, language: str, preview: str = "", home: str = "../"
) -> str:
    """The whole page.

    Args:
        title: of the page; messengers show it too.
        kicker: beside the name of the app.
        body: our own HTML.
        language: of the reader.
        preview: what messengers show under the title.
        home: the way from the page to the app.
    """
    lang = "pt-BR" if language == "pt" else "en"
    name, said = escape(title), escape(preview)
    shown = (
        f'<meta name="description" content="{said}">'
        f'<meta property="og:title" content="{name}">'
        f'<meta property="og:description" content="{said}">'
        '<meta property="og:type" content="article">'
        '<meta property="og:site_name" content="textnn">'
    )
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="robots" content="noindex, nofollow, noarchive">'
        f'<title>{name} · textnn</title><base href="{home}">{shown if preview else ""}'
        f'<link rel="icon" href="favicon.ico"><style>{_style()}</style></head>'
        '<body><div class="gradio-container shared"><header class="hero">'
        '<h1><a href="./">text<span>nn</span></a></h1>'
        f"<p>{escape(kicker)}</p></header><main>{body}</main>"
        f"</div><script>{_script()}</script></body></html>"
    )


def home_link(language: str, name: str = "shared_try") -> str:
    """The way to the app itself, said as ``name``."""
    text = escape(say(language, name))
    return f'<footer><a class="quiet" href="./">{text}</a></footer>'


def page_policy() -> str:
    """What such a page may do: its own script and styles, pictures inside it, and a form to us."""
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode("ascii")
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{digest}'",
            "style-src 'unsafe-inline'",
            "img-src 'self' data:",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@cache
def _style() -> str:
    """The look of the app; night follows the reader's system, because no script may choose it."""
    app = (_STATIC / "style.css").read_text(encoding="utf-8")
    night = re.search(r"^\.dark (\{.*?\n\})", app, re.DOTALL | re.MULTILINE)
    dark = f"@media (prefers-color-scheme: dark) {{ :root {night[1]} }}" if night else ""
    return f"{app}\n{dark}\n{(_STATIC / 'shared.css').read_text(encoding='utf-8')}"


@cache
def _script() -> str:
    """What makes marks tell more about themselves; the page can be read without."""
    parts = [(_STATIC / name).read_text(encoding="utf-8") for name in ("page.js", "samples.js")]
    return "\n".join(("window.textnn={words:{pt:{},en:{}}};", *parts))
