"""``textnn chat``, with fake models over a real store."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.chat.conftest import ARTICLE
from tests.ui.fake_chat import FAKE_CHAT
from tests.ui.fake_pictures import FAKE_PICTURES
from tests.ui.fakes import FakeHighlighter, fake_texts
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.config import Settings

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", _env_file=None)


def cli(
    settings: Settings,
    typed: str = "",
    language: str = "pt",
    highlighter: Callable[[], Any] = FakeHighlighter,
) -> CliContext:
    pipelines = {**fake_texts(highlighter), **FAKE_PICTURES, **FAKE_CHAT}
    return CliContext(settings, language, stdin=io.BytesIO(typed.encode()), pipelines=pipelines)


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "artigo.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return str(path)


def test_one_question_about_a_file(settings: Settings, article: str, capsys: Capture) -> None:
    asked = ["chat", "quanto custou a obra?", "--article", article]
    assert run(asked, cli(settings)) == 0
    out, err = capsys.readouterr()
    assert out.startswith("O artigo diz:\n\n“A obra custou R$ 2 milhões")
    assert err.startswith("conversa: ")
    asked = ["chat", "mais curto", "--conversation", err.split()[1], "--json"]
    assert run(asked, cli(settings, language="en")) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["said"].startswith("The essentials, in 2 sentences")
    assert told["conversation_id"] == err.split()[1]


def test_a_reply_that_failed_is_an_error_to_the_shell(
    settings: Settings, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "foto.png").write_bytes(b"nothing")
    asked = ["chat", "o que é isto?", "--article", str(tmp_path / "foto.png")]
    assert run(asked, cli(settings)) == 2
    assert "não é uma imagem" in capsys.readouterr().out


def test_a_dialogue_line_by_line(settings: Settings, article: str, capsys: Capture) -> None:
    typed = "resuma em uma frase\n\napague tudo\nsim\n"
    assert run(["chat", "--article", article], cli(settings, typed)) == 0
    out, err = capsys.readouterr()
    for words in ("Li o artigo", "em 1 frase", "“Sim, apagar” · “Não, deixar”", "Apagado: 1"):
        assert words in out
    assert err.startswith("conversa: ")


def test_the_message_may_come_from_standard_input(settings: Settings, capsys: Capture) -> None:
    typed = f"resuma em uma frase\n{ARTICLE}"
    assert run(["chat", "-"], cli(settings, typed)) == 0
    assert "em 1 frase" in capsys.readouterr().out


def test_after_deleting_the_conversation_another_begins(
    settings: Settings, capsys: Capture
) -> None:
    assert run(["chat"], cli(settings, "apague esta conversa\nsim\n")) == 0
    out, err = capsys.readouterr()
    assert "Conversa apagada." in out
    assert "conversa:" not in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["oi", "--conversation", "nada"], "não está entre as suas"),
        (["oi", "--article", "nada.txt"], "nada.txt"),
        (["--json"], "diga uma mensagem"),
        (["oi", "--delete-all"], "vai sozinho"),
        (["-"], "Escreva uma mensagem"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    settings: Settings, capsys: Capture, words: list[str], sentence: str
) -> None:
    assert run(["chat", *words], cli(settings)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


def test_a_mistake_in_a_dialogue_does_not_end_it(settings: Settings, capsys: Capture) -> None:
    typed = "x" * 200_001 + "\noi\n"
    assert run(["chat"], cli(settings, typed)) == 0
    out, err = capsys.readouterr()
    assert "200.001 caracteres" in err
    assert "Olá!" in out


class Interrupted(FakeHighlighter):
    """Somebody presses Ctrl-C while it reads."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt


def test_ctrl_c_stops_the_reply_and_not_the_dialogue(
    settings: Settings, article: str, capsys: Capture
) -> None:
    typed = "destaque\nresuma em uma frase\n"
    asked = ["chat", "--article", article]
    assert run(asked, cli(settings, typed, highlighter=Interrupted)) == 0
    out, err = capsys.readouterr()
    assert "Parei." in err
    assert "em 1 frase" in out
    assert "conversa: " in err


def test_all_conversations_are_deleted(settings: Settings, capsys: Capture) -> None:
    assert run(["chat", "oi"], cli(settings)) == 0
    where = capsys.readouterr().err.split()[1]
    assert run(["chat", "--delete-all", "--json"], cli(settings)) == 0
    assert json.loads(capsys.readouterr().out) == {"deleted": 1}
    assert run(["chat", "oi", "--conversation", where], cli(settings)) == 2
    capsys.readouterr()
    assert run(["chat", "--delete-all"], cli(settings)) == 0
    assert capsys.readouterr().err == "Conversas apagadas: 0.\n"


@pytest.mark.parametrize("word", ["sair", "Fim.", "exit"])
def test_a_word_ends_the_dialogue(settings: Settings, word: str, capsys: Capture) -> None:
    assert run(["chat"], cli(settings, f"ok\n{word}\najuda\n")) == 0
    out = capsys.readouterr().out
    assert "é só pedir" in out
    assert "Dê-me um artigo" not in out
