"""What visitors said of answers and headlines, as JSON lines that a training can read.

A thumb up or down in a conversation stays with the result that it was given to, and so does why it
is down. Who asks for another headline of the same article refuses the one before. It all leaves
with the result.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from textnn.errors import UserError
from textnn.results import Answer, Summary
from textnn.results.runs import Verdict
from textnn.store.runs import RunRepository


def verdicts(runs: RunRepository, owner: str, kind: str) -> Iterator[str]:
    """Lines of a file, oldest result first.

    Args:
        runs: where results are kept.
        owner: whose.
        kind: one of ``KINDS``.

    Raises:
        UserError: there is no such kind.
    """
    if kind not in KINDS:
        raise UserError("no-such-format", name=kind[:40], names=[*KINDS])
    for record in KINDS[kind](runs, owner):
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _answers(runs: RunRepository, owner: str) -> Iterator[dict[str, Any]]:
    """Answers with a thumb: the question, and the sentences that were given."""
    for verdict in runs.verdicts(owner, "answer"):
        answer = verdict.result
        if isinstance(answer, Answer) and verdict.liked is not None:
            yield {
                "text": answer.text,
                "question": answer.question,
                "after": [*answer.after],
                "list": answer.asked,
                "answered": answer.answered,
                "unsure": answer.unsure,
                "sentences": [[one.start, one.end] for one in answer.sentences],
                **_said(verdict),
            }


def _headlines(runs: RunRepository, owner: str) -> Iterator[dict[str, Any]]:
    """Headlines with a thumb, and those instead of which another one was asked for."""
    before: dict[str, Verdict] = {}
    for verdict in runs.verdicts(owner, "summarize"):
        summary = verdict.result
        if not isinstance(summary, Summary):
            continue
        refused = before.pop(summary.text, None)
        if refused and isinstance(refused.result, Summary) and _follows(summary, refused.result):
            yield {**_headline(refused), "right": False, "instead": summary.headline.text}
        if verdict.liked is None:
            before[summary.text] = verdict
        else:
            yield _headline(verdict)


def _follows(summary: Summary, before: Summary) -> bool:
    """Whether a headline was asked for instead of the one before."""
    return summary.options.rank == before.options.rank + 1


def _headline(verdict: Verdict) -> dict[str, Any]:
    summary = verdict.result
    assert isinstance(summary, Summary)
    said = {"text": summary.text, "headline": summary.headline.text}
    return {**said, "origin": summary.headline.origin, "instead": "", **_said(verdict)}


def _said(verdict: Verdict) -> dict[str, Any]:
    model = verdict.result.model
    named = {"model": model.name, "checksum": model.checksum}
    return {"right": verdict.liked, "reason": verdict.reason, **named}


KINDS = {"answers": _answers, "headlines": _headlines}
"""What can be exported -> its records."""
