"""What templates and Python share: exact text, strength of marks, what a press on a view does."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from textnn.locale import say, say_known

FLOOR = 0.35
"""Faintest mark, as a part of the strongest: a hesitant mark must still be seen."""

OWN = {
    "personal": ("does_personal", "tagger"),
    "reader": ("does_personal_reader", "reader"),
    "headlines": ("does_personal_headlines", "summarizer"),
}
"""How names of personal networks begin -> the sentence of what they do, what they are made of."""

JS_CLICKS = """
element.addEventListener('click', event => {
  const button = event.target.closest('[data-do]');
  if (button) trigger('click', {...button.dataset});
});
"""
"""``js_on_load`` of a view: a press on a button with ``data-do`` is a click event in Python."""

JS_PASTED = (
    JS_CLICKS
    + """
document.addEventListener('paste', event => {
  const desk = event.target.closest?.('[id$="-article"]')?.closest('.desk');
  if (desk && desk === element.closest('.desk')) setTimeout(() => trigger('input'), 100);
});
"""
)
"""The same below the box of an article; what is pasted into the box is an input event, which comes
when the box holds it."""

JS_EVENTS = """
element.addEventListener('click', event => {
  const button = event.target.closest('[data-do]');
  if (button) trigger(button.dataset.on ?? 'click', {...button.dataset});
});
"""
"""``js_on_load`` of a view: a press on a button with ``data-do`` is a click event in Python, or the
one that ``data-on`` names."""

_REFERENCES = (("\r", "&#13;"), ("{", "&#123;"), ("$", "&#36;"), ("`", "&#96;"))


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


def opacity(score: float) -> float:
    """Strength of a mark's colour, ``FLOOR`` to 1; it rises with the confidence."""
    return FLOOR + (1 - FLOOR) * min(max(score, 0.0), 1.0)


def listed(language: str, words: Sequence[str]) -> str:
    """Words as a person lists them.

    >>> listed("pt", ["a", "b", "c"]), listed("en", ["a"])
    ('a, b e c', 'a')
    """
    *first, last = words or ("",)
    return (", ".join(first) + say(language, "and") + last) if first else last


def made_of(folder: str) -> str:
    """The shipped network that a personal one is made of; any other is itself.

    >>> made_of("headlines-2"), made_of("reader"), made_of("gan-digits")
    ('summarizer', 'reader', 'gan-digits')
    """
    kind, _, number = folder.partition("-")
    return OWN[kind][1] if kind in OWN and number.isdecimal() else folder


def does(language: str, folder: str) -> str:
    """What the network in ``folder`` does; one that we do not know is called what it is.

    >>> does("pt", "gan-digits"), does("en", "cnn-mine"), does("en", "mine")
    ('rede que inventa algarismos', 'network that recognises pictures', 'mine')
    >>> does("pt", "personal-2"), does("pt", "reader"), does("pt", "reader-1")
    ('rede pessoal 2, que marca nomes', 'rede que responde', 'rede pessoal 1, que responde')
    """
    kind, _, number = folder.partition("-")
    if kind in OWN and number.isdecimal():
        return say(language, OWN[kind][0], number=number)
    names = (f"does_{folder}", f"does_{folder.partition('-')[0]}")
    return say_known(language, *names, default=folder)
