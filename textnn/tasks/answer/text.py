"""An answer in plain words: in a conversation, in a terminal, and how it came about."""

from __future__ import annotations

import re

from textnn.locale import percent
from textnn.results import Answer
from textnn.results.chat import LISTS, AnswerSentence
from textnn.tasks.task import Explanation
from textnn.tasks.terminal import Terminal, visible

NEAR = 0.5
"""Part of the first sentence's probability from which on another may as well be the answer."""


def sentences_given(answer: Answer) -> tuple[AnswerSentence, ...]:
    """The sentences that are given: all of a list, else the first; where it is not sure, all that
    are about as likely."""
    if answer.asked in LISTS:
        return answer.sentences
    if answer.answered or not answer.unsure:
        return answer.sentences[:1]
    first = answer.sentences[0].score
    return tuple(one for one in answer.sentences if one.score >= NEAR * first)


def plain(result: Answer, view: str, language: str) -> str:  # noqa: ARG001 - as the article has it
    """The sentences that answer, or what comes nearest."""
    return "\n".join(_quoted(one.text) for one in sentences_given(result))


def _quoted(text: str) -> str:
    """A sentence in quotation marks, unless it has its own."""
    line = " ".join(text.split())
    return line if re.search(r"[“”\"«»]", line) else f"“{line}”"


def terminal(result: Answer, out: Terminal) -> None:
    """The question, and the article's sentences that answer it, or what comes nearest."""
    print(visible(" ".join(result.question.split())))
    if not result.answered:
        print(out.say("cli_maybe" if result.unsure else "cli_no_answer"))
        if result.sentences and not result.unsure:
            out.remark("cli_nearest")
    for one in sentences_given(result):
        print(visible(f"“{' '.join(one.text.split())}”"))


def how(result: Answer, _view: str, language: str) -> Explanation:
    """How probable it is that the first sentence answers, and what it went on from."""
    name = "how_answered" if result.answered else "how_not_answered"
    chance = percent(language, result.certainty)
    after: list[tuple[str, dict[str, object]]] = (
        [("how_after", {"before": result.after[0]})] if result.after else []
    )
    return [("how_answer", {}), *after, (name, {"percent": chance})], ("ner", "incorporacao")
