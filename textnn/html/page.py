"""A page that stands alone, in the look of the app: no Gradio, and readable without a script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from textnn.html.templates import environment

_STATIC = Path(__file__).resolve().parents[1] / "ui" / "static"


def standing_page(
    title: str,
    kicker: str,
    body: Markup,
    language: str,
    preview: str = "",
    home: str = "../",
    styles: Sequence[str] = (),
    modules: Sequence[str] = (),
    *,
    bare: bool = False,
) -> str:
    """The whole page.

    Args:
        title: of the page; messengers show it too.
        kicker: beside the name of the app.
        body: its own.
        language: of the reader.
        preview: what messengers show under the title.
        home: the way from the page to the app; empty: the page stands beside it.
        styles: addresses of style sheets after the common one; ``page_policy`` must allow files.
        modules: addresses of scripts that the page loads; likewise.
        bare: there is no result on it, so it needs neither their styles nor the script.
    """
    page = environment(language).get_template("pages/page.html")
    return page.render(
        title=title,
        kicker=kicker,
        body=body,
        preview=preview,
        home=home,
        styles=styles,
        modules=modules,
        style=Markup(_style(bare=bare)),
        script=Markup("" if bare else _script()),
    )


def page_policy(*, files: bool = False) -> str:
    """What such a page may do: its own script and styles, pictures inside it, and a form to us.

    Args:
        files: whether it also loads scripts and styles of ours, and asks us for results.
    """
    ours = " 'self'" if files else ""
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode("ascii")
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{digest}'{ours}",
            f"style-src 'unsafe-inline'{ours}",
            "img-src 'self' data:",
            *(("connect-src 'self'",) if files else ()),
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@cache
def _style(*, bare: bool) -> str:
    """The look of the app; night follows the reader's system, because no script may choose it."""
    names = ("bare.css", "shared.css") if bare else ("bare.css", "style.css", "shared.css")
    first, *others = ((_STATIC / name).read_text(encoding="utf-8") for name in names)
    night = re.search(r"^\.dark (\{.*?\n\})", first, re.DOTALL | re.MULTILINE)
    dark = f"@media (prefers-color-scheme: dark) {{ :root {night[1]} }}" if night else ""
    return "\n".join((first, dark, *others))


@cache
def _script() -> str:
    """What makes marks tell more about themselves; the page can be read without."""
    parts = [(_STATIC / name).read_text(encoding="utf-8") for name in ("page.js", "samples.js")]
    return "\n".join(("window.textnn={words:{pt:{},en:{}}};", *parts))
