"""Quotation marks and brackets: halves that belong together, and words taken out of them."""

from __future__ import annotations

import re

PAIRS = (("“", "”"), ("«", "»"), ("(", ")"))
"""Signs that open and those that close; the straight mark ``"`` is both and is counted apart."""


LIFTED = 6
"""Words side by side that nobody says by chance as somebody else did."""

ASCRIBED = 2
"""Words, but for pronouns, that say whose a quotation is: a verb and a name."""

_SHE = frozenset(("ele", "ela", "eles", "elas"))
_QUOTED = re.compile(r"“([^”]{1,1000})”|«([^»]{1,1000})»|\"([^\"\n]{1,1000})\"")
_WORD = re.compile(r"\w+")


def lifts_quotation(line: str, text: str) -> bool:
    """Whether ``line`` says ``LIFTED`` words of a quotation in ``text`` outside quotation marks.

    >>> text = "“A torcida tem razão de cobrar o time”, disse o técnico."
    >>> lifts_quotation("A torcida tem razão de cobrar o time", text)
    True
    >>> lifts_quotation("“A torcida tem razão de cobrar o time”, diz técnico", text)
    False
    """
    own = _words(_QUOTED.sub(" ; ", line))
    said = [_words(" ".join(filter(None, found.groups()))) for found in _QUOTED.finditer(text)]
    runs = {tuple(w[i : i + LIFTED]) for w in said for i in range(len(w) - LIFTED + 1)}
    return any(tuple(own[i : i + LIFTED]) in runs for i in range(len(own) - LIFTED + 1))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def without_speaker(sentence: str) -> bool:
    """Whether a sentence is a quotation that it does not ascribe to anybody by name or role.

    >>> [without_speaker(one) for one in ("“Foi um susto.”", "“Foi um susto”, contou ela.")]
    [True, True]
    >>> without_speaker("“Foi um susto”, disse a dona"), without_speaker("O “Rex” sumiu ontem")
    (False, False)
    >>> without_speaker("— Foi um susto."), without_speaker("— Foi um susto — disse Ana.")
    (True, False)
    """
    said = sentence.lstrip()
    if said.startswith(("—", "–")):
        rest = re.split(r"\s[—–]\s", said[1:], maxsplit=1)[1:]
    elif _QUOTED.match(said):
        rest = [_QUOTED.sub(" ", said)]
    else:
        return False
    return sum(word not in _SHE for word in _words(" ".join(rest))) < ASCRIBED


def quotations(text: str) -> list[tuple[int, int]]:
    """Spans of everything between quotation marks, the marks included, in order.

    >>> text = "“Sim”, disse, e leu «O Guarani»."
    >>> [text[start:end] for start, end in quotations(text)]
    ['“Sim”', '«O Guarani»']
    """
    return [found.span() for found in _QUOTED.finditer(text)]


def is_closed(text: str) -> bool:
    """Whether every quotation mark and bracket of ``text`` has its other half there.

    >>> is_closed("“Sim”, disse (duas vezes)."), is_closed("E nós também”, disse.")
    (True, False)
    """
    pairs = all(text.count(left) == text.count(right) for left, right in PAIRS)
    return pairs and text.count('"') % 2 == 0


def ends_inside(text: str) -> bool:
    """Whether a quotation or bracket that opens in ``text`` is still open at its end.

    >>> ends_inside("“Sim. "), ends_inside("“Sim”. ")
    (True, False)
    """
    pairs = any(text.rfind(left) > text.rfind(right) for left, right in PAIRS)
    return pairs or text.count('"') % 2 == 1
