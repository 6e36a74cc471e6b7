"""The commands about pictures, with fake networks over a real store."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from tests.ui.fake_pictures import FAKE_PICTURES, NETWORKS, png
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.config import Settings
from textnn.results import ModelRef, Result, from_dict
from textnn.results.pictures import (
    Classification,
    ClassifyOptions,
    Game,
    Label,
    Lesson,
    Opinion,
    Rendering,
    RenderOptions,
    Round,
    Samples,
)
from textnn.results.runs import new_run
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.tasks.classify.text import terminal

MODEL = ModelRef("cnn-digits", "ab" * 32)


@pytest.fixture
def cli(tmp_path: Path) -> CliContext:
    settings = Settings(home=tmp_path / "home", models=tmp_path / "models", secret="s" * 64)
    return CliContext(settings, "en", pipelines=FAKE_PICTURES)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two pictures, one of them a level deeper, a file that only says it is one, and a text."""
    folder = tmp_path / "fotos"
    (folder / "mais").mkdir(parents=True)
    for place, colour in (("a.png", "red"), ("mais/b.JPG", "blue")):
        Image.new("RGB", (20, 20), colour).save(folder / place)
    (folder / "c.png").write_text("Era uma vez", encoding="utf-8")
    (folder / "notas.txt").write_text("Nada", encoding="utf-8")
    return folder


Printed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], cli: CliContext) -> Printed:
    def go(*words: str, cli: CliContext = cli) -> tuple[int, str, str]:
        code = run([str(word) for word in words], cli)
        return code, *capsys.readouterr()

    return go


def test_one_file_is_told_in_lines_likeliest_first(printed: Printed, photos: Path) -> None:
    code, out, err = printed("classify", photos / "a.png")
    assert code == 0
    first, *others = out.splitlines()
    assert first.startswith(f"{photos / 'a.png'}: ")
    assert first.endswith("%")
    shares = [float(line.split("%")[0]) for line in others]
    assert shares == sorted(shares, reverse=True)
    assert 0 < len(others) <= 4
    assert "kept: " in err


def test_json_of_one_file_is_one_document_that_reads_back(printed: Printed, photos: Path) -> None:
    code, out, _ = printed("classify", photos / "a.png", "--model", "cnn-digits", "--json")
    assert code == 0
    result = from_dict(json.loads(out))
    assert isinstance(result, Classification)
    assert (result.source, result.model.name) == ("a.png", "cnn-digits")


def test_a_folder_gives_a_document_a_line_and_names_what_it_could_not_read(
    printed: Printed, photos: Path
) -> None:
    code, out, err = printed("classify", photos, "--json", "--no-keep")
    assert code == 2
    lines = [json.loads(line) for line in out.splitlines()]
    assert [Path(line.pop("file")).name for line in lines] == ["a.png", "b.JPG"]
    assert [line["source"] for line in lines] == ["a.png", "b.JPG"]
    assert all(isinstance(from_dict(line), Classification) for line in lines)
    assert [line for line in err.splitlines() if "c.png" in line] == err.splitlines()
    assert "Traceback" not in err


def test_several_files_are_done_though_one_is_missing(printed: Printed, photos: Path) -> None:
    code, out, err = printed("classify", photos / "a.png", photos / "none.png", photos / "mais")
    assert code == 2
    heads = [line for line in out.splitlines() if not line.startswith(" ")]
    assert [line.partition(": ")[0] for line in heads] == [
        str(photos / "a.png"), str(photos / "mais" / "b.JPG"),
    ]  # fmt: skip
    assert "none.png" in err


def test_several_good_files_end_well(printed: Printed, photos: Path) -> None:
    code, _, err = printed("classify", photos / "a.png", photos / "mais")
    assert code == 0
    assert err.count("kept: ") == 2


def test_standard_input_is_a_picture_too(printed: Printed, photos: Path, cli: CliContext) -> None:
    given = replace(cli, stdin=io.BytesIO((photos / "a.png").read_bytes()))
    code, out, _ = printed("classify", "-", "--json", cli=given)
    assert code == 0
    assert json.loads(out)["source"] == "stdin"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["classify", "c.png"], "no picture"),
        (["classify", "none.png"], "Cannot read"),
        (["classify", "a.png", "--model", "cnn-none"], "no network"),
        (["classify", "a.png", "mais", "--model", "cnn-none"], "no network"),
        (["classify", "empty"], "no pictures in the folder"),
        (["classify"], "FILE"),
        (["sample", "--set", "cats"], "no set “cats”"),
        (["sample", "--class", "x"], "no class “x”"),
        (["sample", "--count", "0"], "count"),
        (["sample", "--truncation", "9"], "truncation"),
        (["sample", "--seed", "-1"], "seed"),
        (["sample", "--out", "none/a.png"], "Cannot write"),
    ],
)
def test_mistakes_are_one_sentence(
    printed: Printed, photos: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    (photos / "empty").mkdir()
    monkeypatch.chdir(photos)
    code, out, err = printed(*words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "pt", "en"),
    [
        (["sample", "--seed", "abc"], "um número inteiro de 0 a 9007199254740991",
         "a whole number from 0 to 9007199254740991"),
        (["sample", "--count", "1.5"], "um número inteiro de 1 a 100", "from 1 to 100"),
        (["sample", "--truncation", "x"], "um número de 0,1 a 3.", "a number from 0.1 to 3."),
        (["train", "gan", "--minutes", "-1"], "um número a partir de 0.", "a number from 0 on."),
        (["summarize", "-", "--sentences", "x"], "um número inteiro de 1 a 10", "from 1 to 10"),
    ],
)  # fmt: skip
def test_what_a_number_may_be_is_said(
    printed: Printed, cli: CliContext, words: list[str], pt: str, en: str
) -> None:
    for language, sentence in (("pt", pt), ("en", en)):
        code, out, err = printed(*words, cli=replace(cli, language=language))
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert f"{words[-2]} " in err
        assert sentence in err


def test_portuguese_where_the_terminal_is(printed: Printed, photos: Path, cli: CliContext) -> None:
    at_home = replace(cli, language="pt")
    _, out, err = printed("classify", photos / "a.png", "--compare", cli=at_home)
    assert "não reconhece isto" in out
    others = [line.split(":")[0].strip() for line in out.splitlines() if "cnn-" in line]
    assert others == list(NETWORKS[1:])
    assert "guardado: " in err


def test_samples_are_listed_and_the_way_to_the_pictures_is_told(printed: Printed) -> None:
    code, out, err = printed("sample", "--set", "fashion", "--class", "ankle-boot", "--count", "3")
    assert code == 0
    assert out.count("ankle boot: the discriminator takes it for real") == 3
    assert "--out" in err


def test_a_sheet_and_a_folder_of_samples(printed: Printed, tmp_path: Path) -> None:
    sheet, folder = tmp_path / "a.PNG", tmp_path / "some" / "where"
    assert printed("sample", "--count", "12", "--out", sheet)[:2] == (0, "")
    with Image.open(sheet, formats=["PNG"]) as image:
        assert min(image.size) > 100
        assert "cnn" in image.info["Description"] or "gan-digits" in image.info["Description"]
    assert printed("sample", "--class", "7", "--count", "4", "--out", folder)[0] == 0
    assert [path.name for path in sorted(folder.iterdir())] == [
        f"generated-digits-7-{place:03}.png" for place in range(4)
    ]


@pytest.mark.parametrize(
    ("name", "form"), [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.webp", "WEBP")]
)
def test_a_sheet_is_of_the_kind_its_name_says(
    printed: Printed, tmp_path: Path, name: str, form: str
) -> None:
    assert printed("sample", "--count", "2", "--out", tmp_path / name)[:2] == (0, "")
    with Image.open(tmp_path / name) as image:
        assert image.format == form
        assert b"gan-digits" in str(image.getexif()[ExifTags.Base.ImageDescription]).encode()


def test_an_archive_of_samples(printed: Printed, tmp_path: Path) -> None:
    assert printed("sample", "--count", "2", "--out", tmp_path / "a.zip")[:2] == (0, "")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert sum(name.endswith(".png") for name in archive.namelist()) == 2


def test_the_name_of_another_kind_of_file_is_refused_before_anything_is_made(
    printed: Printed, tmp_path: Path
) -> None:
    code, out, err = printed("sample", "--out", tmp_path / "a.gif")
    assert (code, out) == (2, "")
    assert ".gif" in err
    assert ".png" in err
    assert list(tmp_path.glob("a*")) == []
    assert printed("history", "--json")[1] == "[]\n"
    assert printed("sample", "--count", "1", "--out", f"{tmp_path}/a.gif/")[0] == 0
    assert len(list((tmp_path / "a.gif").iterdir())) == 1


def test_the_same_seed_gives_the_same_samples(printed: Printed) -> None:
    def pictures(*words: str) -> list[str]:
        result = from_dict(json.loads(printed("sample", "--json", "--no-keep", *words)[1]))
        assert isinstance(result, Samples)
        return [one.picture for one in result.pictures]

    assert pictures("--seed", "3") == pictures("--seed", "3")
    assert pictures("--seed", "3") != pictures("--seed", "4")
    assert base64.b64decode(pictures()[0]).startswith(b"\x89PNG")


def kept(cli: CliContext, result: Result, owner: str) -> str:
    return RunRepository(open_store(cli.settings.url)).add(new_run(owner, result))


TINY = png(Image.new("L", (4, 4)))
OPENED = {
    "game": (
        Game("digits", (Round(TINY, True, True, 0.9), Round(TINY, False, False, 0.8)), MODEL, 1.0),
        "right in 2 of 2, the discriminator in 1",
    ),
    "lesson": (
        Lesson("", ("copo", "chave"), (5, 6), 0.75, ((2, 0), (1, 1)), ("few",), MODEL, 1.0),
        "6  chave",
    ),
    "rendering": (Rendering(TINY, TINY, RenderOptions("facades"), MODEL, 1.0), "facades"),
}


@pytest.mark.parametrize("name", OPENED)
def test_every_kind_of_kept_result_opens(printed: Printed, cli: CliContext, name: str) -> None:
    printed("history")  # makes the owner
    owner = (cli.settings.home / "owner").read_text(encoding="ascii").strip()
    result, sentence = OPENED[name]
    run_id = kept(cli, result, owner)
    code, out, _ = printed("history", "--open", run_id)
    assert code == 0
    assert sentence in out


def test_what_was_classified_and_sampled_opens_again(printed: Printed, photos: Path) -> None:
    printed("classify", photos / "a.png")
    printed("sample", "--count", "2")
    lines = json.loads(printed("history", "--json")[1])
    assert [line["task"] for line in lines] == ["sample", "classify"]
    assert "takes it for real" in printed("history", "--open", lines[0]["id"])[1]
    assert printed("history", "--open", lines[1]["id"])[1].startswith("a.png: ")


def test_the_history_is_listed_in_the_language_of_the_terminal(
    printed: Printed, photos: Path, cli: CliContext
) -> None:
    at_home = replace(cli, language="pt")
    printed("sample", "--set", "fashion", "--class", "dress", "--count", "1")
    printed("classify", photos / "a.png")
    lines = printed("history", cli=at_home)[1].splitlines()
    assert [line.split()[3] for line in lines] == ["classificar", "amostra"]
    assert lines[1].endswith("  Roupas · vestido")
    assert printed("history")[1].splitlines()[1].endswith("  Clothes · dress")
    found = [printed("history", "--task", task, cli=at_home)[1] for task in ("amostra", "sample")]
    assert found == [f"{lines[1]}\n"] * 2
    assert "destacar" in printed("history", "--task", "nada", cli=at_home)[2]


def test_a_picture_like_nothing_known_is_told_to_be(
    capsys: pytest.CaptureFixture[str], cli: CliContext
) -> None:
    from_network = Classification(
        TINY, TINY, "x.png", (Label("ship", 0.7), Label("airplane", 0.3)), 0.0, False, (), (), (),
        ClassifyOptions(), MODEL, 0.1,
    )  # fmt: skip
    terminal(from_network, cli, "x.png")
    assert "not recognised; nearest is ship 70%" in capsys.readouterr().out


def test_shares_are_written_as_in_the_app(
    capsys: pytest.CaptureFixture[str], cli: CliContext
) -> None:
    sure = Classification(
        TINY, TINY, "x.png", (Label("dog", 0.99996), Label("cat", 0.008), Label("deer", 0.0)), 0.5,
        True, (), (), (Opinion("cnn-slide", "ship", 0.5, 0.01, False),), ClassifyOptions(), MODEL,
        0.1,
    )  # fmt: skip
    for language, first, second in (("pt", "99,9%", "0,8%  gato"), ("en", "99.9%", "0.8%  cat")):
        terminal(sure, replace(cli, language=language), "x.png")
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].endswith(first)
        assert lines[1].endswith(second)
        assert lines[2].endswith(")")


def test_variety_is_said_as_in_the_app(printed: Printed, cli: CliContext) -> None:
    assert "variedade: " in printed("sample", "--class", "7", cli=replace(cli, language="pt"))[1]
