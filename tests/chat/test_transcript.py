"""Conversations as files: nothing lost, nothing read as markup."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.chat.conftest import ANA, ARTICLE, Talk, picture
from tests.store.makers import MODEL
from textnn.chat import FORMATS, plain
from textnn.results import Answer
from textnn.results.chat import AnswerSentence
from textnn.results.context import RequestContext
from textnn.tasks.answer.text import plain as answer_plain


@pytest.fixture
def talk(ana: Talk) -> Talk:
    for text in (
        f"resuma em duas frases\n{ARTICLE}", "destaque", "palavras-chave", "dê um título",
        "quanto custou a obra?", "quem venceu?", "o que é uma LSTM?", "continue: Era *uma* vez",
        "desenhe dois vestidos", "mostre o histórico", "apague tudo",
    ):  # fmt: skip
        ana.say(text)
    ana.say("", picture())
    return ana


def test_json_lines_have_every_message_whole(talk: Talk) -> None:
    assert talk.conversation_id
    lines = talk.chat.export(ANA, talk.conversation_id, "jsonl").splitlines()
    told = [json.loads(line) for line in lines]
    assert [one["message_id"] for one in told] == [one.id for one in talk.messages()]
    shown = [part for one in told for part in one["parts"] if part["part"] == "Shown"]
    assert all(part["result"]["kind"] for part in shown)
    assert list(talk.chat.export_all(ANA)) == [line + "\n" for line in lines]


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.slow
def test_plain_text_says_who_said_what(talk: Talk, language: str) -> None:
    assert talk.conversation_id
    text = talk.chat.export(ANA, talk.conversation_id, "txt", language)
    you = "Você:" if language == "pt" else "You:"
    assert text.count(f"\n{you}\n") == text.count("\ntextnn:\n") == 12
    for words in (
        ARTICLE, "“A obra custou R$ 2 milhões e durou oito meses.”", "LSTM: Uma rede", "[a.png]",
        "2 × " + ("vestido" if language == "pt" else "dress"),
    ):  # fmt: skip
        assert words in text


def test_markdown_is_escaped(talk: Talk) -> None:
    assert talk.conversation_id
    text = talk.chat.export(ANA, talk.conversation_id, "md")
    assert text.startswith("# Ponte de Serra Alta")
    assert "Era \\*uma\\* vez" in text
    assert text.count("**Você** · ") == 12


def test_marks_are_told_by_category(talk: Talk) -> None:
    told = plain(talk.messages()[3], "pt")
    assert "- Valor: R$ 2 milhões" in told
    assert "- Organização: Prefeitura de Serra Alta" in told


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_looking_message_is_no_trouble(ana: Talk, form: str) -> None:
    replying = ana.chat.reply(RequestContext(ANA), None, "🙂\ud800")
    first = next(replying)
    replying.close()
    assert "🙂" in ana.chat.export(ANA, first.conversation_id, form)


def test_a_sentence_with_quotation_marks_gets_no_others(ana: Talk) -> None:
    ana.say(ARTICLE)
    told = plain(ana.say("o que ninguém acreditava?"), "pt")
    assert told.endswith("\n“Ninguém acreditava”, disse a comerciante Dora Lins.")


def test_a_list_that_an_older_version_kept_is_given_whole() -> None:
    sentences = tuple(AnswerSentence(n, n + 1, text, 0.9, ()) for n, text in enumerate("ab"))
    answer = Answer("ab", "as pessoas", "list", sentences, True, 0.9, MODEL, 0.1)
    assert answer_plain(answer, "answer", "pt") == "“a”\n“b”"
    assert answer_plain(replace(answer, asked=""), "answer", "pt") == "“a”"
