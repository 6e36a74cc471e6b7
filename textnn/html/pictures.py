"""Small pictures and what is said of them, shared by the views of pictures."""

from __future__ import annotations

from textnn.html.markup import escape
from textnn.locale import percent, say

JS_EVENTS = """
element.addEventListener('click', event => {
  const button = event.target.closest('[data-do]');
  if (button) trigger(button.dataset.on ?? 'click', {...button.dataset});
});
"""
"""``js_on_load`` of a view: a press on a button with ``data-do`` is a click event in Python, or the
one that ``data-on`` names."""

_VERDICTS = ((0.85, "real"), (0.6, "likely"), (0.4, "doubt"), (0.15, "unlikely"))


def source(picture: str) -> str:
    """A picture in base64 as the address of an ``img``."""
    return f"data:image/png;base64,{escape(picture)}"


def image(picture: str, alt: str = "", kind: str = "") -> str:
    """A picture; without ``alt`` what stands around it says what it is."""
    named = f' class="{kind}"' if kind else ""
    return f'<img{named} src="{source(picture)}" alt="{escape(alt)}" draggable="false">'


def verdict(language: str, real: float) -> str:
    """What the discriminator says of a picture, in words and as a percentage.

    Args:
        language: of the reader.
        real: its probability that the picture is real, 0 to 1.
    """
    words = next((word for edge, word in _VERDICTS if real >= edge), "forged")
    return say(language, f"verdict_{words}", percent=percent(language, real))


def download_notice(language: str, model: str) -> str:
    """What every copy of a made picture says of itself."""
    return say(language, "picture_notice", model=model)


def discriminator_why(language: str) -> str:
    """*o que é o discriminador?* that opens to two sentences."""
    return (
        f'<details class="why"><summary>{escape(say(language, "what_discriminator"))}</summary>'
        f"<p>{escape(say(language, 'why_discriminator'))}</p></details>"
    )
