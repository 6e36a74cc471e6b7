"""An answer in plain words: in a conversation, in a terminal, and how it came about."""

from __future__ import annotations

import re

from textnn.locale import percent
from textnn.results import Answer
from textnn.results.chat import LISTS
from textnn.tasks.task import Explanation
from textnn.tasks.terminal import Terminal, visible


def said_of(answer: Answer) -> tuple[str, ...]:
    """The sentences that are given as the answer: all of a list, else the first."""
    given = answer.sentences if answer.asked in LISTS else answer.sentences[:1]
    return tuple(sentence.text for sentence in given)


def plain(result: Answer, view: str, language: str) -> str:  # noqa: ARG001 - as the article has it
    """The sentences that answer, or what comes nearest."""
    given = said_of(result) if result.answered else [s.text for s in result.sentences[:1]]
    return "\n".join(map(_quoted, given))


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
    for text in said_of(result):
        print(visible(f"“{' '.join(text.split())}”"))


def how(result: Answer, _view: str, language: str) -> Explanation:
    """How probable it is that the first sentence answers, and what it went on from."""
    name = "how_answered" if result.answered else "how_not_answered"
    chance = percent(language, result.certainty)
    after: list[tuple[str, dict[str, object]]] = (
        [("how_after", {"before": result.after[0]})] if result.after else []
    )
    return [("how_answer", {}), *after, (name, {"percent": chance})], ("ner", "incorporacao")
