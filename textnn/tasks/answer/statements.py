"""What a sentence that was found must be before it is an answer: a statement of what is asked.

An interviewer's question has the words of the question and no answer; *se condenado, pode pegar
doze anos* says of nobody that he was condemned. No network is trained on either, so they are told
by their form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from textnn.tasks.answer.reader import Found, FoundSentence, OpenedArticle
from textnn.text.words import fold

_LONGEST = 300
"""Characters of a line that is taken for an interviewer's turn."""

_SUPPOSES = re.compile(r"\W{0,4}(?:se|caso)\b")
_MAY = re.compile(r"\b(?:se|caso|pode\w*|poss\w+)\b")
_DONE = re.compile(r"\b(?:foi|foram|fez|fizeram|teve|\w{2,}(?:ou|aram|eu|eram|iu|iram))\b")


def stated(article: OpenedArticle, question: str, found: Found) -> Found:
    """What was found, with an answer only where it is stated.

    Instead of an interviewer's turn the sentence after it comes first.
    """
    if not found.sentences:
        return found
    first = found.sentences[0]
    if _is_asked(article.text, first):
        first = _reply_to(article.text, first, found.sentences)
    rest = tuple(one for one in found.sentences if one is not first)
    if _supposes(article.text, question, first):
        return Found((first, *rest), 0.0, answered=False)
    return Found((first, *rest), found.confidence, found.answered)


def _is_asked(text: str, one: FoundSentence) -> bool:
    start, end = one.span
    if text[start:end].rstrip("\"'”’») ").endswith("?"):
        return True
    after = text.find("\n", end)
    line = text[text.rfind("\n", 0, start) + 1 : after if after >= 0 else len(text)]
    return len(line) <= _LONGEST and line.rstrip("\"'”’») ").endswith("?")


def _reply_to(text: str, asked: FoundSentence, found: Sequence[FoundSentence]) -> FoundSentence:
    """The first sentence after the turn, if it is none itself; else the one that was found."""
    behind = sorted((one for one in found if one.number > asked.number), key=lambda one: one.number)
    return next((one for one in behind[:4] if not _is_asked(text, one)), asked)


def _supposes(text: str, question: str, one: FoundSentence) -> bool:
    asked, said = fold(question), fold(text[slice(*one.span)])
    return bool(_SUPPOSES.match(said) and _DONE.search(asked) and not _MAY.search(asked))
