"""Whether the best sentence of an article answers a question at all: what is known of it then."""

from __future__ import annotations

import re

import numpy as np

from textnn.tasks.answer.answer_types import TYPED
from textnn.tasks.answer.features import KIN, RANKING, Beside, Numbers
from textnn.tasks.answer.question import SCORE
from textnn.text.normalize import fold

JUDGING = (
    "bias", "share", "margin", "supported", "weakest", "missing", "missing speaker", "missing name",
    "nothing", "near", "unfit", "focus", "direct speech", "reported speech", "words", "bare",
    "same", "close", "leans",
    *(f"is {kind}" for kind in (*TYPED, "said")),
)  # fmt: skip
"""What is known of the best sentence when it is asked whether it is an answer at all."""

FORMED = ("who", "when", "where", "money", "count", "duration")
"""Kinds that no sentence answers without something of the right form."""

_UNFIT = 0.3
"""Fit up to which a sentence has nothing of the form asked for."""

_OFFICE = re.compile(r"\b(?:quem (?:e|eh|foi|era|sera) [oa]s?|nome d[oa]) [^\W\d_]+\W*$")
_TO_THE_LETTER = {"partido", "ministerio", "secretaria"}
"""Nouns that nothing else of their kind answers for."""

_ELSEWHERE = 0.8
"""What a word is worth that stands not in a sentence but in the one before, or beside a name."""


def judged(beside: Beside, scores: Numbers) -> list[float]:
    """What is known of the best sentence, one number for each of ``JUDGING``.

    Args:
        scores: of all sentences, before the softmax, shape (sentences,)
    """
    best, kind = int(scores.argmax()), beside.question.kind
    told = dict(zip(RANKING, beside.numbers[best].tolist(), strict=True))
    ordered = np.sort(scores)[::-1]
    shares = np.exp(scores - scores.max())
    support, full = _support(beside, best), bool(beside.question.words)
    names = [n for n, word in enumerate(beside.question.words) if word in beside.question.names]
    missing = beside.share((~beside.present).astype(np.float64))
    told |= {
        "bias": 1.0,
        "share": float(shares.max() / shares.sum()),
        "margin": min(1.0, (ordered[0] - ordered[1]) / 3) if len(ordered) > 1 else 1.0,
        "supported": beside.share(support),
        "weakest": float(support.min()) if full else 1.0,
        "missing": missing,
        "missing speaker": missing * (kind == "said"),
        "nothing": full and not beside.present.any(),
        "missing name": any(not beside.present[n] for n in names),
        "unfit": kind in FORMED and beside.fits(best) <= _UNFIT,
        "words": min(1.0, len(support) / 6),
        "bare": not full,
        "leans": beside.asked.leans,
        **{f"is {name}": kind == name for name in (*TYPED, "said")},
    }
    return [float(told[name]) for name in JUDGING]


def _support(beside: Beside, number: int) -> Numbers:
    """How much of each word of the question a sentence has, or what it leans on has."""
    own = beside.by_meaning[:, number]
    elsewhere = beside.beside_names(number)
    if number:
        elsewhere = np.maximum(elsewhere, beside.by_letters[:, number - 1])
    return np.maximum(own, _ELSEWHERE * elsewhere)


def may_answer(beside: Beside, number: int) -> bool:
    """Whether a sentence can answer at all, however probable the numbers make it.

    No *quando?* is answered without a time, no *quanto?* without an amount.
    """
    formless = beside.question.kind in ("when", "money") and beside.fits(number) <= _UNFIT
    return not formless and spoken_of(beside, number) and has_asked_for(beside)


def spoken_of(beside: Beside, number: int) -> bool:
    """Whether a sentence, or what is said of its speaker, has anything of who is asked for.

    Always so where nobody's words are asked for, or nobody is named.
    """
    if beside.question.kind != "said" or not beside.question.words:
        return True
    if not any(said.sentence == number for said in beside.reading.speeches):
        return False
    return bool(beside.in_speech(number).max() >= KIN)


def has_asked_for(beside: Beside) -> bool:
    """Whether the article has the noun asked for, to the letter: *qual o* **partido** ...?

    A mayor is like a governor, and yet does not answer to *quem é o governador?* Nor does a
    text in which nobody played answer to *qual foi o placar?*
    """
    question = beside.question
    if question.focus == SCORE:
        return any(beside.found)
    plain = fold(question.text)
    asked = question.focus if question.focus in _TO_THE_LETTER else ""
    if len(question.words) == 1 and (question.kind == "said" or _OFFICE.search(plain)):
        asked = question.words[0]
    if asked not in question.words:
        return True
    return bool(beside.present[question.words.index(asked)])
