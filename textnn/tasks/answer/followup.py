"""Questions that go on from the one before: *e onde?*, *e ela, o que disse?*"""

from __future__ import annotations

import re

from textnn.text.normalize import fold

_AND = {"e", "mas", "and", "but"}  # *é* is another word
_POINTING = {
    "ela", "elas", "dela", "delas", "she", "her", "ele", "dele", "nele", "he", "his", "eles",
    "deles", "they", "their", "isso", "isto", "disso", "nisso", "that", "it",
}  # fmt: skip


def goes_on(question: str) -> bool:
    """Whether a question may leave out what the one before said.

    >>> [goes_on(one) for one in ("e onde foi?", "O que ela disse?", "Quem abriu a ponte?")]
    [True, True, False]
    """
    spoken = re.findall(r"\w+", question.lower())
    return bool(_AND.intersection(spoken[:1])) or bool(_POINTING & set(map(fold, spoken)))
