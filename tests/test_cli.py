"""The command line, with fake models over a real store; a few real processes."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.ui.fakes import FakeHighlighter, FakeSummarizer, FakeWriter
from textnn.cli import run
from textnn.cli.desk import Desk, spoken_language
from textnn.cli.manual import COMMANDS
from textnn.config import Settings
from textnn.results import Continuation, GenerateOptions, Highlight, from_dict

ARTICLE = "Ana Souza chegou a São Bento em 3 de maio.\r\nPagou R$ 20 milhões."
ENGLISH = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_US.UTF-8"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    settings = Settings(home=tmp_path / "home", models=tmp_path / "models", secret="s" * 64)
    return Desk(
        settings, "en", FakeHighlighter, FakeSummarizer, FakeWriter, io.BytesIO(ARTICLE.encode())
    )


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "artigo.txt"
    path.write_bytes(ARTICLE.encode())
    return str(path)


def printed(capsys: pytest.CaptureFixture[str], *words: str, desk: Desk) -> str:
    assert run(words, desk) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def complaint(capsys: pytest.CaptureFixture[str], *words: str, desk: Desk) -> str:
    assert run(words, desk) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


def test_help_is_a_manual_that_names_every_command(capsys, desk):
    manual = printed(capsys, "--help", desk=desk)
    assert manual == printed(capsys, desk=desk)
    for name, entry in COMMANDS.items():
        assert f"  {name} " in manual
        assert entry.line in manual
    assert "Examples" in manual


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_that_begins_with_its_line_in_the_manual(name, capsys, desk):
    text = printed(capsys, name, "--help", desk=desk)
    assert COMMANDS[name].line in " ".join(text.split())
    assert "Options:" in text


def test_highlight_prints_the_article_with_its_marks(capsys, desk, article):
    out = printed(capsys, "highlight", article, desk=desk)
    assert "[Ana Souza: Person] chegou a [São Bento: Place]" in out
    assert "[R$ 20 milhões: Amount]" in out


def test_highlight_json_is_the_whole_result_to_the_letter(capsys, desk):
    result = from_dict(json.loads(printed(capsys, "highlight", "-", "--json", desk=desk)))
    assert isinstance(result, Highlight)
    assert result.text == ARTICLE
    assert all(ARTICLE[span.start : span.end] == span.text for span in result.spans)


def test_highlight_csv_and_conll(capsys, desk, article):
    rows = list(
        csv.DictReader(io.StringIO(printed(capsys, "highlight", article, "--csv", desk=desk)))
    )
    assert ARTICLE[int(rows[0]["start"]) : int(rows[0]["end"])] == rows[0]["text"] == "Ana Souza"
    assert printed(capsys, "highlight", article, "--conll", desk=desk).startswith("Ana\tB-PER\n")


def test_only_one_format(capsys, desk, article):
    assert "one format" in complaint(capsys, "highlight", article, "--csv", "--json", desk=desk)


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b"  \n", "empty"), (b"a\0b", "text"), (b"\x89PNG\r\n\x1a\n\0\0", "text")],
)
def test_bad_input_is_one_sentence(content, word, capsys, desk):
    assert word in complaint(
        capsys, "highlight", "-", desk=replace(desk, stdin=io.BytesIO(content))
    )


def test_too_long_a_text_is_one_sentence(capsys, desk):
    stdin = io.BytesIO(b"a" * (desk.settings.max_chars + 1))
    assert "200,000" in complaint(capsys, "highlight", "-", desk=replace(desk, stdin=stdin))


def test_portuguese_where_the_terminal_is(capsys, desk):
    complained = complaint(capsys, "highlight", "falta.txt", desk=replace(desk, language="pt"))
    assert complained == (
        "textnn: Não consigo ler “falta.txt”. Confira o nome e a permissão do arquivo.\n"
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "pt_BR.UTF-8"}, "pt"),
        ({"LANG": "en_US", "LC_ALL": "pt_PT"}, "pt"),
        ({"LC_ALL": "C", "LANG": "pt_BR"}, "en"),
        ({}, "en"),
    ],
)
def test_language_of_the_terminal(environment, language):
    assert spoken_language(environment) == language


def test_generate_keeps_the_prefix_to_the_letter_and_obeys_the_seed(capsys, desk):
    words = ("generate", "Comec\u0327o \u00a0de", "--length", "40", "--seed", "7")
    first = printed(capsys, *words, desk=desk)
    assert first.startswith("Comec\u0327o \u00a0de")
    assert len(first) == len("Comec\u0327o \u00a0de") + 40 + 1
    assert printed(capsys, *words, desk=desk) == first
    assert printed(capsys, *words[:-1], "8", desk=desk) != first


def test_generate_json_has_all_options(capsys, desk):
    words = "generate - --length 9 --temperature 0.5 --top-k 3 --top-p 0.9 --seed 4 --stop z --json"
    result = from_dict(json.loads(printed(capsys, *words.split(), desk=desk)))
    assert isinstance(result, Continuation)
    assert result.prefix == ARTICLE
    assert result.options == GenerateOptions(9, 0.5, 3, 0.9, 4, "z")


def test_generate_refuses_options_out_of_range(capsys, desk):
    assert "top-p" in complaint(capsys, "generate", "a", "--top-p", "7", desk=desk)


def test_generated_text_says_so(capsys, desk):
    assert run(["generate", "a"], desk) == 0
    assert "text generated by charrnn, seed 0" in capsys.readouterr().err


def test_surprise(capsys, desk):
    assert "bits per character" in printed(capsys, "surprise", "-", desk=desk)


def test_history_lists_searches_opens_and_deletes(capsys, desk, article):
    printed(capsys, "highlight", article, desk=desk)
    printed(capsys, "generate", "Comitê", desk=desk)
    printed(capsys, "highlight", article, "--no-keep", desk=desk)
    lines = json.loads(printed(capsys, "history", "--json", desk=desk))
    assert [line["task"] for line in lines] == ["generate", "highlight"]
    (found,) = json.loads(printed(capsys, "history", "comite", "--json", desk=desk))
    assert found["id"] in printed(capsys, "history", "--task", "generate", desk=desk)
    assert printed(capsys, "history", "--open", found["id"], desk=desk).startswith("Comitê")
    assert len(printed(capsys, "history", "--export", desk=desk).splitlines()) == 2
    printed(capsys, "history", "--delete", found["id"], desk=desk)
    assert "history" in complaint(capsys, "history", "--open", found["id"], desk=desk)
    assert "no result" in complaint(capsys, "history", "--delete", found["id"], desk=desk)


def test_history_belongs_to_this_terminal(capsys, desk, tmp_path):
    printed(capsys, "generate", "a", desk=desk)
    (tmp_path / "home" / "owner").unlink()
    assert json.loads(printed(capsys, "history", "--json", desk=desk)) == []


def test_the_owner_is_kept_private(capsys, desk, tmp_path):
    printed(capsys, "history", desk=desk)
    assert (tmp_path / "home" / "owner").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words",
    [
        ("history", "--task", "dance"),
        ("history", "a", "--export"),
        ("train", "dance"),
        ("evaluate", "dance", "--data", "-"),
        ("evaluate", "charrnn", "--data", "falta.txt"),
        ("evaluate", "charrnn"),
        ("evaluate", "summarizer", "--data", "-", "--kind", "poem"),
        ("evaluate", "summarizer", "--data", "-", "--sentences", "0"),
        ("fetch",),
        ("fetch", "falta"),
        ("fetch", "mnist", "--from", "falta"),
        ("db", "downgrade", "9999"),
        ("serve", "--share", "--port", "0"),
        ("highlight",),
        ("highlight", ".", "--unknown"),
        ("generate", "a", "--seed", "x"),
        ("dance",),
    ],
)
def test_every_mistake_is_exit_code_two_and_one_sentence(words, capsys, desk):
    run(words, desk)
    out, err = capsys.readouterr()
    assert out == ""
    assert run(words, desk) == 2
    assert "Traceback" not in err
    assert err.splitlines()[-1].startswith("textnn: ")


def test_a_near_miss_is_suggested(capsys, desk):
    assert "“highlight”" in complaint(capsys, "higlight", "x", desk=desk)


def test_db_up_and_down(capsys, desk):
    def revision(*words: str) -> str:
        return str(json.loads(printed(capsys, "db", *words, "--json", desk=desk))["revision"])

    assert revision("current") == ""
    newest = revision("upgrade")
    assert newest == revision("current")
    assert revision("downgrade", "0001") == "0001"
    assert revision("current") == "0001"
    assert revision("downgrade", "base") == ""


def test_models_shows_the_figures(capsys, desk, tmp_path):
    folder = tmp_path / "models" / "charrnn"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"kind": "charrnn"}')
    (folder / "metrics.json").write_text('{"bits_per_char": 1.25, "n": 3}')
    assert "bits_per_char 1.25" in printed(capsys, "models", desk=desk)
    (model,) = json.loads(printed(capsys, "models", "--json", desk=desk))
    assert model["metrics"] == {"bits_per_char": 1.25, "n": 3}
    (folder / "metrics.json").unlink()
    assert "charrnn" in complaint(capsys, "models", desk=desk)


def test_our_own_fault_is_calm_and_leaves_a_trace(capsys, desk, tmp_path):
    stdin = io.BytesIO(b"explode")
    assert run(["highlight", "-"], replace(desk, stdin=stdin)) == 1
    err = capsys.readouterr().err
    assert "secret inner detail" not in err
    assert "secret inner detail" in (tmp_path / "home" / "error.log").read_text()


class Interrupted(FakeWriter):
    """Somebody presses Ctrl-C after ten letters."""

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        for piece in super().stream(prefix, options):
            if len(piece.generated) > 10:
                raise KeyboardInterrupt
            yield piece


def test_ctrl_c_is_quiet_and_keeps_what_was_written(capsys, desk):
    assert run(["generate", "Era"], replace(desk, writer=Interrupted)) == 130
    out, err = capsys.readouterr()
    assert out.startswith("Era")
    assert err == ""
    (line,) = json.loads(printed(capsys, "history", "--json", desk=desk))
    kept = json.loads(printed(capsys, "history", "--open", line["id"], "--json", desk=desk))
    assert kept["finish"] == "cancelled"
    assert "Era" + kept["generated"] == out.removesuffix("\n")


def process(*words: str, home: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from textnn.cli import main; main()", *words],
        env=os.environ | ENGLISH | {"TEXTNN_HOME": str(home)} | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_a_real_process_reads_its_environment(tmp_path):
    out, err = process("db", "upgrade", home=tmp_path, LANG="pt_BR.UTF-8").communicate(timeout=60)
    assert out.startswith("revisão ")
    assert err == ""
    assert (tmp_path / "textnn.db").is_file()


def test_a_wrong_setting_is_one_sentence(tmp_path):
    started = process("history", home=tmp_path, TEXTNN_PORT="many")
    _, err = started.communicate(timeout=60)
    assert err == "textnn: Invalid value in TEXTNN_PORT. See the table of settings in the README.\n"
    assert started.returncode == 2


def test_help_loads_neither_torch_nor_gradio(tmp_path):
    code = (
        "import sys; from textnn.cli import run; run(['--help']); run(['history']);"
        "sys.exit(bool({'torch', 'gradio', 'gensim'} & set(sys.modules)))"
    )
    environment = os.environ | {"TEXTNN_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert done.returncode == 0


@pytest.mark.slow
def test_serve_listens_until_ctrl_c(tmp_path):
    started = process("serve", "--port", "0", home=tmp_path)
    assert started.stdout is not None
    address = started.stdout.readline().removeprefix("textnn: ").strip()
    assert httpx.get(f"{address}/healthz", timeout=60).status_code == 200
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert err == ""
