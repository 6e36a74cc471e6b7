"""What stands in *Amostras* from the start, in one language."""

from __future__ import annotations

from collections.abc import Mapping

from textnn.html.markup import empty, escape
from textnn.html.pictures import discriminator_why
from textnn.locale import say
from textnn.results.pictures import RENDER_KINDS
from textnn.tasks.render.view import blank_view, opener_view, outlines_view


def starters(language: str, outlines: Mapping[str, bytes], most: int) -> dict[str, str]:
    """Name -> HTML, for ``fragments.everything``.

    Args:
        language: of the reader.
        outlines: drawings to begin with, as ``outlines_view`` takes them.
        most: bytes of the largest file that can be opened.
    """
    empties = {
        f"html:{name}": empty(say(language, f"{name}_empty_title"), say(language, f"{name}_empty"))
        for name in ("sample", "detective", "evolution")
    }
    hows = {f"html:how:{kind}": _lead(say(language, f"how_{kind}")) for kind in RENDER_KINDS}
    heads = {
        f"html:{name}": f'<p class="kicker">{escape(say(language, f"draw_{name}"))}</p>'
        for name in ("input", "output")
    }
    stays = f'<p class="stays">{escape(say(language, "pictures_stay"))}</p>'
    return {
        **empties,
        **hows,
        **heads,
        "html:discriminator": discriminator_why(language),
        "html:pictures_stay": stays,
        "html:blank": blank_view(language, RENDER_KINDS[0]),
        "html:outlines": outlines_view(language, outlines),
        "html:open_outline": opener_view(language, most),
    }


def _lead(sentence: str) -> str:
    return f'<p class="lead">{escape(sentence)}</p>'
