"""Questions for a total, a difference or an average: the figures are shown, nothing is calculated.

    quantos feridos ao todo?    qual a diferença entre o preço da entrada e o da meia?

Where the sentence that answers has words for the operation itself (*ao todo, 12 pessoas*), the
article has done the sum, and that is an answer like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from textnn.results import Span
from textnn.results.chat import AnswerSentence
from textnn.tasks.answer.reader import FoundSentence
from textnn.text.words import fold

_OPERATIONS = tuple(
    (re.compile(rf"\b(?:{asked})\b"), re.compile(rf"\b(?:{said})\b"))
    for asked, said in (
        (
            r"tota(?:l|is)|ao todo|som(?:a|as|ar|e|ad[ao]s?|ando|am|ou)|in all|altogether|sum of",
            r"tota(?:l|is)\w*|ao todo|som(?:a|ou|am|aram|ad[ao]s?|ando)|junt[ao]s|conjunto",
        ),
        (
            r"diferenca(?: \w+)? (?:entre|de|do|da)|quant\w*(?: \w+)? a (?:mais|menos)"
            r"|quantas vezes (?:mais|menos|maior|menor)|difference between|how (?:much|many) more",
            r"diferenca|(?:a|vezes) (?:mais|menos)|(?:mais|menos) (?:do )?que"
            r"|acima|abaixo|superior|inferior|dobro|triplo|metade",
        ),
        (r"em media|a media (?:de|do|da|entre)|on average", r"medi[ao]"),
    )
)
"""Words of a question for an operation, and words of a sentence that gives its result."""

_NUMBER = re.compile(r"\b(?:quant\w*|qn?t[oa]s?|qual|quais|some|soma|somar|how|what)\b")
"""Words of a question for a number."""

LIKELY = 0.1
"""Probability of a sentence with which it is given besides two amounts."""


def not_calculated(question: str, found: Sequence[FoundSentence], text: str) -> bool:
    """Whether something is to be calculated that the first sentence found does not state.

    Args:
        found: what the reader makes of the question, likeliest first.
        text: the article.
    """
    line = " ".join(re.findall(r"\w+", fold(question)))
    if not _NUMBER.search(line):
        return False
    said = next((said for asked, said in _OPERATIONS if asked.search(line)), None)
    return said is not None and not (found and said.search(fold(text[slice(*found[0].span)])))


def figures(
    text: str, found: Sequence[FoundSentence], marks: Sequence[Span], most: int
) -> tuple[AnswerSentence, ...]:
    """The likeliest sentences that have amounts, with these, in text order.

    There are none if they have fewer than two amounts together.

    Args:
        text: the article.
        found: its sentences, likeliest first.
        marks: what the tagger marked, in order, offsets into ``text``.
        most: sentences.
    """
    amounts = [mark for mark in marks if mark.label == "VALUE"]
    given, count = list[AnswerSentence](), 0
    for one in found:
        start, end = one.span
        inside = tuple(mark for mark in amounts if start <= mark.start and mark.end <= end)
        enough = len(given) == most or (count >= 2 and one.probability < LIKELY)
        if inside and not enough:
            count += len(inside)
            given.append(AnswerSentence(start, end, text[start:end], one.probability, inside))
    if count < 2:
        return ()
    return tuple(sorted(given, key=lambda sentence: sentence.start))
