"""The smallest pieces of HTML: escaping that keeps every character, icons-free buttons, details."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from textnn.locale import duration, say, say_known
from textnn.results import ModelRef

FLOOR = 0.35
"""Faintest mark, as a part of the strongest: a hesitant mark must still be seen."""

_REFERENCES = (("\r", "&#13;"), ("{", "&#123;"), ("$", "&#36;"), ("`", "&#96;"))
_EXACT = str.maketrans(dict(_REFERENCES))


def escape(text: str) -> str:
    r"""``text`` for HTML, such that the browser's ``textContent`` is ``text`` again.

    A carriage return becomes a reference because browsers turn a bare one into a line feed; what
    a template could read as its own is a reference too.

    >>> escape("a < b\r\n{{x}}")
    'a &lt; b&#13;\n&#123;&#123;x}}'
    """
    return html.escape(text).translate(_EXACT)


def exact(html: str) -> Markup:
    r"""HTML of ours, such that nothing in it is read as something else than HTML.

    Browsers turn a bare carriage return into a line feed, and the page's own templates could read
    ``{{``, ``${`` or a backtick as theirs: each becomes a reference, which reads the same.

    >>> exact("a\r\n{{x}}")
    Markup('a&#13;\n&#123;&#123;x}}')
    """
    shown = str(html)  # ``Markup.replace`` would escape the references
    for char, reference in _REFERENCES:
        shown = shown.replace(char, reference)
    return Markup(shown)


def listed(language: str, words: Sequence[str]) -> str:
    """Words as a person lists them.

    >>> listed("pt", ["a", "b", "c"]), listed("en", ["a"])
    ('a, b e c', 'a')
    """
    *first, last = words or ("",)
    return (", ".join(first) + say(language, "and") + last) if first else last


def button(label: str, kind: str = "", **data: object) -> str:
    """A button; ``do="open"`` becomes ``data-do="open"``, which ``JS_CLICKS`` sends to Python."""
    attributes = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())
    return f'<button type="button" class="quiet {kind}"{attributes}>{escape(label)}</button>'


def opacity(score: float) -> float:
    """Strength of a mark's colour, ``FLOOR`` to 1; it rises with the confidence."""
    return FLOOR + (1 - FLOOR) * min(max(score, 0.0), 1.0)


JS_CLICKS = """
element.addEventListener('click', event => {
  const button = event.target.closest('[data-do]');
  if (button) trigger('click', {...button.dataset});
});
"""
"""``js_on_load`` of a view: a press on a button with ``data-do`` is a click event in Python."""


def why(language: str, name: str) -> str:
    """*o que é isto?* that opens to two sentences."""
    return (
        f'<details class="why"><summary>{escape(say(language, "what"))}'
        f'<span class="unseen"> ({escape(say(language, name))})</span></summary>'
        f"<p>{escape(say(language, 'why_' + name))}</p></details>"
    )


def folded_table(title: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    """A table behind its title, one press away; ``rows`` are our own HTML, one ``tr`` each."""
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f'<details class="marks"><summary>{escape(title)}</summary><div class="scroll" '
        f'tabindex="0" role="region" aria-label="{escape(title)}"><table><thead><tr>{cells}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table></div></details>"
    )


def empty(title: str, sentence: str) -> str:
    """What a view says before there is anything to show; ``sentence`` is our own HTML."""
    return f'<div class="empty"><p class="empty-title">{escape(title)}</p><p>{sentence}</p></div>'


def refused(title: str, sentence: str) -> str:
    """What stands where a result would be, and why there is none."""
    return (
        f'<div class="empty refused" role="alert"><p class="empty-title">{escape(title)}</p>'
        f"<p>{escape(sentence)}</p></div>"
    )


def moment(when: datetime) -> str:
    """A time that ``page.js`` rewrites for the reader's clock and language."""
    shown = when.strftime("%Y-%m-%d %H:%M UTC")
    return f'<time datetime="{when.isoformat()}">{shown}</time>'


def does(language: str, folder: str) -> str:
    """What the network in ``folder`` does; one that we do not know is called what it is.

    >>> does("pt", "gan-digits"), does("en", "cnn-mine"), does("en", "mine")
    ('rede que inventa algarismos', 'network that recognises pictures', 'mine')
    """
    names = (f"does_{folder}", f"does_{folder.partition('-')[0]}")
    return say_known(language, *names, default=folder)


def network(language: str, folder: str, more: str = "") -> str:
    """What the network in ``folder`` does, its folder's name and ``more`` as the tooltip."""
    return f'<span title="{escape(folder + more)}">{escape(does(language, folder))}</span>'


def provenance(
    language: str, model: ModelRef, seconds: float, when: datetime, notes: tuple[str, ...] = ()
) -> str:
    """The small line under a result: model, when, how long, notes, link to the model's card.

    A note that is ``Markup`` is HTML of ours and stays what it is.
    """
    card = (
        f'<a href="models/{escape(model.name)}" target="_blank" rel="noopener">'
        f"{escape(say(language, 'model_card'))}</a>"
    )
    parts = (
        network(language, model.name, f", sha256 {model.checksum}"),
        moment(when),
        escape(say(language, "took", seconds=duration(language, seconds))),
        *(note if isinstance(note, Markup) else escape(note) for note in notes if note),
        card,
    )
    return '<p class="provenance">' + " · ".join(parts) + "</p>"
