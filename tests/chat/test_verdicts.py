"""What a visitor said of answers and headlines leaves as a file, and nobody else's does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.chat.conftest import ANA, ARTICLE, BIA, Talk
from textnn.errors import UserError
from textnn.results import SummaryOptions
from textnn.results.context import RequestContext
from textnn.service import Service
from textnn.service.verdicts import verdicts


def said(service: Service, owner: str, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in verdicts(service.history, owner, kind)]


def test_an_answer_that_was_not_it_is_kept_with_its_reason(ana: Talk) -> None:
    ana.say(f"Resuma: {ARTICLE}")
    wrong = ana.say("Quanto custou a obra?")
    right = ana.say("Quem disse que ninguém acreditava?")
    ana.say("Onde fica a ponte?")  # nothing is said of this one
    ana.chat.like(ANA, wrong.id, False, "wrong")
    ana.chat.like(ANA, right.id, True)
    first, second = said(ana.service, ANA, "answers")
    assert (first["question"], first["right"], first["reason"]) == (
        "Quanto custou a obra?",
        False,
        "wrong",
    )
    assert (second["right"], second["reason"]) == (True, "")
    for one in (first, second):
        assert all(one["text"][start:end].strip() for start, end in one["sentences"])
    assert said(ana.service, BIA, "answers") == []


def test_a_headline_instead_of_which_another_was_asked_for_is_refused(ana: Talk) -> None:
    asks, service = RequestContext(ANA), ana.service
    kept = [
        service.summarize(ARTICLE, SummaryOptions(rank=rank), asks).result for rank in (1, 2, 1)
    ]
    service.summarize("Outra coisa aconteceu em Santos.", SummaryOptions(), asks)
    (refused,) = said(service, ANA, "headlines")
    assert refused["headline"] == kept[0].headline.text
    assert refused["instead"] == kept[1].headline.text
    assert refused["right"] is False


def test_a_headline_with_a_thumb_is_there_too(ana: Talk) -> None:
    reply = ana.say(f"Resuma: {ARTICLE}")
    ana.chat.like(ANA, reply.id, False, "badly_written")
    (refused,) = said(ana.service, ANA, "headlines")
    assert (refused["right"], refused["reason"], refused["instead"]) == (False, "badly_written", "")
    ana.chat.like(ANA, reply.id, None)
    assert said(ana.service, ANA, "headlines") == []


def test_there_is_nothing_else(ana: Talk) -> None:
    with pytest.raises(UserError, match="answers"):
        said(ana.service, ANA, "marks")
