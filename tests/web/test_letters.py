"""The bets on the next letter over HTTP: nothing is kept, and what cannot be read is said."""

from __future__ import annotations

import httpx
import pytest

from tests.served import Served
from tests.ui.fakes import SECRET
from textnn.locale import say
from textnn.web.identity.owner import COOKIE, new_owner, sign
from textnn.web.routes.letters import LONGEST


def test_each_letter_has_its_bets_and_so_has_the_next(served: Served) -> None:
    owner = new_owner()
    answer = httpx.post(
        f"{served.url}/letters", json={"text": "Olá 😀"}, cookies={COOKIE: sign(owner, SECRET)}
    )
    assert [one["char"] for one in answer.json()["chars"]] == [*"Olá 😀"]
    assert answer.json()["next"] == [["e", 0.4], [" ", 0.2]]
    assert served.screen.service.history.count(owner) == 0


@pytest.mark.parametrize("text", ["", "\ud800", "a" * (LONGEST + 1)])
def test_what_cannot_be_read_is_said_in_a_sentence(served: Served, text: str) -> None:
    told = httpx.post(
        f"{served.url}/letters",
        content=b'{"text": "\\ud800"}' if text == "\ud800" else None,
        json=None if text == "\ud800" else {"text": text},
        headers={"accept-language": "pt", "content-type": "application/json"},
    )
    assert told.status_code == 400
    assert told.json()["error"].endswith(".")
    if not text:
        assert told.json()["error"] == say("pt", "error_empty_text")
