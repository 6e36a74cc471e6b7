"""Questions that go on from the one before, *e onde?*, or ask two things, *quando é e onde?*"""

from __future__ import annotations

import re

from textnn.text.normalize import fold
from textnn.text.stopwords import STOPWORDS

_IDLE = {
    *map(fold, STOPWORDS), "disse", "diz", "falou", "afirmou",
    "who", "what", "when", "where", "why", "how", "did", "does", "was", "were", "said", "say",
}  # fmt: skip
_AND = {"e", "mas", "and", "but"}  # *é* is another word
_POINTING = {
    "ela", "elas", "dela", "delas", "she", "her", "ele", "dele", "nele", "he", "his", "eles",
    "deles", "they", "their", "isso", "isto", "disso", "nisso", "that", "it",
}  # fmt: skip


_ASKING = {
    "quem", "que", "quando", "onde", "quanto", "quanta", "quantos", "quantas", "como", "qual",
    "quais", "porque", "pq",
}  # fmt: skip
_BEFORE = {
    "contra", "com", "de", "por", "para", "pra", "a", "em", "desde", "ate", "sobre", "do", "da",
}  # fmt: skip


def first_part(question: str) -> str:
    """The first of two questions in one, or nothing.

    >>> first_part("Quando é o jogo e contra quem?"), first_part("Onde e quando é o jogo?")
    ('Quando é o jogo?', '')
    """
    spoken = question.split()
    for at in range(3, len(spoken) - 1):
        after = [fold(word).strip("?,.") for word in spoken[at + 1 : at + 3]]
        second = after[0] in _ASKING or (after[0] in _BEFORE and after[-1] in {*_ASKING, "que"})
        if spoken[at] == "e" and second:
            return " ".join(spoken[:at]).rstrip(" ,") + "?"
    return ""


def goes_on(question: str) -> bool:
    """Whether a question may leave out what the one before said.

    *Por que ela saiu da secretaria?* says enough by itself: with the question before in front the
    reader finds less.

    >>> [goes_on(one) for one in ("e onde foi?", "O que ela disse?", "Onde ela mora?")]
    [True, True, False]
    """
    spoken = re.findall(r"\w+", question.lower())
    folded = set(map(fold, spoken))
    full = {word for word in folded - _IDLE - _POINTING if len(word) > 2}
    return bool(_AND.intersection(spoken[:1])) or bool(_POINTING & folded and not full)
