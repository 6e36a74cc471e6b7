"""The way to share a kept result: its button in the small line, and the box that it opens."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from textnn.html.markup import button, escape, moment
from textnn.locale import number, say
from textnn.store.links import Link

VALIDITIES = (0, 1, 7, 30)
"""Days that can be chosen; 0: as long as the result is kept."""


def kept_note(run_id: str, language: str) -> Markup:
    """That a result is kept, with the button that shares it; a note for ``provenance``."""
    return Markup(f"{escape(say(language, 'kept'))} · {share_button(run_id, language)}")


def share_button(run_id: str, language: str, kind: str = "aside") -> str:
    """Opens the box of a run; ``share.js`` puts it under the line where this button stands."""
    return (
        f'<button type="button" class="{kind}" data-share="{escape(run_id)}" '
        f'aria-expanded="false">{escape(say(language, "share"))}</button>'
    )


def share_box(links: Sequence[Link], language: str, *, local: bool, revoked: bool = False) -> str:
    """What the button opens: the address if there is one, else how to get one.

    Args:
        links: the living links of the run, newest first.
        language: of the reader.
        local: whether the page is open on this machine only.
        revoked: whether an address was revoked just now.
    """
    said = [say(language, "share_shows")]
    said += [say(language, "share_revoked")] if revoked else []
    said += [say(language, "share_local")] if local else []
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
    inside = _address(links, language) if links else _choice(language)
    return f'<div role="status">{lines}</div>{inside}'


def refused_box(sentence: str) -> str:
    """Why there is nothing to share."""
    return f'<p class="note" role="alert">{escape(sentence)}</p>'


def _choice(language: str) -> str:
    days = "".join(
        f'<label><input type="radio" name="share-days" value="{days}"{" checked" * (days == 0)}> '
        f"{escape(say(language, f'share_{days}'))}</label>"
        for days in VALIDITIES
    )
    legend = escape(say(language, "share_for"))
    make = button(say(language, "share_make"), link="make")
    return f'<fieldset class="row"><legend>{legend}</legend>{days}</fieldset>{make}'


def _address(links: Sequence[Link], language: str) -> str:
    path = escape(f"r/{links[0].id}")
    label = escape(say(language, "share_address"))
    acts = (
        button(say(language, "share_copy"), link="copy", copied=say(language, "copied")),
        f'<button type="button" class="quiet" data-link="send" hidden>'
        f"{escape(say(language, 'share_send'))}</button>",
        f'<a class="quiet" href="{path}" target="_blank" rel="noopener">'
        f"{escape(say(language, 'share_open'))}</a>",
        button(
            say(language, "share_revoke"),
            "danger",
            link="revoke",
            confirm=say(language, "share_revoke_sure"),
        ),
    )
    return (
        f'<input type="text" class="address" readonly value="{path}" aria-label="{label}">'
        f'<div class="row">{"".join(acts)}</div><p class="hint">{_ends(links, language)}</p>'
    )


def _ends(links: Sequence[Link], language: str) -> str:
    """Until when the newest address lives, and how many there are beside it."""
    ends = links[0].expires_at
    until = say(language, "share_until")
    said = f"{escape(until)} {moment(ends)}." if ends else escape(say(language, "share_endless"))
    more = say(language, "share_more", count=number(language, len(links)))
    return f"{said} {escape(more)}" if len(links) > 1 else said
