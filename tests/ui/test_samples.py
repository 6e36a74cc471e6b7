"""The tab *Amostras*: what its parts show, hand over and refuse."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from PIL import Image, ImageDraw

from tests.ui.fake_pictures import FAKE_PICTURES, FakeRenderer, FakeSampler, blob, model
from tests.ui.fakes import fake_screen
from textnn.errors import UserError
from textnn.html.templates import part
from textnn.results.names import CLASS_NAMES, class_name
from textnn.results.pictures import (
    RENDER_KINDS,
    SAMPLE_SETS,
    Exhibit,
    Frame,
    Game,
    RenderOptions,
    Round,
    Sample,
    SampleOptions,
    Samples,
)
from textnn.results.runs import Run
from textnn.tasks.render.view import outlines_view
from textnn.tasks.sample.detective_view import answer_view, asking_view, score_view
from textnn.tasks.sample.evolution_view import evolution_view, mean
from textnn.tasks.sample.export import samples_to_sheet
from textnn.tasks.sample.view import gallery_view, walk_view
from textnn.tasks.thumbnails import filled
from textnn.ui.components.download import download
from textnn.ui.files import data_url
from textnn.ui.tabs import samples_detective, samples_draw, samples_evolution, samples_sample
from textnn.ui.tabs.samples_detective import COMMANDS, Play, guessed
from textnn.ui.tabs.samples_sample import CLASSES, STEPS, between, options_from
from textnn.web.context import Screen, load_examples

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
REQUEST: Any = SimpleNamespace(
    headers={"accept-language": "pt-BR"}, cookies={}, session_hash="page"
)
SAMPLER = FakeSampler()
DIGITS = SAMPLER(SampleOptions(count=20, seed=5))
WALK = SAMPLER(SampleOptions(count=STEPS, seed=5, towards=9, label="7"))


def event(**data: Any) -> Any:
    return SimpleNamespace(**data)


def test_every_class_of_every_set_has_a_name_in_both_languages() -> None:
    assert set(CLASSES) == set(SAMPLE_SETS)
    assert set(CLASSES["fashion"]) <= CLASS_NAMES.keys()
    assert class_name("pt", "sneaker") == "tênis"
    assert class_name("en", "ankle-boot") == "ankle boot"
    assert class_name("pt", "meu gato") == "meu gato"


@pytest.mark.parametrize(
    ("real", "words"),
    [
        (0.99, "juraria"),
        (0.7, "acha que é real"),
        (0.5, "em dúvida"),
        (0.3, "desconfia"),
        (0.02, "não se deixa enganar"),
    ],
)
def test_a_verdict_is_said_in_words_and_as_a_number(real: float, words: str) -> None:
    said = part("pt", "html/macros.html", "verdict", real)
    assert words in said
    assert f"{real * 100:.0f}%" in said


# Amostrar


def test_the_gallery_tells_of_each_picture() -> None:
    shown = gallery_view(DIGITS, "pt", NOW, ("guardado no histórico",))
    assert shown.count('class="pic"') == 20
    assert shown.count('tabindex="0"') == 1  # the arrow keys lead to the others
    assert "Algarismo 3, semente 8. O discriminador" in shown
    assert "quase tanto quanto as reais" in shown
    assert "Imagens criadas por uma rede neural" in shown
    assert "semente 5 · ousadia 2,0" in shown


def test_one_picture_makes_no_pair() -> None:
    shown = gallery_view(SAMPLER(SampleOptions(count=1)), "pt", NOW)
    assert "data-pair" not in shown
    assert "Variedade" not in shown


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "tanto quanto"), (0.9, "quase tanto"), (0.6, "menos do que"), (0.1, "colapso")],
)
def test_diversity_in_words(share: float, words: str) -> None:
    assert words in part("pt", "sample/macros.html", "diversity", share)


def test_little_boldness_is_no_collapse() -> None:
    assert "pouca ousadia" in part("pt", "sample/macros.html", "diversity", 0.3, timid=True)
    assert "quase tanto" in part("pt", "sample/macros.html", "diversity", 0.9, timid=True)
    shown = gallery_view(
        replace(DIGITS, diversity=0.3, options=SampleOptions(count=20, truncation=0.3)), "pt", NOW
    )
    assert "pouca ousadia" in shown
    assert "colapso" not in shown


@pytest.mark.parametrize(("count", "label", "told"), [(4, "7", False), (5, "7", True),
                                                      (19, "", False), (20, "", True)])  # fmt: skip
def test_a_few_pairs_tell_nothing_of_variety(count: int, label: str, told: bool) -> None:
    shown = gallery_view(SAMPLER(SampleOptions(count=count, label=label)), "pt", NOW)
    assert ("Variedade" in shown) is told


def test_unknown_diversity_is_not_shown() -> None:
    assert "Variedade" in gallery_view(DIGITS, "pt", NOW)
    assert "Variedade" not in gallery_view(replace(DIGITS, diversity=None), "pt", NOW)


def test_a_walk_is_a_strip_with_a_player() -> None:
    shown = walk_view(WALK, "pt", NOW)
    assert shown.count('class="frame"') == STEPS
    assert "da semente 5 à 9" in shown
    assert f"Ponto {STEPS} de {STEPS}." in shown


def test_two_picked_pictures_give_the_ends_of_a_walk() -> None:
    options = between(DIGITS, "3", "17")
    assert (options.seed, options.towards) == (8, 22)
    assert (options.label, options.towards_label) == ("3", "7")
    assert (options.set, options.count) == ("digits", STEPS)
    assert between(DIGITS, 3, 13).towards_label == ""  # the same class


@pytest.mark.parametrize(
    ("first", "last"), [("", "1"), ("1", None), ("x", "1"), (-1, 1), (0, 20), ({}, 1)]
)
def test_pictures_that_are_not_there_make_no_walk(first: Any, last: Any) -> None:
    with pytest.raises(UserError, match="no longer here"):
        between(DIGITS, first, last)
    with pytest.raises(UserError, match="no longer here"):
        between(None, 0, 1)


@pytest.mark.parametrize("seed", [None, 1.5])
def test_a_seed_is_a_whole_number(seed: float | None) -> None:
    with pytest.raises(UserError, match="whole number"):
        options_from(20, "digits", None, seed, 2.0)


def test_the_sheet_says_that_it_was_made() -> None:
    told = json.loads(download(DIGITS, "sheet", "pt"))
    assert told["name"] == "textnn-imagens-geradas-digits-semente-5.png"
    with Image.open(io.BytesIO(base64.b64decode(told["base64"]))) as sheet:
        assert sheet.width > sheet.height > 2 * 28
        assert sheet.info["Description"] == (
            "Criado por uma rede neural (textnn, gan-digits): nada do que mostra existiu."
        )
        assert json.loads(sheet.info["Comment"])["seed"] == 5


def test_the_archive_has_every_picture_and_says_that_they_were_made() -> None:
    told = json.loads(download(DIGITS, "zip", "en"))
    assert told["name"] == "textnn-generated-pictures-digits-seed-5.zip"
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(told["base64"]))) as archive:
        names = archive.namelist()
        pictures = [name for name in names if name.endswith(".png")]
        assert len(pictures) == 20
        assert all("generated" in name for name in pictures)
        with Image.open(io.BytesIO(archive.read(pictures[3]))) as one:
            assert one.size == (28, 28)
            assert "Made by a neural network" in one.info["Description"]
        about = json.loads(archive.read("about.json"))
        assert about["options"]["seed"] == 5
        assert about["pictures"][3]["label"] == "3"


def test_a_sheet_of_one_picture_is_as_wide_as_its_notice() -> None:
    one = SAMPLER(SampleOptions(count=1))
    with Image.open(io.BytesIO(samples_to_sheet(one, "a notice of some length"))) as sheet:
        assert sheet.width >= 4 * 28


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UserError, match="no format"):
        download(DIGITS, "exe", "pt")


# Detetive


def exhibit(forged: bool, real: float = 0.9) -> Exhibit:
    return Exhibit(blob(1), forged, real)


def test_the_question_does_not_tell_the_answer() -> None:
    asked = {
        asking_view(exhibit(forged, real), (), 10, "pt")
        for forged in (True, False)
        for real in (0.1, 0.9)
    }
    assert len(asked) == 1


def test_the_answer_tells_who_was_right() -> None:
    play = Play("digits", (exhibit(True), exhibit(False)), (), 0.0)
    play = guessed(play, True)
    shown = answer_view(play.rounds, 2, "pt")
    assert "Era falsa: a rede a criou. Você acertou." in shown
    assert "O discriminador errou (para ele, 90% real)." in shown
    assert "você 1, discriminador 0" in shown
    assert "Próxima" in shown
    play = guessed(play, True)
    shown = answer_view(play.rounds, 2, "pt")
    assert "Era real. Você errou." in shown
    assert "você 1, discriminador 1" in shown
    assert "Ver o placar" in shown


@pytest.mark.parametrize(
    ("guess", "real", "outcome"),
    [
        (True, 0.9, "Você venceu: 3 a 0."),
        (False, 0.1, "O discriminador venceu: 3 a 0."),
        (True, 0.1, "Empate: 3 a 3."),
    ],
)
def test_the_score_sheet_says_who_won(guess: bool, real: float, outcome: str) -> None:
    rounds = (Round(blob(1), True, guess, real),) * 3
    shown = score_view(Game("digits", rounds, model("gan-digits"), 4.0), "pt", NOW)
    assert outcome in shown
    assert shown.count("<li>") == 3


class NoData(FakeSampler):
    """The real pictures are not on this machine, nor is the training's film."""

    def exhibits(self, name: str, count: int, seed: int) -> tuple[Exhibit, ...]:
        raise UserError("no-dataset", "real_pictures", stem="mnist")

    def evolution(self, name: str) -> tuple[Frame, ...]:
        raise UserError("model-unusable", "film", name="gan-digits")


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    return fake_screen(tmp_path)


@pytest.fixture
def bare(tmp_path: Path) -> Screen:
    """A screen on a machine without data sets."""
    return fake_screen(tmp_path, pictures={**FAKE_PICTURES, "sample": NoData})


def test_missing_pictures_are_no_dead_end(bare: Screen) -> None:
    with gr.Blocks():
        part = samples_detective.DetectiveTab(bare)
    shown = [*part._start("fashion", REQUEST)][-1][part._view]
    assert "As imagens reais deste jogo não estão" in shown
    assert COMMANDS["fashion"] in shown
    assert "Faltam as imagens reais." in shown


def test_a_whole_game_counts_every_press_once(screen: Screen) -> None:
    with gr.Blocks():
        part = samples_detective.DetectiveTab(screen)
    play = [*part._start("digits", REQUEST)][-1][part._play]
    for number in range(10):
        press = event(do="forged", round=str(number))
        play = part._act(play, False, press, REQUEST)[part._play]
        assert len(play.rounds) == number + 1
        again = part._act(play, False, press, REQUEST)
        assert again == {part._play: play}
        now = part._act(play, False, event(do="next", round=str(number + 1)), REQUEST)
    assert "Jogar de novo" in now[part._view]
    assert "guardado no histórico" in now[part._view]
    assert now[part._play] is None


def test_a_kept_game_opens_as_its_score_sheet(screen: Screen) -> None:
    with gr.Blocks():
        part = samples_detective.DetectiveTab(screen)
    game = Game("fashion", (Round(blob(1), True, True, 0.9),) * 10, model("gan-fashion"), 4.0)
    opened = part.show(Run("1" * 32, "me", "detect", NOW, game), "pt")
    assert "Você venceu: 10 a 0." in opened[part._view]
    assert opened[part._set] == "fashion"


def test_a_game_that_is_over_says_so(screen: Screen) -> None:
    with gr.Blocks():
        part = samples_detective.DetectiveTab(screen)
    with pytest.raises(gr.Error, match="já terminou"):
        part._act(None, False, event(do="real", round="0"), REQUEST)


# Evolução


def test_the_film_has_every_moment_and_a_mean_in_words() -> None:
    frames = SAMPLER.evolution("digits")
    shown = evolution_view(frames, "digits", "gan-digits", "pt")
    assert shown.count('class="moment"') == len(frames)
    assert shown.count('class="pic stage"') == 20
    assert shown.count("<circle") == len(frames)
    assert "Antes do treino" in shown
    assert "Passo 3.000" in shown
    assert f"Tabela com {len(frames)} momentos" in shown


@pytest.mark.parametrize(
    ("real", "words"), [(0.8, "acha estas"), (0.5, "em dúvida"), (0.1, "percebe")]
)
def test_a_mean_verdict_in_words(real: float, words: str) -> None:
    frame = Frame(1, (Sample(blob(1), "0", real), Sample(blob(2), "1", real)))
    assert mean(frame) == pytest.approx(real)
    assert words in evolution_view([frame], "digits", "gan-digits", "pt")


def test_a_single_moment_is_a_film_too() -> None:
    frame = Frame(0, (Sample(blob(1), "0", 0.5),))
    assert "<circle" in evolution_view((frame,), "digits", "gan-digits", "en")


@pytest.mark.slow
def test_a_model_without_a_film_is_told_calmly(bare: Screen) -> None:
    with gr.Blocks() as blocks, gr.Tabs(), gr.Tab("x") as tab:
        samples_evolution.build(bare, tab)
    show = next(iter(blocks.fns.values())).fn
    assert "O filme do treino" in show("digits", REQUEST)


# Desenhar


@pytest.fixture
def draw(screen: Screen) -> Any:
    with gr.Blocks():
        return samples_draw.DrawTab(screen)


def drawing() -> str:
    return data_url(blob(3, 64))


def test_a_stroke_gives_a_picture_and_keeps_nothing(draw: Any, screen: Screen) -> None:
    now = draw._live("fashion", drawing(), "", REQUEST)
    assert "data:image/png;base64," in now[draw._view]
    assert "Guardar no histórico" in now[draw._view]
    assert now[draw._held].options.kind == "fashion"
    assert draw._live("facades", drawing(), drawing(), REQUEST)[draw._held].options.kind == (
        "facades"
    )


def test_an_empty_sheet_says_what_to_do(draw: Any) -> None:
    now = draw._live("facades", drawing(), "", REQUEST)
    assert "Pinte um retângulo" in now[draw._view]
    assert now[draw._held] is None


@pytest.mark.parametrize("value", ["data:image/png;base64,AAAA", "data:image/png;base64,?", "x"])
@pytest.mark.slow
def test_a_broken_stroke_is_told_in_the_frame(draw: Any, value: str) -> None:
    now = draw._live("fashion", value, "", REQUEST)
    assert 'role="status"' in now[draw._view]
    assert now[draw._held] is None


def test_an_outline_from_a_file_lies_on_the_pad(draw: Any) -> None:
    now = draw._load_file("fashion", event(name="x.png", url=drawing()), REQUEST)
    assert now[draw._pads["fashion"].html].startswith("data:image/png;base64,")
    assert draw._pads["facades"].html not in now
    for size, url, said in (
        (9_000_000, "", "grande demais"),
        (0, "", "está vazio"),
        (4, data_url(b"text"), "não é uma imagem"),
    ):
        now = draw._load_file("fashion", event(name="x.png", size=size, url=url), REQUEST)
        assert said in now[draw._view]
        assert now[draw._held] is None


@pytest.mark.parametrize("kind", ["outline", "solid"])
@pytest.mark.slow
def test_a_filled_drawing_is_told_from_an_outline(draw: Any, kind: str) -> None:
    sheet = Image.new("RGB", (280, 280), "white")
    pen = ImageDraw.Draw(sheet)
    box = (60, 40, 220, 240)
    pen.rectangle(box, "black" if kind == "solid" else None, "black", width=20)
    with io.BytesIO() as file:
        sheet.save(file, "PNG")
        assert filled(file.getvalue()) == (kind == "solid")
        shown = draw._load_file(
            "fashion", event(name="x.png", size=9, url=data_url(file.getvalue())), REQUEST
        )
    assert ("parece preenchido" in shown[draw._view]) == (kind == "solid")


def test_what_was_drawn_is_kept_on_demand_and_opens_again(draw: Any) -> None:
    held = draw._live("facades", "", drawing(), REQUEST)[draw._held]
    now = draw._keep(held, REQUEST)
    assert "guardado no histórico" in now[draw._view]
    assert "Guardar no histórico" not in now[draw._view]
    with pytest.raises(gr.Error, match="não está mais aqui"):
        draw._keep(None, REQUEST)
    opened = draw.show(Run("1" * 32, "me", "render", NOW, held), "pt")
    assert opened[draw._kind] == "facades"
    assert opened[draw._pads["facades"].html] == data_url(held.outline)


def test_the_drawn_picture_says_that_it_was_made() -> None:
    result = FakeRenderer()(base64.b64decode(blob(3, 64)), RenderOptions("fashion"))
    told = json.loads(download(result, "png", "pt"))
    assert told["name"] == "textnn-imagens-geradas-fashion.png"
    with Image.open(io.BytesIO(base64.b64decode(told["base64"]))) as picture:
        assert "Criado por uma rede neural" in picture.info["Description"]


def test_outlines_are_offered_for_their_kind_only() -> None:
    png = base64.b64decode(blob(1))
    shown = outlines_view("pt", {"fashion-1-tenis": png, "facades-1-igreja": png})
    assert [shown.count(f"for-{kind}") for kind in RENDER_KINDS] == [1, 1]
    assert "tênis" in shown
    assert "exemplo 1" in shown
    assert outlines_view("pt", {}) == "<div></div>"


def test_every_shipped_outline_has_a_name_and_a_kind() -> None:
    outlines = load_examples().outlines
    assert {name.split("-")[0] for name in outlines} == {*RENDER_KINDS}
    shown = outlines_view("en", outlines)
    assert shown.count("data-name") == len(outlines) >= 6
    assert "example" not in shown


# The history


@pytest.mark.parametrize("result", [DIGITS, WALK])
def test_kept_samples_open_as_they_were(screen: Screen, result: Samples) -> None:
    with gr.Blocks():
        part = samples_sample.SampleTab(screen)
    opened = part.show(Run("1" * 32, "me", "sample", NOW, result), "pt")
    walk = result.options.towards is not None
    assert bool(opened[part._walk]) is walk
    assert bool(opened[part._view]) is not walk
    assert opened[part._seed] == 5
    assert opened[part._label]["value"] == result.options.label
    assert set(opened) <= {*part.changed}
